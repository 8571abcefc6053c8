"""How far one side's best model is behind the other's: time to catch up, points, months of one frontier.

A side is a set of models with release days and scores. The leader's *records* are the days on which the
highest score so far of its side rises. All measures are recomputed in each joint draw of the scores; a
maximum of noisy scores is biased upwards, more so for the side with more models.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, FloatArray, null_if_nan
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, sorted_flags
from weighbridge.statistics.resampling import LEVEL, percentile_interval
from weighbridge.statistics.survival import kaplan_meier, median_time, restricted_mean

DAYS_PER_MONTH = 365.25 / 12
HORIZON_MONTHS = 24.0
"""Horizon of the restricted mean, and how far back the slope looks."""
FEW_RECORDS = 6
"""With fewer recent records there is no slope."""


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Models of two sides as released up to a day.

    Attributes
    ----------
    day : ndarray, shape (models,)
        Release day as a number of days.
    leader, lagger : ndarray of bool, shape (models,)
        A model may be on neither side, never on both.
    as_of : float
        The day on which the question is asked; later models do not count.
    """

    day: FloatArray
    leader: BoolArray
    lagger: BoolArray
    as_of: float

    @property
    def models(self) -> int:
        """Models on either side."""
        return int((self.leader | self.lagger).sum())


def sides_of(day: ArrayLike, leader: ArrayLike, lagger: ArrayLike, as_of: float) -> Sides:
    """Return the two sides with the models released by a day.

    Raises
    ------
    MethodError
        If shapes differ or a model is on both sides.
    """
    days = np.asarray(day, dtype=np.float64)
    lead, lag = np.asarray(leader, dtype=bool), np.asarray(lagger, dtype=bool)
    if days.ndim != 1 or lead.shape != days.shape or lag.shape != days.shape:
        raise MethodError(
            f"sides: found shapes {days.shape}, {lead.shape}, {lag.shape}, expected three alike"
        )
    if (lead & lag).any():
        raise MethodError(f"sides: model {int(np.argmax(lead & lag))} is on both, expected one or neither")
    out = days <= as_of
    return Sides(days, lead & out, lag & out, float(as_of))


