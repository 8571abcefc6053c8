"""The strip plot: one line per definition, from one country ahead to the other.

A lead is a mark, its interval a line, what the unplaced part allows a shade. Everything is placed in
cells of the screen, so a reader without colours, or with ASCII alone, sees the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

LINE, SHADE, ZERO = "─", "░", "│"
MARKS = {"circle": "●", "square": "■", "triangle-up": "▲", "diamond": "◆"}
_STEPS = (0.1, 0.25, 0.5, 0.75, 1.0)
_LEAST_WIDTH = 17


@dataclass(frozen=True, slots=True)
class Lead:
    """What is drawn: a value, its interval and its bounds (None where not known), and the leader's mark."""

    value: float
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    mark: str


def scale_of(leads: Iterable[Lead]) -> float:
    """How far the plot reaches to both sides: the first round number that holds everything."""
    held = [lead.value for lead in leads]
    ends = [
        end
        for lead in leads
        for end in (lead.low, lead.high, lead.bound_low, lead.bound_high)
        if end is not None
    ]
    reach = max((abs(number) for number in [*held, *ends]), default=1.0)
    return next((step for step in _STEPS if reach <= step), 1.0)


def fitting(width: int) -> int:
    """An odd width, so that zero has a cell of its own; 0 where a plot would say nothing."""
    return 0 if width < _LEAST_WIDTH else width - 1 + width % 2


def strip(lead: Lead, width: int, reach: float) -> str:
    """One row of the plot, ``width`` cells from minus ``reach`` to ``reach``."""
    cells = [" "] * width
    for text, low, high in ((LINE, lead.low, lead.high), (SHADE, lead.bound_low, lead.bound_high)):
        if low is not None and high is not None and high > low:
            for i in range(_cell(low, width, reach), _cell(high, width, reach) + 1):
                cells[i] = text
    cells[width // 2] = ZERO
    cells[_place(lead.value, width, reach)] = lead.mark
    return "".join(cells).rstrip()


def _cell(value: float, width: int, reach: float) -> int:
    share = (min(max(value, -reach), reach) + reach) / (2 * reach)
    # Half a cell is rounded up on both sides of zero alike.
    return min(width - 1, math.floor(share * (width - 1) + 0.5))


def _place(value: float, width: int, reach: float) -> int:
    """The mark's cell; a lead that is not level never stands on the zero."""
    at = _cell(value, width, reach)
    if at == width // 2 and round(value, 3):
        return at + (1 if value > 0 else -1)
    return at


def axis(width: int, left: str, right: str) -> str:
    """The words over the plot: who is ahead on which side, and level in the middle."""
    middle = width // 2
    room = middle - 1
    return f"{left[:room]:<{middle}}0{right[:room]:>{width - middle - 1}}"
