"""Units of published numbers: how they are called, bounded and printed."""

from __future__ import annotations

import enum
import math

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


class Unit(enum.Enum):
    """What a value is measured in. The value of a member is the word readers see."""

    SHARE = "share"
    COUNT = "count"
    POINTS = "points"
    CHANGE = "change"
    INDEX = "index"
    RATIO = "ratio"
    MONTHS = "months"
    DAYS = "days"
    RATE = "a month of 30 days"
    RATING = "rating points"
    SCORE = "index points"
    USD = "US dollars"

    @property
    def bounds(self) -> tuple[float, float]:
        """The closed range a value may lie in."""
        if self is Unit.SHARE:
            return (0.0, 1.0)
        if self is Unit.CHANGE:
            return (-1.0, math.inf)
        if self in (Unit.COUNT, Unit.USD, Unit.RATIO, Unit.DAYS, Unit.RATE):
            return (0.0, math.inf)
        return (-math.inf, math.inf)

    def text(self, value: float | None, suffix: bool = False) -> str:
        """A value as a reader sees it; a dash where nothing is known.

        Shares and changes are printed as per cent with one decimal, counts shortened (1.2 M, 2.4 bn), dollars
        with two decimals, ratings in whole points, months, days and index points with one. Rounding
        happens here, once, and nowhere before.
        """
        if value is None or math.isnan(value):
            return DASH
        if self is Unit.SHARE or self is Unit.POINTS:
            mark = "" if not suffix else f"{NARROW_SPACE}%" if self is Unit.SHARE else " points"
            return _signed(f"{value * 100:.1f}") + mark
        if self is Unit.CHANGE:
            plus = "+" if round(value * 100, 1) > 0 else ""
            return plus + _signed(f"{value * 100:.1f}") + (f"{NARROW_SPACE}%" if suffix else "")
        if self is Unit.COUNT:
            return short_count(value)
        if self is Unit.INDEX:
            return _signed(f"{value:.3f}")
        if self in (Unit.RATING, Unit.SCORE, Unit.MONTHS):
            mark = " points" if suffix and self is not Unit.MONTHS else ""
            return _signed(f"{value:.{0 if self is Unit.RATING else 1}f}") + mark
        if self is Unit.DAYS:
            return _signed(f"{value:.1f}".removesuffix(".0"))
        return _signed(f"{value:.2f}")


def _signed(text: str) -> str:
    plain = text.lstrip("-")
    is_zero = not plain.strip("0.")
    return plain if is_zero or not text.startswith("-") else MINUS + plain


def short_count(value: float) -> str:
    """A count in at most four figures: 940, 12.3 k, 1.2 M, 2.4 bn, 113 T."""
    size = abs(value)
    for limit, name in ((1e12, "T"), (1e9, "bn"), (1e6, "M"), (1e4, "k")):
        if size >= limit * 0.9995:
            scale = 1e3 if name == "k" else limit
            digits = 0 if size / scale >= 99.95 else 1
            return _signed(f"{value / scale:.{digits}f}") + f" {name}"
    return _signed(f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}")
