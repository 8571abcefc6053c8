"""The pages of organisations: where one is seated, how we know, who lists it, whose weights it has."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.units import NARROW_SPACE, Unit, short_count
from weighbridge.charts.labels import Label, label_of
from weighbridge.charts.share_line import share_line
from weighbridge.charts.words import interval_words, month_words
from weighbridge.definitions.result import UNKNOWN, Result, Row
from weighbridge.diligence.card.sentences import joined
from weighbridge.diligence.listed_models import Listed
from weighbridge.diligence.organisation_pages import ShownOrganisation
from weighbridge.entities.designations import Designation
from weighbridge.entities.families import load_families
from weighbridge.entities.organisations import INTERNATIONAL, NOT_ESTABLISHED, load_organisations
from weighbridge.web import links
from weighbridge.web.page import Page
from weighbridge.web.sentences import Part, Sentence, plain
from weighbridge.web.state_lines import state_lines
from weighbridge.web.strips import Strip, glyph, shape, value_strip
from weighbridge.web.structured import breadcrumbs, json_ld
from weighbridge.web.tables import FLAG_WORDS

MOST_RELEASE_MONTHS, MOST_ROOTS = 12, 12
KIND_WORDS = {
    "company": "company",
    "startup": "young company",
    "university": "university",
    "public_lab": "public laboratory",
    "government": "government body",
    "non_profit": "non-profit organisation",
    "community": "community project",
    "individual": "individual",
}
LICENCE_WORDS = {
    "permissive": "permissive",
    "conditional": "conditional",
    "non_commercial": "non-commercial",
    "undeclared": "none declared",
    "unknown": "declared, not read here",
}


@dataclass(frozen=True, slots=True)
class Series:
    """The results whose rows stand on every organisation's page, by what they answer."""

    share: Result | None = None
    releases: Result | None = None
    gap: Result | None = None


@dataclass(frozen=True, slots=True)
class StripLine:
    """A row with a mark: a name, where it leads, its drawing and its figures."""

    label: Label
    target: str
    strip: Markup
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model in the table of a maker or a family."""

    model_id: str
    target: str
    maker: Label | None
    maker_target: str
    root: Label
    root_words: str
    root_target: str
    flow: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation in the list of all."""

    name: str
    path: str
    label: Label
    kind: str
    models: int
    flow: str
    listed: str


def organisation_pages(shown: Sequence[ShownOrganisation], series: Series, as_of: str) -> list[Page]:
    """A page for each organisation, and one that lists them; none where no model is known."""
    if not shown:
        return []
    rows = {name: _by_group(getattr(series, name)) for name in ("share", "releases", "gap")}
    newest = max(series.share.months, default="") if series.share else ""
    pages = [_page(item, series, rows, newest, as_of) for item in shown]
    return [*pages, _list(shown, as_of)]


def _by_group(result: Result | None) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in result.rows if result else ():
        found.setdefault(row.group, []).append(row)
    return found


def seat_label(organisation_id: str | None, as_of: str) -> Label:
    """The place of an organisation on the day of the data, as drawn."""
    if organisation_id is None:
        return label_of("country", UNKNOWN, as_of)
    known = load_organisations().get(organisation_id)
    seat = known.seat_on(datetime.date.fromisoformat(as_of)) if known else None
    country = seat.country if seat else NOT_ESTABLISHED
    kept = {NOT_ESTABLISHED: UNKNOWN, INTERNATIONAL: "none"}.get(country, country)
    return label_of("country", kept, as_of)


def short_name(organisation_id: str | None, otherwise: str = "not known") -> str:
    """An organisation by its name, without its brands."""
    if organisation_id is None:
        return otherwise
    known = load_organisations().get(organisation_id)
    return (known.name if known else organisation_id).partition(" (")[0]


def answer(shown: ShownOrganisation, as_of: str) -> Sentence:
    """Where it is seated, and whose weights its models are."""
    seat = seat_label(shown.organisation_id, as_of)
    if seat.shape == "hatch":
        said: list[Part] = [Part("Its seat is not established. ")]
    elif seat.group == "none":
        said = [Part("International by nature: it has no seat. ")]
    else:
        tone = seat.token if seat.token in ("CN", "US", "EU", "other") else ""
        said = [Part("Seated in "), Part(seat.subject, tone), Part(". ")]
    return (*said, Part(_weights(shown)))


def _weights(shown: ShownOrganisation) -> str:
    if not shown.count:
        return "No model of its own stands on a watched list."
    own = sum(item.models for item in shown.roots if item.organisation_id == shown.organisation_id)
    unknown = sum(item.models for item in shown.roots if item.organisation_id is None)
    others = shown.count - own - unknown
    parts = [
        text
        for count, text in (
            (own, f"{own:,} with weights of its own"),
            (others, f"{others:,} with those of other makers"),
            (unknown, f"{unknown:,} whose weights nobody has placed with one maker"),
        )
        if count
    ]
    return f"{shown.count:,} model{'' if shown.count == 1 else 's'} on the lists: {joined(parts)}."


