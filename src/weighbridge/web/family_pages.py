"""The pages of families: what was made from one, its use by publisher and by root, its members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.units import Unit, short_count
from weighbridge.charts.labels import Label
from weighbridge.charts.words import day_words, month_words
from weighbridge.diligence.family_pages import Counted, ShownFamily, Twig
from weighbridge.web import links
from weighbridge.web.model_pages import SHORT
from weighbridge.web.organisation_pages import model_line, root_lines, seat_label, short_name
from weighbridge.web.page import Page
from weighbridge.web.sentences import Part, Sentence, plain
from weighbridge.web.strips import Strip, glyph, shape
from weighbridge.web.structured import breadcrumbs, json_ld

MOST_PUBLISHERS = 10


@dataclass(frozen=True, slots=True)
class Node:
    """A model in the tree as the page shows it."""

    model_id: str
    target: str
    label: Label
    relation: str
    children: tuple[Node, ...]
    folded: str
    below: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way to count the family's use."""

    name: str
    means: str
    strip: Markup
    share: str
    models: str
    flow: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A family in the list of all."""

    name: str
    path: str
    label: Label
    maker: str
    kind: str
    models: int
    share: str


def family_pages(shown: Sequence[ShownFamily], as_of: str) -> list[Page]:
    """A page for each family, and one that lists them; none where none has a member."""
    return [*(_page(item, as_of) for item in shown), _list(shown, as_of)] if shown else []


def answer(shown: ShownFamily, as_of: str) -> Sentence:
    """Whose family it is, and what part of use is its by publisher and by root."""
    maker = seat_label(shown.family.organisation_id, as_of)
    tone = maker.token if maker.token in ("CN", "US", "EU", "other") else ""
    count = f"{shown.count:,} model{'' if shown.count == 1 else 's'}"
    said = (
        Part(f"{count} published by "),
        Part(short_name(shown.family.organisation_id), "strong"),
        *((Part(" ("), Part(maker.name, tone), Part(")")) if maker.shape != "hatch" else ()),
    )
    if shown.own.share is None or shown.rooted.share is None or not shown.rooted.flow:
        return (*said, Part(". The newest widest list holds no download count of them."))
    return (
        *said,
        Part(" carry "),
        Part(Unit.SHARE.text(shown.own.share, suffix=True), "strong"),
        Part(" of the downloads of the widest list; models made from its weights, its own among them, "),
        Part(Unit.SHARE.text(shown.rooted.share, suffix=True), "strong"),
        Part("."),
    )


def _page(shown: ShownFamily, as_of: str) -> Page:
    family = shown.family
    path = links.family(family.family_id)
    said = answer(shown, as_of)
    crumbs = [("Models", links.relative(links.MODELS, path)), (family.name, "")]
    list_id, month = shown.capture
    return Page(
        path=path,
        template="family.html",
        title=f"{family.name} · weighbridge",
        description=f"{family.name}. {plain(said)}",
        section=links.MODELS,
        trail=(("Models", links.MODELS), ("Families", links.FAMILIES), (family.name, "")),
        data=(json_ld(breadcrumbs(crumbs)),),
        context={
            "shown": shown,
            "family": family,
            "answer": said,
            "glyph": glyph,
            "label": seat_label(family.organisation_id, as_of),
            "maker": short_name(family.organisation_id),
            "maker_target": links.organisation(family.organisation_id),
            "released": day_words(family.first_release.isoformat()) if family.first_release else "not known",
            "tree": [_node(twig, as_of) for twig in shown.tree],
            "ways": _ways(shown, as_of),
            "publishers": root_lines(shown.publishers[:MOST_PUBLISHERS], as_of),
            "more_publishers": max(0, len(shown.publishers) - MOST_PUBLISHERS),
            "models": [model_line(item, as_of, with_maker=True) for item in shown.members],
            "list_words": list_id.replace("_", " "),
            "month": month_words(month, long=True) if month else "",
        },
    )


def _node(twig: Twig, as_of: str) -> Node:
    folded = ", ".join(f"{count:,} {SHORT.get(name, name)}" for name, count in twig.folded.items())
    return Node(
        twig.model_id,
        f"models/{twig.canonical_id}/index.html",
        seat_label(twig.organisation_id, as_of),
        SHORT.get(twig.relation, twig.relation),
        tuple(_node(child, as_of) for child in twig.children),
        folded,
        twig.below,
    )


def _ways(shown: ShownFamily, as_of: str) -> list[Way]:
    label = seat_label(shown.family.organisation_id, as_of)
    most = max(shown.own.share or 0.0, shown.rooted.share or 0.0) or 1.0
    return [
        _way("By publisher", "what its maker published as this family", shown.own, label, most),
        _way(
            "By root of the weights",
            "everything whose weights go back to it, whoever published it under whatever name",
            shown.rooted,
            label,
            most,
        ),
    ]


def _way(name: str, means: str, counted: Counted, label: Label, most: float) -> Way:
    strip = Strip(0.0, most * 1.04)
    strip.rule(0.0, "zero")
    if counted.share is not None:
        form = "circle" if label.shape == "hatch" else label.shape
        strip.mark(counted.share, shape(form, label.token if label.shape != "hatch" else "ink"))
    return Way(
        name,
        means,
        strip.text(),
        Unit.SHARE.text(counted.share),
        f"{counted.models:,}",
        short_count(round(counted.flow)),
    )


def _list(shown: Sequence[ShownFamily], as_of: str) -> Page:
    """Every family with a page, in the order of the alphabet."""
    entries = [
        Entry(
            item.family.name,
            links.family(item.family_id),
            seat_label(item.family.organisation_id, as_of),
            short_name(item.family.organisation_id),
            item.family.kind.replace("_", " "),
            item.count,
            Unit.SHARE.text(item.rooted.share),
        )
        for item in shown
    ]
    entries.sort(key=lambda entry: (entry.name.casefold(), entry.path))
    month = shown[0].capture[1]
    return Page(
        path=links.FAMILIES,
        template="families.html",
        title="Families · weighbridge",
        description=f"{len(entries):,} families of models: what was made from each, and how much it is used.",
        section=links.MODELS,
        trail=(("Models", links.MODELS), ("Families", "")),
        context={
            "entries": entries,
            "glyph": glyph,
            "month": month_words(month, long=True) if month else "",
        },
    )
