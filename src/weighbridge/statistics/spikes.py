"""Sudden peaks and single models that carry a figure: flagged and named, never dropped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import (
    BoolArray,
    FlagArray,
    FloatArray,
    IntArray,
    code_array,
    mass_array,
    ratio,
)
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.shares import Unattributed, shares_of_totals

NEAR_DAYS = 30
"""A neighbouring observation is at least this far away, so that 30-day windows do not overlap."""
FAR_DAYS = 365
"""And at most this far."""
SPIKE_RATIO = 5.0
"""A spike is at least this many times its base."""
BASE_FLOOR = 1_000.0
"""The base counts as at least this much."""
SPIKE_PART = 0.005
"""And rises by at least this part of the list's total on that date."""
LAUNCH_DAYS = 90
"""A model younger than this with one side only is launched, not an outlier."""
INFLUENCE = 0.01
"""A model whose removal moves the indicator by more than this (1 point) is named."""

_STATES = np.array([None, "steady", "spike", "provisional", "after_only", "launch_burst"], dtype=object)


@dataclass(frozen=True, slots=True, eq=False)
class Spikes:
    """What each observation looks like beside its neighbours in time.

    Attributes
    ----------
    state : ndarray of object, shape (observations,)
        ``spike`` (flagged, both sides seen), ``provisional`` (flagged, only earlier seen), ``after_only``,
        ``launch_burst`` (flagged, one side only, younger than 90 days), ``steady`` (tested, not flagged), or
        None: nothing on either side, not testable.
    base : ndarray, shape (observations,)
        Larger of the medians before and after; NaN if not testable.
    capped : ndarray, shape (observations,)
        The count, or the base where the state is spike, provisional or after_only: the option ``capped``.
    """

    state: FlagArray
    base: FloatArray
    capped: FloatArray


def _window_medians(keys: IntArray, counts: FloatArray, low: IntArray, high: IntArray) -> FloatArray:
    """Median of the counts whose sorted keys lie in [low, high], NaN where there are none."""
    start = np.searchsorted(keys, low, side="left")
    length = np.searchsorted(keys, high, side="right") - start
    medians = np.full(low.size, np.nan)
    for size in np.unique(length[length > 0]):
        rows = np.flatnonzero(length == size)
        medians[rows] = np.median(counts[start[rows, None] + np.arange(size)], axis=1)
    return medians


def _keys(model: IntArray, day: IntArray) -> IntArray:
    """One sortable number for model and day, spaced so that no window reaches into another model."""
    span = int(day.max() - day.min()) + 2 * FAR_DAYS + 2
    return model * span + (day - day.min())


