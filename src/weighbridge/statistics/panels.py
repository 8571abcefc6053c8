"""Shares when the set of watched accounts changes: all accounts, a constant panel, chained links, GEKS.

None of them is "the" truth; they are options of the axis `panel`. Accounts are matched, not models, so that a
watched account's new releases count as real growth. For lists of models without account coverage, a model
absent a period earlier is a birth only if it was created since and its account was covered then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    WeightArray,
    code_array,
    mass_array,
    ratio,
)
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.links import (
    Strata,
    chain_levels,
    imputed_on_the_way,
    index_of_links,
    linked_groups,
    matched_totals,
)
from weighbridge.statistics.resampling import (
    FEW_CLUSTERS,
    LEVEL,
    effective_units,
    estimate_table,
    weighted_totals,
)
from weighbridge.statistics.shares import (
    Unattributed,
    UnitCounts,
    group_shares,
    share_table,
    unit_counts,
)

IMPUTED_LIMIT = 0.1
"""Above this part of the level resting on imputed links the chained result is NULL, `panel_break`."""
DRIFT_RANGE = (0.9, 1.1)
"""Chained growth over direct growth outside this range: `panel_break`."""
GEKS_PERIODS = 24
"""Longest window for GEKS, which compares every period with every other."""


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


def geks(panel: AccountPanel, weights: WeightArray, *, level: float = LEVEL) -> EstimateTable:
    """Return the transitive GEKS index of each group's matched accounts, first period = 1.

    Parameters
    ----------
    panel : AccountPanel
        At most 24 periods. One group for an index of all accounts together.
    weights : ndarray, shape (draws, units)
    level : float

    Returns
    -------
    EstimateTable
        Shape (periods, groups); NULL where a bilateral comparison has no matched mass. Bounds are NULL. The
        first period has no interval: `fixed_by_definition`.

    Raises
    ------
    MethodError
        If the window has more than 24 periods.

    Notes
    -----
    I(0, t) = prod over l of [g(0, l) g(l, t)]^(1 / (T + 1)), with g the growth of accounts observed in both
    periods (Gini; Elteto and Koves; Szulc).
    """
    periods, groups = panel.counts.shape[1:]
    if periods > GEKS_PERIODS:
        raise MethodError(
            f"geks: found {periods} periods, expected at most {GEKS_PERIODS}; shorten the window"
        )
    log_growth = np.zeros((periods, periods, groups))
    drawn = np.zeros((weights.shape[0], periods, periods, groups))
    for start in range(periods - 1):
        ends = range(start + 1, periods)
        totals = panel.by_unit(
            matched_totals(panel.counts, panel.observed, [(start, end) for end in ends], None)
        )
        for target, source in ((log_growth, totals.sum(axis=0)), (drawn, weighted_totals(weights, totals))):
            growth = index_of_links(source)
            target[..., start, start + 1 :, :] = growth
            target[..., start + 1 :, start, :] = -growth
    value, draws = (np.exp((part[..., :1, :, :] + _swap(part)).mean(axis=-2)) for part in (log_growth, drawn))
    none = np.full(value.shape, np.nan)
    counts = unit_counts(panel.by_unit(panel.counts).sum(axis=1), None, "in_denominator")
    base = np.zeros(value.shape, dtype=bool)
    base[0] = True
    one = np.broadcast_to(counts.in_group == 1, value.shape) & ~np.isnan(value) & ~base
    few = (
        ~np.isnan(value)
        & ~base
        & bool(effective_units(panel.by_unit(panel.counts).sum(axis=(1, 2))) < FEW_CLUSTERS)
    )
    return estimate_table(
        value,
        draws,
        (none, none),
        (none[None], none[None]),
        np.broadcast_to(counts.in_group, value.shape).astype(np.int64),
        no_interval=one | base,
        masks={
            "one_unit": one,
            "few_clusters": few,
            "fixed_by_definition": base,
            "not_covered": np.isnan(value),
        },
        level=level,
    )


def _swap(log_growth: FloatArray) -> FloatArray:
    return np.swapaxes(log_growth, -3, -2)
