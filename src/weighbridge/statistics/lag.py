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


@dataclass(frozen=True, slots=True, eq=False)
class Frontiers:
    """The highest scores so far of both sides, day by day and draw by draw.

    Attributes
    ----------
    day : ndarray, shape (days,)
        Days on which a model of either side was released, ascending.
    leader, lagger : ndarray, shape (draws, days)
        Highest score up to each day; minus infinity before the first model.
    """

    day: FloatArray
    leader: FloatArray
    lagger: FloatArray

    def until(self, as_of: float) -> Frontiers:
        """The same as it stood on an earlier day."""
        count = int(np.searchsorted(self.day, as_of, side="right"))
        return Frontiers(self.day[:count], self.leader[:, :count], self.lagger[:, :count])


def frontiers(sides: Sides, scores: ArrayLike) -> Frontiers:
    """Return the frontiers of both sides.

    Parameters
    ----------
    sides : Sides
    scores : array_like, shape (draws, models)
        A NaN score never leads.
    """
    values = np.atleast_2d(np.asarray(scores, dtype=np.float64))
    values = np.where(np.isnan(values), -np.inf, values)
    use = sides.leader | sides.lagger
    days, at = np.unique(sides.day[use], return_inverse=True)
    found = []
    for side in (sides.leader, sides.lagger):
        best = np.full((values.shape[0], days.size), -np.inf)
        own = side[use]
        order = np.argsort(at[own], kind="stable")
        held = values[:, use][:, own][:, order]
        if held.shape[1]:
            known, start = np.unique(at[own][order], return_index=True)
            best[:, known] = np.maximum.reduceat(held, start, axis=1)
        found.append(np.maximum.accumulate(best, axis=1) if days.size else best)
    return Frontiers(days, found[0], found[1])


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
    edge = frontiers(sides, score)
    is_record, reached = _reached(edge)
    records = is_record[0]
    day = edge.day[records]
    when = np.minimum(reached[0, records], sides.as_of)
    caught = reached[0, records] <= sides.as_of
    return CatchUp(day, edge.leader[0, records], np.maximum(when - day, 0.0), caught)


def _reached(edge: Frontiers) -> tuple[BoolArray, FloatArray]:
    """Whether each day brought a record, and the day the lagger reached that score (else infinity)."""
    draws, days = edge.leader.shape
    is_record = np.zeros((draws, days), dtype=bool)
    if not days:
        return is_record, np.zeros((draws, 0))
    is_record[:, 0] = np.isfinite(edge.leader[:, 0])
    is_record[:, 1:] = edge.leader[:, 1:] > edge.leader[:, :-1]
    later = np.append(edge.day, np.inf)
    reached = np.empty((draws, days))
    for row in range(draws):
        reached[row] = later[np.searchsorted(edge.lagger[row], edge.leader[row], side="left")]
    return is_record, reached


def _waits(edge: Frontiers, as_of: float) -> tuple[FloatArray, BoolArray]:
    """Waits of each draw's records in ascending order (events first among equals), NaN behind the last."""
    is_record, reached = _reached(edge)
    caught = is_record & (reached <= as_of)
    wait = np.where(is_record, np.maximum(np.minimum(reached, as_of) - edge.day, 0.0), np.nan)
    order = np.lexsort((~caught, wait), axis=-1)
    most = int(is_record.sum(axis=1).max(initial=0))
    return np.take_along_axis(wait, order, axis=1)[:, :most], np.take_along_axis(caught, order, axis=1)[
        :, :most
    ]


def _survival(wait: FloatArray, caught: BoolArray) -> FloatArray:
    """Kaplan-Meier just after each wait; one factor a record, which is the same where several are equal."""
    known = np.isfinite(wait)
    at_risk = known.sum(axis=1, keepdims=True) - np.arange(wait.shape[1])
    factor = np.where(caught & known, 1 - 1 / np.maximum(at_risk, 1), 1.0)
    return np.cumprod(factor, axis=1, dtype=np.float64)


def catch_up_median(edge: Frontiers, as_of: float) -> FloatArray:
    """Return the Kaplan-Meier median of the waits in months, by draw; NaN where half are not caught."""
    wait, caught = _waits(edge, as_of)
    # Products of fractions such as 1 - 1/3 miss one half by the last bit.
    below = (_survival(wait, caught) <= 0.5 + 1e-9) & np.isfinite(wait)
    first = np.argmax(below, axis=1) if wait.shape[1] else np.zeros(wait.shape[0], dtype=np.int64)
    median = np.take_along_axis(wait, first[:, None], axis=1)[:, 0] if wait.shape[1] else np.nan
    return np.where(below.any(axis=1), median, np.nan) / DAYS_PER_MONTH


