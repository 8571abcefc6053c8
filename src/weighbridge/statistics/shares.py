"""Shares of a whole that is partly unattributed: value, interval, sharp bounds and what would flip a lead.

Masses are a (the group), b (the other group of a lead), o (other known groups, among them `none`: what
belongs to no country by nature) and u (`unknown`: what could be anyone's); T = a + b + o + u.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    WeightArray,
    mass_array,
    null_if_nan,
    ratio,
)
from weighbridge.statistics.clusters import cluster_masks
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.flips import Flip, flip, lead_frequency
from weighbridge.statistics.lonely import drawn_groups, drawn_of, place_of
from weighbridge.statistics.masses import Masses
from weighbridge.statistics.ranks import RankSet, rank_set
from weighbridge.statistics.resampling import LEVEL, estimate_table, fit, weighted_totals
from weighbridge.statistics.share_totals import (
    Unattributed,
    denominator,
    lead_of_totals,
    shares_of_totals,
    some_shares,
    unknown_of,
)

__all__ = [
    "Flip",
    "RankSet",
    "Unattributed",
    "UnitCounts",
    "flip",
    "group_lead",
    "group_shares",
    "lead",
    "lead_bounds",
    "lead_frequency",
    "rank_set",
    "share",
    "share_bounds",
    "share_table",
    "shares_of_masses",
    "shares_of_totals",
    "some_shares",
    "unit_counts",
]


def share(
    group: float, rest: float, unknown: float = 0.0, unattributed: Unattributed = "in_denominator"
) -> float | None:
    """Return a group's part of the whole population's mass in a period.

    ``in_denominator``: a / T. ``excluded``: a / (a + b + o).

    Parameters
    ----------
    group, rest, unknown : float
        Mass of the group, of all other known groups together, and the unattributed mass; one unit for all.
    unattributed : {"in_denominator", "excluded"}
        What the share is a part of.

    Returns
    -------
    float or None
        None where the denominator is zero: empty is not zero.

    Raises
    ------
    MethodError
        If a mass is negative or not finite, or `unattributed` is not a known option.

    Examples
    --------
    >>> share(17.1, 59.1, 23.8)
    0.171
    >>> round(share(17.1, 59.1, 23.8, "excluded"), 4)
    0.2244
    """
    a, o, u = mass_array([group, rest, unknown], "share").tolist()
    return null_if_nan(float(ratio(a, denominator(a + o, u, unattributed))))


def share_bounds(group: float, rest: float, unknown: float) -> tuple[float | None, float | None]:
    """Return the sharp region of a share: [a / T, (a + u) / T], the unknown wholly elsewhere or wholly here.

    The bounds are about shares of T, so they are the same under both treatments and contain both values.

    Examples
    --------
    >>> [round(end, 3) for end in share_bounds(17.1, 59.1, 23.8)]
    [0.171, 0.409]
    """
    a, o, u = mass_array([group, rest, unknown], "share_bounds").tolist()
    ends = ratio([a, a + u], a + o + u)
    return null_if_nan(ends[0]), null_if_nan(ends[1])


def lead(
    first: float, second: float, other: float, unknown: float, unattributed: Unattributed = "in_denominator"
) -> float | None:
    """Return the share of the first group minus the share of the second.

    Examples
    --------
    >>> round(lead(17.1, 15.8, 43.3, 23.8), 4)
    0.013
    """
    a, b, o, u = mass_array([first, second, other, unknown], "lead").tolist()
    whole = denominator(a + b + o, u, unattributed)
    return (a - b) / whole if whole > 0 else None


def lead_bounds(
    first: float, second: float, other: float, unknown: float
) -> tuple[float | None, float | None]:
    """Return the sharp region of a lead: [(a - b - u) / T, (a - b + u) / T].

    Its ends are attained (all u to one side), but the two shares cannot both sit at their upper ends: their
    regions are never to be read, or drawn, as if they were independent.

    Examples
    --------
    >>> [round(end, 3) for end in lead_bounds(17.1, 15.8, 43.3, 23.8)]
    [-0.225, 0.251]
    """
    a, b, o, u = mass_array([first, second, other, unknown], "lead_bounds").tolist()
    total = a + b + o + u
    return ((a - b - u) / total, (a - b + u) / total) if total > 0 else (None, None)


@dataclass(frozen=True, slots=True, eq=False)
class UnitCounts:
    """How many resampled units carry each figure, and how concentrated they are.

    `in_group` has shape (..., groups); `total` and `effective` have shape (...).
    """

    in_group: IntArray
    total: IntArray
    effective: FloatArray


def unit_counts(
    masses: Masses, shape: tuple[int, ...], unknown: int | None, unattributed: Unattributed
) -> UnitCounts:
    """Count the units with mass in each group and in the denominator.

    Parameters
    ----------
    masses : Masses
        One entry for each pair, over cells of `shape`, which ends with the groups.
    shape : tuple of int
    unknown, unattributed
        As in `group_shares`.
    """
    *outer, groups = shape
    size = int(np.prod(outer, dtype=np.int64))
    counted = masses
    if unattributed == "excluded" and unknown is not None:
        counted = masses.where(masses.group % groups != unknown)
    whole = Masses(counted.unit, counted.group // groups, counted.value).summed() if groups else counted
    return UnitCounts(
        masses.carried(size * groups).reshape(shape),
        whole.carried(size).reshape(outer),
        whole.effective(size).reshape(outer),
    )


def _masks(
    value: FloatArray, counts: UnitCounts, in_group: IntArray, is_all: BoolArray
) -> dict[str, BoolArray]:
    shape = value.shape
    extra = (1,) * (len(shape) - counts.total.ndim)
    total = np.broadcast_to(counts.total.reshape(counts.total.shape + extra), shape)
    effective = np.broadcast_to(counts.effective.reshape(counts.effective.shape + extra), shape)
    defined = ~np.isnan(value)
    one = defined & ((in_group == 1) | (total == 1))
    return {
        "not_covered": np.broadcast_to(total == 0, shape),
        **cluster_masks(effective, defined),
        "one_unit": one,
        # Nothing to resample on one side: every draw repeats the value, which is no evidence of certainty.
        "zero_cell": defined & ~one & ((in_group == 0) | is_all),
    }


def share_table(
    totals: FloatArray,
    drawn: FloatArray,
    counts: UnitCounts,
    *,
    unknown: int | None,
    unattributed: Unattributed = "in_denominator",
    level: float = LEVEL,
    extra: Mapping[str, BoolArray] | None = None,
    void: BoolArray | None = None,
    needed: BoolArray | None = None,
) -> EstimateTable:
    """Return shares of all groups from group totals and drawn group totals (see `group_shares`).

    Parameters
    ----------
    totals : ndarray, shape (..., groups)
    drawn : ndarray, shape (draws, ..., groups)
        The same recomputed in every draw.
    counts : UnitCounts
        Units behind each cell.
    extra : mapping of str to ndarray of bool, optional
        Further flags and the cells where they are set.
    void : ndarray of bool, shape (..., groups), optional
        Cells that are NULL although their mass counts as zero in the denominator.
    needed : ndarray of bool, shape (groups,), optional
        The groups that were drawn, if not all: `drawn` then has one more column for the others together.
    """
    value, low, high = shares_of_totals(totals, unknown, unattributed)
    if void is not None:
        for part in (value, low, high):
            part[void] = np.nan
    every = np.ones(value.shape[-1], dtype=bool) if needed is None else needed
    draws, low_draws, high_draws = (
        part[..., : int(every.sum())]
        for part in shares_of_totals(drawn, place_of(unknown, every), unattributed)
    )
    masks = _masks(value, counts, counts.in_group, value == 1)
    if unknown is not None and unattributed == "excluded":
        masks["not_covered"] = masks["not_covered"].copy()
        masks["not_covered"][..., unknown] = False
    for name, mask in (extra or {}).items():
        masks[name] = masks.get(name, np.zeros(value.shape, dtype=bool)) | mask
    return estimate_table(
        value,
        draws,
        (low, high),
        (low_draws, high_draws),
        np.broadcast_to(counts.total[..., None], value.shape).astype(np.int64),
        no_interval=masks["one_unit"] | masks["zero_cell"],
        masks=masks,
        level=level,
        needed=every,
    )


def group_shares(
    masses: ArrayLike,
    weights: WeightArray,
    *,
    unknown: int | None,
    unattributed: Unattributed = "in_denominator",
    level: float = LEVEL,
) -> EstimateTable:
    """Return the shares of all groups at once, with intervals, bounds and flags.

    The resampled unit is the organisation (owner after merging namespaces; a lone account is its own unit),
    because models of one owner move together.

    Parameters
    ----------
    masses : array_like, shape (units, groups) or (units, ..., groups)
        Mass of each organisation in each group; axes between are periods or definitions that share the draws.
    weights : ndarray, shape (draws, units)
        One matrix for the whole indicator, drawn on its sorted units.
    unknown : int or None
        Column that holds the unattributed mass. `none` (no country by nature) is an ordinary column.
    unattributed : {"in_denominator", "excluded"}
        What the share is a part of. Bounds are about shares of T and the same under both.
    level : float
        Nominal level.

    Returns
    -------
    EstimateTable
        Arrays of shape (..., groups). T = 0: NULL, `not_covered`. A group of one organisation: interval NULL,
        `one_unit`. A group that holds nothing, or everything: interval NULL, `zero_cell`.

    Raises
    ------
    MethodError
        If a mass is negative or not finite, or the shapes do not fit.

    Notes
    -----
    s_r = sum w x 1[A] / sum w x per draw; percentile interval. Nominal 0.90 covers less when few
    organisations dominate (see docs/coverage.md), hence `few_clusters` and `approximate`.
    """
    array = mass_array(masses, "masses")
    if array.ndim < 2:
        raise MethodError(f"masses: found shape {array.shape}, expected (units, ..., groups)")
    fit(weights, array.shape)
    return shares_of_masses(
        Masses.of(array), weights, array.shape[1:], unknown=unknown, unattributed=unattributed, level=level
    )


def shares_of_masses(
    masses: Masses,
    weights: WeightArray,
    shape: tuple[int, ...],
    *,
    unknown: int | None,
    unattributed: Unattributed = "in_denominator",
    level: float = LEVEL,
) -> EstimateTable:
    """Return what `group_shares` does, from entries over the cells of `shape`, which ends with the groups.

    Every pair of unit and cell has one entry (`Masses.summed`); a unit is a column of `weights`.
    """
    denominator(0.0, 0.0, unattributed)
    counts = unit_counts(masses, shape, unknown, unattributed)
    totals = masses.totals(int(np.prod(shape, dtype=np.int64))).reshape(shape)
    unknown_of(totals, unknown)
    needed = drawn_groups(counts.in_group, unknown)
    return share_table(
        totals,
        drawn_of(masses, weights, shape, needed, rest=True),
        counts,
        unknown=unknown,
        unattributed=unattributed,
        level=level,
        needed=needed,
    )


def group_lead(
    masses: ArrayLike,
    weights: WeightArray,
    first: int,
    second: int,
    *,
    unknown: int | None,
    unattributed: Unattributed = "in_denominator",
    level: float = LEVEL,
) -> EstimateTable:
    """Return the lead of one group over another, with the interval of the difference per draw.

    Two separate intervals say nothing about a difference; here both shares come from the same draw.

    Parameters
    ----------
    masses, weights, unknown, unattributed, level
        As in `group_shares`.
    first, second : int
        Columns of the two groups.

    Returns
    -------
    EstimateTable
        Arrays of shape (...), without the group axis. Interval NULL with `one_unit` if either side is one
        organisation, with `zero_cell` if either side holds nothing. `lead_frequency(table.draws)` gives the
        part of draws in which the first leads.
    """
    array = mass_array(masses, "masses")
    pair = (first, second)
    if first == second or not all(0 <= column < array.shape[-1] for column in pair) or unknown in pair:
        raise MethodError(
            f"lead: found columns {pair} of {array.shape[-1]}, expected two known groups; name two others"
        )
    totals, drawn = array.sum(axis=0), weighted_totals(weights, array)
    value, low, high = lead_of_totals(totals, pair, unknown, unattributed)
    draws, low_draws, high_draws = lead_of_totals(drawn, pair, unknown, unattributed)
    counts = unit_counts(Masses.of(array), array.shape[1:], unknown, unattributed)
    smaller = np.minimum(counts.in_group[..., first], counts.in_group[..., second])
    masks = _masks(value, counts, smaller, np.zeros(value.shape, dtype=bool))
    return estimate_table(
        value,
        draws,
        (low, high),
        (low_draws, high_draws),
        counts.total.astype(np.int64),
        no_interval=masks["one_unit"] | masks["zero_cell"],
        masks=masks,
        level=level,
    )
