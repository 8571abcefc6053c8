"""The pages of statements: the list, one page each, and published figures beside ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.claim import COMPARED, Claim, Document
from weighbridge.catalogue.units import DASH, Unit
from weighbridge.charts.labels import label_of
from weighbridge.claims.chains import collapse, follows, resting
from weighbridge.claims.judging import Judged
from weighbridge.claims.replications import Published, Replicated, beside, published, summary
from weighbridge.claims.room import day_words
from weighbridge.claims.stating import stated
from weighbridge.claims.tried import OUTCOME_WORDS, Tried, with_limits
from weighbridge.entities.families import load_families
from weighbridge.web import links, verdicts
from weighbridge.web.bridge import Bridge
from weighbridge.web.page import Page
from weighbridge.web.strips import Strip, shape
from weighbridge.web.structured import json_ld

PART_WORDS = {
    "counted": "Counted",
    "over": "Over",
    "when": "When",
    "whose": "Whose country",
    "left_out": "Left out",
}
REPLICATED_TOKENS = {"reproduced": "supported", "differs": "definition_dependent", "cannot": "not_testable"}


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A statement in the list, with the copies that fold under it."""

    judged: Judged
    glyph: Markup
    origin: str
    copies: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A definition on a claim's page: words, outcome, drawing, value."""

    label: str
    outcome: str
    strip: Markup
    text: str
    is_source: bool
    reason: str
    is_published: bool = False


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """The statements checked, as the home page shows them."""

    count: int
    resting: str
    tally: list[verdicts.VerdictLine]
    first: Claim


def checked_block(bridge: Bridge) -> CheckedBlock:
    """How many statements bear each verdict, and what they rest on; the one most printed stands by name."""
    found = bridge.claims()
    most = max(
        found, key=lambda one: (len(one.claim.printed_in), one.claim.id == "C01", -int(one.claim.id[1:]))
    )
    return CheckedBlock(len(found), collapse([one.claim for one in found]).sentence, tally(found), most.claim)


def claims_pages(bridge: Bridge) -> list[Page]:
    """The list, a page for each statement, and the replications; nothing where no claim is declared."""
    found = bridge.claims()
    if not found:
        return []
    replicated = bridge.replications()
    pages = [index_page(found)]
    pages += [claim_page(one, found, bridge.claim_history(one.claim)) for one in found]
    return [*pages, replications_page(replicated)] if replicated else pages


def index_page(found: Sequence[Judged]) -> Page:
    """Every statement, by verdict in the words' own order; copies fold under the first."""
    roots = [one for one in found if not one.claim.repeats]
    lines = [
        ClaimLine(
            one,
            verdicts.glyph(one.key),
            one.claim.origin.name if one.claim.origin else "no origin known",
            tuple(other for other in found if other.claim.repeats == one.claim.id),
        )
        for one in roots
    ]
    order = list(verdicts.TOKENS)
    lines.sort(key=lambda line: (order.index(line.judged.key), line.judged.claim.id))
    claims = [one.claim for one in found]
    return Page(
        path=links.CLAIMS,
        template="claims.html",
        title="Claims · weighbridge",
        description=f"{len(found)} public statements, checked under every definition their words allow.",
        section=links.CLAIMS,
        context={
            "count": len(found),
            "resting": collapse(claims).sentence,
            "articles": resting(claims),
            "dash": DASH,
            "tally": tally(found),
            "lines": lines,
            "follows": follows,
            "glyph": verdicts.glyph,
        },
    )


def tally(found: Sequence[Judged]) -> list[verdicts.VerdictLine]:
    """How many statements bear each verdict, with a square for each."""
    return verdicts.lines(dict(Counter(one.key for one in found)))


def claim_page(one: Judged, found: Sequence[Judged], moved: Sequence[Mapping[str, str]]) -> Page:
    """One statement's whole argument."""
    claim = one.claim
    root = claim.repeats or claim.id
    family = [other for other in found if root in (other.claim.id, other.claim.repeats)]
    blocks = [" ".join(block.split()) for block in claim.method.split("\n\n")]
    answer = blocks[1] if len(blocks) > 1 else blocks[0]
    peers = [_published_line(row, one.as_of) for row in beside(claim.beside)]
    computed = [_value_line(tried, one.as_of) for tried in one.tried]
    return Page(
        path=claim.address,
        template="claim.html",
        title=f"{claim.id}: {one.word} · weighbridge",
        description=f"“{claim.words}” {one.word}. {answer}"[:300],
        section=links.CLAIMS,
        trail=(("Claims", links.CLAIMS), (claim.id, "")),
        data=(_review(one),),
        context={
            "one": one,
            "claim": claim,
            "glyph": verdicts.glyph(one.key),
            "token": verdicts.TOKENS[one.key],
            "answer": answer,
            "argument": blocks[2:],
            "follows": follows(claim),
            "compared": _compared(claim),
            "values": [line for line in (*computed, *peers) if line.text],
            "owed": _owed(one),
            "has_scale": any(line.strip for line in (*computed, *peers)),
            "family": family,
            "chain": _chain(family),
            "history": _history(claim, moved),
            "command": one.shown.command if one.shown and one.shown.command else "",
            "plain": lambda name: name.replace("_", " "),
        },
    )


