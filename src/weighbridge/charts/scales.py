"""Pixels: the frame of a drawing, its ticks, and the words on them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache

from weighbridge.catalogue.units import NARROW_SPACE, Unit
from weighbridge.charts.figure import day_of

# Mean advance of a figure in ems, and the space between a tick's words and the grid.
_ADVANCE, _TICK_PADDING = 0.6, 10
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing's outer size, its margins, and how large its words are."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    text: int
    label: int
    ticks: int
    with_notes: bool

    @property
    def inner_width(self) -> int:
        """The width the data are drawn in."""
        return self.width - self.left - self.right

    @property
    def inner_height(self) -> int:
        """The height the data are drawn in."""
        return self.height - self.top - self.bottom


# The narrow drawing has larger words, because a phone of 320 px shows it at four fifths of its size.
WIDE = Size(1056, 440, 46, 4, 34, 34, 13, 15, 7, True)
MIDDLE = Size(704, 400, 46, 4, 34, 34, 14, 15, 6, True)
NARROW = Size(352, 320, 42, 4, 30, 32, 15, 15, 3, False)
SIZES = {"wide": WIDE, "middle": MIDDLE, "narrow": NARROW}


@dataclass(frozen=True, slots=True)
class Frame:
    """The mapping from data to pixels of the inner area."""

    size: Size
    start: float
    end: float
    low: float
    high: float

    def x(self, moment: float) -> float:
        """Pixels from the left edge of the inner area."""
        return (moment - self.start) / (self.end - self.start) * self.size.inner_width

    def y(self, value: float) -> float:
        """Pixels from the top edge of the inner area."""
        return (1 - (value - self.low) / (self.high - self.low)) * self.size.inner_height

    def moment(self, x: float) -> float:
        """The moment at a pixel."""
        return self.start + x / self.size.inner_width * (self.end - self.start)

    def value(self, y: float) -> float:
        """The value at a pixel."""
        return self.low + (1 - y / self.size.inner_height) * (self.high - self.low)


@cache
def moment_of(month: str) -> int:
    """A month as milliseconds since 1970, the unit of a time axis."""
    return _milliseconds(day_of(month))


def _milliseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def frame_of(
    size: Size, months: Sequence[str], values: Sequence[float], from_zero: bool, unit: Unit = Unit.SHARE
) -> Frame:
    """A frame that holds every month and value, with a little air, and a left margin for its ticks' words."""
    moments = [moment_of(month) for month in months]
    start, end = moments[0], moments[-1]
    air = max((end - start) * 0.012, 86_400_000)
    top, bottom = max(values, default=1.0), min(values, default=0.0)
    low = 0.0 if from_zero and bottom >= 0 else bottom - (top - bottom) * 0.08
    high = top + (top - low) * 0.04 if top > low else low + 1.0
    words = tick_words(unit, value_ticks(low, high))
    longest = max((len(word) for word in words), default=4)
    size = replace(size, left=round(longest * size.text * _ADVANCE) + _TICK_PADDING)
    return Frame(size, start - air, end + air, low, high)


def value_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Four to six round values between two limits, from the lowest round one up."""
    raw = (high - low) / most
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in _STEPS if power * factor >= raw * 0.9999)
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first
    return [round((first + index) * step, 12) + 0.0 for index in range(count + 1)]


def tick_words(unit: Unit, ticks: Sequence[float]) -> list[str]:
    """The words on value ticks: plain figures, the unit on the top one only."""
    if not ticks:
        return []
    divisor, mark = _magnitude(unit, max(abs(tick) for tick in ticks))
    scaled = [tick / divisor for tick in ticks]
    digits = next(
        (d for d in range(4) if all(abs(round(v, d) - v) < 1e-9 * max(1.0, abs(v)) for v in scaled)), 4
    )
    words = [f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}") for value in scaled]
    words = ["0" if not tick else word for tick, word in zip(ticks, words, strict=True)]
    return [*words[:-1], words[-1] + mark]


def _magnitude(unit: Unit, largest: float) -> tuple[float, str]:
    if unit in (Unit.SHARE, Unit.CHANGE, Unit.POINTS):
        return 0.01, " points" if unit is Unit.POINTS else f"{NARROW_SPACE}%"
    if unit is Unit.COUNT:
        for limit, word in ((1e12, " T"), (1e9, " bn"), (1e6, " M"), (1e4, " k")):
            if largest >= limit:
                return (1e3 if word == " k" else limit), word
    return 1.0, {Unit.USD: " USD", Unit.MONTHS: " months", Unit.DAYS: " days"}.get(unit, "")


def month_ticks(months: Sequence[str], most: int) -> list[int]:
    """Calendar months to mark, at most ``most``, aligned to January."""
    first, last = day_of(months[0]), day_of(months[-1])
    span = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((s for s in (1, 2, 3, 6, 12, 24) if span / s <= most), 60)
    count = first.year * 12 + first.month - 1
    inside = [c for c in range(count, count + span) if c % step == 0]
    return [_milliseconds(date(c // 12, c % 12 + 1, 1)) for c in inside]
