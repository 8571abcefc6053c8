"""Ratings with the style of the answers held constant: length, headings, lists, bold type.

The sum of log-likelihoods is maximised over ratings and style together, without a penalty. A penalty on the
style coefficients beside the *mean* of the log-likelihood grows with the number of votes and quietly
switches the correction off: doubling every vote must leave the coefficients where they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray
from weighbridge.statistics.battles import TIE, PairCounts, checked_battles, pair_counts, rated_models
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.pairwise import (
    REWEIGHT_FLOOR,
    Ratings,
    laplacian,
    newton,
    pair_weights,
    ratings_of,
    scatter,
)

_STEPS = 50
_TOLERANCE = 1e-10
_CHORD_BELOW = 1e-3
_LONGEST = 5.0  # a longer step leaves the range of ratings: go part of the way
_CHUNK = 1 << 16
_DENSE_MODELS = 1_000  # up to here a table of all ordered pairs is smaller than a sort of the battles
_WIN = np.array([1.0, 0.0, 0.5, 0.5], dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class StyleRatings:
    """Ratings with style held constant, and the style coefficients.

    Attributes
    ----------
    ratings : Ratings
    coefficients : ndarray, shape (features,)
        Change of the log odds for one standard deviation more of a feature.
    coefficient_se : ndarray, shape (features,)
    """

    ratings: Ratings
    coefficients: FloatArray
    coefficient_se: FloatArray


def style_features(a: ArrayLike, b: ArrayLike) -> NDArray[np.floating]:
    """Return standardised differences of style: (x_a - x_b) / (x_a + x_b + 1), each to unit spread.

    Parameters
    ----------
    a, b : array_like, shape (battles, features)
        Tokens, headers, list items and bold passages of the two answers.

    Returns
    -------
    ndarray, shape (battles, features)
        Divided by the root mean square about zero. The mean is not taken off: it would make the result depend
        on which answer happened to stand left. A feature that never differs stays 0.

    Examples
    --------
    >>> style_features([[100.0], [50.0]], [[50.0], [100.0]]).round(3).tolist()
    [[1.0], [-1.0]]
    """
    left, right = _measures(a), _measures(b)
    if left.shape != right.shape or left.ndim != 2:
        raise MethodError(
            f"style: found shapes {left.shape} and {right.shape}, expected (battles, features) twice"
        )
    apart = [style_differences(x, y) for x, y in zip(left.T, right.T, strict=True)]
    return to_unit_spread(np.array(apart).reshape(left.T.shape)).T


def style_differences(a: ArrayLike, b: ArrayLike) -> NDArray[np.floating]:
    """Return (x_a - x_b) / (x_a + x_b + 1) of one measure, not yet scaled; single precision stays so.

    Raises
    ------
    MethodError
        If a measure is negative, missing or without end.
    """
    left, right = _measures(a), _measures(b)
    if left.size and not (min(left.min(), right.min()) >= 0 and max(left.max(), right.max()) < np.inf):
        raise MethodError(
            "style: found a negative or missing measure of an answer, expected counts of 0 or more"
        )
    total = left + right
    total += 1
    apart = left - right
    apart /= total
    return apart


def to_unit_spread(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """Divide differences, one feature a row, by their root mean square, in place, and return them."""
    for row in rows:
        spread = math.sqrt(np.dot(row, row.astype(np.float64)) / row.size) if row.size else 0.0
        row /= spread or 1.0
    return rows


def _measures(given: ArrayLike) -> NDArray[np.floating]:
    array = np.asarray(given)
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Battles:
    """Battles between rated models, each with the cell of its ordered pair, and a weight a cell.

    Sums are taken by cell, in the order in which the battles stand: sorting them first costs more than all
    steps of the fit together.
    """

    n_models: int
    first: IntArray
    second: IntArray
    weight: FloatArray
    cell: NDArray[np.signedinteger]
    score: NDArray[np.float32]
    features: NDArray[np.floating]

    def chunks(self) -> Iterator[_Chunk]:
        """The battles in pieces small enough to stay in the processor's cache."""
        for begin in range(0, self.score.size, _CHUNK):
            part = slice(begin, begin + _CHUNK)
            features = self.features[:, part].astype(np.float64, copy=False)
            yield _Chunk(self.cell[part].astype(np.intp, copy=False), self.score[part], features)


@dataclass(frozen=True, slots=True, eq=False)
class _Chunk:
    """Neighbouring battles."""

    cell: NDArray[np.intp]
    score: NDArray[np.float32]
    features: FloatArray

    def add(self, total: FloatArray, value: FloatArray) -> None:
        """Add values of battles to their cells."""
        total += np.bincount(self.cell, value, total.size)