def _frontier(day: FloatArray, score: FloatArray, side: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Days and scores at which the side's highest score so far rises."""
    at = side & np.isfinite(score)
    days, scores = day[at], score[at]
    order = np.lexsort((-scores, days))
    days, best = days[order], np.maximum.accumulate(scores[order]) if scores.size else scores
    rises = np.ones(days.size, dtype=bool)
    rises[1:] = best[1:] > best[:-1]
    return days[rises], best[rises]


@dataclass(frozen=True, slots=True, eq=False)
class CatchUp:
    """The leader's records and how long the lagger took to reach each.

    Attributes
    ----------
    day, score : ndarray, shape (records,)
    wait_days : ndarray, shape (records,)
        0 where the lagger was there already; where it is not there yet, the days it has been waiting.
    caught : ndarray of bool, shape (records,)
    """

    day: FloatArray
    score: FloatArray
    wait_days: FloatArray
    caught: BoolArray


def catch_up(sides: Sides, score: ArrayLike) -> CatchUp:
    """Return the leader's records with the lagger's waits, the unfinished ones censored at the as-of day.

    Examples
    --------
    >>> sides = sides_of([0, 10, 20, 25], [True, False, True, False], [False, True, False, True], 60)
    >>> found = catch_up(sides, [1.0, 1.5, 3.0, 2.0])
    >>> found.wait_days.tolist(), found.caught.tolist()
    ([10.0, 40.0], [True, False])
    """
    scores = np.asarray(score, dtype=np.float64)
    day, record = _frontier(sides.day, scores, sides.leader)
    reached_day, reached = _frontier(sides.day, scores, sides.lagger)
    first = np.searchsorted(reached, record, side="left")
    caught = first < reached.size
    when = np.append(reached_day, sides.as_of)[np.where(caught, first, reached.size)]
    return CatchUp(day, record, np.maximum(when - day, 0.0), caught)


def catch_up_median(sides: Sides, score: ArrayLike) -> float:
    """Return the Kaplan-Meier median of the waits in months; NaN where half are not yet caught."""
    found = catch_up(sides, score)
    return float(median_time(kaplan_meier(found.wait_days, found.caught))) / DAYS_PER_MONTH


def catch_up_mean(sides: Sides, score: ArrayLike, horizon: float = HORIZON_MONTHS) -> float:
    """Return the mean wait within a horizon in months, unfinished waits included."""
    found = catch_up(sides, score)
    if not found.day.size:
        return np.nan
    curve = kaplan_meier(found.wait_days, found.caught)
    return float(restricted_mean(curve, horizon * DAYS_PER_MONTH)) / DAYS_PER_MONTH


def frontier_gap(sides: Sides, score: ArrayLike) -> float:
    """Return the leader's best score minus the lagger's, in points; NaN where a side is empty."""
    scores = np.asarray(score, dtype=np.float64)
    best = [scores[side & np.isfinite(scores)] for side in (sides.leader, sides.lagger)]
    return float(best[0].max() - best[1].max()) if all(part.size for part in best) else np.nan


def horizontal_gap(sides: Sides, score: ArrayLike, *, at_release: bool = False) -> float:
    """Return how long ago the leader first had what the lagger's best model has now, in months.

    Parameters
    ----------
    sides : Sides
    score : array_like, shape (models,)
    at_release : bool
        Counted to that model's release instead of to the as-of day.

    Returns
    -------
    float
        Where the lagger is ahead: minus the same with the sides exchanged. NaN where a side is empty.

    Examples
    --------
    >>> sides = sides_of([0, 61, 122], [True, True, False], [False, False, True], 183)
    >>> round(horizontal_gap(sides, [1.0, 3.0, 2.0]), 2), round(horizontal_gap(sides, [1.0, 3.0, 4.0]), 2)
    (4.01, -2.0)
    """
    scores = np.asarray(score, dtype=np.float64)
    ahead, behind = (_frontier(sides.day, scores, side) for side in (sides.leader, sides.lagger))
    if not ahead[0].size or not behind[0].size:
        return np.nan
    sign = 1.0
    if behind[1][-1] > ahead[1][-1]:
        ahead, behind, sign = behind, ahead, -1.0
    first = ahead[0][np.searchsorted(ahead[1], behind[1][-1], side="left")]
    until = behind[0][-1] if at_release else sides.as_of
    return sign * max(float(until - first), 0.0) / DAYS_PER_MONTH


def slope_gap(sides: Sides, score: ArrayLike, months: float = HORIZON_MONTHS) -> float:
    """Return the gap divided by the leader's recent pace, in months; NaN with fewer than six recent records.

    The pace is the least-squares slope of the records of the last `months`.
    """
    pace = frontier_pace(sides, score, months)
    return frontier_gap(sides, score) / pace if pace > 0 else np.nan


def frontier_pace(sides: Sides, score: ArrayLike, months: float = HORIZON_MONTHS) -> float:
    """Return by how many points a month the leader's records rose lately; NaN with fewer than six."""
    day, record = _frontier(sides.day, np.asarray(score, dtype=np.float64), sides.leader)
    recent = day >= sides.as_of - months * DAYS_PER_MONTH
    when, what = day[recent] / DAYS_PER_MONTH, record[recent]
    if when.size < FEW_RECORDS:
        return np.nan
    off = when - when.mean()
    return float(off @ what / (off @ off))


Measure = Callable[[Sides, FloatArray], float]


def lag_estimate(
    measure: Measure, sides: Sides, score: ArrayLike, draws: ArrayLike, level: float = LEVEL
) -> Estimate:
    """Return a measure of lag with its interval over joint draws of the scores.

    Parameters
    ----------
    measure : callable
        `catch_up_median`, `frontier_gap`, `horizontal_gap` or another function of sides and scores.
    sides : Sides
    score : array_like, shape (models,)
    draws : array_like, shape (draws, models)
        A draw that failed is NaN throughout.
    level : float

    Returns
    -------
    Estimate
        `n` counts the models of both sides. A measure that is not defined (half of the records not yet
        caught, a side without models) is NULL with `censored`; so a draw without it is a failed draw.
    """
    scores, drawn = np.asarray(score, dtype=np.float64), np.asarray(draws, dtype=np.float64)
    if drawn.ndim != 2 or drawn.shape[1:] != scores.shape:
        raise MethodError(f"lag: found draws of shape {drawn.shape}, expected (draws, {scores.size})")
    value = null_if_nan(measure(sides, scores))
    values = np.array([measure(sides, row) for row in drawn])
    interval = percentile_interval(values, value, level)
    flags = ["censored"] if value is None else list(interval.flags)
    return Estimate(value, interval.low, interval.high, None, None, sides.models, sorted_flags(flags))
