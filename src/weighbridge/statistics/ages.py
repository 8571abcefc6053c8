"""Downloads gathered by fixed ages, from an all-time counter or from 30-day counts taken on odd days."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, IntArray, mass_array
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.flows import PLAIN_COVERAGE, WINDOW_DAYS, window_weights


def _checked(
    counts: ArrayLike, days: ArrayLike, born: ArrayLike, ages: ArrayLike
) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
    array, seen_on = np.asarray(counts, dtype=np.float64), np.asarray(days, dtype=np.int64)
    created, wanted = np.asarray(born, dtype=np.int64), np.asarray(ages, dtype=np.int64)
    fits = array.ndim == 2 and array.shape == (created.size, seen_on.size)
    if not fits or (np.diff(seen_on) <= 0).any() or (wanted < 1).any():
        raise MethodError(
            f"ages: found counts {array.shape}, {seen_on.size} days, {created.size} creations, expected "
            "(models, days) in order of days, a creation day for each model, and ages of a day or more"
        )
    mass_array(np.nan_to_num(array), "counts")
    return array, seen_on, created, wanted


def summed_to_age(counts: ArrayLike, days: ArrayLike, born: ArrayLike, ages: ArrayLike) -> FloatArray:
    """Return downloads of each model's first days, summed from 30-day counts.

    Parameters
    ----------
    counts : array_like, shape (models, days)
        30-day counts; NaN where a model was not seen.
    days : array_like of int, shape (days,)
        Days of the captures, ascending.
    born : array_like of int, shape (models,)
        Creation days.
    ages : array_like of int, shape (ages,)
        In days: an age of 30 is the creation day and the 29 after it.

    Returns
    -------
    ndarray, shape (models, ages)
        NaN where the age lies after the last capture, where a day is in too long a gap or before the first
        window, where less than four fifths of the days are covered, or where the model was seen before its
        creation day.

    Notes
    -----
    Daily rates are those of `window_flow`; a model created inside a window spreads its count over its own
    days only.

    Examples
    --------
    Created on day 11; 200 downloads by day 30, its 20th, and 300 in the 30 days to day 50.

    >>> summed_to_age([[200, 300]], [30, 50], [11], [10, 30, 60]).round(6).tolist()
    [[100.0, 300.0, nan]]
    """
    array, seen_on, created, wanted = _checked(counts, days, born, ages)
    value = np.full((created.size, wanted.size), np.nan)
    if not seen_on.size:
        return value
    seen = ~np.isnan(array)
    first = np.where(seen, seen_on, np.iinfo(np.int64).max).min(axis=1)
    # Seen before its creation day, a repository was made anew; seen late, its first days are not known.
    usable = np.flatnonzero(seen.any(axis=1) & (created <= first) & (created > first - WINDOW_DAYS))
    keys, member = np.unique(np.column_stack([seen[usable], created[usable]]), axis=0, return_inverse=True)
    for number, key in enumerate(keys):
        pattern, day = key[:-1].astype(bool), int(key[-1])
        lived = np.flatnonzero(day + wanted - 1 <= seen_on[pattern][-1])
        if not lived.size:
            continue
        spans = np.column_stack([np.full(lived.size, day), day + wanted[lived] - 1])
        weights, coverage = window_weights(seen_on[pattern], spans, day)
        weights[coverage < PLAIN_COVERAGE] = np.nan
        rows = usable[member == number]
        value[np.ix_(rows, lived)] = array[np.ix_(rows, np.flatnonzero(pattern))] @ weights.T
    return value


def counted_to_age(counts: ArrayLike, days: ArrayLike, born: ArrayLike, ages: ArrayLike) -> FloatArray:
    """Return downloads of each model's first days, read off an all-time counter.

    Parameters and shapes are those of `summed_to_age`, `counts` being the counter.

    Returns
    -------
    ndarray, shape (models, ages)
        Between two captures on a straight line, from nothing on the day before the creation. NaN after the
        last capture, from a fall of the counter on, and where the model was seen before its creation day.

    Examples
    --------
    Created on day 11; 200 downloads by day 30, its 20th, and 600 by day 50, its 40th.

    >>> counted_to_age([[200, 600]], [30, 50], [11], [10, 30, 60]).round(6).tolist()
    [[100.0, 400.0, nan]]
    """
    array, seen_on, created, wanted = _checked(counts, days, born, ages)
    value = np.full((created.size, wanted.size), np.nan)
    seen = ~np.isnan(array)
    first = np.where(seen, seen_on, np.iinfo(np.int64).max).min(axis=1, initial=np.iinfo(np.int64).max)
    alive = seen.any(axis=1) & (created <= first)
    lived, gathered = np.zeros(created.size), np.zeros(created.size)
    for column, day in enumerate(seen_on):
        # After a fall of the counter nothing more is known of the model.
        alive &= ~(seen[:, column] & (array[:, column] < gathered))
        rows = np.flatnonzero(alive & seen[:, column])
        count, age = array[rows, column], day - created[rows] + 1.0
        rate = (count - gathered[rows]) / (age - lived[rows])
        for place, one in enumerate(wanted):
            between = np.flatnonzero((lived[rows] < one) & (one < age))
            held = rows[between]
            value[held, place] = rate[between] * (one - lived[held]) + gathered[held]
            value[rows[age == one], place] = count[age == one]
        lived[rows], gathered[rows] = age, count
    return value
