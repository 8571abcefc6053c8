"""What Epoch AI's words for countries and accessibility mean here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from weighbridge.entities.arena_models import CLOSED, OPEN, UNKNOWN
from weighbridge.entities.organisations import INTERNATIONAL, NOT_ESTABLISHED, load_countries

# Formal names of the United Nations where ours are shorter.
_FORMAL = {
    "united states of america": "US",
    "united kingdom of great britain and northern ireland": "GB",
    "korea (republic of)": "KR",
    "republic of korea": "KR",
    "russian federation": "RU",
    "iran (islamic republic of)": "IR",
    "viet nam": "VN",
    "czechia": "CZ",
    "türkiye": "TR",
    "hong kong": "HK",
    "taiwan": "TW",
}


@cache
def country_of_label(label: str) -> str:
    """The code of a country as Epoch AI names it.

    Nothing known is ``XX``. Several countries in one cell are ``NONE`` where they differ: such a model is
    of no one country, and on no side of a comparison.

    >>> country_of_label("China"), country_of_label("France,Germany"), country_of_label("")
    ('CN', 'NONE', 'XX')
    """
    codes = {_code(part.strip()) for part in label.split(",") if part.strip()}
    if not codes or NOT_ESTABLISHED in codes:
        return NOT_ESTABLISHED
    return codes.pop() if len(codes) == 1 else INTERNATIONAL


def _code(name: str) -> str:
    folded = name.casefold()
    return _FORMAL.get(folded) or _names().get(folded) or NOT_ESTABLISHED


@cache
def _names() -> Mapping[str, str]:
    return {country.name.casefold(): code for code, country in load_countries().items()}


def openness_of_access(accessibility: str | None) -> str:
    """Whether a model's weights can be downloaded, from Epoch AI's words.

    >>> openness_of_access("Open weights (restricted use)"), openness_of_access("API access")
    ('open', 'closed')
    """
    if not accessibility or accessibility == "Unknown":
        return UNKNOWN
    return OPEN if accessibility.startswith("Open weights") else CLOSED
