"""A share over time for one group: a line with its interval, drawn without another program.

Pages of several hundred makers draw one each, so this takes a millisecond where the general drawing takes a
tenth of a second. The line breaks where the list changes: figures of two lists are not joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from weighbridge.catalogue.units import Unit
from weighbridge.charts.scales import (
    SIZES,
    Frame,
    Size,
    frame_of,
    moment_of,
    month_ticks,
    tick_words,
    value_ticks,
)
from weighbridge.charts.words import month_words
from weighbridge.definitions.result import Row

HEIGHT = 250
BREAKS = frozenset({"new_list", "panel_break"})
"""Flags of a month whose figure is not joined to the one before."""


def share_line(rows: Sequence[Row], token: str, unit: Unit = Unit.SHARE) -> dict[str, str]:
    """The drawing at each size of a page; ``rows`` are one group's, in order of time, two or more known.

    ``token`` is the colour of its place. A partial month is hollow.
    """
    known = [row for row in rows if row.value is not None]
    return {
        name: _drawn(known, token, unit, replace(size, height=HEIGHT), name) for name, size in SIZES.items()
    }


def _drawn(rows: Sequence[Row], token: str, unit: Unit, size: Size, name: str) -> str:
    values = [v for row in rows for v in (row.value, row.high) if v is not None]
    frame = frame_of(size, [row.month for row in rows], values, from_zero=True, unit=unit)
    size = frame.size
    parts = [*_grid(frame, unit), *_months(frame, [row.month for row in rows])]
    runs = list(_runs(rows))
    parts += [_band(frame, run, token) for run in runs]
    parts += [_line(frame, run, token) for run in runs]
    parts += [_mark(frame, row, token) for row in rows]
    inner = "".join(parts)
    return (
        f'<svg class="drawing {name}" viewBox="0 0 {size.width} {size.height}" aria-hidden="true" '
        f'focusable="false"><g transform="translate({size.left},{size.top})">{inner}</g></svg>'
    )


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows in pieces that may be joined."""
    run: list[Row] = []
    for row in rows:
        if run and BREAKS & set(row.flags):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _grid(frame: Frame, unit: Unit) -> Iterator[str]:
    ticks = value_ticks(frame.low, frame.high, 4)
    for tick, words in zip(ticks, tick_words(unit, ticks), strict=True):
        y = frame.y(tick)
        colour = "ink3" if tick == 0 else "rule"
        yield f'<path d="M0,{y:.1f}H{frame.size.inner_width}" stroke="var(--{colour})"/>'
        yield (
            f'<text x="-8" y="{y + 4:.1f}" text-anchor="end" font-size="{frame.size.text}" '
            f'fill="var(--ink3)">{escape(words)}</text>'
        )


def _months(frame: Frame, months: Sequence[str]) -> Iterator[str]:
    foot = frame.size.inner_height
    named = {moment_of(month): month for month in _between(months[0], months[-1])}
    for moment in month_ticks(months, frame.size.ticks):
        if frame.start <= moment <= frame.end:
            x = frame.x(moment)
            anchor = "start" if x < 20 else "end" if x > frame.size.inner_width - 24 else "middle"
            yield (
                f'<text x="{x:.1f}" y="{foot + 20}" text-anchor="{anchor}" font-size="{frame.size.text}" '
                f'fill="var(--ink3)">{month_words(named[moment])}</text>'
            )


def _between(first: str, last: str) -> Iterator[str]:
    """Every month from one to another; of periods shorter than months, theirs."""
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    for number in range(start, end + 1):
        yield f"{number // 12:04d}-{number % 12 + 1:02d}"


def _point(frame: Frame, row: Row, value: float | None) -> str:
    return f"{frame.x(moment_of(row.month)):.1f},{frame.y(value or 0.0):.1f}"


def _band(frame: Frame, run: Sequence[Row], token: str) -> str:
    held = [row for row in run if row.low is not None and row.high is not None]
    if len(held) < 2:
        return "".join(_upright(frame, row, token) for row in held)
    upper = [_point(frame, row, row.high) for row in held]
    lower = [_point(frame, row, row.low) for row in reversed(held)]
    return f'<path d="M{"L".join([*upper, *lower])}Z" fill="var(--{token})" fill-opacity="0.16"/>'


def _upright(frame: Frame, row: Row, token: str) -> str:
    """The interval of a month that stands alone."""
    low, high = _point(frame, row, row.low), _point(frame, row, row.high)
    return f'<path d="M{low}L{high}" stroke="var(--{token})" stroke-opacity="0.4" stroke-width="6"/>'


def _line(frame: Frame, run: Sequence[Row], token: str) -> str:
    if len(run) < 2:
        return ""
    points = "L".join(_point(frame, row, row.value) for row in run)
    return f'<path d="M{points}" fill="none" stroke="var(--{token})" stroke-width="2.6"/>'


def _mark(frame: Frame, row: Row, token: str) -> str:
    at = _point(frame, row, row.value).split(",")
    fill = "var(--page)" if "partial_period" in row.flags else f"var(--{token})"
    paint = f'fill="{fill}" stroke="var(--{token})" stroke-width="1.4"'
    return f'<circle cx="{at[0]}" cy="{at[1]}" r="3.2" {paint}/>'
