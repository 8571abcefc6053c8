"""The estimate of a share: value, interval, bounds and flags of every month and group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.adoption import Selection, summed
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats, Mask
from weighbridge.definitions.watched import HeldPanel
from weighbridge.statistics.arrays import WeightArray
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.masses import Masses
from weighbridge.statistics.panels import chain_linked
from weighbridge.statistics.shares import Unattributed, shares_of_masses

BREAK_PART = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """The estimate of the months one list carries, with the flags its panel gives.

    ``table`` has the shape (months, groups); ``flags[month]`` hold for every group of the month.
    """

    months: range
    table: EstimateTable
    flags: tuple[tuple[str, ...], ...]


def estimate_shares(selection: Selection, definition: Definition, weights: WeightArray) -> list[Segment]:
    """Shares of each month's total, list by list.

    ``weights`` is the indicator's one weight matrix, shape (draws, units). A constant or chained panel is
    a panel of one list, so a window over several lists has several.
    """
    panel = definition.get("panel", "all")
    segments = []
    for months in selection.segments():
        # One capture beside another list's run is its own benchmark: nothing is chained to it.
        if panel == "chained" and (len(months) > 1 or len(selection.months) == 1):
            table, extra = _chained(selection, definition, weights, months)
        else:
            keep = np.asarray(selection.observed[:, months].all(axis=1)) if panel == "constant" else None
            table = _plain(selection, definition, weights, months, keep)
            extra = [set[str]() for _ in months] if keep is not None else panel_flags(selection, months)
        if months.start > 0:
            extra[0].add("new_list")
        for flags, month in zip(extra, months, strict=True):
            flags.update({"partial_period"} if selection.partial[month] else ())
        segments.append(Segment(months, table, tuple(tuple(sorted(flags)) for flags in extra)))
    return segments


def unattributed_of(definition: Definition) -> Unattributed:
    """What a share is a part of."""
    return "excluded" if definition.get("unattributed", "in_denominator") == "excluded" else "in_denominator"


def masses_of(selection: Selection, months: range, keep: Mask | None = None) -> Masses:
    """What units have in each month and group, cells in that order, one entry for each pair."""
    inside = (selection.month >= months.start) & (selection.month < months.stop)
    if keep is not None:
        inside &= keep[selection.account]
    cell = (selection.month[inside] - months.start) * len(selection.groups) + selection.group[inside]
    masses = Masses(selection.unit[inside], cell, selection.value[inside]).summed()
    return masses.where(masses.value > 0)


def _plain(
    selection: Selection, definition: Definition, weights: WeightArray, months: range, keep: Mask | None
) -> EstimateTable:
    return shares_of_masses(
        masses_of(selection, months, keep),
        weights,
        (len(months), len(selection.groups)),
        unknown=selection.unknown,
        unattributed=unattributed_of(definition),
    )


def _chained(
    selection: Selection, definition: Definition, weights: WeightArray, months: range
) -> tuple[EstimateTable, list[set[str]]]:
    if len(months) < 2:
        raise UsageError(
            f"A chained panel needs two captures of one list; {selection.lists[months.start]} has one in "
            "this window. Widen --from and --to, or take --panel all."
        )
    inside = (selection.month >= months.start) & (selection.month < months.stop)
    held = HeldPanel(
        selection.account[inside],
        selection.unit[inside],
        selection.month[inside] - months.start,
        selection.group[inside],
        selection.observed[:, months],
        len(selection.groups),
    )
    linked = chain_linked(
        held.panel(selection.value[inside]),
        weights,
        unknown=selection.unknown,
        unattributed=unattributed_of(definition),
    )
    return linked.table, [set() for _ in months]


def panel_flags(selection: Selection, months: range) -> list[set[str]]:
    """``panel_break`` where accounts that joined or left hold more than a tenth of what is counted."""
    flags: list[set[str]] = [set() for _ in months]
    totals = account_totals(selection)
    for i in range(1, len(months)):
        before, after = months[i - 1], months[i]
        both = selection.observed[:, before] & selection.observed[:, after]
        left, joined = totals[~both, before].sum(), totals[~both, after].sum()
        if left > BREAK_PART * totals[:, before].sum() or joined > BREAK_PART * totals[:, after].sum():
            flags[i].add("panel_break")
    return flags


def account_totals(selection: Selection) -> Floats:
    """What each account counts in each month, shape (accounts, months)."""
    shape = (len(selection.accounts), len(selection.months))
    flat = np.ravel_multi_index((selection.account, selection.month), shape)
    return summed(flat, selection.value, shape)