def style_bradley_terry(
    a: ArrayLike,
    b: ArrayLike,
    outcome: ArrayLike,
    features: ArrayLike,
    n_models: int,
    *,
    both_bad: str = "tie",
    reweight: bool = False,
) -> StyleRatings:
    """Return ratings and style coefficients fitted together, with joint sandwich covariance.

    Parameters
    ----------
    a, b, outcome : array_like of int, shape (battles,)
        As in `battles.pair_counts`.
    features : array_like, shape (battles, features)
        From `style_features`; positive where a has more.
    n_models : int
    both_bad, reweight
        As in `battles.pair_counts` and `bradley_terry`.

    Raises
    ------
    MethodError
        If features and battles differ in number, a feature is constant or missing, or nothing converges.

    Notes
    -----
    logit = theta_a - theta_b + f . beta. Newton on the joint log-likelihood; sandwich on the joint Hessian.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> f = rng.normal(size=(20000, 1))
    >>> win = rng.random(20000) < 1 / (1 + np.exp(-0.5 * f[:, 0]))
    >>> fit = style_bradley_terry(np.zeros(20000, int), np.ones(20000, int), np.where(win, 0, 1), f, 2)
    >>> round(float(fit.coefficients[0]), 1)
    0.5
    """
    given = np.asarray(features)
    left, right, result = checked_battles(a, b, outcome, n_models)
    if given.ndim != 2 or given.shape[0] != left.size or not np.isfinite(given).all():
        raise MethodError(
            f"style: found features of shape {given.shape} for {left.size} battles, expected one complete "
            "row of features a battle; leave battles without them out of both"
        )
    if both_bad == "dropped":
        kept = result <= TIE
        left, right, result, given = left[kept], right[kept], result[kept], given[kept]
    pairs = pair_counts(left, right, result, n_models, both_bad=both_bad)
    rated = rated_models(pairs)
    battles = _prepared(left, right, result, given, rated, reweight)
    theta, beta, steps = _newton(battles, pairs, rated, reweight)
    joint = _covariance(battles, theta, beta)
    size = battles.n_models
    ratings = ratings_of(theta, joint[:size, :size], pairs.per_model(), rated, steps)
    return StyleRatings(ratings, beta, np.sqrt(np.diag(joint)[size:]))


def _prepared(
    a: IntArray, b: IntArray, outcome: IntArray, features: np.ndarray, rated: BoolArray, reweight: bool
) -> _Battles:
    size, rows = int(rated.sum()), features.T
    if size < rated.size:
        inside, code = rated[a] & rated[b], np.cumsum(rated) - 1
        a, b, outcome, rows = code[a[inside]], code[b[inside]], outcome[inside], rows[:, inside]
    kind = np.float32 if rows.dtype == np.float32 else np.float64
    cell = (a * size + b).astype(np.int64, copy=False)
    held = np.arange(size**2)
    if size > _DENSE_MODELS:
        held, cell = np.unique(cell, return_inverse=True)
    first, second = np.divmod(held, max(size, 1))
    weight = np.ones(held.size)
    if reweight:
        met = np.bincount(cell, minlength=held.size)
        weight = 1 / np.maximum(_both_ways(held, met, size), REWEIGHT_FLOOR)
    return _Battles(
        size, first, second, weight, cell.astype(np.int32), _WIN[outcome], np.ascontiguousarray(rows, kind)
    )


def _both_ways(cell: IntArray, met: IntArray, size: int) -> IntArray:
    """Battles of each ordered pair and of its mirror image together."""
    mirrored = (cell % size) * size + cell // size
    at = np.minimum(np.searchsorted(cell, mirrored), max(cell.size - 1, 0))
    return met + np.where(cell[at] == mirrored, met[at], 0)


class _Sums:
    """Sums over battles of a value: by cell, by cell times each feature, and times products of features."""

    def __init__(self, battles: _Battles) -> None:
        n_features, n_cells = battles.features.shape[0], battles.weight.size
        self.cell = np.zeros(n_cells)
        self.cross = np.zeros((n_features, n_cells))
        self.square = np.zeros((n_features, n_features))

    def add(self, chunk: _Chunk, value: FloatArray) -> None:
        """Take in a value of each battle of a chunk."""
        weighted = chunk.features * value
        self.square += weighted @ chunk.features.T
        chunk.add(self.cell, value)
        for total, row in zip(self.cross, weighted, strict=True):
            chunk.add(total, row)


