"""Flows from counters and from overlapping 30-day windows at odd dates.

Averaging irregular snapshots, comparing a partial last period or summing overlapping windows counts days
twice or not at all. Here every day of a month is weighed once. Days are day numbers (days since 1970-01-01).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import (
    BoolArray,
    FlagArray,
    FloatArray,
    IntArray,
    code_array,
    mass_array,
)
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import flag_array

WINDOW_DAYS = 30
"""A snapshot on day d counts the downloads of days d-29 to d."""
GAP_DAYS = 45
"""Longest run of uncovered days that is bridged."""
PLAIN_COVERAGE = 0.8
PARTIAL_COVERAGE = 0.5
FIRST_YEAR_DAYS = 365
CREATION_FLOOR = 19053
"""2022-03-02: the Hub's creation dates do not go further back; a model at the floor may be older."""


@dataclass(frozen=True, slots=True, eq=False)
class CounterFlow:
    """Flows between consecutive appearances of each model in cumulative counts.

    Attributes
    ----------
    model, start, end : ndarray of int, shape (intervals,)
        Which model, and from which day to which.
    flow : ndarray, shape (intervals,)
        Increase of the counter; NaN where it fell.
    state : ndarray of object, shape (intervals,)
        None, ``reset`` (fell below half) or ``revision`` (fell by less).
    at_least : ndarray, shape (intervals,)
        The flow; for a reset the new count, for a revision 0.
    imputed : ndarray, shape (intervals,)
        The flow; where it is NULL, the mean daily rate of the nearest interval with a flow on either side,
        times the days. NaN if the model has none.
    """

    model: IntArray
    start: IntArray
    end: IntArray
    flow: FloatArray
    state: FlagArray
    at_least: FloatArray
    imputed: FloatArray

    def total(self, intervals: BoolArray | None = None) -> CounterTotal:
        """Return the sum over all intervals, or over the chosen ones."""
        chosen = np.ones(self.flow.size, dtype=bool) if intervals is None else intervals
        if not chosen.any():
            return CounterTotal(None, None, None, ("not_covered",))
        filled, fell = self.imputed[chosen], np.isnan(self.flow[chosen])
        at_least = float(self.at_least[chosen].sum())
        if np.isnan(filled).any():
            return CounterTotal(None, at_least, None, ("counter_reset",))
        value = float(filled.sum())
        part = float(filled[fell].sum() / value) if value > 0 else 0.0
        return CounterTotal(value, at_least, part, ("counter_reset",) if fell.any() else ())


@dataclass(frozen=True, slots=True)
class CounterTotal:
    """A sum of counter flows: with imputation, at least, and the part that is imputed. None is NULL."""

    value: float | None
    at_least: float | None
    imputed_part: float | None
    flags: tuple[str, ...]


def _nearest_rate(rate: FloatArray, model: IntArray) -> FloatArray:
    """Mean of the last known rate before and the first known after, within the same model."""
    known = ~np.isnan(rate)
    position = np.arange(rate.size)
    before = np.maximum.accumulate(np.where(known, position, -1))
    after = np.minimum.accumulate(np.where(known, position, rate.size)[::-1])[::-1]
    padded, owner = np.append(rate, np.nan), np.append(model, -1)
    sides = np.stack([padded[side] for side in (before, after)])
    own = np.stack([owner[side] == model for side in (before, after)])
    counted = own & ~np.isnan(sides)
    total = np.where(counted, sides, 0.0).sum(axis=0)
    return np.where(counted.any(axis=0), total / np.maximum(1, counted.sum(axis=0)), np.nan)


def counter_flow(count: ArrayLike, day: ArrayLike, model: ArrayLike | None = None) -> CounterFlow:
    """Return flows from cumulative counters, which sometimes fall.

    f = C_t - C_(t-1) between consecutive appearances of a model. A fall below half is a *reset* (flow NULL,
    at least C_t), any other fall a *revision* (flow NULL, at least 0).

    Parameters
    ----------
    count : array_like, shape (observations,)
        Cumulative counts, in any order.
    day : array_like of int, shape (observations,)
    model : array_like of int, shape (observations,), optional
        Number of the model; one model by default.

    Returns
    -------
    CounterFlow
        Sorted by model and day.

    Raises
    ------
    MethodError
        If a count is negative, or a model has two counts on one day.

    Examples
    --------
    >>> result = counter_flow([1000, 1300, 40, 340, 330, 630], [0, 30, 60, 90, 120, 150])
    >>> result.state.tolist()
    [None, 'reset', None, 'revision', None]
    >>> total = result.total()
    >>> total.value, total.at_least, total.imputed_part
    (1500.0, 940.0, 0.4)
    """
    counts, days = mass_array(count, "count", 1), np.asarray(day, dtype=np.int64)
    models = np.zeros(counts.size, dtype=np.int64) if model is None else np.asarray(model)
    models = code_array(models, np.iinfo(np.int64).max, "model", counts.size)
    order = np.lexsort((days, models))
    models, days, counts = models[order], days[order], counts[order]
    pair = np.flatnonzero(models[1:] == models[:-1])
    start, end, before, after = days[pair], days[pair + 1], counts[pair], counts[pair + 1]
    if (start == end).any():
        twice = pair[start == end][0]
        raise MethodError(
            f"counter: found model {models[twice]} twice on day {days[twice]}, expected one count per "
            "model and day; decide which one stands"
        )
    flow = np.where(after >= before, after - before, np.nan)
    reset = np.isnan(flow) & (after < before / 2)
    kind = np.where(reset, 1, np.where(np.isnan(flow), 2, 0))
    state = np.array([None, "reset", "revision"], dtype=object)[kind]
    at_least = np.where(reset, after, np.nan_to_num(flow))
    length = end - start
    rate = _nearest_rate(flow / length, models[pair])
    imputed = np.where(np.isnan(flow), rate * length, flow)
    return CounterFlow(models[pair], start, end, flow, state, at_least, imputed)


