"""Draws: how different a figure could be if the organisations were another draw of the same kind.

Download counts are a census, so these intervals are not measurement error. They measure how much a figure
depends on few actors. One weight matrix is drawn on the sorted union of unit ids and reused for every month,
group and definition, so that every comparison is paired draw by draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weighbridge.statistics.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    WeightArray,
    mass_array,
    null_if_nan,
    ratio,
)
from weighbridge.statistics.clusters import FEW_CLUSTERS, cluster_flags
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import EstimateTable, Interval, drawn_places, flag_array, sorted_flags
from weighbridge.statistics.leave_one_out import (
    LeaveOneOut,
    leave_one_out,
    leave_one_out_range,
    leave_one_out_weights,
)

__all__ = [
    "DRAWS",
    "FAILED_LIMIT",
    "FEW_CLUSTERS",
    "LEVEL",
    "LeaveOneOut",
    "Z",
    "effective_units",
    "estimate_table",
    "exponential_weights",
    "generator_for",
    "leave_one_out",
    "leave_one_out_range",
    "leave_one_out_weights",
    "multinomial_weights",
    "percentile_interval",
    "percentile_limits",
    "seed_for",
    "weighted_totals",
]

LEVEL = 0.9
"""Level of every interval: 5 % and 95 % quantiles."""
DRAWS = 2000
"""Number of draws, always the same, so that a figure has one interval wherever it is shown."""
Z = 1.6448536269514722
"""Standard normal quantile that belongs to `LEVEL`."""
FAILED_LIMIT = 0.01
"""Above this part of failed draws there is no interval."""

_BLOCK = 1 << 17  # entries handled at once: one megabyte of float64 stays in the processor's cache


def seed_for(indicator: str, method: str, declared_seed: int) -> int:
    """Return the seed of an indicator: the first 8 bytes (big-endian) of SHA-256 of "indicator|method|seed".

    Examples
    --------
    >>> seed_for("download_share", "1", 1) == seed_for("download_share", "1", 1)
    True
    >>> seed_for("download_share", "1", 1) == seed_for("download_share", "2", 1)
    False
    """
    digest = hashlib.sha256(f"{indicator}|{method}|{declared_seed}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def generator_for(indicator: str, method: str, declared_seed: int) -> np.random.Generator:
    """Return the random generator of an indicator, seeded by `seed_for`."""
    return np.random.default_rng(seed_for(indicator, method, declared_seed))


def _check_size(n_units: int, draws: int) -> None:
    if n_units < 1 or draws < 1:
        raise MethodError(f"weights: found {n_units} units and {draws} draws, expected at least one of each")


def multinomial_weights(n_units: int, draws: int, rng: np.random.Generator) -> NDArray[np.uint16]:
    """Return counts of `n_units` draws with replacement, one row per draw.

    The default scheme for shares, concentration and growth: a weight can be zero, so it also asks what the
    figure would be if the giant were not there.

    Parameters
    ----------
    n_units : int
        Number of units, in the order of their sorted ids.
    draws : int
        Number of rows; `DRAWS` in everything published.
    rng : numpy.random.Generator
        From `generator_for`.

    Returns
    -------
    ndarray of uint16, shape (draws, n_units)
        Every row sums to `n_units`.

    Raises
    ------
    MethodError
        If there is no unit or no draw.

    Notes
    -----
    Efron (1979). Whole weights keep sums of whole counts exact, whatever the order of the units.

    Examples
    --------
    >>> multinomial_weights(4, 3, np.random.default_rng(1)).sum(axis=1).tolist()
    [4, 4, 4]
    """
    _check_size(n_units, draws)
    weights = np.empty((draws, n_units), dtype=np.uint16)
    narrow = np.uint16 if n_units <= 1 << 16 else np.uint32
    rows = max(1, _BLOCK // n_units)
    offsets = np.arange(rows, dtype=np.int64)[:, None] * n_units
    for start in range(0, draws, rows):
        block = min(rows, draws - start)
        chosen = rng.integers(0, n_units, size=(block, n_units), dtype=narrow) + offsets[:block]
        weights[start : start + block] = np.bincount(chosen.ravel(), minlength=block * n_units).reshape(
            block, -1
        )
    return weights


def exponential_weights(n_units: int, draws: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return Bayesian-bootstrap weights: independent Exp(1), scaled so that every row has mean 1.

    For anything a zero weight would break (fits, ratings, regressions) and for crossed arrays, where the
    weight of a cell is the product of its row's and its column's (Owen and Eckles 2012).

    Returns
    -------
    ndarray of float32, shape (draws, n_units)

    Raises
    ------
    MethodError
        If there is no unit or no draw.

    Notes
    -----
    Rubin (1981). For shares under dominance this smoother scheme covers less than `multinomial_weights`.
    """
    _check_size(n_units, draws)
    weights = rng.standard_exponential((draws, n_units), dtype=np.float32)
    weights /= weights.mean(axis=1, dtype=np.float64, keepdims=True).astype(np.float32)
    return weights


