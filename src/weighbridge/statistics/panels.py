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
    matched_masses,
)
from weighbridge.statistics.masses import Masses, joined
from weighbridge.statistics.resampling import LEVEL
from weighbridge.statistics.shares import (
    Unattributed,
    UnitCounts,
    share_table,
    shares_of_masses,
    unit_counts,
)
from weighbridge.statistics.spikes import flag_spikes, influence

__all__ = [
    "AccountPanel",
    "ChainLinked",
    "ChainMarks",
    "ChainedPeriod",
    "Strata",
    "account_panel",
    "all_accounts",
    "carrying_units",
    "chain_linked",
    "chain_marks",
    "chained_period",
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
    return shares_of_masses(
        panel.masses(), weights, panel.shape, unknown=unknown, unattributed=unattributed, level=level
    )


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
    stays = panel.where(kept[panel.account])
    return all_accounts(stays, weights, unknown=unknown, unattributed=unattributed, level=level), kept


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
    """Units with mass anywhere between a period and the benchmark; and the least effective number."""
    own = unit_counts(panel.masses(), panel.shape, unknown, unattributed)
    in_group, total, effective = (
        np.empty_like(own.in_group),
        np.empty_like(own.total),
        np.empty_like(own.effective),
    )
    for period in range(panel.shape[0]):
        first, last = min(period, benchmark), max(period, benchmark)
        joint = unit_counts(_over(panel, first, last), (panel.n_groups,), unknown, unattributed)
        in_group[period], total[period] = joint.in_group, joint.total
        effective[period] = np.fmin.reduce(own.effective[first : last + 1])
    return UnitCounts(in_group, total, effective)


def _over(panel: AccountPanel, first: int, last: int) -> Masses:
    """What units have in each group over some periods together."""
    way = panel.where((panel.period >= first) & (panel.period <= last))
    return way.by_group().summed()


def _totals(panel: AccountPanel, mask: BoolArray | None = None) -> FloatArray:
    """The total of each group, over all periods or some entries."""
    taken = panel if mask is None else panel.where(mask)
    return taken.by_group().totals(panel.n_groups)


def _chain_drift(panel: AccountPanel, link: FloatArray, imputed: BoolArray) -> FloatArray:
    both = (panel.observed[:, 0] & panel.observed[:, -1])[panel.account]
    first, last = (_totals(panel, both & (panel.period == at)) for at in (0, panel.shape[0] - 1))
    direct = ratio(last, first)
    chained = np.where(imputed.any(axis=0), np.nan, link.prod(axis=0))
    return ratio(chained, np.where(np.isnan(direct), 0.0, direct))


@dataclass(frozen=True, slots=True, eq=False)
class _Chained:
    """Levels, links, imputed links and imputed parts: as counted, and in every draw."""

    counted: tuple[FloatArray, FloatArray, BoolArray, FloatArray]
    drawn: tuple[FloatArray, FloatArray, BoolArray, FloatArray]


def _benchmark(panel: AccountPanel, benchmark: int) -> int:
    periods = panel.shape[0]
    if periods < 2 or not -periods <= benchmark < periods:
        raise MethodError(
            f"panel: found {periods} periods and benchmark {benchmark}, expected at least two periods"
        )
    return benchmark % periods


def _drawn_chain(
    panel: AccountPanel, weights: WeightArray, benchmark: int, strata: Strata | None
) -> tuple[FloatArray, _Chained]:
    """Return the totals at the benchmark, and the chain as counted and in every draw."""
    end, matched, shape = _linked(panel, benchmark, strata)
    size = int(np.prod(shape))
    # One product for both: many small ones cost more than their sums.
    both = joined([matched, Masses(end.unit, end.group + size, end.value)])
    sums, drawn = both.totals(size + panel.n_groups), both.drawn(weights, size + panel.n_groups)
    counted = _levels(sums[size:], sums[:size].reshape(shape), strata, benchmark)
    levels = _levels(drawn[:, size:], drawn[:, :size].reshape(-1, *shape), strata, benchmark)
    return sums[size:], _Chained(counted, levels)


def _linked(
    panel: AccountPanel, benchmark: int, strata: Strata | None
) -> tuple[Masses, Masses, tuple[int, int, int, int]]:
    """The masses of units at the benchmark, those of all links, and the shape of the cells of these."""
    pairs = [(t, t + 1) for t in range(panel.shape[0] - 1)]
    return _over(panel, benchmark, benchmark), *matched_masses(panel, pairs, strata)


@dataclass(frozen=True, slots=True, eq=False)
class ChainedPeriod:
    """Levels of all groups in one period of a chain, as counted and drawn.

    Levels are NaN where too much of them is imputed. `absent` are groups with nothing at the benchmark: they
    count as zero, and have no share.
    """

    levels: FloatArray
    drawn: FloatArray
    absent: BoolArray


def chained_period(
    panel: AccountPanel, weights: WeightArray, period: int, imputed_limit: float = IMPUTED_LIMIT
) -> ChainedPeriod:
    """Return the levels of one period of what `chain_linked` gives, without intervals: a point of a curve.

    Parameters as in `chain_linked`; the benchmark is the last period.
    """
    end, chained = _drawn_chain(panel, weights, _benchmark(panel, -1), None)
    levels, part = chained.counted[0][period], chained.counted[3][period]
    drawn, drawn_part = chained.drawn[0][:, period], chained.drawn[3][:, period]
    return ChainedPeriod(
        _void(levels, part, imputed_limit),
        _void(drawn, drawn_part, imputed_limit),
        _absent(panel, end),
    )


def _absent(panel: AccountPanel, end: FloatArray) -> BoolArray:
    """Return the groups with mass in the window and none at the benchmark: no level to chain from."""
    return np.asarray((end == 0) & (_totals(panel) > 0))


def carrying_units(
    panel: AccountPanel, period: int, unknown: int | None, unattributed: Unattributed
) -> UnitCounts:
    """Return the units with mass between a period and the last one; and the least effective number."""
    later = panel.since(period)
    own = unit_counts(later.masses(), later.shape, unknown, unattributed)
    way = unit_counts(later.by_group().summed(), (panel.n_groups,), unknown, unattributed)
    return UnitCounts(way.in_group, way.total, np.fmin.reduce(own.effective))


@dataclass(frozen=True, slots=True, eq=False)
class ChainMarks:
    """Where a chain leans on imputed links or drifts, for every period and group."""

    link_imputed: BoolArray
    panel_break: BoolArray

    def as_masks(self) -> dict[str, BoolArray]:
        """Return the marks by the name of their flag."""
        return {"link_imputed": self.link_imputed, "panel_break": self.panel_break}


def chain_marks(panel: AccountPanel, imputed_limit: float = IMPUTED_LIMIT) -> ChainMarks:
    """Return the marks `chain_linked` sets, without draws; the benchmark is the last period."""
    benchmark = _benchmark(panel, -1)
    end, matched, shape = _linked(panel, benchmark, None)
    totals = matched.totals(int(np.prod(shape))).reshape(shape)
    levels = _levels(end.totals(panel.n_groups), totals, None, benchmark)
    return _marks(panel, levels, benchmark, imputed_limit)


def _marks(
    panel: AccountPanel,
    chained: tuple[FloatArray, FloatArray, BoolArray, FloatArray],
    benchmark: int,
    limit: float,
) -> ChainMarks:
    levels, link, imputed, part = chained
    drift = _chain_drift(panel, link, imputed)
    drifted = (drift < DRIFT_RANGE[0]) | (drift > DRIFT_RANGE[1])
    return ChainMarks(
        imputed_on_the_way(imputed, benchmark) & (levels > 0),
        np.asarray(drifted | (part > limit)[:, None]),
    )


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
    unknown, unattributed, level
        As in `group_shares`.
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
        period's level so imputed makes it NULL, `panel_break`. A group whose chain drifts by over 10 % from
        direct growth keeps its value, marked `panel_break`. A group with nothing at the benchmark has no
        level to chain from: NULL, `not_covered`.

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
    benchmark = _benchmark(panel, benchmark)
    end, chained = _drawn_chain(panel, weights, benchmark, strata)
    levels, link, imputed, part = chained.counted
    absent = _absent(panel, end)
    table = share_table(
        _void(levels, part, imputed_limit),
        _void(chained.drawn[0], chained.drawn[3], imputed_limit),
        _carrying_units(panel, benchmark, unknown, unattributed),
        unknown=unknown,
        unattributed=unattributed,
        level=level,
        extra=_marks(panel, chained.counted, benchmark, imputed_limit).as_masks() | {"not_covered": absent},
        void=np.broadcast_to(absent, levels.shape),
    )
    return ChainLinked(table, link, imputed, part, _chain_drift(panel, link, imputed))
