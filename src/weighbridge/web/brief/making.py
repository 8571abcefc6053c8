"""Gathers a brief from the answers a store gives: about who leads in use, or about any other topic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.units import DASH, MINUS, Unit
from weighbridge.charts.alt_text import alt_text
from weighbridge.charts.figure import named_choice
from weighbridge.charts.labels import label_of
from weighbridge.charts.standalone import bare
from weighbridge.charts.words import interval_words, month_words, resampled_of
from weighbridge.web import links
from weighbridge.web.bridge import Bridge
from weighbridge.web.brief.content import (
    MOST_PLOTS,
    Brief,
    Definition,
    Method,
    Plot,
    caveat_words,
    credits_once,
    older_words,
    reversals,
)
from weighbridge.web.citing import origin_words
from weighbridge.web.curves import curve_for_print
from weighbridge.web.headlines import FIRST, SECOND, HeadlineRow, headline_rows
from weighbridge.web.indicator_page import View, view_of
from weighbridge.web.pages import deciding_choices
from weighbridge.web.prose import first_paragraph
from weighbridge.web.sentences import home_sentences, plain, untold

USE = "Use"


def brief_of(bridge: Bridge, topic: str, drawings: Path, address: str = "") -> Brief:
    """The brief on a topic; ``drawings`` keeps pictures between runs.

    Raises ``UsageError`` for a topic that no indicator has (with the nearest), or that nothing stored
    can answer.
    """
    topics = sorted({indicator.topic for indicator in bridge.indicators()})
    named = {name.casefold(): name for name in topics}
    if topic.casefold() not in named:
        raise unknown_name("topic", topic, topics, "Try `weighbridge brief --topic use`.")
    topic = named[topic.casefold()]
    return _on_use(bridge, drawings, address) if topic == USE else _on_topic(bridge, topic, drawings, address)


# --- who leads in use ---------------------------------------------------------------------------------


def _on_use(bridge: Bridge, drawings: Path, address: str) -> Brief:
    rows = headline_rows(bridge)
    names = list(dict.fromkeys(row.indicator for row in rows if not row.is_old))
    declared = {indicator.name: indicator for indicator in bridge.indicators()}
    views = [view for name in names if (view := _view(bridge, declared[name], drawings)) is not None]
    if not rows or not views:
        raise UsageError(
            "Nothing stored answers who leads in use: `weighbridge snapshots` lists what is held."
        )
    answer, turning = home_sentences(rows)
    curve = _curve_plot(bridge, views[0])
    drawn = [_plot(view) for view in views][: MOST_PLOTS - 1 - bool(curve)]
    questions = deciding_choices(rows, bridge.indicators())
    turns = {row.lead > 0 for row in rows} == {True, False}
    said = f"The {'order turns on' if turns else 'definitions differ in'} {questions}." if questions else ""
    return Brief(
        topic=USE,
        answer=answer,
        turning=turning,
        as_of=bridge.as_of,
        snapshots=len(bridge.snapshots()),
        sentences=tuple(filter(None, (untold(rows), said, older_words(rows)))),
        reverse=reversals(rows)
        or ("Nothing that is not placed could turn a definition of the last year, whoever's it is.",),
        rows=tuple(rows),
        plots=(*drawn, *filter(None, [curve])),
        heads=(
            *(f"{side.short}, %" for side in (rows[0].first, rows[0].second)),
            "unplaced, %",
            "lead, points",
            f"{views[0].result.level * 100:.0f} % interval",
            "bounds",
        ),
        definitions=tuple(_lead_row(row) for row in rows),
        methods=_methods(views),
        caveats=caveat_words([view.indicator.caveats for view in views]),
        credits=credits_once([view.credits for view in views]),
        level=views[0].result.level,
        resampled=resampled_of(view.indicator.resampled for view in views),
        command="weighbridge report",
        address=address and f"{address}{links.HOME}",
    )


def _lead_row(row: HeadlineRow) -> Definition:
    return Definition(
        label=row.label,
        note=row.note,
        cells=(
            Unit.SHARE.text(row.first_share),
            Unit.SHARE.text(row.second_share),
            DASH if row.unplaced is None else Unit.SHARE.text(row.unplaced),
            _points(row.lead),
            _span(row.low, row.high),
            _span(row.bound_low, row.bound_high),
        ),
        fingerprint=row.fingerprint,
    )


def _points(value: float) -> str:
    return f"{value * 100:+.1f}".replace("-", MINUS)


def _span(low: float | None, high: float | None) -> str:
    return DASH if low is None or high is None else f"{_points(low)} to {_points(high)}"


def _curve_plot(bridge: Bridge, view: View) -> Plot | None:
    """Every definition at once, where the indicator has such a curve."""
    found = bridge.curve(view.indicator.name, FIRST, SECOND)
    if found is None or len(found.points) < 2:
        return None
    first, second = (label_of("country", group, bridge.as_of) for group in (FIRST, SECOND))
    printed = curve_for_print(view.indicator, found, first, second, view.result.level)
    return Plot(*printed[:3], printed.svg, printed.alt, view.origin)


# --- any other topic ----------------------------------------------------------------------------------


def _on_topic(bridge: Bridge, topic: str, drawings: Path, address: str) -> Brief:
    asked = sorted(
        (item for item in bridge.indicators() if item.topic == topic),
        key=lambda item: (not item.speaks_for_topic, item.name),
    )
    views = [view for item in asked if (view := _view(bridge, item, drawings)) is not None]
    views = [view for view in views if view.answer.month]
    if not views:
        raise UsageError(f"Nothing stored answers a question of the topic {topic}.")
    # A question that the stored data leave open stands in the table, not as an empty picture.
    shown = [view for view in views if any(row.value is not None for row in view.result.rows)][:MOST_PLOTS]
    shown = shown or views[:1]
    return Brief(
        topic=topic,
        answer=plain(views[0].answer.answer),
        turning="",
        as_of=bridge.as_of,
        snapshots=len(bridge.snapshots()),
        sentences=tuple(
            f"{view.title}: {view.answer.short} {view.answer.doubt}".strip() for view in shown[1:]
        ),
        reverse=(),
        rows=(),
        plots=tuple(_plot(view) for view in shown),
        heads=("month", "answer", "90 % interval of each"),
        definitions=tuple(_answer_row(view) for view in views),
        methods=_methods(shown),
        caveats=caveat_words([view.indicator.caveats for view in views]),
        credits=credits_once([view.credits for view in views]),
        level=views[0].result.level,
        resampled=resampled_of(view.indicator.resampled for view in views),
        command=f'weighbridge brief --topic "{topic.lower()}"',
        address=address and f"{address}{views[0].folder}/index.html",
    )


def _answer_row(view: View) -> Definition:
    result, month = view.result, view.answer.month
    held = [row for row in result.rows if row.month == month and row.value is not None]
    rows = sorted(held, key=lambda row: (-(row.value or 0.0), row.group))
    spans = [
        f"{label_of(result.group_by, row.group, result.as_of).short} {words}"
        for row in rows[:3]
        if (words := interval_words(result.unit, row.low, row.high))
    ]
    return Definition(
        label=view.title,
        note=named_choice(view.indicator, result) or f"by {result.group_by}",
        cells=(month_words(month), view.answer.short, "; ".join(spans) or DASH),
        fingerprint=result.fingerprint,
    )


# --- both -----------------------------------------------------------------------------------------------


def _view(bridge: Bridge, indicator: Indicator, drawings: Path) -> View | None:
    """What an indicator's first page shows; None where nothing stored answers it."""
    try:
        result = bridge.indicator(indicator.name, group=indicator.groups[0])
    except UsageError:
        return None
    return view_of(indicator, result, None, bridge.sources(), drawings) if result.rows else None


def _plot(view: View) -> Plot:
    return Plot(
        title=view.title,
        answer=f"{plain(view.answer.answer)} {view.answer.doubt}".strip(),
        reading=view.figure.reading,
        svg=bare(view.drawings.middle),
        alt=alt_text(view.figure),
        origin=origin_words(view.result, view.credits),
    )


def _methods(views: Sequence[View]) -> tuple[Method, ...]:
    return tuple(Method(view.indicator.title, first_paragraph(view.indicator.method)) for view in views)