def weighted_totals(weights: WeightArray, masses: ArrayLike) -> FloatArray:
    """Return the total of every cell in every draw: sum over units of weight times mass.

    Parameters
    ----------
    weights : ndarray, shape (draws, units)
        From `multinomial_weights` or `exponential_weights`.
    masses : array_like, shape (units, ...)
        Masses of each unit in each cell. Many cells at once cost little more than one.

    Returns
    -------
    ndarray of float64, shape (draws, ...)

    Raises
    ------
    MethodError
        If the two disagree about the number of units.
    """
    array = np.asarray(masses, dtype=np.float64)
    fit(weights, array.shape)
    flat = np.ascontiguousarray(array.reshape(array.shape[0], int(np.prod(array.shape[1:], dtype=np.int64))))
    result = np.empty((weights.shape[0], flat.shape[1]))
    rows = max(1, 8 * _BLOCK // max(1, flat.shape[0]))
    for start in range(0, weights.shape[0], rows):
        # Cast block by block: the whole matrix in float64 would take four times its memory.
        np.matmul(weights[start : start + rows].astype(np.float64), flat, out=result[start : start + rows])
    return result.reshape((weights.shape[0], *array.shape[1:]))


def fit(weights: WeightArray, shape: tuple[int, ...]) -> None:
    """Stop where weights and masses of a shape (units, ...) disagree about the number of units.

    Raises
    ------
    MethodError
    """
    if weights.ndim != 2 or len(shape) < 1 or weights.shape[1] != shape[0]:
        raise MethodError(
            f"weights of shape {weights.shape} do not fit masses of shape {shape}; expected "
            "(draws, units) and (units, ...) over the same sorted units"
        )


def effective_units(masses: ArrayLike) -> FloatArray:
    """Return how many equal units would be as concentrated: (sum x)^2 / sum x^2 along the first axis.

    Parameters
    ----------
    masses : array_like, shape (units, ...)
        Mass of each resampled unit.

    Returns
    -------
    ndarray, shape (...)
        NaN where the total is zero.

    Notes
    -----
    Kish's effective sample size.

    Examples
    --------
    >>> round(float(effective_units([40, 8, 2, 20, 15, 15])), 2)
    3.97
    """
    array = mass_array(masses, "masses")
    return ratio(array.sum(axis=0) ** 2, (array**2).sum(axis=0))


def percentile_limits(
    draws: FloatArray, value: FloatArray, level: float = LEVEL
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return lower and upper quantiles of the draws of each cell, and where no interval can be given.

    Parameters
    ----------
    draws : ndarray, shape (draws, ...)
        A draw that failed (zero total, no convergence, undefined ratio) is NaN or infinite.
    value : ndarray, shape (...)
        The figure itself. NaN gives NaN limits and is not called unstable.
    level : float
        Nominal level.

    Returns
    -------
    low, high : ndarray, shape (...)
        NaN where there is no interval.
    unstable : ndarray of bool, shape (...)
        More than 1 % of the draws failed, or the interval excludes the value. It is never clipped or moved.
    """
    tail = (1 - level) / 2
    flat = np.asarray(draws, float).reshape(draws.shape[0], -1)
    centre = np.asarray(value, float).reshape(-1)
    failed = ~np.isfinite(flat)
    share_failed = failed.mean(axis=0)
    limits = np.full((2, flat.shape[1]), np.nan)
    whole = share_failed == 0
    if whole.any():
        limits[:, whole] = np.quantile(flat[:, whole], [tail, 1 - tail], axis=0)
    for cell in np.flatnonzero((share_failed > 0) & (share_failed <= FAILED_LIMIT)):
        limits[:, cell] = np.quantile(flat[~failed[:, cell], cell], [tail, 1 - tail])
    # A draw that equals the value up to rounding must not count as excluding it.
    slack = 1e-12 * np.maximum(1.0, np.abs(centre))
    outside = (limits[0] > centre + slack) | (limits[1] < centre - slack)
    defined = ~np.isnan(centre)
    unstable = defined & (outside | (share_failed > FAILED_LIMIT))
    limits[:, unstable | ~defined] = np.nan
    low, high = np.fmin(limits[0], centre), np.fmax(limits[1], centre)
    none = np.isnan(limits[0])
    low[none], high[none] = np.nan, np.nan
    shape = np.shape(value)
    return low.reshape(shape), high.reshape(shape), unstable.reshape(shape)


def percentile_interval(
    draws: ArrayLike,
    value: float | None,
    level: float = LEVEL,
    *,
    units: int | None = None,
    effective: float | None = None,
) -> Interval:
    """Return the percentile interval of one figure, or NULL with the reason.

    Parameters
    ----------
    draws : array_like, shape (draws,)
        Drawn figures, NaN for a failed draw.
    value : float or None
        The figure itself; None gives a NULL interval.
    level : float
        Nominal level.
    units : int, optional
        Resampled units that carry the figure. One unit: NULL, `one_unit`.
    effective : float, optional
        From `effective_units`. Below 5: `few_clusters`; below 20: `approximate`.

    Returns
    -------
    Interval
        `low` and `high` are None where more than 1 % of the draws failed or the interval would exclude the
        value (`unstable`).

    Examples
    --------
    >>> percentile_interval(np.arange(101), 50, level=0.5, units=8, effective=4.2)
    Interval(low=25.0, high=75.0, flags=('few_clusters',))
    >>> percentile_interval(np.arange(101), 200)
    Interval(low=None, high=None, flags=('unstable',))
    """
    centre = np.array(np.nan if value is None else value, dtype=float)
    low, high, unstable = percentile_limits(np.asarray(draws, float), centre, level)
    hangs = cluster_flags(effective) if effective is not None else frozenset[str]()
    if units == 1:
        # Where there is no range, none holds less often than it says.
        return Interval(None, None, sorted_flags({"one_unit", *(hangs - {"approximate"})}))
    found = sorted_flags(hangs | ({"unstable"} if bool(unstable) else frozenset[str]()))
    return Interval(null_if_nan(float(low)), null_if_nan(float(high)), found)


def estimate_table(
    value: FloatArray,
    draws: FloatArray,
    bounds: tuple[FloatArray, FloatArray],
    bound_draws: tuple[FloatArray, FloatArray],
    n: IntArray,
    *,
    no_interval: BoolArray,
    masks: Mapping[str, BoolArray],
    level: float = LEVEL,
    needed: BoolArray | None = None,
) -> EstimateTable:
    """Put values, drawn values and bounds of many cells together under the rules every interval obeys.

    Parameters
    ----------
    value : ndarray, shape (...)
        NaN is NULL.
    draws : ndarray, shape (draws, ...)
        Drawn values; failed draws are NaN.
    bounds, bound_draws : pair of ndarray
        Ends of the identification region, and the same in every draw.
    n : ndarray of int, shape (...)
        Resampled units.
    no_interval : ndarray of bool, shape (...)
        Cells that cannot have an interval for a reason told by a flag in `masks`.
    masks : mapping of str to ndarray of bool
        Flags and where they are set; `unstable` is added here.
    needed : ndarray of bool, shape (last axis,), optional
        The columns of the last axis that were drawn, where not all were; the others have no interval.
    """
    low, high, unstable = _limits(draws, value, level, needed)
    outer_low, _, _ = _limits(bound_draws[0], bounds[0], level, needed)
    _, outer_high, _ = _limits(bound_draws[1], bounds[1], level, needed)
    for limit in (low, high, outer_low, outer_high):
        limit[no_interval] = np.nan
    flags = flag_array({**masks, "unstable": unstable & ~no_interval}, value.shape)
    return EstimateTable(
        value,
        low,
        high,
        *bounds,
        outer_low,
        outer_high,
        np.broadcast_to(n, value.shape),
        flags,
        draws,
        *bound_draws,
        drawn_places(needed),
    )


def _limits(
    draws: FloatArray, value: FloatArray, level: float, needed: BoolArray | None
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return the limits of every column from the draws of some; none, and stable, for the others."""
    if needed is None or needed.all():
        return percentile_limits(draws, value, level)
    low, high = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    unstable = np.zeros(value.shape, dtype=bool)
    low[..., needed], high[..., needed], unstable[..., needed] = percentile_limits(
        draws, value[..., needed], level
    )
    return low, high, unstable
