"""Releases per unit of time, their ratios, gaps and growth: exact intervals for counted events.

Events are counted, not repositories: an organisation's own releases, with quantised, format, size and mode
variants of one family and version within seven days taken as one event (`merge_variants`).
"""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, mass_array, null_if_nan
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, sorted_flags
from weighbridge.statistics.proportions import normal_quantile
from weighbridge.statistics.resampling import LEVEL
from weighbridge.statistics.survival import kaplan_meier, median_time

VARIANT_DAYS = 7
"""Variants of one family and version this many days after its first release belong to that release."""
OVERDISPERSED = 1.5
"""Pearson dispersion above which the exact Poisson interval is too narrow."""
WEEKLY_GAP_DAYS = 7
WEEKLY_RATE = 4.3
"""Releases per 30 days that "weekly" asks for, besides a median gap of at most a week."""

RatioMethod: TypeAlias = Literal["mid_p", "clopper_pearson"]


def merge_variants(day: ArrayLike, family: ArrayLike, window: int = VARIANT_DAYS) -> BoolArray:
    """Return which releases open an event: variants within `window` days of one do not count again.

    The window runs from the first release of the event and does not move with each variant, so that a steady
    drip of releases is not merged into one endless event.

    Parameters
    ----------
    day : array_like of int, shape (n,)
        Release day numbers, in any order.
    family : array_like, shape (n,)
        Family and version of each release (any values that can be compared for equality).
    window : int
        Days after the first release that still belong to it.

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> merge_variants([0, 3, 7, 8, 3], ["a", "a", "a", "a", "b"]).tolist()
    [True, False, False, True, True]
    """
    days = np.asarray(day, dtype=np.int64)
    _, code = np.unique(np.asarray(family), return_inverse=True)
    opens = np.zeros(days.size, dtype=np.bool_)
    current, first = -1, 0
    for position in np.lexsort((np.arange(days.size), days, code)):
        if code[position] != current or days[position] - first > window:
            opens[position], current, first = True, int(code[position]), int(days[position])
    return opens


def overdispersion(counts: ArrayLike, exposure: ArrayLike | None = None) -> float | None:
    """Return phi = Pearson X^2 / df of counts over periods: 1 for Poisson, more when releases cluster.

    Parameters
    ----------
    counts : array_like, shape (periods,)
    exposure : array_like, shape (periods,), optional
        Length of each period; equal by default.

    Returns
    -------
    float or None
        None with fewer than two periods or no events.

    Examples
    --------
    >>> round(overdispersion([0, 0, 6, 1, 0, 0, 5, 0, 1, 5, 0, 0]), 2)
    3.7
    """
    seen = mass_array(counts, "counts", 1)
    length = np.ones(seen.size) if exposure is None else mass_array(exposure, "exposure", 1)
    if seen.size < 2 or seen.sum() == 0:
        return None
    expected = seen.sum() * length / length.sum()
    if (expected == 0).any():
        raise MethodError(
            "exposure: found a period of length 0, expected lengths above 0; leave the period out"
        )
    return float(((seen - expected) ** 2 / expected).sum() / (seen.size - 1))


def event_rate(
    events: int,
    exposure: float,
    *,
    per: float = 1.0,
    period_counts: ArrayLike | None = None,
    level: float = LEVEL,
) -> Estimate:
    """Return events per `per` units of exposure, with the exact Poisson interval.

    Parameters
    ----------
    events : int
        Number of release events N.
    exposure : float
        Time watched, say in days.
    per : float
        Length the rate is stated for: 30 with days gives a rate per 30 days.
    period_counts : array_like, optional
        The same events by month. If their dispersion phi exceeds 1.5, the standard error of the log rate,
        1 / sqrt(N), is multiplied by sqrt(phi) instead.
    level : float

    Returns
    -------
    Estimate
        `n` is N. No event: 0 with an upper limit.

    Raises
    ------
    MethodError
        If events are negative, exposure is not above 0, or the period counts do not add up to the events.

    Notes
    -----
    [chi2(.05; 2N) / 2, chi2(.95; 2N + 2) / 2] / exposure. Garwood (1936).

    Examples
    --------
    >>> result = event_rate(9, 365, per=30)
    >>> round(result.value, 3), round(result.low, 3), round(result.high, 3)
    (0.74, 0.386, 1.291)
    """
    from scipy.special import gammaincinv

    if events < 0 or not exposure > 0:
        raise MethodError(
            f"event_rate: found {events} events in {exposure}, expected 0 or more in a time above 0"
        )
    if period_counts is not None and float(np.sum(period_counts)) != events:
        raise MethodError(f"period_counts: found {np.sum(period_counts)} in all, expected {events} events")
    phi = None if period_counts is None else overdispersion(period_counts)
    scale, tail = per / exposure, (1 - level) / 2
    if phi is not None and phi > OVERDISPERSED:
        factor = math.exp(normal_quantile(level) * math.sqrt(phi / events))
        low, high = events / factor, events * factor
    else:
        low = float(gammaincinv(events, tail)) if events else 0.0
        high = float(gammaincinv(events + 1, 1 - tail))
    return Estimate(events * scale, low * scale, high * scale, None, None, events)


