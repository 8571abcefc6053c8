"""Counts of watched accounts over time, with what was not observed kept apart from nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, code_array, mass_array
from weighbridge.statistics.errors import MethodError


@dataclass(frozen=True, slots=True, eq=False)
class AccountPanel:
    """Counts of watched accounts over time; build it with `account_panel`.

    Attributes
    ----------
    counts : ndarray, shape (accounts, periods, groups)
        All of an account's models in each group; 0 where it was not observed.
    observed : ndarray of bool, shape (accounts, periods)
    unit : ndarray of int, shape (accounts,)
        Resampled unit (organisation) of each account: a column of the weight matrix.
    n_units : int
    """

    counts: FloatArray
    observed: BoolArray
    unit: IntArray
    n_units: int

    def by_unit(self, values: FloatArray) -> FloatArray:
        """Return values of shape (accounts, ...) summed over the accounts of each unit."""
        result = np.zeros((self.n_units, *values.shape[1:]))
        np.add.at(result, self.unit, values)
        return result


def account_panel(
    counts: ArrayLike,
    unit: ArrayLike,
    n_units: int,
    *,
    group: ArrayLike | None = None,
    n_groups: int | None = None,
) -> AccountPanel:
    """Return the counts of watched accounts over time, checked.

    Parameters
    ----------
    counts : array_like, shape (accounts, periods) or (accounts, periods, groups)
        NaN where the account was not observed in the period (0 means observed with nothing). With three axes
        an account's models may fall into several groups; it is observed in all groups or in none.
    unit : array_like of int, shape (accounts,)
        Organisation of each account, a column of the weight matrix.
    n_units : int
        Number of columns of the weight matrix.
    group, n_groups : array_like of int and int, optional
        Group of each account; needed with two axes.

    Raises
    ------
    MethodError
        If shapes do not fit, codes are out of range, counts are negative, or an account is observed in some
        groups of a period only.

    Examples
    --------
    >>> panel = account_panel([[10.0, np.nan], [3.0, 4.0]], [0, 1], 2, group=[0, 1], n_groups=2)
    >>> panel.observed.tolist()
    [[True, False], [True, True]]
    """
    array = np.asarray(counts, dtype=np.float64)
    if array.ndim == 2:
        if group is None or n_groups is None:
            raise MethodError(
                "counts: found two axes and no group, expected the group of each account; pass both"
            )
        codes = code_array(group, n_groups, "group", array.shape[0])
        missing = np.asarray(np.isnan(array))
        wide = np.zeros((*array.shape, n_groups))
        wide[np.arange(codes.size), :, codes] = np.where(missing, 0.0, array)
    elif array.ndim == 3:
        missing = np.asarray(np.isnan(array).any(axis=2))
        if (missing != np.isnan(array).all(axis=2)).any():
            raise MethodError(
                "counts: found an account observed in some groups of a period only; use 0 for the others"
            )
        wide = np.where(np.isnan(array), 0.0, array)
    else:
        raise MethodError(f"counts: found shape {array.shape}, expected (accounts, periods[, groups])")
    units = code_array(unit, n_units, "unit", array.shape[0])
    return AccountPanel(mass_array(wide, "counts"), ~missing, units, n_units)
