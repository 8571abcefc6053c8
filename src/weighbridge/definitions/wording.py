"""Names and numbers as they stand in sentences."""

from __future__ import annotations

import datetime

from weighbridge.catalogue.units import MINUS, NARROW_SPACE, short_count

_LEFT = {"unknown": "models nobody has placed", "none": "makers of no single country", "all": "all"}


def group_name(group: str, group_by: str) -> str:
    """A group as a reader names it: a country in full, an organisation by its name."""
    from weighbridge.entities.organisations import load_countries, load_organisations

    if group in _LEFT:
        return _LEFT[group]
    if group_by == "country":
        found = load_countries().get(group)
        return found.name if found else group
    if group_by == "organisation":
        known = load_organisations().get(group)
        return known.name if known else group
    return group


def month_name(month: str) -> str:
    """A month as in text: Sep 2025."""
    return datetime.date.fromisoformat(month + "-01").strftime("%b %Y")


def points(difference: float) -> str:
    """A difference of shares in points, one decimal, with a true minus."""
    rounded = round(abs(difference) * 100, 1)
    return f"{MINUS if difference < 0 and rounded else ''}{rounded:.1f} points"


def percent(share: float) -> str:
    """A share in per cent, one decimal."""
    return f"{share * 100:.1f}{NARROW_SPACE}%"


def amount(value: float) -> str:
    """A count, shortened."""
    return short_count(value)
