"""The median of many models' figures, with the organisations behind them drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, IntArray, WeightArray, code_array
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, sorted_flags
from weighbridge.statistics.resampling import LEVEL, effective_units, percentile_interval

_AT_ONCE = 1 << 22  # weights looked at at the same time
BLOCK = 1 << 13
"""Of more values than this the weights are first added up block by block."""
SMALL = 5
"""With fewer models a median is flagged `small_n`."""


def weighted_median(values: ArrayLike, weights: WeightArray, organisation: ArrayLike) -> FloatArray:
    """Return the median of all values in each draw, every value counted as often as its weight says.

    Parameters
    ----------
    values : array_like, shape (models,)
        All known.
    weights : ndarray of int, shape (draws, organisations)
    organisation : array_like of int, shape (models,)
        Column of `weights` of each value.

    Returns
    -------
    ndarray, shape (draws,)
        NaN in a draw without any weight.

    Examples
    --------
    >>> weighted_median(np.array([3.0, 1.0, 2.0]), np.array([[1, 1, 1], [0, 1, 1]]), np.arange(3)).tolist()
    [2.0, 1.5]
    """
    order = np.argsort(values)
    ranked = np.asarray(values, dtype=np.float64)[order]
    code = np.asarray(organisation, dtype=np.int64)[order]
    total = weights @ np.bincount(code, minlength=weights.shape[1])
    low, high = (_reached(ranked, code, weights, at) for at in ((total + 1) // 2, total // 2 + 1))
    return np.where(total > 0, (low + high) / 2, np.nan)


def _reached(ranked: FloatArray, code: IntArray, weights: WeightArray, wanted: IntArray) -> FloatArray:
    """The value at which the weights added up reach what is wanted, in each draw; any where they never do."""
    found = np.empty(wanted.size)
    start, before = _blocks(code, weights, wanted)
    for first in np.unique(start).tolist():
        inside = slice(first, first + BLOCK)
        step = max(1, _AT_ONCE // BLOCK)
        draws = np.flatnonzero(start == first)
        for some in np.split(draws, range(step, draws.size, step)):
            reached = np.cumsum(weights[some][:, code[inside]], axis=1, dtype=np.int64)
            at = np.argmax(reached >= (wanted - before)[some, None], axis=1)
            found[some] = ranked[inside][at]
    return found


def _blocks(code: IntArray, weights: WeightArray, wanted: IntArray) -> tuple[IntArray, IntArray]:
    """Where the block of values begins in which each draw reaches what is wanted, and what lies before it.

    A block holds an organisation many times, so that its weight is found without looking at every value.
    """
    if code.size <= BLOCK:
        return np.zeros(wanted.size, dtype=np.int64), np.zeros(wanted.size, dtype=np.int64)
    # Slow to read in, and small groups do without.
    from scipy import sparse

    block = np.arange(code.size) // BLOCK
    shape = (int(block[-1]) + 1, weights.shape[1])
    held = sparse.coo_array((np.ones(code.size, dtype=np.int64), (block, code)), shape=shape).tocsr()
    reached = np.vstack([np.zeros(wanted.size, dtype=np.int64), np.cumsum(held @ weights.T, axis=0)])
    at = np.argmax(reached[1:] >= wanted, axis=0)
    return at * BLOCK, reached[at, np.arange(wanted.size)]


def group_median(
    values: ArrayLike, weights: WeightArray, organisation: ArrayLike, *, level: float = LEVEL
) -> Estimate:
    """Return the median of a group's models with its interval over organisations.

    One organisation's models do well or badly together, so organisations are drawn, each with all its
    models; a draw without any of them is a failed draw.

    Parameters
    ----------
    values : array_like, shape (models,)
        Figure of each model, all known.
    weights : ndarray of int, shape (draws, organisations)
        Multinomial weights: an organisation drawn twice has each of its models twice.
    organisation : array_like of int, shape (models,)
        Column of `weights` of each model.
    level : float

    Returns
    -------
    Estimate
        No model: NULL, `not_covered`. One organisation: no interval, `one_unit`. The effective number is
        that of models by organisation: `few_clusters` below 5, `approximate` below 20; fewer than five
        models: `small_n`.

    Raises
    ------
    MethodError
        If a value is not known.

    Examples
    --------
    >>> found = group_median([4.0, 6.0, 10.0], np.eye(3, dtype=np.int64) * 3, [0, 1, 2])
    >>> found.value, found.flags
    (6.0, ('few_clusters', 'small_n'))
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or np.isnan(array).any():
        raise MethodError(f"median: found values {array.shape}, expected (models,) without unknown ones")
    if not array.size:
        return Estimate(None, None, None, None, None, 0, ("not_covered",))
    code = code_array(organisation, weights.shape[1], "organisation", array.size)
    held = np.bincount(code)
    units = int((held > 0).sum())
    value = float(np.median(array))
    draws = weighted_median(array, weights, code)
    interval = percentile_interval(draws, value, level, units=units, effective=float(effective_units(held)))
    small = ["small_n"] if array.size < SMALL else []
    return Estimate(
        value, interval.low, interval.high, None, None, units, sorted_flags([*interval.flags, *small])
    )
