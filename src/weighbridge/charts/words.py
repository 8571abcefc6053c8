"""Dates and values in words, the same on a page, in a drawing and in its description."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from weighbridge.catalogue.units import Unit

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def month_words(month: str, long: bool = False) -> str:
    """``2026-08`` as "Aug 2026" or "August 2026"; a day (``2026-08-24``) as "24 Aug 2026"."""
    year, number, *day = month.split("-")
    name = (_LONG if long else MONTHS)[int(number) - 1]
    return f"{int(day[0])} {name} {year}" if day else f"{name} {year}"


def day_words(day: str, long: bool = False) -> str:
    """``2026-10-05`` as "5 Oct 2026" or "5 October 2026"."""
    found = date.fromisoformat(day)
    return f"{found.day} {(_LONG if long else MONTHS)[found.month - 1]} {found.year}"


def value_words(unit: Unit, value: float | None) -> str:
    """A value with its unit, as it stands in a sentence: no line breaks between the two."""
    words = unit.text(value, suffix=True).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{words}{_after(unit)}" if value is not None else words


def _after(unit: Unit) -> str:
    return {
        Unit.USD: " US dollars",
        Unit.MONTHS: " months",
        Unit.DAYS: " days",
        Unit.RATE: " times in 30 days",
        Unit.RATIO: " times",
    }.get(unit, "")


def interval_words(unit: Unit, low: float | None, high: float | None) -> str:
    """An interval in brackets, "[38.1–55.0]"; empty where there is none."""
    if low is None or high is None:
        return ""
    return f"[{unit.text(low)}–{unit.text(high)}]"


def resampled_words(resampled: str) -> str:
    """What is resampled, in a word: the declaration may go on to say what counts as one."""
    return resampled.partition(";")[0]


def resampled_of(declared: Iterable[str]) -> str:
    """What several figures resample, said once: makers of weights and organisations are makers."""
    words = sorted({resampled_words(text) for text in declared})
    is_makers = all(any(sign in word for sign in ("maker", "organisation")) for word in words)
    return "makers" if is_makers and len(words) > 1 else " and ".join(words)
