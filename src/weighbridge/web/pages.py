"""The pages beside the indicators': home, lists, sources, data dictionary, method, credits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.caveats import CAVEATS
from weighbridge.catalogue.flags import FLAGS
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.source import Source
from weighbridge.catalogue.table import Table
from weighbridge.catalogue.units import DASH, NARROW_SPACE, Unit
from weighbridge.charts.figure import named_choice
from weighbridge.charts.labels import label_of
from weighbridge.charts.words import month_words, resampled_of, resampled_words
from weighbridge.web import links
from weighbridge.web.bridge import SnapshotInfo
from weighbridge.web.citing import MOST_NAMED
from weighbridge.web.claims_pages import CheckedBlock
from weighbridge.web.glossary import GLOSSARY, anchor
from weighbridge.web.headlines import FIRST, SECOND, HeadlineRow
from weighbridge.web.indicator_page import View, topic_anchor
from weighbridge.web.page import Page
from weighbridge.web.prose import first_sentence
from weighbridge.web.sentences import home_sentences, lead_words, untold
from weighbridge.web.share_cards import home_card
from weighbridge.web.strips import lead_strip
from weighbridge.web.tables import GroupLine, groups_of

MOST_CARDS, CARD_LINES = 4, 3
TOPICS = ("Capability", "Built upon", "Price", "Safety", "Terms")


@dataclass(frozen=True, slots=True)
class HomeLine:
    """A headline definition as the home page shows it."""

    row: HeadlineRow
    path: str
    strip: Markup
    words: str
    first: str
    second: str
    unplaced: str


@dataclass(frozen=True, slots=True)
class Card:
    """Another question, answered in a sentence with a small drawing and a source."""

    title: str
    path: str
    sentence: str
    month: str
    lines: tuple[GroupLine, ...]
    source: str
    unit: str


def home_page(
    rows: Sequence[HeadlineRow], views: Sequence[View], checked: CheckedBlock | None = None
) -> Page:
    """Who leads: the answer, every definition, then the other questions and the statements checked."""
    leading, turning = home_sentences(rows)
    by_name = {view.indicator.name: view for view in views}
    used = {row.indicator for row in rows}
    as_of = max((view.result.as_of for view in views), default="")
    credits = {credit.name: credit for name in sorted(used) for credit in by_name[name].credits}.values()
    named = [f"{credit.title} ({credit.terms})" for credit in credits][:MOST_NAMED]
    more = len(credits) - len(named)
    resampled = resampled_of(by_name[name].indicator.resampled for name in used)
    level = max((view.result.level for view in views), default=0.9)
    return Page(
        path=links.HOME,
        template="home.html",
        title="weighbridge: who leads in open-weight AI, and how sure that is",
        description=f"{leading} {turning}".strip(),
        card=home_card(leading, turning, rows, as_of),
        context={
            "leading": leading,
            "turning": turning,
            "untold": untold(rows),
            "choices": deciding_choices(rows, [view.indicator for view in views]),
            "turns": {row.lead > 0 for row in rows} == {True, False},
            "rows": [_home_line(row) for row in rows],
            "first": label_of("country", FIRST, as_of) if as_of else None,
            "second": label_of("country", SECOND, as_of) if as_of else None,
            "has_intervals": any(row.low is not None for row in rows),
            "level": f"{level * 100:.0f}",
            "resampled": resampled,
            "sources": ", ".join(named) or "none",
            "more_sources": more,
            "checked": checked,
            "others": [_card(view) for view in _by_topic(views, used)][:MOST_CARDS],
        },
    )


def _home_line(row: HeadlineRow) -> HomeLine:
    path = f"{links.indicator_folder(row.indicator)}/index.html"
    return HomeLine(
        row,
        links.with_query(path, **dict(row.choices)),
        lead_strip(row),
        lead_words(row),
        Unit.SHARE.text(row.first_share),
        Unit.SHARE.text(row.second_share),
        DASH if row.unplaced is None else Unit.SHARE.text(row.unplaced),
    )


def deciding_choices(rows: Sequence[HeadlineRow], indicators: Sequence[Indicator]) -> str:
    """The choices on which the rows differ, as a reader's words: "which models count and over what time"."""
    declared = {indicator.name: indicator for indicator in indicators}
    questions: list[str] = []
    for indicator in indicators:
        own = [row for row in rows if row.indicator == indicator.name]
        for axis in declared[indicator.name].axes:
            taken = {row.choices.get(axis.name, indicator.default(axis)) for row in own}
            question = axis.question.rstrip("?")
            question = question[:1].lower() + question[1:]
            if len(taken) > 1 and question not in questions:
                questions.append(question)
    if len(questions) > 1:
        return f"{'; '.join(questions[:-1])}; and {questions[-1]}"
    return "".join(questions)


def _by_topic(views: Sequence[View], used: Collection[str]) -> list[View]:
    """What is not about use, one of each topic in the order a reader asks; the rest after them."""
    others = [view for view in views if view.indicator.name not in used and view.indicator.topic != "Use"]
    order = {topic: place for place, topic in enumerate(TOPICS)}
    return sorted(
        others,
        key=lambda view: (
            not view.indicator.speaks_for_topic,
            order.get(view.indicator.topic, len(order)),
            view.indicator.name,
        ),
    )


