"""Draws of sums whose cells have two resampled units at once: an uploader and the maker of the root."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, WeightArray, code_array, mass_array
from weighbridge.statistics.errors import MethodError

__all__ = ["crossed_totals"]

_BLOCK = 1 << 22


def crossed_totals(
    row: ArrayLike,
    column: ArrayLike,
    cell: ArrayLike,
    masses: ArrayLike,
    weights: tuple[WeightArray, WeightArray],
    cells: int,
) -> FloatArray:
    """Return the total of every cell in every draw under product weights.

    A mass counts with the weight of its row unit times the weight of its column unit (Owen and Eckles 2012;
    slightly conservative): both prolific uploaders and popular roots then widen the interval.

    Parameters
    ----------
    row, column : array_like of int, shape (masses,)
        The two units of each mass, as columns of the two weight matrices.
    cell : array_like of int, shape (masses,)
        The cell each mass adds to, from 0 to ``cells`` - 1.
    masses : array_like, shape (masses,)
        Masses, 0 or more.
    weights : pair of ndarray, shapes (draws, rows) and (draws, columns)
        From ``exponential_weights``: a zero weight would wipe out whole rows and columns.
    cells : int
        How many cells there are.

    Returns
    -------
    ndarray of float64, shape (draws, cells)

    Examples
    --------
    >>> ones = np.ones((1, 2))
    >>> crossed_totals([0, 1, 1], [0, 0, 1], [0, 0, 1], [2.0, 3.0, 4.0], (ones, 2 * ones), 2).tolist()
    [[10.0, 8.0]]
    """
    from scipy import sparse  # takes a while, and an answer that is kept needs none

    mass = mass_array(masses, "masses", ndim=1)
    if weights[0].shape[0] != weights[1].shape[0]:
        raise MethodError(
            f"weights: found {weights[0].shape[0]} and {weights[1].shape[0]} draws, expected as many"
        )
    rows = code_array(row, weights[0].shape[1], "row", mass.size)
    columns = code_array(column, weights[1].shape[1], "column", mass.size)
    target = code_array(cell, cells, "cell", mass.size)
    draws = weights[0].shape[0]
    result = np.zeros((draws, cells))
    if not mass.size:
        return result
    # All of one column unit in one cell have its weight in common: their rows are added up first.
    pair, at = np.unique(target * weights[1].shape[1] + columns, return_inverse=True)
    used, place = np.unique(rows, return_inverse=True)
    inner = sparse.csr_array((mass, (at, place)), shape=(pair.size, used.size))
    own, cells_of = pair % weights[1].shape[1], pair // weights[1].shape[1]
    outer = sparse.csr_array((np.ones(pair.size), (cells_of, np.arange(pair.size))), (cells, pair.size))
    block = max(1, _BLOCK // max(pair.size, used.size))
    for start in range(0, draws, block):
        part = slice(start, start + block)
        drawn: Any = inner @ np.ascontiguousarray(weights[0][part].T[used], dtype=np.float64)
        drawn *= weights[1][part].T[own]
        result[part] = cast("FloatArray", outer @ drawn).T
    return result