def _compared(claim: Claim) -> list[tuple[str, str, str]]:
    return [
        (PART_WORDS[part], claim.said.get(part, DASH), claim.measured.get(part, DASH))
        for part in COMPARED
        if claim.said.get(part) or claim.measured.get(part)
    ]


def _value_line(tried: Tried, as_of: str) -> ValueLine:
    text = "" if tried.outcome == "unavailable" else with_limits(tried)
    return ValueLine(
        tried.label,
        OUTCOME_WORDS[tried.outcome],
        _strip(tried, as_of),
        text,
        tried.is_source,
        tried.reason,
    )


def _strip(tried: Tried, as_of: str) -> Markup:
    """Shares of countries on a scale from 0 to 100 %; nothing for other units."""
    if tried.unit != Unit.SHARE.value or not tried.sides:
        return Markup("")
    strip = _scale()
    if tried.unknown:
        strip.hatched(1.0 - tried.unknown, 1.0)
    only = tried.sides[0]
    if len(tried.sides) == 1 and only.low is not None and only.high is not None:
        strip.interval(only.low, only.high)
    for side in tried.sides:
        if side.value is not None:
            label = label_of(_kind(side.group), side.group, as_of)
            strip.mark(side.value, shape(label.shape, label.token))
    return strip.text()


def _kind(group: str) -> str:
    """What a group is, told by its name: a country, a line of models, or a maker without a line."""
    if group.isupper() and len(group) == 2:
        return "country"
    return "line" if any(family.line == group for family in load_families().values()) else "organisation"


def _scale() -> Strip:
    strip = Strip(0.0, 1.0)
    for value, name in ((0.0, "edge"), (0.25, "grid"), (0.5, "grid"), (0.75, "grid"), (1.0, "edge")):
        strip.rule(value, name)
    return strip


def _published_line(row: Published, as_of: str) -> ValueLine:
    """A peer's figure: hollow, because it is not recomputed."""
    value = stated(row.value)
    drawn = Markup("")
    if value.is_share:
        strip = _scale()
        place = {"China": "CN", "United States": "US"}.get(row.entity)
        if place:
            label = label_of("country", place, as_of)
            strip.mark(value.value, shape(label.shape, label.token, hollow=True))
            drawn = strip.text()
    text = f"{row.entity} {row.value}"
    return ValueLine(f"{row.metric}; {row.definition}; {row.period}", row.study, drawn, text, False, "", True)


def _owed(one: Judged) -> list[tuple[str, str]]:
    """What waits for data, once for each reason."""
    found: dict[str, str] = {}
    for tried in one.owed:
        found.setdefault(tried.reason, tried.label)
    return [(label, reason) for reason, label in found.items() if reason]


def _chain(family: Sequence[Judged]) -> list[list[Document]]:
    """From those that print a statement and its copies to where it was measured, in columns."""
    printed = {doc.key: doc for one in family for doc in one.claim.printed_in}
    through = {doc.key: doc for one in family for doc in one.claim.through}
    origin = {one.claim.origin.key: one.claim.origin for one in family if one.claim.origin}
    return [list(column.values()) for column in (printed, through, origin) if column]


def _history(claim: Claim, moved: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    dated = [(day, day_words(day), text) for day, text in claim.history]
    dated += [(entry["as_of"], day_words(entry["as_of"]), f"Checked: {entry['word']}.") for entry in moved]
    return [(words, text) for _, words, text in sorted(dated, key=lambda item: item[0])]


def _review(one: Judged) -> Markup:
    """Our words as the name of a rating, for machines; no stars."""
    body = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": one.claim.words,
        "datePublished": one.as_of,
        "author": {"@type": "Organization", "name": "weighbridge"},
        "reviewRating": {"@type": "Rating", "alternateName": one.word},
        "itemReviewed": {
            "@type": "Claim",
            "appearance": [{"@type": "CreativeWork", "name": doc.name} for doc in one.claim.printed_in],
        },
    }
    return json_ld(body)


def replications_page(found: Sequence[Replicated]) -> Page:
    """Published figures of others beside ours."""
    studies: dict[str, list[Replicated]] = {}
    for one in found:
        studies.setdefault(one.published.study, []).append(one)
    return Page(
        path=links.REPLICATIONS,
        template="replications.html",
        title="Replications · weighbridge",
        description=summary(found),
        section=links.CLAIMS,
        trail=(("Claims", links.CLAIMS), ("Replications", "")),
        context={
            "answer": summary(found),
            "count": len(published()),
            "studies": studies,
            "glyphs": {outcome: verdicts.glyph(key) for outcome, key in REPLICATED_TOKENS.items()},
            "dash": DASH,
        },
    )