def _card(view: View) -> Card:
    groups = groups_of(view.result, view.answer.month) if view.answer.month else None
    lines = [line for line in groups.shown if line.label.shape != "hatch"] if groups else []
    count = len(view.credits)
    when = month_words(view.answer.month, long=True) if view.answer.month else ""
    choice = named_choice(view.indicator, view.result)
    return Card(
        f"{view.indicator.title}: {choice}" if choice else view.indicator.title,
        f"{view.folder}/index.html",
        view.answer.short,
        when,
        tuple(lines[:CARD_LINES]) if len(lines) > 1 else (),
        f"{when} · {count} source{'' if count == 1 else 's'}{_line_words(view)}",
        f"{NARROW_SPACE}%" if view.result.unit is Unit.SHARE else "",
    )


def _line_words(view: View) -> str:
    """What the thin lines of a card are; empty where no value has an interval."""
    if all(row.low is None for row in view.result.rows if row.month == view.answer.month):
        return ""
    return (
        f" · line: {view.result.level * 100:.0f}\N{NARROW NO-BREAK SPACE}% interval, resampling "
        + resampled_words(view.indicator.resampled)
    )


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its indicators and the further pages of each."""

    name: str
    anchor: str
    views: tuple[tuple[View, tuple[tuple[str, str], ...]], ...]


def indicators_page(views: Sequence[View], groupings: Mapping[str, Sequence[tuple[str, str]]]) -> Page:
    """Every indicator with its answer of today, by topic."""
    names = sorted({view.indicator.topic for view in views})
    topics = [
        Topic(
            name,
            topic_anchor(name),
            tuple(
                (view, tuple(groupings.get(view.indicator.name, ())))
                for view in views
                if view.indicator.topic == name
            ),
        )
        for name in names
    ]
    return Page(
        path=links.INDICATORS,
        template="indicators.html",
        title="Indicators · weighbridge",
        description=f"{len(views)} questions about open-weight AI, each with its answer and how sure it is.",
        section=links.INDICATORS,
        context={"topics": topics},
    )


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source with its snapshots, newest first, and the indicators that rest on it."""

    source: Source
    first: str
    snapshots: tuple[SnapshotInfo, ...]
    used_by: tuple[tuple[str, str], ...]

    @property
    def newest(self) -> SnapshotInfo | None:
        """The newest snapshot, or None where none is stored."""
        return self.snapshots[0] if self.snapshots else None


def sources_page(sources: Sequence[Source], snapshots: Sequence[SnapshotInfo], views: Sequence[View]) -> Page:
    """Where every fact comes from."""
    entries: list[SourceEntry] = []
    for source in sorted(sources, key=lambda item: item.title.casefold()):
        own = sorted((s for s in snapshots if s.source == source.name), key=lambda s: s.date, reverse=True)
        used = [
            (view.indicator.title, f"{view.folder}/index.html")
            for view in views
            if any(credit.name == source.name for credit in view.credits)
        ]
        entries.append(SourceEntry(source, first_sentence(source.method), tuple(own), tuple(used)))
    return Page(
        path=links.SOURCES,
        template="sources.html",
        title="Sources and snapshots · weighbridge",
        description=f"{len(entries)} sources, {len(snapshots)} snapshots, with producer, terms and digests.",
        section=links.SOURCES,
        context={"sources": entries, "total": len(snapshots)},
    )


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table and what it is computed from, in words."""

    table: Table
    reads: str


def tables_page(tables: Sequence[Table], sources: Sequence[Source]) -> Page:
    """Every table with its columns and its rules."""
    entries = [TableEntry(table, _reads(table, sources)) for table in tables]
    return Page(
        path=links.TABLES,
        template="tables.html",
        title="Data dictionary · weighbridge",
        description=f"{len(entries)} tables: what a row is, every column, and the rule for every known trap.",
        section=links.SOURCES,
        trail=(("Sources", links.SOURCES), ("Data dictionary", "")),
        context={"tables": entries},
    )


def _reads(table: Table, sources: Sequence[Source]) -> str:
    words: list[str] = []
    for name in table.reads:
        feeding = [source.title for source in sources if table.name in source.tables]
        words.append(f"the records of {', '.join(feeding) or 'no source yet'}" if name == "staged" else name)
    words += [f"the judgements on {name}" for name in table.judgements]
    return "; ".join(words)


def method_page(indicators: Sequence[Indicator]) -> Page:
    """How figures are made: doubts, axes, methods, limits, flags, words."""
    axes: dict[str, Axis] = {}
    for indicator in indicators:
        for axis in indicator.axes:
            axes.setdefault(axis.name, axis)
    caveats = [text for name, text in CAVEATS.items() if any(name in item.caveats for item in indicators)]
    return Page(
        path=links.METHOD,
        template="method.html",
        title="Method · weighbridge",
        description="How every figure is made: definitions, intervals, bounds, flags, limits, glossary.",
        section=links.METHOD,
        context={
            "axes": list(axes.values()),
            "indicators": indicators,
            "caveats": caveats,
            "flags": sorted(FLAGS.items()),
            "glossary": [(term, meaning, anchor(term)) for term, meaning in sorted(GLOSSARY.items())],
        },
    )


def notices_page(sources: Sequence[Source]) -> Page:
    """Whom to thank, and on what terms."""
    return Page(
        path=links.NOTICES,
        template="notices.html",
        title="Credits and terms · weighbridge",
        description=f"Credits and terms of {len(sources)} sources, of the typefaces and of the program.",
        trail=(("Credits and terms", ""),),
        context={"sources": sorted(sources, key=lambda item: item.title.casefold())},
    )
