"""Ratings of models from battles: Bradley-Terry with ties as half a win, and what may be said of them.

The expected score of a against b is sigmoid(theta_a - theta_b). A tie counted as half a win is a
quasi-likelihood, so the covariance is the sandwich; the model-based one would be too wide.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from weighbridge.statistics.arrays import BoolArray, FlagArray, FloatArray, IntArray, null_if_nan
from weighbridge.statistics.battles import PairCounts, VoterCells, rated_models
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, flag_array, sorted_flags
from weighbridge.statistics.resampling import LEVEL

SCALE = 400 / math.log(10)
"""Rating points per unit of theta: 400 points are odds of ten to one."""
CENTRE = 1000.0
"""The mean rating of the rated models."""
FEW_BATTLES = 5
"""A model with fewer battles has no interval, flag `small_n`."""
REWEIGHT_FLOOR = 50.0
"""Reweighted pairs count 1 / max(battles, 50)."""
_STEPS = 100
_TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Ratings of models with their joint covariance, in rating points. NaN is NULL.

    Attributes
    ----------
    value : ndarray, shape (models,)
        NaN for a model without a finite rating (`disconnected`).
    covariance : ndarray, shape (models, models)
        Of the ratings centred on their mean; NaN where a model is not rated.
    battles : ndarray of int, shape (models,)
    rated : ndarray of bool, shape (models,)
    flags : ndarray of object, shape (models,)
    steps : int
        Newton steps taken.
    """

    value: FloatArray
    covariance: FloatArray
    battles: IntArray
    rated: BoolArray
    flags: FlagArray
    steps: int

    @property
    def se(self) -> FloatArray:
        """Standard error of each rating, NaN where there is none."""
        return np.sqrt(np.diag(self.covariance))

    def limits(self, level: float = LEVEL) -> tuple[FloatArray, FloatArray]:
        """Lower and upper limits of the ratings; NaN where there is no interval."""
        half = normal_quantile(level) * self.se
        has = np.array(["small_n" not in f and "unstable" not in f for f in self.flags], dtype=bool)
        return np.where(has, self.value - half, np.nan), np.where(has, self.value + half, np.nan)

    def estimate(self, model: int, level: float = LEVEL) -> Estimate:
        """One model's rating with its interval."""
        low, high = self.limits(level)
        return Estimate(
            null_if_nan(self.value[model]),
            null_if_nan(low[model]),
            null_if_nan(high[model]),
            None,
            None,
            int(self.battles[model]),
            self.flags[model],
        )


def normal_quantile(level: float) -> float:
    """Return z with P(-z < Z < z) = level."""
    from statistics import NormalDist

    if not 0 < level < 1:
        raise MethodError(f"level: found {level}, expected a number between 0 and 1, as in 0.9")
    return NormalDist().inv_cdf(0.5 + level / 2)


def bradley_terry(pairs: PairCounts, *, reweight: bool = False, voters: VoterCells | None = None) -> Ratings:
    """Return the Bradley-Terry ratings of the models that can be rated, with sandwich covariance.

    Parameters
    ----------
    pairs : PairCounts
        From `battles.pair_counts`.
    reweight : bool
        Count every pair 1 / max(battles, 50) a battle, so that pairs that met often do not decide alone.
    voters : VoterCells, optional
        Sum the scores within a voter before squaring, because one voter's votes move together.

    Returns
    -------
    Ratings

    Raises
    ------
    MethodError
        If Newton's method does not converge: a fit is finished or it is an error.

    Notes
    -----
    With n battles of a pair, score s = W + T/2, p = sigmoid(theta_i - theta_j) and d = e_i - e_j: gradient
    sum w (s - n p) d; Hessian H = sum w n p (1-p) d d'; covariance H+ C H+ with the meat
    C = sum w^2 [W (1-p)^2 + T (1/2-p)^2 + L p^2] d d'. Bradley and Terry (1952), Ford (1957), White (1982).

    Examples
    --------
    Three models, 60/20/20, 70/10/20 and 40/20/40 battles won, tied and lost:

    >>> from weighbridge.statistics.battles import PairCounts
    >>> wins, ties, losses = (np.array(x, float) for x in ([60, 70, 40], [20, 10, 20], [20, 20, 40]))
    >>> fit = bradley_terry(PairCounts(3, np.array([0, 0, 1]), np.array([1, 2, 2]), wins, ties, losses))
    >>> fit.value.round(2).tolist(), fit.se.round(2).tolist()
    ([1112.3, 950.06, 937.64], [16.52, 15.41, 15.71])
    """
    rated = rated_models(pairs)
    inside = rated[pairs.first] & rated[pairs.second]
    kept = pairs.where(inside)
    code = np.cumsum(rated) - 1
    small = PairCounts(
        int(rated.sum()), code[kept.first], code[kept.second], kept.wins, kept.ties, kept.losses
    )
    weight = pair_weights(small, reweight)
    theta, steps = newton(small, weight)
    inverse = centred_inverse(hessian(small, weight, theta))
    meat = (
        _meat(small, weight, theta) if voters is None else _voter_meat(small, weight, theta, voters, inside)
    )
    return ratings_of(theta, inverse @ meat @ inverse, pairs.per_model(), rated, steps)