def _newton(
    battles: _Battles, pairs: PairCounts, rated: BoolArray, reweight: bool
) -> tuple[FloatArray, FloatArray, int]:
    if not battles.score.size:
        raise MethodError(
            "style: found no two models linked by wins and losses both ways; nothing can be rated"
        )
    theta, beta = _without_style(battles, pairs, rated, reweight), np.zeros(battles.features.shape[0])
    inverse = np.empty((0, 0))
    largest = np.inf
    for step in range(1, _STEPS + 1):
        # Near the maximum the curvature hardly changes, and without it a step costs a third.
        slope, curve = _slope_and_curve(battles, theta, beta, curved=largest > _CHORD_BELOW)
        inverse = inverse if curve is None else np.linalg.inv(curve)
        move = inverse @ slope
        largest = float(np.abs(move).max())
        if largest > _LONGEST:
            move *= _LONGEST / largest
        theta, beta = theta + move[: theta.size], beta + move[theta.size :]
        theta -= theta.mean()
        if largest <= _TOLERANCE * max(1.0, float(np.abs(theta).max())):
            return theta, beta, step
    raise MethodError(
        f"style_bradley_terry: no convergence after {_STEPS} steps, last step {largest:.1e}; expected below "
        f"{_TOLERANCE}. A feature that decides every battle has no finite coefficient: leave it out"
    )


def _without_style(battles: _Battles, pairs: PairCounts, rated: BoolArray, reweight: bool) -> FloatArray:
    """The fit without style: most of the way, and it costs nothing."""
    kept = pairs.where(rated[pairs.first] & rated[pairs.second])
    code = np.cumsum(rated) - 1
    plain = PairCounts(
        battles.n_models, code[kept.first], code[kept.second], kept.wins, kept.ties, kept.losses
    )
    return newton(plain, pair_weights(plain, reweight))[0]


def _slope_and_curve(
    battles: _Battles, theta: FloatArray, beta: FloatArray, *, curved: bool
) -> tuple[FloatArray, FloatArray | None]:
    slope_cell, slope_beta = np.zeros(battles.weight.size), np.zeros(beta.size)
    gap, sums = theta[battles.first] - theta[battles.second], _Sums(battles)
    for chunk in battles.chunks():
        p = _expected(chunk, gap, beta)
        weight = battles.weight[chunk.cell]
        left = weight * (chunk.score - p)
        chunk.add(slope_cell, left)
        slope_beta += chunk.features @ left
        if curved:
            sums.add(chunk, weight * p * (1 - p))
    slope = np.concatenate([scatter(battles.first, battles.second, slope_cell, battles.n_models), slope_beta])
    if not curved:
        return slope, None
    joint, size = _joint(battles, sums), theta.size
    _check_features(joint[size:, size:])
    joint[:size, :size] += np.trace(joint[:size, :size]) / size**2
    return slope, joint


def _expected(chunk: _Chunk, gap: FloatArray, beta: FloatArray) -> FloatArray:
    """Expected score of the first model in each battle of a chunk, from the gaps in rating of the cells."""
    logit = gap[chunk.cell]
    logit += beta @ chunk.features
    np.negative(logit, out=logit)
    np.exp(logit, out=logit)
    logit += 1
    return np.reciprocal(logit, out=logit)


def _joint(battles: _Battles, sums: _Sums) -> FloatArray:
    """The joint matrix over ratings and coefficients from the sums."""
    size = battles.n_models
    cross = np.stack([scatter(battles.first, battles.second, row, size) for row in sums.cross], axis=1)
    return np.block(
        [[laplacian(battles.first, battles.second, sums.cell, size), cross], [cross.T, sums.square]]
    )


def _check_features(square: FloatArray) -> None:
    empty = np.flatnonzero(np.diag(square) <= 0)
    if empty.size:
        raise MethodError(
            f"style: feature {int(empty[0])} never differs between two answers, so it has no coefficient; "
            "leave it out"
        )


def _covariance(battles: _Battles, theta: FloatArray, beta: FloatArray) -> FloatArray:
    """H^-1 C H^-1 over ratings and coefficients, the common level of the ratings taken out."""
    bread, meat = _Sums(battles), _Sums(battles)
    gap = theta[battles.first] - theta[battles.second]
    for chunk in battles.chunks():
        p = _expected(chunk, gap, beta)
        weight = battles.weight[chunk.cell]
        bread.add(chunk, weight * p * (1 - p))
        meat.add(chunk, (weight * (chunk.score - p)) ** 2)
    size = battles.n_models
    curve = _joint(battles, bread)
    level = np.trace(curve[:size, :size]) / size
    curve[:size, :size] += level / size
    inverse = np.linalg.inv(curve)
    inverse[:size, :size] -= 1 / (level * size)
    return inverse @ _joint(battles, meat) @ inverse
