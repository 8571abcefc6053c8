"""How many models of a group stand above one model, by every rule in use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, code_array
from weighbridge.statistics.multiplicity import holm
from weighbridge.statistics.pairwise import normal_quantile
from weighbridge.statistics.resampling import DRAWS, LEVEL

_PUBLISHED = 0.95  # the level of the intervals boards print


def normal_draws(
    value: FloatArray, covariance: FloatArray, rng: np.random.Generator, draws: int = DRAWS
) -> FloatArray:
    """Return joint normal draws of ratings, shape (draws, models); a NaN rating or variance stays NaN.

    Parameters
    ----------
    value : ndarray, shape (models,)
    covariance : ndarray, shape (models, models)
        Diagonal where a board does not publish it. It may be singular: centred ratings sum to nothing.
    """
    known = np.isfinite(value) & np.isfinite(np.diag(covariance))
    result = np.full((draws, value.size), np.nan)
    inside = covariance[np.ix_(known, known)]
    noise = rng.standard_normal((draws, int(known.sum())))
    if np.count_nonzero(inside) <= inside.shape[0]:
        result[:, known] = value[known] + noise * np.sqrt(np.diag(inside))
        return result
    roots, axes = np.linalg.eigh(inside)
    result[:, known] = value[known] + noise @ (axes * np.sqrt(np.maximum(roots, 0.0))).T
    return result


@dataclass(frozen=True, slots=True)
class CountAbove:
    """How many models of a group stand above one model.

    Attributes
    ----------
    models : int
        Models of the group.
    point : int
        Those with a higher rating.
    significant : int
        Those whose lead is more than 1.645 of its standard errors, each tested alone at 5 %.
    holm : int
        At least so many are truly above, wrong with at most 10 %.
    disjoint : int
        Those whose published 95 % interval lies wholly above: no error rate, to compare with others only.
    low, high : int
        5 and 95 % of the point count over joint draws. Noise adds models: no interval for the truth.
    significant_low, significant_high : int
        The same of the significant count.
    without_se : int
        Models above by value whose error is not known: counted in `point` only.
    """

    models: int
    point: int
    significant: int
    holm: int
    disjoint: int
    low: int
    high: int
    without_se: int
    significant_low: int = 0
    significant_high: int = 0


def count_above(
    value: ArrayLike,
    covariance: ArrayLike,
    reference: int,
    group: ArrayLike,
    draws: ArrayLike,
    *,
    level: float = LEVEL,
) -> CountAbove:
    """Return how many models of a group stand above a reference.

    Parameters
    ----------
    value : array_like, shape (models,)
    covariance : array_like, shape (models, models)
    reference : int
    group : array_like of int
        Codes of the models to count.
    draws : array_like, shape (draws, models)
        From `normal_draws`.
    """
    scores, c, drawn = (np.asarray(x, float) for x in (value, covariance, draws))
    members = code_array(group, scores.size, "count_above, group")
    members = members[np.isfinite(scores[members]) & (members != reference)]
    lead = scores[members] - scores[reference]
    se = np.sqrt(c[members, members] + c[reference, reference] - 2 * c[members, reference])
    tested = np.isfinite(lead) & (se > 0)
    z = lead[tested] / se[tested]
    p = _upper_tail(z)
    half = normal_quantile(_PUBLISHED) * np.sqrt(np.diag(c))
    apart = scores[members] - half[members] > scores[reference] + half[reference]
    apart_by = drawn[:, members] - drawn[:, [reference]]
    least = normal_quantile(LEVEL) * se
    low, high = _band(apart_by > 0, level)
    told_low, told_high = _band(apart_by[:, tested] > least[tested], level)
    return CountAbove(
        models=int(members.size),
        point=int((lead > 0).sum()),
        significant=int((z > normal_quantile(LEVEL)).sum()),
        holm=int((holm(p) <= 1 - LEVEL).sum()),
        disjoint=int(apart.sum()),
        low=low,
        high=high,
        without_se=int((lead[~tested] > 0).sum()),
        significant_low=told_low,
        significant_high=told_high,
    )


def _band(above: BoolArray, level: float) -> tuple[int, int]:
    """Quantiles of how many are above, over draws."""
    low, high = np.quantile(above.sum(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return int(low), int(high)


def _upper_tail(z: FloatArray) -> FloatArray:
    from scipy.special import ndtr

    return np.asarray(ndtr(-z), dtype=np.float64)


def best_of_weights(value: ArrayLike, group: ArrayLike, weights: ArrayLike) -> IntArray:
    """Return the best-rated model of each set of weights, as codes of models.

    One set of weights can stand on a board several times, with and without a reasoning mode. Taking the
    best of several noisy ratings selects upwards.

    Parameters
    ----------
    value : array_like, shape (models,)
    group : array_like of int
        Codes of models.
    weights : array_like, shape (len(group),)
        What names the weights of each member of the group.

    Examples
    --------
    >>> best_of_weights([3.0, 9.0, 5.0], [0, 1, 2], ["a", "a", "b"]).tolist()
    [1, 2]
    """
    scores, members, names = np.asarray(value, float), np.asarray(group, dtype=np.int64), np.asarray(weights)
    known = np.isfinite(scores[members])
    members, names = members[known], names[known]
    order = np.lexsort((members, -scores[members], names))
    first = np.ones(order.size, dtype=bool)
    first[1:] = names[order][1:] != names[order][:-1]
    return np.sort(members[order][first])
