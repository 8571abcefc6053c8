"""Groups that one unit carries alone: they have no interval, so that nothing needs to be drawn for them."""

from __future__ import annotations

import numpy as np

from weighbridge.statistics.arrays import BoolArray, IntArray

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


def merged_places(needed: BoolArray) -> IntArray:
    """Return the column of each group when all that are not needed are one more, the last.

    Totals stay what they were, so shares and bounds of the needed groups do as well.

    Examples
    --------
    >>> merged_places(np.array([True, False, True, False])).tolist()
    [0, 2, 1, 2]
    """
    return np.where(needed, np.cumsum(needed) - 1, int(needed.sum()))


def place_of(unknown: int | None, needed: BoolArray) -> int | None:
    """Return the column of the unattributed mass among the needed groups."""
    return None if unknown is None else int(needed[:unknown].sum())