def catch_up_mean(edge: Frontiers, as_of: float, horizon: float = HORIZON_MONTHS) -> FloatArray:
    """Return the mean wait within a horizon in months, unfinished waits included, a value a draw."""
    wait, caught = _waits(edge, as_of)
    tau = horizon * DAYS_PER_MONTH
    ends = np.minimum(np.where(np.isnan(wait), np.inf, wait), tau)
    edges = np.concatenate([np.zeros((len(ends), 1)), ends, np.full((len(ends), 1), tau)], axis=1)
    height = np.concatenate([np.ones((len(ends), 1)), _survival(wait, caught)], axis=1)
    area = (height * np.diff(edges, axis=1)).sum(axis=1)
    return np.where(np.isfinite(wait).any(axis=1), area, np.nan) / DAYS_PER_MONTH


def frontier_gap(edge: Frontiers, as_of: float) -> FloatArray:
    """Return the leader's best score minus the lagger's, in points, by draw; NaN where a side is empty."""
    if not edge.day.size:
        return np.full(edge.leader.shape[0], np.nan)
    ahead, behind = edge.leader[:, -1], edge.lagger[:, -1]
    known = np.isfinite(ahead) & np.isfinite(behind)
    return np.where(known, np.where(known, ahead, 0) - np.where(known, behind, 0), np.nan)


def horizontal_gap(edge: Frontiers, as_of: float) -> FloatArray:
    """Return how long ago the leader first had what the lagger's best model has now, in months.

    Where the lagger is ahead: minus the same with the sides exchanged. NaN where a side is empty.
    """
    return _horizontal(edge, as_of, at_release=False)


def horizontal_gap_at_release(edge: Frontiers, as_of: float) -> FloatArray:
    """Return the horizontal gap counted to the release of the lagger's best model, in months."""
    return _horizontal(edge, as_of, at_release=True)


def _horizontal(edge: Frontiers, as_of: float, *, at_release: bool) -> FloatArray:
    result = np.full(edge.leader.shape[0], np.nan)
    gap = frontier_gap(edge, as_of)
    for row in np.flatnonzero(np.isfinite(gap)):
        ahead, behind = edge.leader[row], edge.lagger[row]
        sign = 1.0
        if gap[row] < 0:
            ahead, behind, sign = behind, ahead, -1.0
        first = edge.day[np.searchsorted(ahead, behind[-1], side="left")]
        until = edge.day[np.searchsorted(behind, behind[-1], side="left")] if at_release else as_of
        result[row] = sign * max(float(until - first), 0.0) / DAYS_PER_MONTH
    return result


def slope_gap(edge: Frontiers, as_of: float) -> FloatArray:
    """Return the gap divided by the leader's recent pace, in months; NaN below six recent records."""
    pace = frontier_pace(edge, as_of)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(pace > 0, frontier_gap(edge, as_of) / pace, np.nan)


def frontier_pace(edge: Frontiers, as_of: float, months: float = HORIZON_MONTHS) -> FloatArray:
    """Return by how many points a month the leader's records rose in the last `months`.

    Least squares of the records' scores on their days; NaN with fewer than six.
    """
    is_record, _ = _reached(edge)
    recent = is_record & (edge.day >= as_of - months * DAYS_PER_MONTH)
    count = recent.sum(axis=1, keepdims=True)
    when, what = edge.day / DAYS_PER_MONTH, np.where(recent, edge.leader, 0.0)
    centre = np.where(recent, when, 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)
    off = np.where(recent, when - centre, 0.0)
    spread = (off**2).sum(axis=1)
    slope = (off * what).sum(axis=1) / np.where(spread > 0, spread, 1.0)
    return np.where((count[:, 0] >= FEW_RECORDS) & (spread > 0), slope, np.nan)


Measure = Callable[[Frontiers, float], FloatArray]


def lag_estimate(
    measure: Measure, sides: Sides, score: ArrayLike, draws: ArrayLike, level: float = LEVEL
) -> Estimate:
    """Return a measure of lag with its interval over joint draws of the scores.

    Parameters
    ----------
    measure : callable
        `catch_up_median`, `frontier_gap`, `horizontal_gap` or another function of frontiers and day.
    sides : Sides
    score : array_like, shape (models,)
    draws : array_like, shape (draws, models)
        A draw that failed is NaN throughout.
    level : float

    Returns
    -------
    Estimate
        As of `measured`.
    """
    scores, drawn = np.asarray(score, dtype=np.float64), np.asarray(draws, dtype=np.float64)
    if drawn.ndim != 2 or drawn.shape[1:] != scores.shape:
        raise MethodError(f"lag: found draws of shape {drawn.shape}, expected (draws, {scores.size})")
    edges = frontiers(sides, np.vstack([scores, drawn]))
    return measured(measure, edges, sides.as_of, sides.models, level)


def measured(measure: Measure, edges: Frontiers, as_of: float, models: int, level: float = LEVEL) -> Estimate:
    """Return a measure from frontiers whose first row is the fit itself and whose others are the draws.

    A measure that is not defined (half of the records not yet caught, a side without models) is NULL with
    `censored`; so a draw without it is a failed draw.
    """
    values = measure(edges, as_of)
    value = null_if_nan(float(values[0]))
    interval = percentile_interval(values[1:], value, level)
    flags = ["censored"] if value is None else list(interval.flags)
    return Estimate(value, interval.low, interval.high, None, None, models, sorted_flags(flags))
