"""Which axis of definition moves the answer: Shapley effects on a finite grid that may have holes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, IntArray
from weighbridge.statistics.errors import MethodError

MOST_AXES = 11
"""2^K groupings are made, so more axes than this take too long."""


@dataclass(frozen=True, slots=True, eq=False)
class ShapleyEffects:
    """How a variance over definitions divides among the axes.

    Attributes
    ----------
    variance : float
        Of the answer over all valid definitions.
    effect : ndarray, shape (axes,)
        Parts that add up to the variance, also when the grid has holes.
    part : ndarray, shape (axes,), or None
        The same as parts of 1. None if the variance is 0: all definitions agree.
    """

    variance: float
    effect: FloatArray
    part: FloatArray | None


def option_codes(options: Sequence[Sequence[str]], n_axes: int) -> IntArray:
    """Return the options of each axis as numbers, shape (definitions, axes)."""
    codes = np.zeros((len(options), n_axes), dtype=np.int64)
    for axis in range(n_axes):
        column = [row[axis] for row in options]
        number = {option: code for code, option in enumerate(sorted(set(column)))}
        codes[:, axis] = [number[option] for option in column]
    return codes


def _refine(group: IntArray, codes: IntArray) -> IntArray:
    """Split groups by one more axis and number them without gaps, so that counting stays cheap."""
    joined = group * (int(codes.max()) + 1) + codes
    seen = np.bincount(joined) > 0
    return (np.cumsum(seen) - 1)[joined]


def _explained(codes: IntArray, y: FloatArray) -> FloatArray:
    """Variance of the group mean of each answer given every subset of axes, shape (2^K, answers)."""
    n, axes = codes.shape
    centred = y - y.mean(axis=0)
    result = np.zeros((1 << axes, y.shape[1]))

    def descend(subset: int, group: IntArray, first: int) -> None:
        for axis in range(first, axes):
            finer = _refine(group, codes[:, axis])
            size = np.bincount(finer)
            for answer in range(y.shape[1]):
                total = np.bincount(finer, weights=centred[:, answer])
                result[subset | 1 << axis, answer] = (total**2 / size).sum() / n
            descend(subset | 1 << axis, finer, axis + 1)

    descend(0, np.zeros(n, dtype=np.int64), 0)
    return result


def _weigh(explained: FloatArray, axes: int) -> FloatArray:
    """Shapley effects from the explained variance of every subset, shape (axes, answers)."""
    subsets = np.arange(1 << axes)
    size = np.array([subset.bit_count() for subset in range(1 << axes)])
    orders = [math.factorial(s) * math.factorial(axes - s - 1) / math.factorial(axes) for s in range(axes)]
    effect = np.zeros((axes, explained.shape[1]))
    for axis in range(axes):
        without = subsets[(subsets >> axis & 1) == 0]
        gain = explained[without | 1 << axis] - explained[without]
        effect[axis] = np.array(orders)[size[without]] @ gain
    return effect


def shapley_variance(codes: ArrayLike, answers: ArrayLike) -> tuple[ShapleyEffects, ...]:
    """Return how much each axis of definition moves the answer, one result per answer.

    V(S) is the variance of the mean of Y given the axes in S, over the valid combinations with uniform
    weights; Sh_k = sum over S not containing k of |S|! (K - |S| - 1)! / K! [V(S + k) - V(S)].

    Parameters
    ----------
    codes : array_like of int, shape (definitions, axes)
        Option of each valid definition on each axis (see `option_codes`). Combinations may be missing. At
        most 11 axes that vary; constant ones have effect 0.
    answers : array_like, shape (definitions,) or (definitions, answers)
        Usually the lead, and whether it is above 0.

    Returns
    -------
    tuple of ShapleyEffects

    Raises
    ------
    MethodError
        If there is no definition, an answer is NaN, or more than 11 axes vary.

    Notes
    -----
    Owen (2014); Song, Nelson and Staum (2016). Effects sum to Var(Y) exactly and are not negative on a full
    grid; with holes an axis can share the effect of one it is tied to (`aliased_axes`).

    Examples
    --------
    >>> (effects,) = shapley_variance([[0, 0], [0, 1], [1, 0], [1, 1]], [0.0, 1.0, 4.0, 5.0])
    >>> effects.variance, effects.effect.tolist()
    (4.25, [4.0, 0.25])
    """
    grid = np.asarray(codes, dtype=np.int64)
    y = np.asarray(answers, dtype=np.float64)
    y = y[:, None] if y.ndim == 1 else y
    if grid.ndim != 2 or y.shape[:1] != grid.shape[:1] or len(grid) == 0 or np.isnan(y).any():
        raise MethodError(
            f"shapley: found codes {grid.shape} and answers {y.shape}, expected one answer without NaN for "
            "each of one or more definitions; leave out definitions without a value"
        )
    varies = np.flatnonzero((grid != grid[0]).any(axis=0))
    if varies.size > MOST_AXES:
        raise MethodError(
            f"shapley: found {varies.size} axes that vary, expected at most {MOST_AXES}; fix some"
        )
    effect = np.zeros((grid.shape[1], y.shape[1]))
    if varies.size:
        tight = np.column_stack([np.unique(grid[:, axis], return_inverse=True)[1] for axis in varies])
        effect[varies] = _weigh(_explained(tight, y), varies.size)
    return tuple(_effects(y[:, answer], effect[:, answer]) for answer in range(y.shape[1]))


def _effects(y: FloatArray, effect: FloatArray) -> ShapleyEffects:
    variance = float(y.var())
    if variance <= 1e-15 * max(1.0, float((y**2).max())):
        return ShapleyEffects(0.0, np.zeros(effect.size), None)
    return ShapleyEffects(variance, effect, effect / variance)


@dataclass(frozen=True, slots=True)
class Alias:
    """An option that occurs only together with one option of another axis, which has others too."""

    axis: str
    option: str
    implied_axis: str
    implied_option: str


def aliased_axes(axes: Sequence[str], options: Sequence[Sequence[str]]) -> tuple[Alias, ...]:
    """Return which options imply an option of another axis: such axes split their influence equally.

    Parameters
    ----------
    axes : sequence of str
    options : sequence of sequence of str
        One row per valid definition.

    Examples
    --------
    >>> rows = [("publisher", "all"), ("publisher", "first"), ("root", "all")]
    >>> [
    ...     f"{a.axis}={a.option} implies {a.implied_axis}={a.implied_option}"
    ...     for a in aliased_axes(("attribution", "copies"), rows)
    ... ]
    ['attribution=root implies copies=all', 'copies=first implies attribution=publisher']
    """
    columns = [[row[axis] for row in options] for axis in range(len(axes))]
    varying = [axis for axis, column in enumerate(columns) if len(set(column)) > 1]
    found: list[Alias] = []
    for axis in varying:
        for option in sorted(set(columns[axis])):
            rows = [row for row, value in enumerate(columns[axis]) if value == option]
            for other in varying:
                implied = {columns[other][row] for row in rows}
                if other != axis and len(implied) == 1:
                    found.append(Alias(axes[axis], option, axes[other], implied.pop()))
    return tuple(found)