def ratings_of(
    theta: FloatArray, covariance: FloatArray, battles: IntArray, rated: BoolArray, steps: int
) -> Ratings:
    """Put a fit of the rated models into the order of all models, on the scale of ratings."""
    value = np.full(rated.size, np.nan)
    full = np.full((rated.size, rated.size), np.nan)
    value[rated] = CENTRE + SCALE * theta
    full[np.ix_(rated, rated)] = SCALE**2 * (covariance + covariance.T) / 2
    variance = np.diag(full)
    few = rated & (battles < FEW_BATTLES)
    # Only ties, for one, leave no residual at all: that is no certainty, the variance is not known.
    flat = rated & ~few & ~(variance > 1e-9)
    flags = flag_array({"disconnected": ~rated, "small_n": few, "unstable": flat}, rated.shape)
    return Ratings(value, full, battles, rated, flags, steps)


def pair_weights(pairs: PairCounts, reweight: bool) -> FloatArray:
    """Return the weight of one battle of each pair."""
    return 1 / np.maximum(pairs.battles, REWEIGHT_FLOOR) if reweight else np.ones(pairs.first.size)


def newton(pairs: PairCounts, weight: FloatArray, start: FloatArray | None = None) -> tuple[FloatArray, int]:
    """Return the centred maximum-likelihood thetas and the number of steps.

    A step that lowers the likelihood is halved: far from the maximum Newton's step can overshoot.
    """
    theta = np.zeros(pairs.n_models) if start is None else start.copy()
    if not pairs.first.size:
        return theta, 0
    value, largest = _log_likelihood(pairs, weight, theta), np.inf
    for step in range(1, _STEPS + 1):
        slope = gradient(pairs, weight, theta)
        move = np.linalg.solve(hessian(pairs, weight, theta) + _ones(pairs.n_models, weight), slope)
        move -= move.mean()
        largest = float(np.abs(move).max())
        reached = _log_likelihood(pairs, weight, theta + move)
        # Close to the maximum the likelihood is flat to its last bits: halving would only lose the step.
        while reached < value - 1e-12 * abs(value) and largest > 1e-6:
            move, largest = move / 2, largest / 2
            reached = _log_likelihood(pairs, weight, theta + move)
        theta, value = theta + move, reached
        if largest <= _TOLERANCE * max(1.0, float(np.abs(theta).max())):
            return theta, step
    raise MethodError(
        f"bradley_terry: no convergence after {_STEPS} steps, last step {largest:.1e}; expected a step below "
        f"{_TOLERANCE}. Some models are linked to the rest by a handful of battles: leave them out"
    )


def _ones(n_models: int, weight: FloatArray) -> float:
    """What fixes the free direction (all ratings up by the same), on the scale of the Hessian."""
    return float(weight.max()) / n_models


def expected(pairs: PairCounts, theta: FloatArray) -> FloatArray:
    """Return the expected score of `first` in one battle of each pair."""
    found = theta[pairs.second]
    found -= theta[pairs.first]
    np.exp(found, out=found)
    found += 1
    return np.reciprocal(found, out=found)


