"""The pages of statements: the list, one page each, and published figures beside ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.claim import COMPARED, Claim, Document
from weighbridge.catalogue.units import DASH
from weighbridge.claims.chains import collapse, follows, resting
from weighbridge.claims.judging import Judged
from weighbridge.claims.replications import Replicated, published, summary
from weighbridge.claims.room import day_words
from weighbridge.web import links, verdicts
from weighbridge.web.bridge import Bridge
from weighbridge.web.citing import Credit
from weighbridge.web.claim_files import ClaimFiles
from weighbridge.web.claim_values import common_reason, range_words, values_of
from weighbridge.web.page import Page
from weighbridge.web.share_cards import claim_card
from weighbridge.web.strips import share_axis
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


def claims_pages(bridge: Bridge, credits: Mapping[str, Sequence[Credit]] | None = None) -> list[Page]:
    """The list, a page for each statement, and the replications; nothing where no claim is declared.

    ``credits`` are the sources of each indicator's figures, to go with the files of a statement that asks it.
    """
    found = bridge.claims()
    if not found:
        return []
    replicated = bridge.replications()
    pages = [index_page(found)]
    pages += [
        claim_page(one, found, bridge.claim_history(one.claim), credits_of(one, credits or {}))
        for one in found
    ]
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


def credits_of(one: Judged, held: Mapping[str, Sequence[Credit]]) -> list[Credit]:
    """The sources behind what was tried, once each."""
    asked = dict.fromkeys(tried.fingerprint.partition("@")[0] for tried in one.tried)
    found = {credit.name: credit for name in asked for credit in held.get(name, ())}
    return list(found.values())


def claim_page(
    one: Judged,
    found: Sequence[Judged],
    moved: Sequence[Mapping[str, str]],
    credits: Sequence[Credit] = (),
) -> Page:
    """One statement's whole argument."""
    claim = one.claim
    root = claim.repeats or claim.id
    family = [other for other in found if root in (other.claim.id, other.claim.repeats)]
    blocks = [" ".join(block.split()) for block in claim.method.split("\n\n")]
    answer = blocks[1] if len(blocks) > 1 else blocks[0]
    values = values_of(one)
    files = ClaimFiles(one, answer, tuple(values), tuple(credits))
    return Page(
        path=claim.address,
        template="claim.html",
        title=f"{claim.id}: {one.word} · weighbridge",
        description=f"“{claim.words}” {one.word}. {answer}"[:300],
        section=links.CLAIMS,
        trail=(("Claims", links.CLAIMS), (claim.id, "")),
        data=(_review(one),),
        card=claim_card(one, answer),
        context={
            "one": one,
            "claim": claim,
            "glyph": verdicts.glyph(one.key),
            "token": verdicts.TOKENS[one.key],
            "answer": answer,
            "argument": blocks[2:],
            "follows": follows(claim),
            "compared": _compared(claim),
            "values": values,
            "files": files,
            "common": common_reason(one),
            "range": range_words(values),
            "owed": _owed(one),
            "has_scale": any(line.marks for line in values),
            "scale": share_axis(),
            "family": family,
            "chain": _chain(family),
            "history": _history(claim, moved),
            "command": one.shown.command if one.shown and one.shown.command else "",
            "plain": lambda name: name.replace("_", " "),
        },
    )


def embedded_claim(page: Page) -> Page:
    """The same statement for other sites' frames: its words, its verdict, the values."""
    folder = page.path.removesuffix("index.html")
    return Page(
        path=f"{folder}embed.html",
        template="claim_embed.html",
        title=page.title,
        description=page.description,
        context={**page.context, "target": page.path},
    )


def _compared(claim: Claim) -> list[tuple[str, str, str]]:
    return [
        (PART_WORDS[part], claim.said.get(part, DASH), claim.measured.get(part, DASH))
        for part in COMPARED
        if claim.said.get(part) or claim.measured.get(part)
    ]


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