def flag_spikes(
    model: ArrayLike,
    day: ArrayLike,
    count: ArrayLike,
    *,
    created: ArrayLike | None = None,
    total: ArrayLike | None = None,
) -> Spikes:
    """Return which observations are sudden peaks that both earlier and later counts contradict.

    For model i at date t: before = median of its observations 30 to 365 days earlier, after = the same
    later, base = the larger of those that exist. Flagged if x >= 5 max(base, 1000) and
    (x - base) / total_t >= 0.5 %. A lasting rise has a high `after` and is not flagged.

    Parameters
    ----------
    model : array_like of int, shape (observations,)
        Number of the model, 0 or more.
    day : array_like of int, shape (observations,)
        Date as a day number (days since 1970-01-01).
    count : array_like, shape (observations,)
        What was counted, for instance downloads over the last 30 days.
    created : array_like, shape (observations,), optional
        Creation day of the model, NaN if unknown; without it nothing is a launch burst.
    total : array_like, shape (observations,), optional
        Total of the list on that date; by default the sum of the counts with the same day.

    Returns
    -------
    Spikes

    Raises
    ------
    MethodError
        If a model has two observations on one day, or counts are negative.

    Examples
    --------
    >>> result = flag_spikes([0, 0, 0], [0, 60, 120], [2000.0, 90000.0, 3000.0])
    >>> result.state.tolist(), result.base.tolist()
    (['steady', 'spike', 'steady'], [46500.0, 3000.0, 46000.0])
    """
    counts, days = mass_array(count, "count", 1), np.asarray(day, dtype=np.int64)
    models = code_array(model, np.iinfo(np.int64).max, "model", counts.size)
    if counts.size == 0:
        return Spikes(np.empty(0, dtype=object), counts, counts)
    keys = _keys(models, days)
    order = np.argsort(keys)
    ordered = keys[order]
    if (ordered[1:] == ordered[:-1]).any():
        twice = order[np.flatnonzero(ordered[1:] == ordered[:-1])[0]]
        raise MethodError(
            f"spikes: found model {models[twice]} twice on day {days[twice]}, expected one count per "
            "model and day; decide which one stands"
        )
    before = _window_medians(ordered, counts[order], keys - FAR_DAYS, keys - NEAR_DAYS)
    after = _window_medians(ordered, counts[order], keys + NEAR_DAYS, keys + FAR_DAYS)
    base = np.fmax(before, after)
    totals = _day_totals(days, counts) if total is None else mass_array(total, "total", 1)
    enough = ratio(counts - base, totals) >= SPIKE_PART
    flagged = (counts >= SPIKE_RATIO * np.fmax(base, BASE_FLOOR)) & enough & ~np.isnan(base)
    age = np.full(counts.size, np.inf) if created is None else days - np.asarray(created, dtype=float)
    state = _state_codes(before, after, flagged, np.nan_to_num(age, nan=np.inf) < LAUNCH_DAYS)
    capped = np.where((state >= 2) & (state <= 4), base, counts)
    return Spikes(_STATES[state], base, capped)


def _day_totals(days: IntArray, counts: FloatArray) -> FloatArray:
    _, position = np.unique(days, return_inverse=True)
    return np.asarray(np.bincount(position, weights=counts)[position], dtype=np.float64)


def _state_codes(before: FloatArray, after: FloatArray, flagged: BoolArray, young: BoolArray) -> IntArray:
    has_before, has_after = ~np.isnan(before), ~np.isnan(after)
    state = (has_before | has_after).astype(np.int64)
    state[flagged & has_before & has_after] = 2
    state[flagged & has_before & ~has_after] = 3
    state[flagged & ~has_before & has_after] = 4
    state[flagged & (has_before != has_after) & young] = 5
    return state


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """How far each model alone moves each group's share.

    Attributes
    ----------
    move : ndarray, shape (models, groups)
        Share without the model minus share with it; NaN where nothing remains. The move of a lead is the
        difference of two columns.
    named : tuple of tuple of int
        For each group the models that move it by more than the threshold, the strongest first.
    """

    move: FloatArray
    named: tuple[tuple[int, ...], ...]


def influence(
    masses: ArrayLike,
    *,
    unknown: int | None,
    unattributed: Unattributed = "in_denominator",
    threshold: float = INFLUENCE,
) -> Influence:
    """Return the models whose removal moves a share by more than one point.

    Parameters
    ----------
    masses : array_like, shape (models, groups)
        Mass of each model in each group (in one of them, unless attribution splits it).
    unknown : int or None
        Column of the unattributed mass.
    unattributed : {"in_denominator", "excluded"}
    threshold : float
        Smallest move that is named, as a share.

    Examples
    --------
    >>> influence([[50.0, 0.0], [0.3, 0.0], [0.0, 50.0]], unknown=None).named
    ((2, 0), (2, 0))
    """
    array = mass_array(masses, "masses", 2)
    totals = array.sum(axis=0)
    value, _, _ = shares_of_totals(totals, unknown, unattributed)
    without, _, _ = shares_of_totals(np.maximum(totals - array, 0.0), unknown, unattributed)
    move = without - value
    size = np.nan_to_num(np.abs(move))
    return Influence(move, tuple(_strongest(size[:, group], threshold) for group in range(array.shape[1])))


def _strongest(size: FloatArray, threshold: float) -> tuple[int, ...]:
    above = np.flatnonzero(size > threshold)
    return tuple(above[np.argsort(-size[above], kind="stable")].tolist())
