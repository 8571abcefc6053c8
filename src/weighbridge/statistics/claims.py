"""Verdicts: whether a stated value or order holds, definition by definition, and what follows from all.

A statement holds, fails or stays unsure under one definition. Over all definitions its wording allows it is
supported, contradicted, undecided, dependent on the definition, or not testable.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from weighbridge.statistics.errors import MethodError

Outcome: TypeAlias = Literal["holds", "fails", "unsure", "unavailable"]
Verdict: TypeAlias = Literal["supported", "contradicted", "definition_dependent", "undecided", "not_testable"]
Wording: TypeAlias = Literal["exact", "about", "nearly", "over", "under", "at_least", "at_most"]

OUTCOMES: tuple[Outcome, ...] = ("holds", "fails", "unsure", "unavailable")
VERDICTS: tuple[Verdict, ...] = (
    "supported",
    "contradicted",
    "definition_dependent",
    "undecided",
    "not_testable",
)
FINDINGS = (
    "no_source_found",
    "misattributed",
    "distorted",
    "fused",
    "definition_lost",
    "period_lost",
    "wording_change",
)
CERTAIN, HARDLY = 0.95, 0.05
PERIOD_MATCH = 0.9
_ABOUT, _NEARLY = 0.05, 0.9


@dataclass(frozen=True, slots=True)
class Band:
    """The values a stated number allows, from ``low`` to ``high``; an end belongs to it unless it is open."""

    low: float
    high: float
    is_low_open: bool = False
    is_high_open: bool = True

    def holds(self, value: float) -> bool:
        """Whether the value lies in the band."""
        above = value > self.low if self.is_low_open else value >= self.low
        return above and (value < self.high if self.is_high_open else value <= self.high)

    def meets(self, low: float, high: float) -> bool:
        """Whether the band shares a value with the closed range from ``low`` to ``high``."""
        above = high > self.low if self.is_low_open else high >= self.low
        return above and (low < self.high if self.is_high_open else low <= self.high)


FRACTIONS: dict[str, Band] = {
    "two-thirds": Band(0.633, 0.70, is_high_open=False),
    "nearly two-thirds": Band(0.60, 0.667),
}
"""Fractions in words that carry a band of their own."""


def stated_band(value: float, step: float = 1.0, wording: Wording = "exact") -> Band:
    """Return the values that a stated number allows.

    Parameters
    ----------
    value : float
        The number as stated.
    step : float
        One unit of its last digit: 0.1 for 17.1, 1 for 63.
    wording : str
        What stands before it.

    Notes
    -----
    A plain number allows what rounds to it; "about" 5 % of the value to both sides; "nearly" nine tenths
    of the value up to it; "over" and "under" leave the value itself out.

    Examples
    --------
    >>> stated_band(17.1, 0.1)
    Band(low=17.05, high=17.15, is_low_open=False, is_high_open=True)
    >>> stated_band(30, wording="nearly")
    Band(low=27.0, high=30, is_low_open=False, is_high_open=True)
    """
    if not math.isfinite(value) or not step > 0:
        raise MethodError(f"stated_band: found {value} with step {step}, expected a number and a step over 0")
    if wording == "exact":
        return Band(_tidy(value - step / 2), _tidy(value + step / 2))
    if wording == "about":
        return Band(
            _tidy(value - abs(value) * _ABOUT), _tidy(value + abs(value) * _ABOUT), is_high_open=False
        )
    bands: dict[str, Band] = {
        "nearly": Band(_tidy(_NEARLY * value), value),
        "over": Band(value, math.inf, is_low_open=True),
        "under": Band(-math.inf, value),
        "at_least": Band(value, math.inf),
        "at_most": Band(-math.inf, value, is_high_open=False),
    }
    if wording not in bands:
        raise MethodError(
            f"stated_band: found wording {wording!r}, expected exact, about or {', '.join(bands)}"
        )
    return bands[wording]


def increase_bands(percent: float, step: float = 1.0) -> tuple[Band, Band]:
    """Return both readings of "an increase of so many percent", as a ratio of after to before.

    Strictly, 250 % more is 3.5 times as much; often 2.5 times is meant.

    Examples
    --------
    >>> [(band.low, band.high) for band in increase_bands(250)]
    [(3.495, 3.505), (2.495, 2.505)]
    """
    strict, loose = stated_band(percent + 100, step), stated_band(percent, step)
    return (
        Band(_tidy(strict.low / 100), _tidy(strict.high / 100)),
        Band(_tidy(loose.low / 100), _tidy(loose.high / 100)),
    )


def _tidy(value: float) -> float:
    # 17.1 + 0.05 is 17.150000000000002 in binary; a band must end where its digits say.
    return round(value, 12)


def order_outcome(p_low: float, p_high: float) -> Outcome:
    """Return whether a predicate holds, from the part of draws in which it does at both ends of the region.

    Examples
    --------
    >>> [order_outcome(*ends) for ends in [(0.99, 1), (0, 0.02), (0.2, 0.97), (0.01, 0.99)]]
    ['holds', 'fails', 'unsure', 'unsure']
    """
    ends = (p_low, p_high)
    if not all(0 <= end <= 1 for end in ends):
        raise MethodError(f"order_outcome: found {ends}, expected two parts of draws in 0..1")
    if min(ends) >= CERTAIN:
        return "holds"
    return "fails" if max(ends) <= HARDLY else "unsure"


def range_outcome(low: float, high: float, band: Band) -> Outcome:
    """Return whether a threshold holds over a whole range: 5 % and 95 % quantiles, or bounds without draws.

    A quantile of 5 % at or over the threshold is a part of 95 % of draws in which it holds.
    """
    if band.holds(low) and band.holds(high):
        return "holds"
    return "unsure" if band.meets(low, high) else "fails"


def value_outcome(
    value: float | None,
    band: Band,
    interval: tuple[float | None, float | None] = (None, None),
    bounds: tuple[float | None, float | None] = (None, None),
) -> Outcome:
    """Return whether a stated value holds: the value in the band; neither interval nor bounds meet it.

    The part of draws inside a narrow band is small even where the estimate is spot on, so it is not used.

    Examples
    --------
    >>> band = stated_band(63)
    >>> value_outcome(62.9, band), value_outcome(38.0, band, (10.0, 70.0)), value_outcome(38.0, band)
    ('holds', 'unsure', 'fails')
    """
    if value is None:
        return "unavailable"
    if band.holds(value):
        return "holds"
    for low, high in (interval, bounds):
        if low is not None and high is not None and band.meets(low, high):
            return "unsure"
    return "fails"


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome of a statement of several parts: one that fails is enough, all must hold."""
    worst: tuple[Outcome, ...] = ("unavailable", "fails", "unsure")
    for found in worst:
        if found in outcomes:
            return found
    return "holds" if outcomes else "unavailable"