def doubt(shown: ShownOrganisation, share: Row | None, share_unit: Unit = Unit.SHARE) -> str:
    """How much it is used, how sure that is, and how many lists name it."""
    said = []
    if share is not None and share.value is not None:
        interval = interval_words(share_unit, share.low, share.high)
        value = share_unit.text(share.value, suffix=True)
        between = f" {interval}, 90{NARROW_SPACE}% interval" if interval else ""
        said.append(f"{value}{between} of the downloads of {month_words(share.month, long=True)}.")
    holding = [item for item in _standing(shown) if item.holds]
    waiting = [item for item in _standing(shown) if item.status in ("pending", "future")]
    if holding or waiting:
        counts = [f"{len(holding)} in force"] if holding else []
        counts += [f"{len(waiting)} pending or to come"] if waiting else []
        said.append(f"Named by public rules or lists: {joined(counts)}.")
    else:
        said.append("None found on the lists held here.")
    return " ".join(said)


def _standing(shown: ShownOrganisation) -> list[Designation]:
    """The newest state of each list."""
    newest = {item.instrument_id: item for item in shown.states}
    return [item for item in newest.values() if not (item.true_to and item.true_to <= shown.day)]


def _page(
    shown: ShownOrganisation,
    series: Series,
    rows: Mapping[str, Mapping[str, Sequence[Row]]],
    newest: str,
    as_of: str,
) -> Page:
    name = shown.organisation.name
    path = links.organisation(shown.organisation_id)
    shares = [row for row in rows["share"].get(shown.organisation_id, ()) if row.value is not None]
    last = shares[-1] if shares and shares[-1].month == newest else None
    said, unsure = answer(shown, as_of), doubt(shown, last)
    label = seat_label(shown.organisation_id, as_of)
    token = label.token if label.shape != "hatch" else "ink"
    crumbs = [("Models", links.relative(links.MODELS, path)), (name, "")]
    return Page(
        path=path,
        template="organisation.html",
        title=f"{name} · weighbridge",
        description=f"{name}. {plain(said)} {unsure}",
        section=links.MODELS,
        trail=(("Models", links.MODELS), ("Organisations", links.ORGANISATIONS), (name, "")),
        data=(json_ld(breadcrumbs(crumbs)),),
        context={
            "shown": shown,
            "name": name,
            "answer": said,
            "doubt": unsure,
            "label": label,
            "glyph": glyph,
            "kind": KIND_WORDS[shown.organisation.kind],
            "owner": _owner(shown),
            "owned": [(short_name(one), links.organisation(one)) for one in shown.owned],
            "seats": [(seat, *_seat_words(seat.country, as_of)) for seat in shown.organisation.seats],
            "states": state_lines([("", item) for item in shown.states], shown.day),
            "roots": root_lines(
                [(item.organisation_id, item.models, item.flow) for item in shown.roots[:MOST_ROOTS]], as_of
            ),
            "more_roots": max(0, len(shown.roots) - MOST_ROOTS),
            "shares": shares,
            "share": last,
            "has_interval": any(row.low is not None for row in shares),
            "share_unit": Unit.SHARE,
            "share_result": series.share,
            "drawings": {
                key: Markup(svg)  # noqa: S704  # drawn from numbers and month names
                for key, svg in (share_line(shares, token) if len(shares) > 1 else {}).items()
            },
            "share_alt": _share_alt(name, shares),
            "licences": _licences(shown),
            "releases": _releases(rows["releases"].get(shown.organisation_id, ()), label, as_of),
            "gap": _gap(rows["gap"].get(shown.organisation_id, ())),
            "families": [
                (load_families()[one].name, links.family(one), count) for one, count in shown.families
            ],
            "models": [model_line(item, as_of, with_maker=False) for item in shown.models],
            "month_words": month_words,
            "flow": short_count(shown.flow),
        },
    )


def _owner(shown: ShownOrganisation) -> tuple[str, str] | None:
    seat = shown.organisation.seat_on(shown.day)
    parent = seat.parent_organisation_id if seat else None
    return (short_name(parent), links.organisation(parent)) if parent else None


def _seat_words(country: str, as_of: str) -> tuple[Label, str]:
    kept = {NOT_ESTABLISHED: UNKNOWN, INTERNATIONAL: "none"}.get(country, country)
    label = label_of("country", kept, as_of)
    return label, "not established" if label.shape == "hatch" else label.name


