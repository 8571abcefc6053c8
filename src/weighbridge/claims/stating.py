"""Stated numbers: "17.1 %", "nearly 30 %", "about two-thirds", and the values each allows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weighbridge.catalogue.errors import ContractError
from weighbridge.statistics.claims import FRACTIONS, Band, Wording, stated_band

WORDINGS: dict[str, Wording] = {
    "about": "about",
    "around": "about",
    "roughly": "about",
    "approximately": "about",
    "some": "about",
    "nearly": "nearly",
    "almost": "nearly",
    "close to": "nearly",
    "over": "over",
    "more than": "over",
    "above": "over",
    "exceeding": "over",
    "exceeded": "over",
    "exceeds": "over",
    "exceed": "over",
    "surpassed": "over",
    "topped": "over",
    "under": "under",
    "less than": "under",
    "below": "under",
    "fewer than": "under",
    "at least": "at_least",
    "at most": "at_most",
    "up to": "at_most",
    "no more than": "at_most",
    "exactly": "exact",
}
SCALES = {"%": 0.01, "percent": 0.01, "per cent": 0.01, "pct": 0.01, "points": 0.01, "pp": 0.01}
MANY = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "t": 1e12,
}
FRACTION_WORDS: dict[str, Band] = {
    **FRACTIONS,
    "two thirds": FRACTIONS["two-thirds"],
    "nearly two thirds": FRACTIONS["nearly two-thirds"],
    "half": Band(0.475, 0.525, is_high_open=False),
    "a third": Band(0.3166, 0.35, is_high_open=False),
    "one third": Band(0.3166, 0.35, is_high_open=False),
    "a quarter": Band(0.2375, 0.2625, is_high_open=False),
    "one quarter": Band(0.2375, 0.2625, is_high_open=False),
}
"""Fractions in words; those without a band of their own are read as "about", 5 % to both sides."""
FRACTIONS_AS_PERCENT = {
    "half": "50",
    "a third": "33.333",
    "one third": "33.333",
    "a quarter": "25",
    "one quarter": "25",
    "two-thirds": "66.667",
    "two thirds": "66.667",
    "three quarters": "75",
}
"""What a fraction is where a word such as "over" or "nearly" stands before it."""
_FORM = re.compile(
    r"(?:(?P<wording>[a-z][a-z ]*?) )?(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|[a-z][a-z ]*)?\Z"
)

_RANGE = re.compile(
    r"(?P<low>\d[\d,]*(?:\.\d+)?)\s*(?:to|-|–)\s*(?P<high>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|[a-z][a-z ]*)?\Z"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as stated, in the unit results use: shares lie in 0..1."""

    text: str
    value: float
    band: Band
    is_share: bool


def stated(text: str) -> Stated:
    """A stated number from its words; ``ContractError`` for what is none.

    >>> stated("17.1 %").band.low, stated("nearly 30 %").band.low
    (0.1705, 0.27)
    >>> stated("at least 22").band.holds(22)
    True
    >>> stated("4 to 6").band.holds(6.4), stated("4 to 6").band.holds(6.5)
    (True, False)
    """
    plain = " ".join(text.lower().replace("‑", "-").split())
    if plain in FRACTION_WORDS:
        band = FRACTION_WORDS[plain]
        return Stated(text, (band.low + band.high) / 2, band, True)
    between = _RANGE.match(plain)
    if between is not None:
        return _range(text, *(stated(f"{between[end]} {between['unit'] or ''}") for end in ("low", "high")))
    found = _FORM.match(plain)
    if found is None or (found["wording"] and found["wording"] not in WORDINGS):
        raise ContractError(
            f"'{text}' is no stated number. Expected digits with a unit, and before them nothing or one of: "
            f"{', '.join(WORDINGS)}."
        )
    digits = found["number"].replace(",", "")
    unit = (found["unit"] or "").strip()
    if unit and unit not in SCALES and unit not in MANY and unit != "x":
        raise ContractError(
            f"'{text}': the unit '{unit}' is unknown. Known: {', '.join((*SCALES, *MANY))}, x."
        )
    scale = SCALES.get(unit) or MANY.get(unit) or 1.0
    return scaled(text, digits, WORDINGS.get(found["wording"] or "", "exact"), scale, unit in SCALES)


def _range(text: str, low: Stated, high: Stated) -> Stated:
    """A number stated as lying between two, each with its rounding."""
    if low.value > high.value:
        raise ContractError(f"'{text}' runs from the larger to the smaller number. Turn them round.")
    band = Band(low.band.low, high.band.high, low.band.is_low_open, high.band.is_high_open)
    return Stated(text, (low.value + high.value) / 2, band, low.is_share)


def scaled(text: str, digits: str, wording: Wording, scale: float, is_share: bool) -> Stated:
    """A stated number from its parts."""
    _, _, decimals = digits.partition(".")
    value, step = float(digits), 10.0 ** -len(decimals)
    band = stated_band(value, step, wording)
    return Stated(
        text,
        round(value * scale, 12),
        Band(round(band.low * scale, 12), round(band.high * scale, 12), band.is_low_open, band.is_high_open),
        is_share,
    )
