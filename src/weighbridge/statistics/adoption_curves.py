"""Adoption as models age: time to a threshold and the mean cumulative curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, FloatArray, WeightArray, code_array, ratio
from weighbridge.statistics.clusters import cluster_masks
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.resampling import LEVEL, effective_units, estimate_table, weighted_totals


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdTimes:
    """Ages at which models first reached a threshold, ready for `survival.kaplan_meier`.

    Attributes
    ----------
    duration : ndarray, shape (models,)
        Age at the first observation at or above the threshold, or the last age seen if there is none.
    observed : ndarray of bool, shape (models,)
    entry : ndarray, shape (models,)
        Age when first seen: delayed entry.
    earliest : ndarray, shape (models,)
        Age at the observation before the one that reached it (0 if there is none): the lower bound.
    left_out : ndarray of bool, shape (models,)
        Never seen, or at the threshold already when first seen after age 0: nothing is known of their time.
    """

    duration: FloatArray
    observed: BoolArray
    entry: FloatArray
    earliest: FloatArray
    left_out: BoolArray


def threshold_times(ages: ArrayLike, downloads: ArrayLike, threshold: float) -> ThresholdTimes:
    """Return when models' cumulative downloads first reached a threshold.

    Parameters
    ----------
    ages, downloads : array_like, shape (models, observations)
        Age in days and cumulative downloads at each observation, in order of age; NaN where there is none.
    threshold : float

    Raises
    ------
    MethodError
        If shapes differ or ages fall.
    """
    age, count = np.asarray(ages, dtype=np.float64), np.asarray(downloads, dtype=np.float64)
    if age.ndim != 2 or age.shape != count.shape or age.shape[1] == 0:
        raise MethodError(
            f"threshold: found ages {age.shape}, downloads {count.shape}, expected (models, observations)"
        )
    seen = ~(np.isnan(age) | np.isnan(count))
    latest = np.fmax.accumulate(np.where(seen, age, -np.inf), axis=1)
    if (seen[:, 1:] & (age[:, 1:] < latest[:, :-1])).any():
        raise MethodError("threshold: found ages that fall, expected observations in order of age; sort them")
    reached = seen & (np.where(seen, count, -np.inf) >= threshold)
    observed = np.asarray(reached.any(axis=1))
    rows, at = np.arange(len(age)), np.argmax(reached, axis=1)
    entry = np.where(seen, age, np.inf).min(axis=1)
    duration = np.where(observed, age[rows, at], latest[:, -1])
    before = np.where(at > 0, latest[rows, np.maximum(at - 1, 0)], 0.0)
    left_out = ~seen.any(axis=1) | (observed & (duration == entry) & (entry > 0))
    duration, entry = (np.where(np.isfinite(part), part, 0.0) for part in (duration, entry))
    earliest = np.where(observed, np.maximum(before, 0.0), duration)
    return ThresholdTimes(duration, observed, entry, earliest, left_out)


@dataclass(frozen=True, slots=True, eq=False)
class AdoptionCurve:
    """Mean cumulative downloads by age, of a typical model had all lived so long.

    Attributes
    ----------
    table : EstimateTable
        Shape (bins,), without bounds.
    at_risk : ndarray, shape (bins,)
        Models that have lived through each bin.
    """

    table: EstimateTable
    at_risk: FloatArray


def adoption_curve(
    increments: ArrayLike, weights: WeightArray, organisation: ArrayLike, *, level: float = LEVEL
) -> AdoptionCurve:
    """Return the mean cumulative function: sum over age bins of the mean increment among models old enough.

    Averaging the totals of survivors instead compares different models at different ages.

    Parameters
    ----------
    increments : array_like, shape (models, bins)
        Downloads in each age bin; NaN where the model has not lived through it.
    weights : ndarray, shape (draws, organisations)
    organisation : array_like of int, shape (models,)
        Column of `weights` of each model.
    level : float

    Returns
    -------
    AdoptionCurve
        NULL from the first bin that no model has lived through, `not_covered`.

    Raises
    ------
    MethodError
        If an increment is negative or shapes do not fit.

    Notes
    -----
    Nelson (1988), mean cumulative function.

    Examples
    --------
    >>> rows = [[6, 4, 2], [3, 2, np.nan], [9, np.nan, np.nan]]
    >>> adoption_curve(rows, np.ones((2, 3)), [0, 1, 2]).table.value.tolist()
    [6.0, 9.0, 11.0]
    """
    array = np.asarray(increments, dtype=np.float64)
    lived = ~np.isnan(array)
    if array.ndim != 2 or (array < 0).any():
        raise MethodError(
            f"adoption_curve: found increments {array.shape}, expected (models, bins) of 0 or more"
        )
    code = code_array(organisation, weights.shape[1], "organisation", array.shape[0])
    sums, counts = np.zeros((2, weights.shape[1], array.shape[1]))
    np.add.at(sums, code, np.where(lived, array, 0.0))
    np.add.at(counts, code, lived.astype(np.float64))
    value = np.cumsum(ratio(sums.sum(axis=0), counts.sum(axis=0)))
    draws = np.cumsum(ratio(weighted_totals(weights, sums), weighted_totals(weights, counts)), axis=1)
    none = np.full(value.shape, np.nan)
    units = (counts > 0).sum(axis=0)
    known = ~np.isnan(value)
    one = known & (units == 1)
    hangs = cluster_masks(effective_units(np.cumsum(sums, axis=1)), known)
    table = estimate_table(
        value,
        draws,
        (none, none),
        (none[None], none[None]),
        units.astype(np.int64),
        no_interval=one,
        masks={
            "one_unit": one,
            "few_clusters": hangs["few_clusters"],
            "approximate": hangs["approximate"] & ~one,
            "not_covered": ~known,
        },
        level=level,
    )
    return AdoptionCurve(table, lived.sum(axis=0).astype(np.float64))
