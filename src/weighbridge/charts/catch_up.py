"""Waits of records on one scale of months: reached ones end in a dot, unfinished ones in an open arrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, MARGIN, ROW = 340, 8, 11
TICKS = (0, 6, 12, 18, 24)


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait in months; ``finished`` is whether it has ended."""

    months: float
    finished: bool


def place(months: float) -> float:
    """Where a number of months lies; the scale runs from 0 to 24 and what is outside stands at its end."""
    part = min(max(months / TICKS[-1], 0.0), 1.0)
    return MARGIN + part * (WIDTH - 2 * MARGIN)


def waits_svg(waits: Sequence[Wait], token: str) -> str:
    """A line a record, longest last. A wait past 24 months ends with its mark at the end of the scale."""
    rows = [_wait(wait, 8 + at * ROW, token) for at, wait in enumerate(sorted(waits, key=lambda w: w.months))]
    return _framed(8 + len(waits) * ROW, rows)


def _wait(wait: Wait, y: float, token: str) -> str:
    end = place(wait.months)
    line = (
        f'<line x1="{MARGIN}" x2="{end:.1f}" y1="{y}" y2="{y}" stroke="var(--{token})" stroke-width="1.6"/>'
    )
    if wait.finished:
        return f'{line}<circle cx="{end:.1f}" cy="{y}" r="3.6" fill="var(--{token})"/>'
    head = f"M{end:.1f},{y - 4}l6,4l-6,4z"
    paint = f'fill="var(--page)" stroke="var(--{token})" stroke-width="1.6"'
    return f'{line}<path d="{head}" {paint}/>'


def interval_svg(
    rows: Sequence[tuple[str, float | None, float | None, float | None]], token: str, height: float
) -> str:
    """A dot with its interval for each figure in months, its name above; what is not known has no mark."""
    parts = []
    for at, (name, value, low, high) in enumerate(rows):
        y = 34 + at * 58
        parts.append(f'<text x="{MARGIN}" y="{y - 16}" font-size="12.5" fill="var(--ink2)">{name}</text>')
        if low is not None and high is not None:
            ends = f'x1="{place(low):.1f}" x2="{place(high):.1f}"'
            parts.append(f'<line {ends} y1="{y}" y2="{y}" stroke="var(--ink)" stroke-width="1.4"/>')
            for x in (place(low), place(high)):
                upright = f'x1="{x:.1f}" x2="{x:.1f}" y1="{y - 4}" y2="{y + 4}"'
                parts.append(f'<line {upright} stroke="var(--ink)" stroke-width="1.4"/>')
        if value is not None:
            parts.append(f'<circle cx="{place(value):.1f}" cy="{y}" r="6" fill="var(--{token})"/>')
    return _framed(height, parts)


def height_of(waits: int) -> float:
    """The height of a drawing of so many waits, so that columns beside it share one scale and one foot."""
    return 8 + waits * ROW


def _framed(height: float, parts: Sequence[str]) -> str:
    foot = height + 6
    grid = [
        f'<line x1="{place(tick):.1f}" x2="{place(tick):.1f}" y1="0" y2="{foot}" stroke="var(--rule)"/>'
        for tick in TICKS
    ]
    words = [
        f'<text x="{place(tick):.1f}" y="{foot + 15}" font-size="12.5" fill="var(--ink3)" '
        f'text-anchor="{"start" if not tick else "end" if tick == TICKS[-1] else "middle"}">'
        f"{tick}{' months' if tick == TICKS[-1] else ''}</text>"
        for tick in TICKS
    ]
    inner = "".join([*grid, *parts, *words])
    return (
        f'<svg class="waits" viewBox="0 0 {WIDTH} {foot + 20:.0f}" aria-hidden="true" focusable="false">'
        f"{inner}</svg>"
    )