def _daily_weights(
    snapshots: IntArray, created: int | None, first: int, last: int
) -> tuple[FloatArray, BoolArray]:
    """Weight of every snapshot's count in the rate of each day first..last, and which days are covered.

    A day that is NULL (before the first window, after the last, or in too long a gap) has NaN weights. Days
    before creation are covered, with nothing.
    """
    days = np.arange(min(first, snapshots[0] - WINDOW_DAYS), max(last, snapshots[-1]) + 1)
    begin = snapshots - WINDOW_DAYS + 1
    if created is not None:
        begin = np.maximum(begin, created)
    covers = (days[:, None] >= begin) & (days[:, None] <= snapshots)
    number = covers.sum(axis=1)
    rate = np.where(covers, 1.0 / (snapshots - begin + 1), 0.0) / np.maximum(1, number)[:, None]
    known = number > 0
    if created is not None:
        known |= days < created
    rate[~known] = np.nan
    _bridge(rate, known)
    wanted = slice(first - int(days[0]), last - int(days[0]) + 1)
    return rate[wanted], known[wanted]


def _bridge(rate: FloatArray, known: BoolArray) -> None:
    """Fill runs of unknown days of at most 45 days linearly in time between the rates beside them."""
    edges = np.flatnonzero(np.diff(known.astype(np.int8)))
    for last_before, last_inside in pairwise(edges):
        length = last_inside - last_before
        if known[last_before] and length <= GAP_DAYS:
            part = (np.arange(1, length + 1) / (length + 1))[:, None]
            low, high = rate[last_before], rate[last_inside + 1]
            rate[last_before + 1 : last_inside + 1] = low + part * (high - low)


@dataclass(frozen=True, slots=True, eq=False)
class WindowFlow:
    """Flows of periods from 30-day windows.

    Attributes
    ----------
    value : ndarray, shape (models, periods)
        NaN is NULL: less than half of the period covered, or a day in too long a gap (`not_covered`).
    coverage : ndarray, shape (models, periods)
        Covered days / days of the period.
    flags : ndarray of object, shape (models, periods)
        ``partial_period`` for a coverage of 0.5 to 0.8.
    """

    value: FloatArray
    coverage: FloatArray
    flags: FlagArray


