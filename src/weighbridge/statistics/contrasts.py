"""Comparisons that know what their units are: the same cases, matched pairs, or whole models."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, IntArray
from weighbridge.statistics.clustered import ClusteredRate, crossed_draws, crossed_weights, two_way_rate
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate
from weighbridge.statistics.resampling import DRAWS, LEVEL, multinomial_weights, percentile_interval

__all__ = [
    "FEWEST_MODELS",
    "FEWEST_ORGANISATIONS",
    "DifferenceInDifferences",
    "GroupContrast",
    "Paired",
    "did",
    "group_contrast",
    "mcnemar_mid_p",
    "paired",
    "permutation_p",
    "smallest_p",
]

FEWEST_MODELS, FEWEST_ORGANISATIONS = 5, 3
"""A group of models with fewer on a side is not compared with another."""
_MOST_SPLITS = 200_000


def mcnemar_mid_p(b: int, c: int) -> float | None:
    """Return McNemar's two-sided mid-P of discordant pairs; None where there is none.

    For independent pairs only: with clusters the p-value is far too small, and is not printed.

    Notes
    -----
    2 [P(X < min) + P(X = min) / 2] with X ~ Bin(b + c, 1/2). Fagerland, Lydersen and Laake (2013).

    Examples
    --------
    >>> round(mcnemar_mid_p(1, 5), 6)
    0.125
    """
    if b + c == 0:
        return None
    from scipy.special import bdtr

    n, least = b + c, min(b, c)
    below = float(bdtr(least - 1, n, 0.5)) if least else 0.0
    at = float(bdtr(least, n, 0.5)) - below
    return min(1.0, 2 * (below + at / 2))


@dataclass(frozen=True, slots=True)
class Paired:
    """Two models on the same cases: discordant counts and the difference with its clustered error.

    `mid_p` is None where cases are clustered.
    """

    only_first: int
    only_second: int
    rate: ClusteredRate
    mid_p: float | None


def paired(
    first: ArrayLike,
    second: ArrayLike,
    cluster_1: ArrayLike | None = None,
    cluster_2: ArrayLike | None = None,
    level: float = LEVEL,
) -> Paired:
    """Return the comparison of two models over the same cases.

    Parameters
    ----------
    first, second : array_like, shape (cases,)
        Outcomes, 0 or 1, in the same order.
    cluster_1, cluster_2 : array_like, optional
        Labels of clusters; each case is its own without them.

    Returns
    -------
    Paired
        The difference is (b - c) / n with the clustered error of the difference of outcomes.

    Examples
    --------
    >>> found = paired([1, 1, 1, 0], [0, 0, 1, 0])
    >>> found.only_first, found.only_second, found.rate.estimate.value
    (2, 0, 0.5)
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.shape != b.shape or not np.isin(np.concatenate([a, b]), (0.0, 1.0)).all():
        raise MethodError("paired: expected two lists of 0 and 1 over the same cases")
    only_first, only_second = int(((a == 1) & (b == 0)).sum()), int(((a == 0) & (b == 1)).sum())
    labels = np.arange(a.size) if cluster_1 is None else cluster_1
    rate = two_way_rate(a - b, labels, cluster_2, level, widest=1.0)
    mid_p = mcnemar_mid_p(only_first, only_second) if cluster_1 is None else None
    return Paired(only_first, only_second, rate, mid_p)


@dataclass(frozen=True, slots=True)
class GroupContrast:
    """One group of models against another, the model being the unit.

    Attributes
    ----------
    difference, ratio : Estimate
        Mean rate of the first group minus, and over, that of the second; NULL with `too_few_models` where a
        side has fewer than 5 models or 3 organisations.
    means : tuple of float
        Mean of model rates on both sides: a description of the models listed, never of a group.
    rates : dict
        Rate of every model.
    p : float
        Two-sided exact permutation p-value of labels over models.
    smallest : float
        The smallest one-sided p-value so few models could give.
    splits : int
    reason : str
        Why it is refused; empty where it is not.
    """

    difference: Estimate
    ratio: Estimate
    means: tuple[float, float]
    rates: dict[str, float]
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    p: float
    smallest: float
    splits: int
    reason: str = ""


