"""Time until something happens when some are still waiting: Kaplan-Meier with delayed entry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, WeightArray, code_array, ratio
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, sorted_flags
from weighbridge.statistics.resampling import (
    LEVEL,
    effective_units,
    percentile_interval,
    weighted_totals,
)


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """Part not yet reached after each event time.

    Attributes
    ----------
    times : ndarray, shape (times,)
        Distinct times of events, ascending.
    survival, at_risk, events : ndarray, shape (..., times)
        S(t) just after each time, units watched just before it, and events at it; with a leading axis of
        draws if weights were given.
    longest : float
        Longest observed or censored duration: beyond it nothing is known.
    """

    times: FloatArray
    survival: FloatArray
    at_risk: FloatArray
    events: FloatArray
    longest: float


def _checked(
    durations: ArrayLike, observed: ArrayLike, entry: ArrayLike | None
) -> tuple[FloatArray, BoolArray, FloatArray]:
    time = np.asarray(durations, dtype=np.float64)
    event = np.asarray(observed, dtype=np.bool_)
    start = np.full(time.shape, -np.inf) if entry is None else np.asarray(entry, dtype=np.float64)
    if time.ndim != 1 or event.shape != time.shape or start.shape != time.shape:
        raise MethodError(
            f"survival: found shapes {time.shape}, {event.shape}, {start.shape}, expected three rows of one "
            "length"
        )
    if not np.isfinite(time).all() or (time < 0).any() or np.isnan(start).any():
        raise MethodError(
            "survival: found a duration that is negative or not finite, expected 0 or more; mend it"
        )
    if (start > time).any() or (event & (start == time) & (time > 0)).any():
        raise MethodError(
            "survival: found an entry at or after its own end, expected entry < duration; leave it out"
        )
    return time, event, start


def kaplan_meier(
    durations: ArrayLike,
    observed: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: WeightArray | None = None,
    unit: ArrayLike | None = None,
) -> SurvivalCurve:
    """Return the Kaplan-Meier curve, for all data or for every draw.

    Parameters
    ----------
    durations : array_like, shape (n,)
        Time to the event, or to the end of watching if it had not happened.
    observed : array_like of bool, shape (n,)
        True where the event happened, False where it is censored.
    entry : array_like, shape (n,), optional
        Age at which watching began (delayed entry): a row is at risk only after it.
    weights : ndarray, shape (draws, units), optional
        Organisation weights in every draw.
    unit : array_like of int, shape (n,), optional
        Organisation of each row, a column of `weights`; without it every row is its own unit.

    Returns
    -------
    SurvivalCurve

    Raises
    ------
    MethodError
        If a duration is negative or not finite, or an entry lies at or after its own end.

    Notes
    -----
    S(t) = prod over event times s <= t of (1 - d_s / n_s). Kaplan and Meier (1958). With delayed entry the
    first risk sets can be tiny, and one event among one watched row takes S to 0 for good: see `at_risk`.

    Examples
    --------
    >>> curve = kaplan_meier([120, 200, 90, 300, 60], [True, True, True, False, False])
    >>> curve.times.tolist(), curve.survival.tolist()
    ([90.0, 120.0, 200.0], [0.75, 0.5, 0.25])
    """
    time, event, start = _checked(durations, observed, entry)
    times = np.unique(time[event])
    rows, units = _rows(time.size, weights, unit)
    events, at_risk = (
        weighted_totals(rows, counts)
        for counts in _unit_counts(time, event, start, times, units, rows.shape[1])
    )
    hazard = np.nan_to_num(ratio(events, at_risk))
    survival: FloatArray = np.cumprod(1 - hazard, axis=-1, dtype=np.float64)
    survival[survival < 1e-12] = 0.0  # 1 - 1/3 - ... leaves a last bit where everybody has reached it
    longest = float(time.max()) if time.size else np.nan
    if weights is None:
        return SurvivalCurve(times, survival[0], at_risk[0], events[0], longest)
    return SurvivalCurve(times, survival, at_risk, events, longest)


def _rows(n: int, weights: WeightArray | None, unit: ArrayLike | None) -> tuple[WeightArray, IntArray]:
    if weights is None:
        return np.ones((1, 1)), np.zeros(n, dtype=np.int64)
    return weights, code_array(np.arange(n) if unit is None else unit, weights.shape[1], "unit", n)


def _unit_counts(
    time: FloatArray, event: BoolArray, start: FloatArray, times: FloatArray, units: IntArray, n_units: int
) -> tuple[FloatArray, FloatArray]:
    """Events and rows at risk of each unit at each event time, without a matrix of rows by times."""
    died, change = (np.zeros((n_units, times.size + 1)) for _ in range(2))
    np.add.at(died, (units[event], np.searchsorted(times, time[event])), 1.0)
    # At risk at every event time t with start < t <= time; an entry at 0 is no delayed entry.
    first = np.searchsorted(times, np.where(start <= 0, -np.inf, start), side="right")
    np.add.at(change, (units, first), 1.0)
    np.add.at(change, (units, np.maximum(first, np.searchsorted(times, time, side="right"))), -1.0)
    return died[:, :-1], np.cumsum(change, axis=1)[:, :-1]


def median_time(curve: SurvivalCurve) -> FloatArray:
    """Return the first time with S <= 0.5, NaN where the curve never falls so far (`censored`).

    Returns
    -------
    ndarray, shape () or (draws,)

    Examples
    --------
    >>> float(median_time(kaplan_meier([120, 200, 90, 300, 60], [True, True, True, False, False])))
    120.0
    """
    # Products of fractions such as 1 - 1/3 miss one half by the last bit.
    reached = curve.survival <= 0.5 + 1e-9
    if curve.times.size == 0:
        return np.full(curve.survival.shape[:-1], np.nan)
    first = curve.times[np.argmax(reached, axis=-1)]
    return np.where(reached.any(axis=-1), first, np.nan)


def restricted_mean(curve: SurvivalCurve, horizon: float) -> FloatArray:
    """Return the mean time to the event within a horizon: the area under S up to it.

    Beyond the longest duration S stays where it was, so with a horizon past it the area is `at_most`.

    Parameters
    ----------
    curve : SurvivalCurve
    horizon : float
        tau; always stated beside the figure.

    Returns
    -------
    ndarray, shape () or (draws,)

    Examples
    --------
    >>> curve = kaplan_meier([120, 200, 90, 300, 60], [True, True, True, False, False])
    >>> float(restricted_mean(curve, 365))
    193.75
    """
    if not horizon > 0:
        raise MethodError(f"restricted_mean: found a horizon of {horizon}, expected a number above 0")
    edges = np.minimum(np.concatenate([[0.0], curve.times, [horizon]]), horizon)
    ones = np.ones((*curve.survival.shape[:-1], 1))
    return (np.concatenate([ones, curve.survival], axis=-1) * np.diff(edges)).sum(axis=-1)


def _flags(curve: SurvivalCurve, horizon: float | None, value: float, events: int) -> list[str]:
    if horizon is None:
        return ["censored"] if np.isnan(value) else []
    open_end = horizon > curve.longest and (events == 0 or bool(curve.survival[-1] > 0))
    return ["at_most"] if open_end else []


def time_to_event(
    durations: ArrayLike,
    observed: ArrayLike,
    weights: WeightArray,
    unit: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    horizon: float | None = None,
    level: float = LEVEL,
) -> Estimate:
    """Return the median time to an event, or its restricted mean, with an interval over organisations.

    Several records of one organisation are not independent, so organisations are resampled and the
    textbook variance of the curve is not used.

    Parameters
    ----------
    durations, observed, entry
        As in `kaplan_meier`.
    weights : ndarray, shape (draws, units)
        Organisation weights.
    unit : array_like of int, shape (n,)
        Organisation of each row, a column of `weights`.
    horizon : float, optional
        Give the restricted mean to this horizon instead of the median.
    level : float

    Returns
    -------
    Estimate
        Median never reached: value NULL, `censored`. A draw without a median is a failed draw.
    """
    units = code_array(unit, weights.shape[1], "unit", np.size(durations))
    curve = kaplan_meier(durations, observed, entry=entry)
    drawn = kaplan_meier(durations, observed, entry=entry, weights=weights, unit=units)
    value = float(median_time(curve) if horizon is None else restricted_mean(curve, horizon))
    draws = median_time(drawn) if horizon is None else restricted_mean(drawn, horizon)
    sizes = np.bincount(units, minlength=weights.shape[1])
    # A draw in which nobody is watched has no curve.
    draws = np.where(weighted_totals(weights, sizes) > 0, draws, np.nan)
    n = int((sizes > 0).sum())
    found = None if np.isnan(value) else value
    interval = percentile_interval(draws, found, level, units=n, effective=float(effective_units(sizes)))
    flags = sorted_flags([*interval.flags, *_flags(curve, horizon, value, int(np.sum(observed)))])
    return Estimate(found, interval.low, interval.high, None, None, n, flags)