def root_lines(held: Sequence[tuple[str | None, int, float]], as_of: str) -> list[StripLine]:
    """Makers with how many models and downloads: a dot each, what nobody has placed hatched."""
    most = max((count for _, count, _ in held), default=1)
    lines = []
    for maker, count, flow in held:
        label = seat_label(maker, as_of)
        strip = Strip(0.0, most * 1.04)
        strip.rule(0.0, "zero")
        if maker is None:
            strip.hatched(0.0, count)
        else:
            form = "circle" if label.shape == "hatch" else label.shape
            strip.mark(count, shape(form, label.token if label.token != "unknown" else "ink3"))
        named = Label(
            maker or UNKNOWN,
            short_name(maker, "not placed with one maker"),
            label.short,
            label.subject,
            label.token,
            label.shape,
            label.name,
        )
        lines.append(
            StripLine(named, links.organisation(maker), strip.text(), (f"{count:,}", short_count(flow)))
        )
    return lines


def _share_alt(name: str, shares: Sequence[Row]) -> str:
    if len(shares) < 2:
        return ""
    first, last = shares[0], shares[-1]
    return (
        f"Line: share of {name}. {Unit.SHARE.text(first.value)} % in {month_words(first.month)}, "
        f"{Unit.SHARE.text(last.value)} % in {month_words(last.month)}. Shading: interval. Table follows."
    )


def _licences(shown: ShownOrganisation) -> list[tuple[Label, str, str]]:
    order = list(LICENCE_WORDS)
    held = sorted(shown.licences.items(), key=lambda item: order.index(item[0]) if item[0] in order else 9)
    found = []
    for name, (models, flow) in held:
        label = label_of("class", name, shown.day.isoformat())
        words = LICENCE_WORDS.get(name, name.replace("_", " "))
        named = Label(name, words, words, words, label.token, label.shape, words)
        found.append((named, f"{models:,}", short_count(flow)))
    return found


def _releases(rows: Sequence[Row], label: Label, as_of: str) -> list[tuple[str, Markup, str, str]]:
    """New models of the last months, newest first."""
    kept = [row for row in rows if row.value is not None][-MOST_RELEASE_MONTHS:]
    most = max((row.value or 0.0 for row in kept), default=0.0) or 1.0
    drawn = label if label.shape != "hatch" else label_of("size", "ink", as_of)
    return [
        (
            month_words(row.month),
            value_strip(_bare(row), drawn, most * 1.04, (0.0,)),
            Unit.COUNT.text(row.value),
            ", ".join(FLAG_WORDS.get(flag, flag.replace("_", " ")) for flag in row.flags),
        )
        for row in reversed(kept)
    ]


def _bare(row: Row) -> Row:
    """The value alone: a count of one maker is counted, not drawn."""
    return Row(row.month, row.group, row.value, None, None, None, None, row.n, ())


def _gap(rows: Sequence[Row]) -> str:
    known = [row for row in rows if row.value is not None]
    if not known:
        return ""
    row = known[-1]
    interval = interval_words(Unit.DAYS, row.low, row.high)
    return (
        f"In {month_words(row.month, long=True)} the median wait between two releases was "
        f"{Unit.DAYS.text(row.value)} days{' ' + interval if interval else ''}."
    )


def model_line(item: Listed, as_of: str, with_maker: bool) -> ModelLine:
    """A model as a table lists it."""
    root = seat_label(item.root_organisation_id, as_of)
    own = item.answer == "own"
    words = "own" if own else short_name(item.root_organisation_id, item.answer.replace("_", " "))
    return ModelLine(
        item.model_id,
        f"models/{item.canonical_id}/index.html",
        seat_label(item.organisation_id, as_of) if with_maker else None,
        links.organisation(item.organisation_id),
        root,
        words,
        "" if own else links.organisation(item.root_organisation_id),
        short_count(item.flow) if item.flow is not None else "–",
    )


def _list(shown: Sequence[ShownOrganisation], as_of: str) -> Page:
    """Every organisation with a page, in the order of the alphabet."""
    entries = [
        Entry(
            item.organisation.name,
            links.organisation(item.organisation_id),
            seat_label(item.organisation_id, as_of),
            KIND_WORDS[item.organisation.kind],
            item.count,
            short_count(item.flow),
            _count_words(item),
        )
        for item in shown
    ]
    entries.sort(key=lambda entry: (entry.name.casefold(), entry.path))
    capture = next((item.capture for item in shown if item.capture[0]), ("", ""))
    return Page(
        path=links.ORGANISATIONS,
        template="organisations.html",
        title="Organisations · weighbridge",
        description=f"{len(entries):,} makers of models: seat with its evidence, lists, weights, licences.",
        section=links.MODELS,
        trail=(("Models", links.MODELS), ("Organisations", "")),
        context={"entries": entries, "glyph": glyph, "capture": capture, "month_words": month_words},
    )


def _count_words(item: ShownOrganisation) -> str:
    count = len([one for one in _standing(item) if one.holds])
    return f"{count}" if count else "–"