def window_weights(
    snapshots: ArrayLike, periods: ArrayLike, created: int | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return one row of weights per period: the flow is the weighted sum of the snapshots' counts.

    Parameters
    ----------
    snapshots : array_like of int, shape (snapshots,)
        Days on which the model was seen, ascending.
    periods : array_like of int, shape (periods, 2)
        First and last day of each period.
    created : int, optional
        Creation day. A model created inside a window spreads its count over its own days only.

    Returns
    -------
    weights : ndarray, shape (periods, snapshots)
        NaN where the flow is NULL.
    coverage : ndarray, shape (periods,)

    Notes
    -----
    The rate of a day is the mean over the windows covering it; uncovered days between two windows are linear
    in time if the gap is at most 45 days; a period is the sum of its days.

    Examples
    --------
    >>> day = lambda text: int(np.datetime64(text).astype(int))
    >>> seen = [day("2026-01-10"), day("2026-02-14"), day("2026-03-10")]
    >>> weights, coverage = window_weights(seen, [[day("2026-02-01"), day("2026-02-28")]])
    >>> round(float(weights[0] @ [300, 600, 900]), 6)
    730.0
    """
    seen = np.asarray(snapshots, dtype=np.int64)
    spans = np.asarray(periods, dtype=np.int64).reshape(-1, 2)
    if (np.diff(seen) <= 0).any() or (spans[:, 1] < spans[:, 0]).any():
        raise MethodError(
            "window: found snapshots or periods out of order, expected ascending days; sort them"
        )
    if created is not None and seen.size and created > seen[0]:
        created = None  # seen before its creation date: the repository was made anew, its age is not known
    weights, coverage = np.full((len(spans), seen.size), np.nan), np.zeros(len(spans))
    if seen.size == 0 or len(spans) == 0:
        return weights, coverage
    start = int(spans.min())
    rate, known = _daily_weights(seen, created, start, int(spans.max()))
    for row, (first, last) in enumerate(spans - start):
        coverage[row] = known[first : last + 1].mean()
        if coverage[row] >= PARTIAL_COVERAGE:
            weights[row] = rate[first : last + 1].sum(axis=0)
    return weights, coverage


def window_flow(
    counts: ArrayLike, snapshots: ArrayLike, periods: ArrayLike, created: ArrayLike | None = None
) -> WindowFlow:
    """Return flows of periods for many models from 30-day counts taken on common days.

    Parameters
    ----------
    counts : array_like, shape (models, snapshots)
        NaN where a model was not seen.
    snapshots : array_like of int, shape (snapshots,)
        Days of the snapshots, ascending.
    periods : array_like of int, shape (periods, 2)
        First and last day of each period, usually months.
    created : array_like, shape (models,), optional
        Creation days, NaN if unknown.

    Returns
    -------
    WindowFlow

    Raises
    ------
    MethodError
        If counts are negative, shapes do not fit or days are out of order.

    Notes
    -----
    Everything is linear in the counts, so one weight row serves all models with the same snapshots seen and
    no creation inside the time looked at; days are never expanded per model.
    """
    array, days = np.asarray(counts, dtype=np.float64), np.asarray(snapshots, dtype=np.int64)
    if array.ndim != 2 or array.shape[1] != days.size:
        raise MethodError(
            f"window: found counts {array.shape} for {days.size} snapshots, expected (models, snapshots)"
        )
    seen = ~np.isnan(array)
    filled = mass_array(np.where(seen, array, 0.0), "counts")
    spans = np.asarray(periods, dtype=np.int64).reshape(-1, 2)
    born = _relevant_creation(created, array.shape[0], days, spans)
    value, coverage = (np.full((array.shape[0], len(spans)), fill) for fill in (np.nan, 0.0))
    keys, member = np.unique(np.column_stack([seen, born]), axis=0, return_inverse=True)
    for key in range(len(keys)):
        rows, pattern = np.flatnonzero(member == key), keys[key, :-1].astype(bool)
        creation = None if keys[key, -1] == _LONG_AGO else int(keys[key, -1])
        weights, coverage[rows] = window_weights(days[pattern], spans, creation)
        if pattern.any():
            value[rows] = filled[np.ix_(rows, np.flatnonzero(pattern))] @ weights.T
    partial = (coverage >= PARTIAL_COVERAGE) & (coverage < PLAIN_COVERAGE) & ~np.isnan(value)
    flags = flag_array({"partial_period": partial, "not_covered": np.isnan(value)}, value.shape)
    return WindowFlow(value, coverage, flags)


_LONG_AGO = np.iinfo(np.int64).min


def _relevant_creation(created: ArrayLike | None, n: int, days: IntArray, spans: IntArray) -> IntArray:
    """Creation days that matter; those before everything looked at share one weight row."""
    born = np.full(n, _LONG_AGO)
    if created is None or days.size == 0 or len(spans) == 0:
        return born
    given = np.asarray(created, dtype=np.float64)
    first = min(int(days[0]) - WINDOW_DAYS, int(spans.min()))
    matters = ~np.isnan(given) & (given > first)
    born[matters] = given[matters].astype(np.int64)
    return born


def first_year_weight(
    created: ArrayLike,
    window_end: ArrayLike,
    period: tuple[int, int],
    *,
    window_days: int = WINDOW_DAYS,
    floor: int = CREATION_FLOOR,
) -> FloatArray:
    """Return which part of a window's count falls into a model's first year and the reporting period.

    Weight = days of the window within both [creation, creation + 365) and the period / days of the window
    since creation.

    Parameters
    ----------
    created, window_end : array_like of int, broadcastable
        Creation day (NaN if unknown) and last day of the window.
    period : (int, int)
        First and last day of the reporting period.
    window_days : int
    floor : int
        Creation dates at this day mean "then or earlier". Such a model's age is unknown in its first
        apparent year.

    Returns
    -------
    ndarray
        0..1; NaN where the age is unknown or the window ends before the creation.

    Examples
    --------
    >>> day = lambda text: int(np.datetime64(text).astype(int))
    >>> weight = first_year_weight(
    ...     day("2025-02-01"), day("2026-02-14"), (day("2026-01-01"), day("2026-12-31"))
    ... )
    >>> round(float(weight * 600), 6)
    320.0
    """
    born, end = np.broadcast_arrays(np.asarray(created, dtype=float), np.asarray(window_end, dtype=float))
    start = np.maximum(end - window_days + 1, born)
    first, last = (
        np.maximum(start, period[0]),
        np.minimum(np.minimum(end, period[1]), born + FIRST_YEAR_DAYS - 1),
    )
    own = end - start + 1
    weight = np.maximum(0.0, last - first + 1) / np.where(own > 0, own, np.nan)
    unknown = np.isnan(born) | ((born <= floor) & (start < floor + FIRST_YEAR_DAYS))
    return np.where(unknown, np.nan, weight)
