"""Counts of watched accounts over time, with what was not observed kept apart from nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, code_array, mass_array
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.masses import Masses


@dataclass(frozen=True, slots=True, eq=False)
class AccountPanel:
    """Counts of watched accounts over time, as entries; build it with `account_panel`.

    Attributes
    ----------
    account, period, group : ndarray of int, shape (entries,)
        What is counted where; one entry for each triple, none where nothing is counted or observed.
    value : ndarray, shape (entries,)
    observed : ndarray of bool, shape (accounts, periods)
    unit : ndarray of int, shape (accounts,)
        Resampled unit (organisation) of each account: a column of the weight matrix.
    n_groups : int
    """

    account: IntArray
    period: IntArray
    group: IntArray
    value: FloatArray
    observed: BoolArray
    unit: IntArray
    n_groups: int

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many periods and groups there are."""
        return self.observed.shape[1], self.n_groups

    def masses(self) -> Masses:
        """Return what units have in each period and group, cells of `shape`, one entry for each pair."""
        cell = self.period * self.n_groups + self.group
        return Masses(self.unit[self.account], cell, self.value).summed()

    def by_group(self) -> Masses:
        """Return what units have in each group over all periods; a pair may have several entries."""
        return Masses(self.unit[self.account], self.group, self.value)

    def where(self, mask: BoolArray) -> AccountPanel:
        """Return the panel with the entries of a mask; what was observed stays."""
        entries = (self.account[mask], self.period[mask], self.group[mask], self.value[mask])
        return AccountPanel(*entries, self.observed, self.unit, self.n_groups)

    def since(self, period: int) -> AccountPanel:
        """Return the panel from a period on."""
        later = self.where(self.period >= period)
        return replace(later, period=later.period - period, observed=self.observed[:, period:])


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
    counted = mass_array(wide, "counts")
    account, period, group = np.nonzero(counted)
    value = counted[account, period, group]
    return AccountPanel(account, period, group, value, ~missing, units, counted.shape[2])