def smallest_p(first: int, second: int) -> float:
    """Return the smallest one-sided p-value a permutation of labels can give.

    Examples
    --------
    >>> [round(smallest_p(*sides), 3) for sides in ((2, 3), (3, 4), (5, 5))]
    [0.1, 0.029, 0.004]
    """
    return 1 / math.comb(first + second, first)


def permutation_p(first: ArrayLike, second: ArrayLike, seed: int = 0) -> tuple[float, int]:
    """Return the two-sided permutation p-value of a difference of means, and how many splits were looked at.

    Exact up to 200,000 splits; beyond, so many random ones, the observed one included.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    pooled = np.concatenate([a, b])
    seen = abs(a.mean() - b.mean())
    count = math.comb(pooled.size, a.size)
    if count <= _MOST_SPLITS:
        chosen = np.array(list(itertools.combinations(range(pooled.size), a.size)))
        sums = pooled[chosen].sum(axis=1)
    else:
        count = _MOST_SPLITS
        order = np.random.default_rng(seed).random((count - 1, pooled.size)).argsort(axis=1)
        sums = np.append(pooled[order[:, : a.size]].sum(axis=1), a.sum())
    gaps = np.abs(sums / a.size - (pooled.sum() - sums) / b.size)
    return float((gaps >= seen - 1e-12).mean()), count


def group_contrast(
    outcomes: ArrayLike,
    models: Sequence[str],
    organisations: Sequence[str],
    in_first: ArrayLike,
    clusters: tuple[IntArray, IntArray | None],
    rng: np.random.Generator,
    level: float = LEVEL,
    draws: int = DRAWS,
) -> GroupContrast:
    """Return the contrast of two groups of models over the same cases, or a refusal with the reason.

    Parameters
    ----------
    outcomes : array_like, shape (cases, models)
        NaN where a model has no verdict.
    models, organisations : sequence of str
        Names of the models and who made each.
    in_first : array_like of bool, shape (models,)
        Which models make the first group.
    clusters : pair of ndarray of int
        First and second cluster of every case, from `clustered.codes_of`.
    rng : numpy.random.Generator
    level : float
    draws : int

    Returns
    -------
    GroupContrast
        Interval from draws over models within each side and over crossed tasks at once.
    """
    y = np.asarray(outcomes, dtype=np.float64)
    side = np.asarray(in_first, dtype=bool)
    if y.ndim != 2 or y.shape[1] != len(models) or side.all() or not side.any():
        raise MethodError("group_contrast: expected cases x models, and models on both sides")
    rates = np.nanmean(y, axis=0)
    means = (float(rates[side].mean()), float(rates[~side].mean()))
    p, splits = permutation_p(rates[side], rates[~side])
    names = (
        tuple(name for name, held in zip(models, side, strict=True) if held),
        tuple(name for name, held in zip(models, side, strict=True) if not held),
    )
    reason = _refusal(names, organisations, side)
    n = min(len(names[0]), len(names[1]))
    if reason:
        null = Estimate(None, None, None, None, None, n, ("too_few_models",))
        difference = ratio = null
    else:
        drawn = _side_draws(y, side, clusters, rng, draws)
        difference = _drawn(means[0] - means[1], drawn[0] - drawn[1], level, n)
        ratio = _ratio(means, drawn, level, n)
    named = {name: float(rate) for name, rate in zip(models, rates, strict=True)}
    return GroupContrast(
        difference, ratio, means, named, names, p, smallest_p(len(names[0]), len(names[1])), splits, reason
    )


def _refusal(names: tuple[tuple[str, ...], ...], organisations: Sequence[str], side: np.ndarray) -> str:
    said = []
    for word, held, own in (("first", names[0], side), ("second", names[1], ~side)):
        makers = {maker for maker, is_own in zip(organisations, own, strict=True) if is_own}
        if len(held) < FEWEST_MODELS or len(makers) < FEWEST_ORGANISATIONS:
            said.append(f"the {word} side has {len(held)} models from {len(makers)} organisations")
    if not said:
        return ""
    return (
        f"{' and '.join(said)}; a statement about a group needs at least {FEWEST_MODELS} models from "
        f"{FEWEST_ORGANISATIONS} organisations on each side"
    )


def _side_draws(
    y: FloatArray,
    side: np.ndarray,
    clusters: tuple[IntArray, IntArray | None],
    rng: np.random.Generator,
    draws: int,
) -> tuple[FloatArray, FloatArray]:
    rates = crossed_draws(y, crossed_weights(*clusters, draws, rng))
    found = []
    for own in (side, ~side):
        weights = multinomial_weights(int(own.sum()), draws, rng).astype(np.float64)
        found.append((rates[:, own] * weights).sum(axis=1) / weights.sum(axis=1))
    return found[0], found[1]


def _drawn(value: float, drawn: FloatArray, level: float, n: int) -> Estimate:
    held = percentile_interval(drawn, value, level, units=n)
    return Estimate(value, held.low, held.high, None, None, n, held.flags)


def _ratio(
    means: tuple[float, float], drawn: tuple[FloatArray, FloatArray], level: float, n: int
) -> Estimate:
    if means[1] <= 0:
        return Estimate(None, None, None, None, None, n, ("zero_cell",))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _drawn(means[0] / means[1], drawn[0] / drawn[1], level, n)


@dataclass(frozen=True, slots=True)
class DifferenceInDifferences:
    """How much more one model reacts to the sensitive item than to its control, compared with another.

    `rates` are sensitive and control of the first model, then of the second. `log_odds` is the same on that
    scale, with half a case added, where a rate lies within 0.1 of 0 or 1.
    """

    rate: ClusteredRate
    rates: tuple[float, float, float, float]
    log_odds: float | None


def did(
    sensitive_a: ArrayLike,
    control_a: ArrayLike,
    sensitive_b: ArrayLike,
    control_b: ArrayLike,
    topics: ArrayLike | None = None,
    level: float = LEVEL,
) -> DifferenceInDifferences:
    """Return the difference in differences over matched pairs, on the scale of rates.

    Parameters
    ----------
    sensitive_a, control_a, sensitive_b, control_b : array_like, shape (pairs,)
        Outcomes of two models (or of one in two languages) on the sensitive items and their controls.
    topics : array_like, optional
        Pairs of one topic are one cluster; each pair is its own without them.

    Returns
    -------
    DifferenceInDifferences
        Mean of d = (sensitive_a - control_a) - (sensitive_b - control_b) with a t interval.

    Examples
    --------
    >>> found = did([1, 1, 0], [0, 0, 0], [0, 1, 0], [0, 0, 0])
    >>> round(found.rate.estimate.value, 3)
    0.333
    """
    arms = [np.asarray(arm, dtype=np.float64) for arm in (sensitive_a, control_a, sensitive_b, control_b)]
    if len({arm.shape for arm in arms}) != 1 or arms[0].size < 2:
        raise MethodError("did: expected four lists of the same pairs, two pairs at least")
    gaps = (arms[0] - arms[1]) - (arms[2] - arms[3])
    rate = two_way_rate(gaps, np.arange(gaps.size) if topics is None else topics, level=level, widest=2.0)
    rates = [float(arm.mean()) for arm in arms]
    near = any(not 0.1 <= value <= 0.9 for value in rates)
    logits = [math.log((arm.sum() + 0.5) / (arm.size - arm.sum() + 0.5)) for arm in arms]
    scaled = (logits[0] - logits[1]) - (logits[2] - logits[3]) if near else None
    return DifferenceInDifferences(rate, (rates[0], rates[1], rates[2], rates[3]), scaled)
