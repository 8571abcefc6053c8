"""Rates over items that belong together: tasks meet injections, prompts share a topic.

Cases of one task come out alike, so the number of cases overstates what was seen. The errors here count tasks
and injections, not cases.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, IntArray, WeightArray, ratio
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, Interval, sorted_flags
from weighbridge.statistics.proportions import wilson
from weighbridge.statistics.resampling import LEVEL, exponential_weights, weighted_totals

__all__ = [
    "FEW",
    "ClusteredRate",
    "codes_of",
    "crossed_draws",
    "crossed_weights",
    "t_quantile",
    "two_way_rate",
]

FEW = 10
"""Below this many clusters on a side the flag `few_clusters` is set."""


@dataclass(frozen=True, slots=True)
class ClusteredRate:
    """A mean of cases with every error one might quote, of which only the last is meant.

    Attributes
    ----------
    estimate : Estimate
        The mean with the t interval of `se`; `n` is the smaller number of clusters.
    count, total : float
        Sum of the cases and how many there are.
    naive : Interval or None
        Wilson's interval of independent cases, for cases that are 0 or 1.
    se_naive, se_first, se_second, se : float
        Errors of independent cases, of either clustering alone, and of both at once.
    clusters : tuple of int
        How many first and second clusters there are.
    """

    estimate: Estimate
    count: float
    total: int
    naive: Interval | None
    se_naive: float
    se_first: float
    se_second: float | None
    se: float
    clusters: tuple[int, ...]


def t_quantile(level: float, df: int) -> float:
    """Return the two-sided t quantile of a level.

    Examples
    --------
    >>> round(t_quantile(0.9, 7), 3)
    1.895
    """
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + level) / 2))


def codes_of(*labels: ArrayLike) -> IntArray:
    """Return one integer a case for each distinct combination of labels.

    Task numbers repeat across suites, so the suite must be among the labels.

    Examples
    --------
    >>> codes_of(["banking", "banking", "travel"], ["task_0", "task_1", "task_0"]).tolist()
    [0, 1, 2]
    """
    code = np.zeros(len(np.asarray(labels[0])), dtype=np.int64)
    for label in labels:
        _, inverse = np.unique(np.asarray(label), return_inverse=True)
        code = code * (int(inverse.max(initial=0)) + 1) + inverse
    _, merged = np.unique(code, return_inverse=True)
    return merged.astype(np.int64)


def _variance(residual: FloatArray, codes: IntArray, small_sample: bool) -> tuple[float, int]:
    """V_g = G/(G-1) sum_g (sum of residuals)^2 / n^2, and G."""
    groups = int(codes.max()) + 1
    sums = np.bincount(codes, weights=residual, minlength=groups)
    factor = groups / (groups - 1) if small_sample and groups > 1 else 1.0
    return factor * float(sums @ sums) / residual.size**2, groups


def two_way_rate(
    outcomes: ArrayLike,
    first: ArrayLike,
    second: ArrayLike | None = None,
    level: float = LEVEL,
    *,
    small_sample: bool = True,
    widest: float | None = None,
) -> ClusteredRate:
    """Return the mean of cases with an error clustered by one or two labels.

    Parameters
    ----------
    outcomes : array_like, shape (cases,)
        What came out: 0 or 1, or a difference of two outcomes of the same case.
    first, second : array_like, shape (cases,)
        Labels of the clusters, such as user task and injection. They must include the suite.
    level : float
        Nominal level.
    small_sample : bool
        Whether to apply G / (G - 1).
    widest : float, optional
        Of differences, how far they can reach either way (1 of two outcomes, 2 of two differences): they are
        no rate, even where all of them happen to be 0 or 1, and their interval may reach below 0.

    Returns
    -------
    ClusteredRate
        One cluster: no interval, `one_unit`. Fewer than 10 on a side: `few_clusters`.

    Raises
    ------
    MethodError
        If there is no case, an outcome is missing, or the labels have another length.

    Notes
    -----
    V = V_first + V_second - V_cell (Cameron, Gelbach and Miller 2011); where that is not above 0, the
    larger of the two. Interval: t with min(G) - 1 degrees of freedom.

    Examples
    --------
    >>> found = two_way_rate([1, 1, 0, 0], ["a", "a", "b", "b"], ["x", "y", "x", "y"])
    >>> round(found.se_naive, 3), round(found.se_first, 3)
    (0.25, 0.5)
    """
    y = np.asarray(outcomes, dtype=np.float64)
    if y.ndim != 1 or not y.size or not np.isfinite(y).all():
        raise MethodError("outcomes: found none, or a missing one; leave out cases without a verdict")
    codes = [codes_of(labels) for labels in (first, second) if labels is not None]
    if any(code.size != y.size for code in codes):
        raise MethodError(f"clusters: expected one label for each of {y.size} cases")
    mean = float(y.mean())
    residual = y - mean
    parts = [_variance(residual, code, small_sample) for code in codes]
    variance = max(part[0] for part in parts)
    if len(codes) == 2:
        joint = sum(part[0] for part in parts) - _variance(residual, codes_of(*codes), small_sample)[0]
        variance = joint if joint > 0 else variance
    clusters = tuple(part[1] for part in parts)
    se, fewest = math.sqrt(variance), min(clusters)
    is_binary = widest is None and bool(np.isin(y, (0.0, 1.0)).all())
    limits = (0.0, 1.0) if is_binary else (-math.inf, math.inf) if widest is None else (-widest, widest)
    return ClusteredRate(
        _with_interval(mean, se, fewest, level, limits),
        float(y.sum()),
        y.size,
        wilson(float(y.sum()), y.size, level) if is_binary else None,
        float(y.std()) / math.sqrt(y.size),
        math.sqrt(parts[0][0]),
        math.sqrt(parts[1][0]) if len(parts) == 2 else None,
        se,
        clusters,
    )


def _with_interval(
    mean: float, se: float, fewest: int, level: float, limits: tuple[float, float]
) -> Estimate:
    flags = sorted_flags(["few_clusters"] if 1 < fewest < FEW else ["one_unit"] if fewest == 1 else [])
    if fewest == 1:
        return Estimate(mean, None, None, None, None, fewest, flags)
    if se < 1e-12:
        # All cases alike: the spread between clusters says nothing; clusters seen alike still bound the rate.
        is_rate = limits == (0.0, 1.0)
        held = wilson(mean * fewest, fewest, level) if is_rate else Interval(None, None, ("unstable",))
        return Estimate(mean, held.low, held.high, None, None, fewest, sorted_flags({*flags, *held.flags}))
    half = t_quantile(level, fewest - 1) * se
    low, high = max(limits[0], mean - half), min(limits[1], mean + half)
    return Estimate(mean, low, high, None, None, fewest, flags)


def crossed_weights(
    first: IntArray, second: IntArray | None, draws: int, rng: np.random.Generator
) -> WeightArray:
    """Return product weights of every case, shape (draws, cases): its task's times its injection's.

    Notes
    -----
    Independent exponential weights (Owen and Eckles 2012; slightly conservative). Two models on the same
    cases are compared under the same weights.
    """
    weights = exponential_weights(int(first.max()) + 1, draws, rng)[:, first].astype(np.float64)
    if second is not None:
        weights *= exponential_weights(int(second.max()) + 1, draws, rng)[:, second]
    return weights


def crossed_draws(outcomes: ArrayLike, weights: WeightArray) -> FloatArray:
    """Return the weighted mean of the cases in every draw.

    Parameters
    ----------
    outcomes : array_like, shape (cases,) or (cases, models)
        NaN where a model has no verdict; such a case does not count for it.
    weights : ndarray, shape (draws, cases)
        From `crossed_weights`.

    Examples
    --------
    >>> crossed_draws([1.0, 0.0], np.array([[1.0, 1.0], [3.0, 1.0]])).tolist()
    [0.5, 0.75]
    """
    y = np.asarray(outcomes, dtype=np.float64)
    seen = np.isfinite(y)
    return ratio(
        weighted_totals(weights, np.where(seen, y, 0.0)), weighted_totals(weights, seen.astype(np.float64))
    )
