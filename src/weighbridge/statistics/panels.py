"""Shares when the set of watched accounts changes: all accounts, a constant panel, chained links, GEKS.

None of them is "the" truth; they are options of the axis `panel`. Accounts are matched, not models, so that a
watched account's new releases count as real growth. For lists of models without account coverage, a model
absent a period earlier is a birth only if it was created since and its account was covered then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from weighbridge.statistics.accounts import AccountPanel, account_panel
from weighbridge.statistics.arrays import BoolArray, FloatArray, WeightArray, ratio
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.flows import counter_flow, first_year_weight, window_flow
from weighbridge.statistics.geks import geks
from weighbridge.statistics.links import (
    Strata,
    chain_levels,
    imputed_on_the_way,
    linked_groups,
    matched_totals,
)
from weighbridge.statistics.resampling import LEVEL, weighted_totals
from weighbridge.statistics.shares import (
    Unattributed,
    UnitCounts,
    group_shares,
    share_table,
    unit_counts,
)
from weighbridge.statistics.spikes import flag_spikes, influence

__all__ = [
    "AccountPanel",
    "ChainLinked",
    "Strata",
    "account_panel",
    "all_accounts",
    "chain_linked",
    "constant_panel",
    "counter_flow",
    "first_year_weight",
    "flag_spikes",
    "geks",
    "influence",
    "window_flow",
]

IMPUTED_LIMIT = 0.1
"""Above this part of the level resting on imputed links the chained result is NULL, `panel_break`."""
DRIFT_RANGE = (0.9, 1.1)
"""Chained growth over direct growth outside this range: `panel_break`."""


def all_accounts(
    panel: AccountPanel,
    weights: WeightArray,
    *,
    unknown: int | None,
    unattributed: Unattributed = "in_denominator",
    level: float = LEVEL,
) -> EstimateTable:
    """Return shares of whatever was watched in each period, shape (periods, groups). See `group_shares`."""
    masses = panel.by_unit(panel.counts)
    return group_shares(masses, weights, unknown=unknown, unattributed=unattributed, level=level)


def constant_panel(
    panel: AccountPanel,
    weights: WeightArray,
    *,
    unknown: int | None,
    unattributed: Unattributed = "in_denominator",
    level: float = LEVEL,
) -> tuple[EstimateTable, BoolArray]:
    """Return what the shares did among accounts present in every snapshot of the window.

    Parameters
    ----------
    panel, weights, unknown, unattributed, level
        As in `chain_linked`.

    Returns
    -------
    table : EstimateTable
        Arrays of shape (periods, groups); NULL with `not_covered` if no account stays throughout.
    kept : ndarray of bool, shape (accounts,)
        The accounts that make up the panel.
    """
    kept = np.asarray(panel.observed.all(axis=1))
    masses = panel.by_unit(panel.counts * kept[:, None, None])
    return group_shares(masses, weights, unknown=unknown, unattributed=unattributed, level=level), kept


@dataclass(frozen=True, slots=True, eq=False)
class ChainLinked:
    """A chained share and what it rests on.

    Attributes
    ----------
    table : EstimateTable
        Shares, shape (periods, groups).
    link : ndarray, shape (periods - 1, groups)
        Growth of matched accounts; an imputed link is that of all matched accounts together.
    imputed : ndarray of bool, shape (periods - 1, groups)
    imputed_part : ndarray, shape (periods,)
        Part of each period's level that rests on imputed links.
    chain_drift : ndarray, shape (groups,)
        Chained growth over the window / direct growth over accounts present at both ends; NaN if either
        cannot be had.
    """

    table: EstimateTable
    link: FloatArray
    imputed: BoolArray
    imputed_part: FloatArray
    chain_drift: FloatArray


def _levels(
    benchmark_totals: FloatArray, totals: FloatArray, strata: Strata | None, benchmark: int
) -> tuple[FloatArray, FloatArray, BoolArray, FloatArray]:
    """Return levels, links, imputed links and the imputed part of each period, for any leading draw axis."""
    link, imputed = linked_groups(totals, strata)
    levels = chain_levels(benchmark_totals, link, benchmark)
    resting = imputed_on_the_way(imputed, benchmark)
    part = ratio((levels * resting).sum(axis=-1), levels.sum(axis=-1))
    return levels, link, imputed, part


def _void(levels: FloatArray, part: FloatArray, limit: float) -> FloatArray:
    return np.where((part > limit)[..., None], np.nan, levels)


def _carrying_units(
    panel: AccountPanel, benchmark: int, unknown: int | None, unattributed: Unattributed
) -> UnitCounts:
    """Units with mass anywhere between a period and the benchmark; the least effective number on that way."""
    masses = panel.by_unit(panel.counts)
    own = unit_counts(masses, unknown, unattributed)
    in_group, total, effective = (
        np.empty_like(own.in_group),
        np.empty_like(own.total),
        np.empty_like(own.effective),
    )
    for period in range(masses.shape[1]):
        way = slice(min(period, benchmark), max(period, benchmark) + 1)
        joined = unit_counts(masses[:, way].sum(axis=1), unknown, unattributed)
        in_group[period], total[period] = joined.in_group, joined.total
        effective[period] = np.fmin.reduce(own.effective[way])
    return UnitCounts(in_group, total, effective)


def _chain_drift(panel: AccountPanel, link: FloatArray, imputed: BoolArray) -> FloatArray:
    both = panel.observed[:, 0] & panel.observed[:, -1]
    direct = ratio(panel.counts[both, -1].sum(axis=0), panel.counts[both, 0].sum(axis=0))
    chained = np.where(imputed.any(axis=0), np.nan, link.prod(axis=0))
    return ratio(chained, np.where(np.isnan(direct), 0.0, direct))


def chain_linked(
    panel: AccountPanel,
    weights: WeightArray,
    *,
    unknown: int | None,
    unattributed: Unattributed = "in_denominator",
    level: float = LEVEL,
    benchmark: int = -1,
    strata: Strata | None = None,
    imputed_limit: float = IMPUTED_LIMIT,
) -> ChainLinked:
    """Return what the shares would have done had the set of watched accounts not changed.

    Parameters
    ----------
    panel : AccountPanel
    weights : ndarray, shape (draws, units)
        Organisation weights; everything is recomputed in every draw.
    unknown : int or None
        Group that holds the unattributed mass.
    unattributed : {"in_denominator", "excluded"}
    level : float
    benchmark : int
        Period whose totals are taken as they stand: the broadest panel, usually the last.
    strata : Strata, optional
        Population masses of strata of accounts; without them Laspeyres, Paasche and Fisher links coincide.
    imputed_limit : float
        Largest part of a level that may rest on imputed links.

    Returns
    -------
    ChainLinked
        `link_imputed` marks a group whose level uses an imputed link; more than `imputed_limit` of a
        period's level so imputed makes the period NULL, `panel_break`. A group whose chain drifts by more
        than 10 % from direct growth keeps its value and is marked `panel_break`. A group with mass in the
        window but none at the benchmark has no level to chain from: NULL, `not_covered`.

    Raises
    ------
    MethodError
        If there are fewer than two periods or shapes do not fit.

    Notes
    -----
    g_G(t) = sum of matched accounts of G at t / the same at t-1. Benchmark L_G(T) = x_G(T), backwards
    L_G(t-1) = L_G(t) / g_G(t); share = L_G / sum L. A group with no matched mass at either end of a link
    takes the link of all matched accounts. Price-index chaining: Eurostat HICP manual; ILO CPI manual.
    """
    periods = panel.counts.shape[1]
    if periods < 2 or not -periods <= benchmark < periods:
        raise MethodError(
            f"panel: found {periods} periods and benchmark {benchmark}, expected at least two periods"
        )
    benchmark %= periods
    pairs = [(t, t + 1) for t in range(periods - 1)]
    by_unit = matched_totals(panel.counts, panel.observed, pairs, strata)
    unit_totals = panel.by_unit(by_unit)
    end = panel.by_unit(panel.counts[:, benchmark])
    levels, link, imputed, part = _levels(end.sum(axis=0), unit_totals.sum(axis=0), strata, benchmark)
    drawn_levels, _, _, drawn_part = _levels(
        weighted_totals(weights, end), weighted_totals(weights, unit_totals), strata, benchmark
    )
    counts = _carrying_units(panel, benchmark, unknown, unattributed)
    drift = _chain_drift(panel, link, imputed)
    absent = (end.sum(axis=0) == 0) & (panel.counts.sum(axis=(0, 1)) > 0)
    drifted = (drift < DRIFT_RANGE[0]) | (drift > DRIFT_RANGE[1])
    table = share_table(
        _void(levels, part, imputed_limit),
        _void(drawn_levels, drawn_part, imputed_limit),
        counts,
        unknown=unknown,
        unattributed=unattributed,
        level=level,
        extra={
            "link_imputed": imputed_on_the_way(imputed, benchmark) & (levels > 0),
            "panel_break": drifted | (part > imputed_limit)[:, None],
            "not_covered": absent,
        },
        void=np.broadcast_to(absent, levels.shape),
    )
    return ChainLinked(table, link, imputed, part, drift)