def _binomial_tail(part: float, count: int, total: int, method: RatioMethod) -> float:
    """P(X >= count), with half of P(X = count) under mid-P, for X ~ Bin(total, part)."""
    from scipy.special import betainc, gammaln, xlog1py, xlogy

    above = float(betainc(count, total - count + 1, part)) if count > 0 else 1.0
    if method == "clopper_pearson":
        return above
    log_choose = gammaln(total + 1) - gammaln(count + 1) - gammaln(total - count + 1)
    at = math.exp(float(log_choose + xlogy(count, part) + xlog1py(total - count, -part)))
    return above - at / 2


def _lower_part(count: int, total: int, tail: float, method: RatioMethod) -> float:
    from scipy.optimize import brentq

    if count == 0:
        return 0.0
    return float(brentq(lambda part: _binomial_tail(part, count, total, method) - tail, 0.0, 1.0, xtol=1e-14))


def _odds(part: float) -> float:
    return math.inf if part >= 1 else part / (1 - part)


def rate_ratio(
    events_1: int,
    events_0: int,
    exposure_1: float = 1.0,
    exposure_0: float = 1.0,
    *,
    method: RatioMethod = "mid_p",
    level: float = LEVEL,
) -> Estimate:
    """Return the ratio of two rates: given the total, the first count is binomial.

    For groups of organisations the organisation is the unit: resample instead.

    Parameters
    ----------
    events_1, events_0 : int
        Counts; the ratio is (events_1 / exposure_1) / (events_0 / exposure_0).
    exposure_1, exposure_0 : float
        Times watched.
    method : {"mid_p", "clopper_pearson"}
        Limits of the binomial part p, carried over by p t0 / ((1 - p) t1).
    level : float

    Returns
    -------
    Estimate
        `n` is the number of events. events_0 = 0: value and high NULL, low kept, `zero_cell`; no events at
        all: everything NULL.

    Raises
    ------
    MethodError
        If a count is negative, an exposure is not above 0 or the method is unknown.

    Examples
    --------
    >>> result = rate_ratio(18, 9)
    >>> round(result.value, 3), round(result.low, 3), round(result.high, 3)
    (2.0, 1.026, 4.036)
    """
    if min(events_1, events_0) < 0 or not (exposure_1 > 0 and exposure_0 > 0):
        raise MethodError(
            f"rate_ratio: found {events_1} in {exposure_1} and {events_0} in {exposure_0}, "
            "expected counts of 0 or more in times above 0"
        )
    if method not in ("mid_p", "clopper_pearson"):
        raise MethodError(f"method: found {method!r}, expected 'mid_p' or 'clopper_pearson'")
    total, tail, scale = events_1 + events_0, (1 - level) / 2, exposure_0 / exposure_1
    if total == 0:
        return Estimate(None, None, None, None, None, 0, ("zero_cell",))
    low = _odds(_lower_part(events_1, total, tail, method)) * scale
    if events_0 == 0:
        return Estimate(None, low, None, None, None, total, ("zero_cell",))
    high = _odds(1 - _lower_part(events_0, total, tail, method)) * scale
    flags = sorted_flags(["zero_cell"] if events_1 == 0 else [])
    return Estimate(events_1 / events_0 * scale, low, high, None, None, total, flags)