def period_overlap(claimed: tuple[int, int], held: tuple[int, int]) -> float:
    """Return the overlap of two periods over their union; both ends belong to a period.

    Examples
    --------
    >>> period_overlap((1, 12), (1, 12)), round(period_overlap((1, 13), (4, 13)), 3)
    (1.0, 0.769)
    """
    if claimed[0] > claimed[1] or held[0] > held[1]:
        raise MethodError(
            f"period_overlap: found {claimed} and {held}, expected periods that end after they begin"
        )
    common = min(claimed[1], held[1]) - max(claimed[0], held[0]) + 1
    whole = max(claimed[1], held[1]) - min(claimed[0], held[0]) + 1
    return max(common, 0) / whole


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict over definitions, the way an undecided one leans, and how many definitions carry it."""

    verdict: Verdict
    lean: Literal["", "supported", "contradicted"]
    definitions: int


def verdict(outcomes: Sequence[Outcome]) -> Decision:
    """Return what follows from a statement's outcomes under all definitions its wording allows.

    Definitions without data are listed by the caller and never counted.

    Examples
    --------
    >>> verdict(["holds", "holds", "unsure"])
    Decision(verdict='undecided', lean='supported', definitions=3)
    >>> verdict(["holds", "fails", "unsure"]).verdict
    'definition_dependent'
    """
    strange = sorted(set(outcomes) - set(OUTCOMES))
    if strange:
        raise MethodError(f"verdict: found {strange[0]!r}, expected {', '.join(OUTCOMES)}")
    counted = [outcome for outcome in outcomes if outcome != "unavailable"]
    holds, fails = counted.count("holds"), counted.count("fails")
    if not counted:
        return Decision("not_testable", "", 0)
    if holds == len(counted):
        return Decision("supported", "", holds)
    if fails == len(counted):
        return Decision("contradicted", "", fails)
    if holds and fails:
        return Decision("definition_dependent", "", len(counted))
    return Decision("undecided", "supported" if holds else "contradicted" if fails else "", len(counted))


WORDS: dict[str, str] = {
    "supported": "Holds",
    "right_number": "Right number, definition lost",
    "definition_dependent": "Depends on the definition",
    "distorted": "Distorted",
    "misattributed": "Wrong source named",
    "contradicted": "Wrong",
    "undecided": "Cannot be told from this data",
    "no_source_found": "No source found",
    "not_testable": "Cannot be checked",
    "not_yet": "Not yet checked",
}
"""What a reader sees, in the order in which it is listed."""


def word_key(decided: Verdict, findings: Collection[str], is_sources_own: bool) -> str:
    """Return the key of the reader's word: the first of the findings' that fits, then the verdict's.

    Examples
    --------
    >>> word_key("undecided", {"definition_lost"}, is_sources_own=True)
    'right_number'
    >>> word_key("undecided", {"definition_lost"}, is_sources_own=False)
    'undecided'
    """
    strange = sorted(set(findings) - set(FINDINGS))
    if strange:
        raise MethodError(f"word_key: found finding {strange[0]!r}, expected {', '.join(FINDINGS)}")
    if "no_source_found" in findings:
        return "no_source_found"
    if "misattributed" in findings:
        return "misattributed"
    if {"distorted", "fused"} & set(findings):
        return "distorted"
    if is_sources_own and {"definition_lost", "period_lost"} & set(findings):
        return "right_number"
    return decided
