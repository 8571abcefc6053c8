"""How many times as often: ratios of two rates, with intervals that survive small counts."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import WeightArray
from weighbridge.statistics.clustered import crossed_draws
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, sorted_flags
from weighbridge.statistics.proportions import normal_quantile
from weighbridge.statistics.resampling import LEVEL, percentile_interval

__all__ = ["KATZ_FROM", "crossed_ratio", "katz", "risk_ratio", "score_limits"]

KATZ_FROM = 5
"""Katz's interval is used from this many cases on in both arms, the score interval below."""


def _checked(x: int, n: int, arm: str) -> None:
    if n < 1 or not 0 <= x <= n:
        raise MethodError(
            f"{arm}: found {x} of {n}, expected counts with 0 <= count <= total and total above 0"
        )


def katz(x1: int, n1: int, x0: int, n0: int, level: float = LEVEL) -> tuple[float, float]:
    """Return Katz's limits of a ratio of rates, on the log scale; both counts must be above 0.

    Notes
    -----
    exp(log RR -+ z sqrt(1/x1 - 1/n1 + 1/x0 - 1/n0)). Katz et al. (1978).

    Examples
    --------
    >>> [round(limit, 2) for limit in katz(151, 1260, 15, 1260)]
    [6.48, 15.64]
    """
    if min(x1, x0) < 1:
        raise MethodError(
            f"katz: found {x1} and {x0} cases, expected at least one in each arm; use score_limits"
        )
    middle = math.log(x1 / n1) - math.log(x0 / n0)
    half = normal_quantile(level) * math.sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0)
    return math.exp(middle - half), math.exp(middle + half)


def _score(phi: float, x1: int, n1: int, x0: int, n0: int) -> float:
    """Koopman's statistic of the ratio `phi`: falls as phi grows."""
    a, b, c = (n1 + n0) * phi, n1 * phi + x1 + n0 + x0 * phi, float(x1 + x0)
    q0 = (b - math.sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
    q1 = phi * q0
    gap = x1 / n1 - phi * x0 / n0
    variance = q1 * (1 - q1) / n1 + phi * phi * q0 * (1 - q0) / n0
    if variance <= 0:
        return 0.0 if abs(gap) < 1e-15 else math.copysign(math.inf, gap)
    return gap / math.sqrt(variance)


def score_limits(
    x1: int, n1: int, x0: int, n0: int, level: float = LEVEL
) -> tuple[float | None, float | None]:
    """Return Koopman's score limits of a ratio of rates; None for a limit that does not exist.

    Without a case in the second arm there is no upper limit; without one in the first the lower is 0.

    Notes
    -----
    Inverts (p1 - phi p0) / sqrt(q1 (1 - q1) / n1 + phi^2 q0 (1 - q0) / n0), where q are the most likely rates
    whose ratio is phi. Koopman (1984).

    Examples
    --------
    >>> [round(limit, 2) for limit in score_limits(151, 1260, 15, 1260) if limit]
    [6.51, 15.59]
    """
    if x1 + x0 == 0:
        return None, None
    z = normal_quantile(level)

    def root(target: float) -> float:
        low, high = -30.0, 30.0
        for _ in range(200):
            middle = (low + high) / 2
            if _score(math.exp(middle), x1, n1, x0, n0) > target:
                low = middle
            else:
                high = middle
        return math.exp((low + high) / 2)

    return (root(z) if x1 else 0.0), (root(-z) if x0 else None)


def risk_ratio(x1: int, n1: int, x0: int, n0: int, level: float = LEVEL) -> Estimate:
    """Return the rate of the first arm over that of the second, for independent cases.

    Parameters
    ----------
    x1, n1, x0, n0 : int
        Cases and totals of the first and second arm.
    level : float
        Nominal level.

    Returns
    -------
    Estimate
        Katz's interval from 5 cases on in both arms, else the score interval. No case in the second arm:
        value and upper limit NULL, the lower limit from the score, `zero_cell`; no case in either: all NULL.

    Raises
    ------
    MethodError
        If a count is negative or exceeds its total.

    Notes
    -----
    For clustered cases neither interval holds: use `crossed_ratio`.

    Examples
    --------
    >>> round(risk_ratio(151, 1260, 15, 1260).value, 2)
    10.07
    >>> found = risk_ratio(8, 40, 0, 40)
    >>> found.value, round(found.low, 2), found.high
    (None, 3.11, None)
    """
    _checked(x1, n1, "first arm")
    _checked(x0, n0, "second arm")
    n = min(n1, n0)
    if x1 + x0 == 0:
        return Estimate(None, None, None, None, None, n, ("zero_cell",))
    if min(x1, x0) >= KATZ_FROM:
        low, high = katz(x1, n1, x0, n0, level)
        return Estimate(x1 / n1 / (x0 / n0), low, high, None, None, n)
    limits = score_limits(x1, n1, x0, n0, level)
    value = None if x0 == 0 else x1 / n1 / (x0 / n0)
    flags = sorted_flags(["zero_cell"] if min(x1, x0) == 0 else [])
    return Estimate(value, *limits, None, None, n, flags)


def crossed_ratio(
    first: ArrayLike, second: ArrayLike, weights: WeightArray, level: float = LEVEL, *, units: int
) -> Estimate:
    """Return the ratio of two models' rates over the same clustered cases.

    Parameters
    ----------
    first, second : array_like, shape (cases,)
        Outcomes of both models, 0 or 1.
    weights : ndarray, shape (draws, cases)
        From `clustered.crossed_weights`: the same for both, so shared hard tasks cancel.
    units : int
        The smaller number of clusters, given out as `n`.

    Returns
    -------
    Estimate
        Percentile interval of the drawn log ratios. No case in the second: all NULL, `zero_cell`.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if not np.nansum(b) > 0 or not np.nansum(a) > 0:
        value = 0.0 if np.nansum(b) > 0 else None
        return Estimate(value, None, None, None, None, units, ("zero_cell",))
    value = float(np.nanmean(a) / np.nanmean(b))
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = np.log(crossed_draws(a, weights)) - np.log(crossed_draws(b, weights))
    held = percentile_interval(drawn, math.log(value), level, units=units)
    low, high = (None if limit is None else math.exp(limit) for limit in (held.low, held.high))
    return Estimate(value, low, high, None, None, units, held.flags)