def release_gap(days: ArrayLike, as_of: float) -> Estimate:
    """Return the median days between releases, the open interval since the last one included.

    Leaving the open interval out makes whoever has gone quiet look quick.

    Parameters
    ----------
    days : array_like, shape (events,)
        Release days, in any order.
    as_of : float
        Day until which releases were watched.

    Returns
    -------
    Estimate
        Kaplan-Meier median without interval (one organisation: `one_unit`). `n` is the number of gaps, the
        open one included. NULL with `censored` if the curve does not fall to one half, with `small_n` if
        there is no completed gap.

    Raises
    ------
    MethodError
        If a release lies after `as_of`.

    Examples
    --------
    >>> release_gap([0, 5, 12, 18, 28, 36, 66], as_of=126).value
    8.0
    """
    sorted_days = np.sort(np.asarray(days, dtype=np.float64))
    if sorted_days.size and sorted_days[-1] > as_of:
        raise MethodError(
            f"release_gap: found a release on day {sorted_days[-1]}, expected none after {as_of}"
        )
    if sorted_days.size < 2:
        return Estimate(None, None, None, None, None, int(sorted_days.size), ("one_unit", "small_n"))
    gaps = np.diff(np.append(sorted_days, as_of))
    observed = np.append(np.ones(gaps.size - 1, dtype=bool), False)
    value = null_if_nan(float(median_time(kaplan_meier(gaps, observed))))
    flags = sorted_flags(["one_unit", *(["censored"] if value is None else [])])
    return Estimate(value, None, None, None, None, gaps.size, flags)


def is_weekly(days: ArrayLike, exposure: float, as_of: float) -> bool | None:
    """Return whether releases are "weekly": median gap at most 7 days and at least 4.3 per 30 days.

    A single burst passes the first test alone, hence both. None if the gap cannot be told and the rate
    would not settle it.
    """
    rate = np.asarray(days).size / exposure * 30
    gap = release_gap(days, as_of)
    if rate < WEEKLY_RATE:
        return False
    return None if gap.value is None else gap.value <= WEEKLY_GAP_DAYS


def growth(
    count_1: int,
    count_0: int,
    *,
    unknown_1: int = 0,
    unknown_0: int = 0,
    exposure_1: float = 1.0,
    exposure_0: float = 1.0,
    method: RatioMethod = "mid_p",
    level: float = LEVEL,
) -> Estimate:
    """Return growth from one count to a later one, N1 / N0 - 1, such as models above a size.

    Parameters
    ----------
    count_1, count_0 : int
        Later and earlier count of weights known to qualify.
    unknown_1, unknown_0 : int
        Weights of unknown size: bounds [N1 / (N0 + u0) - 1, (N1 + u1) / N0 - 1].
    exposure_1, exposure_0 : float
        Lengths of the two periods, if they differ.
    method : {"mid_p", "clopper_pearson"}
        Interval of the rate ratio, less 1.
    level : float

    Returns
    -------
    Estimate
        As a fraction: 2.5 is +250 %. count_0 = 0: NULL, `zero_base`.

    Examples
    --------
    >>> result = growth(28, 8, unknown_1=4, unknown_0=2)
    >>> [round(x, 2) for x in (result.value, result.low, result.high, result.bound_low, result.bound_high)]
    [2.5, 0.84, 6.04, 1.8, 3.0]
    """
    if min(unknown_1, unknown_0) < 0:
        raise MethodError(f"growth: found unknown counts {unknown_1}, {unknown_0}, expected 0 or more")
    result = rate_ratio(count_1, count_0, exposure_1, exposure_0, method=method, level=level)
    if count_0 == 0 or result.value is None or result.low is None or result.high is None:
        return Estimate(None, None, None, None, None, result.n, ("zero_base",))
    scale = exposure_0 / exposure_1
    bounds = (count_1 / (count_0 + unknown_0) * scale - 1, (count_1 + unknown_1) / count_0 * scale - 1)
    return Estimate(result.value - 1, result.low - 1, result.high - 1, *bounds, result.n, result.flags)
