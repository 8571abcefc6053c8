"""Groups that one unit carries alone: they have no interval, so that nothing needs to be drawn for them."""

from __future__ import annotations

import numpy as np

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, WeightArray
from weighbridge.statistics.masses import Masses

# Below so many lonely groups the detour costs more than it saves.
WORTH_IT = 8


def drawn_groups(in_group: IntArray, unknown: int | None) -> BoolArray:
    """Return which groups need draws: those that several units carry in some cell, and the unattributed.

    Parameters
    ----------
    in_group : ndarray, shape (..., groups)
        How many units carry each cell.
    unknown : int or None
        Column of the unattributed mass, which bounds every group.

    Returns
    -------
    ndarray of bool, shape (groups,)
        True for all where leaving the others out is not worth it.

    Examples
    --------
    >>> drawn_groups(np.array([[2, 1, 0, 1, 1, 1, 1, 1, 1, 1]]), unknown=3).nonzero()[0].tolist()
    [0, 3]
    """
    cells = in_group.reshape(int(np.prod(in_group.shape[:-1])), in_group.shape[-1])
    needed = np.asarray(cells.max(axis=0, initial=0) > 1)
    if unknown is not None:
        needed[unknown] = True
    return needed if (~needed).sum() >= WORTH_IT else np.ones_like(needed)


def drawn_of(
    masses: Masses, weights: WeightArray, shape: tuple[int, ...], needed: BoolArray, rest: bool = False
) -> FloatArray:
    """Return the drawn totals of the needed groups, shape (draws, ..., needed groups).

    Parameters
    ----------
    masses : Masses
        Over cells of `shape`, which ends with the groups.
    weights : ndarray, shape (draws, units)
    shape : tuple of int
    needed : ndarray of bool, shape (groups,)
    rest : bool
        Whether all other groups together stand behind them as one more, where there are others: then totals
        stay what they were, and so do shares and bounds of the needed groups.

    Examples
    --------
    >>> held = Masses(np.array([0, 0, 1]), np.array([0, 1, 2]), np.array([5.0, 2.0, 1.0]))
    >>> drawn_of(held, np.ones((1, 2)), (3,), np.array([True, False, False]), rest=True).tolist()
    [[5.0, 3.0]]
    """
    *outer, groups = shape
    width = int(needed.sum())
    taken = masses if rest else masses.where(needed[masses.group % max(1, groups)])
    width += rest and width < groups
    place = np.minimum(np.where(needed, np.cumsum(needed) - 1, groups), width - 1)
    cell = taken.group // max(1, groups) * width + place[taken.group % max(1, groups)]
    size = int(np.prod(outer, dtype=np.int64)) * width
    drawn = Masses(taken.unit, cell, taken.value).drawn(weights, size)
    return drawn.reshape(weights.shape[0], *outer, width)


def place_of(unknown: int | None, needed: BoolArray) -> int | None:
    """Return the column of the unattributed mass among the needed groups."""
    return None if unknown is None else int(needed[:unknown].sum())
