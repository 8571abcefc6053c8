"""The figure without each unit in turn: published beside the interval when few units carry it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weighbridge.statistics.arrays import ratio


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """The figure without each unit in turn: its range, and the unit whose absence moves it most.

    `low`, `high` and `unit` are None when no unit can be left out (fewer than two, or nothing remains).
    """

    low: float | None
    high: float | None
    unit: int | None
    move: float | None


def leave_one_out_range(without: ArrayLike, value: float) -> LeaveOneOut:
    """Return the range of a figure recomputed without each unit, and the unit that moves it most.

    Parameters
    ----------
    without : array_like, shape (units,)
        The figure without unit i, for instance drawn with `leave_one_out_weights`; NaN where undefined.
    value : float
        The figure with all units.

    Examples
    --------
    >>> leave_one_out_range([0.4, 0.7, 0.5], 0.5)
    LeaveOneOut(low=0.4, high=0.7, unit=1, move=0.2)
    """
    array = np.asarray(without, dtype=float)
    if np.isnan(value) or array.size < 2 or np.isnan(array).all():
        return LeaveOneOut(None, None, None, None)
    moves = array - value
    unit = int(np.nanargmax(np.abs(moves)))
    move = round(float(moves[unit]), 15)
    return LeaveOneOut(float(np.nanmin(array)), float(np.nanmax(array)), unit, move)


def leave_one_out(numerator: ArrayLike, denominator: ArrayLike) -> LeaveOneOut:
    """Return the leave-one-out range of a ratio of sums, such as a share.

    Parameters
    ----------
    numerator, denominator : array_like, shape (units,)
        Each unit's contribution to the upper and the lower sum.

    Examples
    --------
    >>> result = leave_one_out([40, 8, 2, 0, 0, 0], [40, 8, 2, 20, 15, 15])
    >>> round(result.low, 3), round(result.high, 3), result.unit
    (0.167, 0.625, 0)
    """
    top, bottom = np.asarray(numerator, float), np.asarray(denominator, float)
    value = ratio(top.sum(), bottom.sum())
    return leave_one_out_range(ratio(top.sum() - top, bottom.sum() - bottom), float(value))


def leave_one_out_weights(n_units: int) -> NDArray[np.uint16]:
    """Return ones with a zero diagonal: row i leaves unit i out of any estimator that takes weights."""
    return (1 - np.eye(n_units)).astype(np.uint16)