def _log_likelihood(pairs: PairCounts, weight: FloatArray, theta: FloatArray) -> float:
    gap = theta[pairs.first] - theta[pairs.second]
    return float(np.sum(weight * (pairs.score * gap - pairs.battles * np.logaddexp(0, gap))))


def gradient(pairs: PairCounts, weight: FloatArray, theta: FloatArray) -> FloatArray:
    """Return the slope of the log-likelihood."""
    left = weight * (pairs.score - pairs.battles * expected(pairs, theta))
    return scatter(pairs.first, pairs.second, left, pairs.n_models)


def hessian(pairs: PairCounts, weight: FloatArray, theta: FloatArray) -> FloatArray:
    """Return minus the curvature of the log-likelihood."""
    p = expected(pairs, theta)
    return laplacian(pairs.first, pairs.second, weight * pairs.battles * p * (1 - p), pairs.n_models)


def scatter(first: IntArray, second: IntArray, value: FloatArray, n_models: int) -> FloatArray:
    """Return the sum over pairs of value times d, d = e_first - e_second."""
    up, down = np.bincount(first, value, n_models), np.bincount(second, value, n_models)
    return np.subtract(up, down, dtype=np.float64)


def laplacian(first: IntArray, second: IntArray, value: FloatArray, n_models: int) -> FloatArray:
    """Return the sum over pairs of value times d d', d = e_first - e_second. No pair may come twice."""
    matrix = np.zeros((n_models, n_models))
    matrix[first, second] = -value
    matrix += matrix.T
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    return matrix


def centred_inverse(matrix: FloatArray) -> FloatArray:
    """Return the pseudo-inverse of a Laplacian: ratings are known up to a constant only."""
    size = matrix.shape[0]
    if size == 0:
        return matrix
    level = float(np.trace(matrix)) / size or 1.0
    shift = np.full((size, size), level / size)
    return np.linalg.inv(matrix + shift) - 1 / (level * size)


def _meat(pairs: PairCounts, weight: FloatArray, theta: FloatArray) -> FloatArray:
    p = expected(pairs, theta)
    squares = pairs.wins * (1 - p) ** 2 + pairs.ties * (0.5 - p) ** 2 + pairs.losses * p**2
    return laplacian(pairs.first, pairs.second, weight**2 * squares, pairs.n_models)


def _voter_meat(
    pairs: PairCounts, weight: FloatArray, theta: FloatArray, voters: VoterCells, inside: BoolArray
) -> FloatArray:
    from scipy.sparse import coo_array

    held = inside[voters.pair]
    pair = (np.cumsum(inside) - 1)[voters.pair[held]]
    p = expected(pairs, theta)[pair]
    wins, ties, losses = voters.wins[held], voters.ties[held], voters.losses[held]
    left = weight[pair] * (wins * (1 - p) + ties * (0.5 - p) - losses * p)
    rows = np.tile(voters.voter[held], 2)
    columns = np.concatenate([pairs.first[pair], pairs.second[pair]])
    scores = coo_array((np.concatenate([left, -left]), (rows, columns)), (voters.n_voters, pairs.n_models))
    by_voter = scores.tocsr()
    return np.asarray((by_voter.T @ by_voter).todense())


def difference(ratings: Ratings, a: int, b: int, level: float = LEVEL) -> Estimate:
    """Return rating a minus rating b, with their covariance: never two intervals side by side.

    Returns
    -------
    Estimate
        NULL, with the flags of both, where either is not rated.
    """
    flags = sorted_flags([*ratings.flags[a], *ratings.flags[b]])
    value = null_if_nan(ratings.value[a] - ratings.value[b])
    n = int(min(ratings.battles[a], ratings.battles[b]))
    if value is None or {"small_n", "unstable"} & set(flags):
        return Estimate(value, None, None, None, None, n, flags)
    c = ratings.covariance
    half = normal_quantile(level) * math.sqrt(max(c[a, a] + c[b, b] - 2 * c[a, b], 0.0))
    return Estimate(value, value - half, value + half, None, None, n, flags)
