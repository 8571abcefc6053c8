"""Links between periods: matched totals, group links with imputation, and chained levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from weighbridge.statistics.accounts import AccountPanel
from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, ratio
from weighbridge.statistics.masses import Masses, joined


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Strata of accounts whose population masses are known from elsewhere.

    Attributes
    ----------
    of_account : ndarray of int, shape (accounts,)
    masses : ndarray, shape (strata, periods, groups)
        Population mass of each stratum in each period: base-period masses weight the Laspeyres link, current
        masses the Paasche link.
    """

    of_account: IntArray
    masses: FloatArray


def matched_masses(
    panel: AccountPanel, pairs: Sequence[tuple[int, int]], strata: Strata | None
) -> tuple[Masses, tuple[int, int, int, int]]:
    """Return what accounts observed at both ends of each pair of periods count there, and the cells' shape.

    The shape is (pairs, 2, groups, strata), with one stratum if none are given. Totals over units are the
    numerators and denominators of links.
    """
    n_strata = 1 if strata is None else strata.masses.shape[0]
    shape = (len(pairs), 2, panel.n_groups, n_strata)
    stratum = np.zeros(panel.account.size, np.int64) if strata is None else strata.of_account[panel.account]
    inside = (panel.group * n_strata + stratum).astype(np.int64)
    width = panel.n_groups * n_strata
    order, starts = _by_period(panel)
    parts = []
    for number, pair in enumerate(pairs):
        for side, period in enumerate(pair):
            own = order[starts[period] : starts[period + 1]]
            taken = own[panel.observed[panel.account[own], pair[1 - side]]]
            cell = (2 * number + side) * width + inside[taken]
            parts.append(Masses(panel.unit[panel.account[taken]], cell, panel.value[taken]))
    return joined(parts).summed(), shape


def _by_period(panel: AccountPanel) -> tuple[IntArray, IntArray]:
    """Return the entries by period, and where each period begins: pairs look at their own entries only."""
    order = np.argsort(panel.period, kind="stable")
    return order, np.searchsorted(panel.period[order], np.arange(panel.shape[0] + 1))


def _ends(totals: FloatArray) -> tuple[FloatArray, FloatArray]:
    return totals[..., 0, :, :], totals[..., 1, :, :]


def _fisher(before: FloatArray, after: FloatArray, strata: Strata) -> FloatArray:
    """Geometric mean of the Laspeyres and the Paasche link over strata matched at both ends."""
    growth = np.where((before > 0) & (after > 0), ratio(after, before), np.nan)
    found = ~np.isnan(growth)
    masses = np.moveaxis(strata.masses, 0, -1)
    base, current = np.where(found, masses[:-1], 0.0), np.where(found, masses[1:], 0.0)
    safe = np.where(found, growth, 1.0)
    laspeyres = ratio((base * safe).sum(axis=-1), base.sum(axis=-1))
    paasche = ratio(current.sum(axis=-1), (current / safe).sum(axis=-1))
    return np.sqrt(laspeyres * paasche)


def linked_groups(totals: FloatArray, strata: Strata | None) -> tuple[FloatArray, BoolArray]:
    """Return the link of every group and where it had to be imputed.

    Parameters
    ----------
    totals : ndarray, shape (..., links, 2, groups, strata)
        Totals of `matched_masses`, with or without a leading axis of draws.
    strata : Strata or None

    Returns
    -------
    link : ndarray, shape (..., links, groups)
        A group without matched mass at either end takes the link of all matched accounts together.
    imputed : ndarray of bool, same shape
    """
    before, after = _ends(totals)
    own = ratio(after[..., 0], before[..., 0]) if strata is None else _fisher(before, after, strata)
    # A link of zero cannot be chained backwards: the group has no matched mass at that end.
    imputed = ~((own > 0) & (after.sum(axis=-1) > 0))
    together = ratio(after.sum(axis=(-2, -1)), before.sum(axis=(-2, -1)))
    return np.where(imputed, together[..., None], own), imputed


def index_of_links(totals: FloatArray) -> FloatArray:
    """Return log growth of matched mass, NaN without any at either end; shapes as `linked_groups`."""
    before, after = (side.sum(axis=-1) for side in _ends(totals))
    growth = np.where(after > 0, ratio(after, before), np.nan)
    return np.log(growth)


def chain_levels(benchmark_totals: FloatArray, link: FloatArray, benchmark: int) -> FloatArray:
    """Return levels of shape (..., periods, groups): the benchmark as it stands, the rest chained from it.

    A group with nothing at the benchmark stays at zero, whatever its links.
    """
    periods = link.shape[-2] + 1
    levels = np.empty((*link.shape[:-2], periods, link.shape[-1]))
    levels[..., benchmark, :] = benchmark_totals
    for period in range(benchmark, 0, -1):
        previous = ratio(levels[..., period, :], link[..., period - 1, :])
        levels[..., period - 1, :] = np.where(levels[..., period, :] == 0, 0.0, previous)
    for period in range(benchmark, periods - 1):
        following = levels[..., period, :] * link[..., period, :]
        levels[..., period + 1, :] = np.where(levels[..., period, :] == 0, 0.0, following)
    return levels


def imputed_on_the_way(imputed: BoolArray, benchmark: int) -> BoolArray:
    """Return, for each period and group, whether any link between it and the benchmark is imputed."""
    result = np.zeros((*imputed.shape[:-2], imputed.shape[-2] + 1, imputed.shape[-1]), dtype=bool)
    for period in range(benchmark, 0, -1):
        result[..., period - 1, :] = result[..., period, :] | imputed[..., period - 1, :]
    for period in range(benchmark, imputed.shape[-2]):
        result[..., period + 1, :] = result[..., period, :] | imputed[..., period, :]
    return result
