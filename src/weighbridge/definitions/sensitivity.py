"""One question under all its definitions at once: the leads, their curve, and which choice decides.

All definitions of a month are sums over the same cells, weighed by the same draws: their totals stand
side by side in one matrix, so that two thousand resamples of hundreds of definitions are one product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.chains import ChainedMonth, chained_months
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.derivative_definitions import leads_of_definitions
from weighbridge.definitions.derivatives import THIN, is_of_derivatives
from weighbridge.definitions.grid import Grid, Owed, comparable, grid_of
from weighbridge.definitions.leads import Lead
from weighbridge.definitions.months import SIDES, ListRuns, MonthSums, distinct_sums
from weighbridge.definitions.query import Query
from weighbridge.definitions.run import Run
from weighbridge.statistics.arrays import null_if_nan, ratio
from weighbridge.statistics.clusters import cluster_masks
from weighbridge.statistics.definitions import Curve, curve
from weighbridge.statistics.flips import lead_frequency
from weighbridge.statistics.resampling import (
    LEVEL,
    effective_units,
    percentile_limits,
    weighted_totals,
)
from weighbridge.statistics.threads import one_thread

_AT_ONCE = 256  # definitions whose draws are held at the same time
WARNING = (
    "Definitions are no sample: the part of them on one side is not a probability, adding near-copies "
    "of an option changes it, and a count of definitions is no evidence by itself."
)


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """One definition: choices, fingerprint (all twelve digits), both shares, the lead with its limits.

    ``same_as`` counts other combinations that come to the very same cells and are counted here once;
    ``equals`` has the hashes of those of them that were not estimated apart.
    """

    fingerprint: str
    hash: str
    choices: Mapping[str, str]
    a: float | None
    b: float | None
    unknown: float | None
    lead: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    lead_frequency: float | None
    n: int
    flags: tuple[str, ...]
    same_as: int = 0
    equals: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        body = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return body | {"choices": dict(self.choices), "flags": list(self.flags), "equals": list(self.equals)}


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """A lead under every definition that can be computed."""

    indicator: str
    month: str
    group_by: str
    group_a: str
    group_b: str
    axes: tuple[str, ...]
    rows: tuple[DefinitionRow, ...]
    headline: int
    grid: Grid
    collapsed: int
    curve: Curve

    @property
    def owed(self) -> tuple[Owed, ...]:
        """What data the unavailable definitions lack."""
        return self.grid.owed


def sensitivity(run: Run, group_a: str, group_b: str, month: str, fixed: Mapping[str, str]) -> Sensitivity:
    """A minus B in one month under every valid definition.

    ``fixed`` axes keep their choice. Raises ``UsageError`` where nothing can be computed.
    """
    indicator = run.definition.indicator
    grid = grid_of(indicator, run.cube, run.query.group_by, month, fixed)
    grid = comparable(grid, run, (group_a, group_b), month)
    if not grid.valid:
        reasons = " ".join(sorted({owed.reason for owed in grid.owed})[:2])
        raise UsageError(f"{indicator.name} has no definition that can be computed for {month}. {reasons}")
    one = replace(run, query=Query(run.query.group_by, month, month))
    with one_thread():
        found = _rows(one, run, grid, (group_a, group_b), month)
    if is_of_derivatives(run.cube):
        grid, found = _without_thin(grid, found, month)
    axes = tuple(a for a in grid.axes if len({row.choices[a] for row in found}) > 1) or grid.axes[:1]
    headline = _headline(found, run.definition.choices)
    drawn = curve(
        axes,
        [[row.choices[axis] for axis in axes] for row in found],
        _floats([row.lead for row in found]),
        headline=headline,
        low=_floats([row.low for row in found]),
        bound_low=_floats([row.bound_low for row in found]),
        unavailable=grid.unavailable,
    )
    return Sensitivity(
        indicator.name,
        month,
        run.query.group_by,
        group_a,
        group_b,
        axes,
        tuple(found),
        headline,
        grid,
        sum(row.same_as for row in found),
        drawn,
    )


def _without_thin(grid: Grid, rows: list[DefinitionRow], month: str) -> tuple[Grid, list[DefinitionRow]]:
    """The definitions that count enough derivatives for an order to mean something; the others are owed."""
    full = [row for row in rows if row.lead is not None and "thin_coverage" not in row.flags]
    if not full:
        raise UsageError(
            f"No definition counts {THIN} new derivatives of known relation in {month}. Take another --month."
        )
    counts: dict[str, int] = {}
    held = {row.hash for row in full}
    for row in rows:
        if row.hash in held:
            continue
        name = row.choices.get("list", "widest")
        counts[name] = counts.get(name, 0) + 1 + row.same_as
    owed = [
        Owed("list", name, f"list={name}: fewer than {THIN} new derivatives, or most of unknown relation.", n)
        for name, n in sorted(counts.items())
    ]
    lost = sum(counts.values())
    lacking = replace(grid, unavailable=grid.unavailable + lost, owed=(*grid.owed, *owed))
    return lacking, full


def _floats(values: list[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _headline(rows: list[DefinitionRow], choices: Mapping[str, str]) -> int:
    """The row nearest the definition asked for: itself, unless it was collapsed into an equal one."""
    differing = [sum(row.choices[axis] != choices[axis] for axis in choices) for row in rows]
    return int(np.argmin(differing))


def _rows(one: Run, run: Run, grid: Grid, pair: tuple[str, str], month: str) -> list[DefinitionRow]:
    """All rows, definitions that come to the same sums counted once under their plainest choices."""
    default = {axis.name: one.definition.indicator.default(axis) for axis in one.definition.indicator.axes}
    ordered = sorted(grid.valid, key=lambda c: (sum(c[a] != default[a] for a in c), sorted(c.items())))
    if is_of_derivatives(run.cube):
        # Of one month only its cells are looked at: the combinations are many.
        few = replace(one, cube=run.cube.where(run.cube.text("month").equals(month)))
        return [_of_lead(*counted) for counted in leads_of_definitions(few, ordered, pair)]
    plain = [choices for choices in ordered if choices.get("panel", "all") != "chained"]
    chained = [choices for choices in ordered if choices.get("panel", "all") == "chained"]
    runs = ListRuns(run, pair, month)
    definitions, sums, twins = distinct_sums(run, runs, plain)
    rows = [
        row
        for at in range(0, len(definitions), _AT_ONCE)
        for row in _summed(
            run, definitions[at : at + _AT_ONCE], sums[at : at + _AT_ONCE], twins[at : at + _AT_ONCE]
        )
    ]
    return rows + _chained(*chained_months(run, runs, chained, pair))


def _of_lead(definition: Definition, lead: Lead, same: int) -> DefinitionRow:
    """A row from a lead that was estimated by itself."""
    names = ("a", "b", "unknown", "low", "high", "bound_low", "bound_high", "lead_frequency", "n", "flags")
    return DefinitionRow(
        fingerprint=f"{definition.indicator.name}@{definition.hash}",
        hash=definition.hash,
        choices=dict(definition.choices),
        lead=lead.value,
        same_as=same,
        **{name: getattr(lead, name) for name in names},
    )


def _summed(
    run: Run, definitions: list[Definition], sums: list[MonthSums], twins: list[list[str]]
) -> list[DefinitionRow]:
    """Rows of the plain and constant panels: one product for the draws of all."""
    # Whole counts times whole weights stay exact in double precision, so a row equals the same figure
    # asked for alone to the last digit, whatever the order of the sums.
    place = {id(item): i for i, item in enumerate({id(item): item for item in sums}.values())}
    held = np.unique(np.concatenate([item.units for item in sums]))
    stacked = np.zeros((held.size, len(place), SIDES))
    for item in sums:
        stacked[np.searchsorted(held, item.units), place[id(item)]] = item.masses
    at = [place[id(item)] for item in sums]
    drawn = weighted_totals(run.weights(held), stacked)[:, at]
    excluded = np.array([_is_excluded(definition) for definition in definitions])
    totals = stacked.sum(axis=0)[at]
    lead, a, b = _lead_of(totals, excluded)
    draws = _lead_of(drawn, excluded)[0]
    low, high, unstable = percentile_limits(draws, lead, LEVEL)
    frequency = lead_frequency(draws)
    rows = []
    for i, (definition, item, same) in enumerate(zip(definitions, sums, twins, strict=True)):
        flags, n = _flags_of(item, bool(excluded[i]), bool(unstable[i]))
        flags |= {"not_covered"} if np.isnan(lead[i]) else set()
        whole = float(totals[i].sum())
        limits = (float(low[i]), float(high[i]), float(frequency[i]))
        figures = (float(a[i]), float(b[i]), float(lead[i]))
        unknown = float(totals[i, 3]) / whole if whole else np.nan
        rows.append(_row(definition, figures, limits, _ends(totals[i], whole), unknown, n, flags, same))
    return rows


def _is_excluded(definition: Definition) -> bool:
    return definition.get("unattributed", "in_denominator") == "excluded"


def _flags_of(item: MonthSums, excluded: bool, unstable: bool) -> tuple[set[str], int]:
    """The flags of a lead and how many units carry it."""
    units = (item.masses[:, :2] > 0).sum(axis=0)
    lonely = {"one_unit"} if (units == 1).any() else {"zero_cell"} if (units == 0).any() else set[str]()
    counted = item.masses[:, :3].sum(axis=1) if excluded else item.masses.sum(axis=1)
    flags = {*item.flags, *lonely}
    flags |= {name for name, is_set in cluster_masks(effective_units(counted)).items() if is_set}
    flags |= {"unstable"} if unstable and not lonely else set()
    return flags, int((counted > 0).sum())


def _lead_of(
    totals: NDArray[np.float64], excluded: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Lead and both shares of totals of shape (..., definitions, 4): A, B, other known, unknown."""
    whole = totals[..., :3].sum(axis=-1) + np.where(excluded, 0.0, totals[..., 3])
    a, b = ratio(totals[..., 0], whole), ratio(totals[..., 1], whole)
    return a - b, a, b


def _ends(total: NDArray[np.float64], whole: float) -> tuple[float, float]:
    """All that is unplaced to B, then to A: shares of the whole, whatever the definition divides by."""
    if whole <= 0:
        return np.nan, np.nan
    a, b = float(total[0]) / whole, float(total[1]) / whole
    unplaced = (float(total[0]) + float(total[3])) / whole - a
    return a - b - unplaced, a - b + unplaced


def _row(
    definition: Definition,
    figures: tuple[float, float, float],
    limits: tuple[float, float, float],
    ends: tuple[float, float],
    unknown: float,
    n: int,
    flags: set[str],
    same: list[str],
) -> DefinitionRow:
    """A row from shares and lead, interval and frequency, and bounds; NaN is not known."""
    lonely, known = bool({"one_unit", "zero_cell"} & flags), not np.isnan(figures[2])
    code = definition.hash
    # The region holds the value by algebra; the last bit of a sum must not say otherwise.
    low_end, high_end = (min(ends[0], figures[2]), max(ends[1], figures[2])) if known else (np.nan, np.nan)
    return DefinitionRow(
        fingerprint=f"{definition.indicator.name}@{code}",
        hash=code,
        choices=dict(definition.choices),
        a=null_if_nan(figures[0]),
        b=null_if_nan(figures[1]),
        unknown=null_if_nan(unknown),
        lead=null_if_nan(figures[2]),
        low=None if lonely else null_if_nan(limits[0]),
        high=None if lonely else null_if_nan(limits[1]),
        bound_low=null_if_nan(low_end),
        bound_high=null_if_nan(high_end),
        lead_frequency=null_if_nan(limits[2]) if known and not lonely else None,
        n=n,
        flags=checked_flags(flags),
        same_as=len(same),
        equals=tuple(same),
    )


def _chained(
    definitions: list[Definition], months: list[ChainedMonth], twins: list[list[str]]
) -> list[DefinitionRow]:
    """Rows of chained panels."""
    if not definitions:
        return []
    draws = np.column_stack([month.drawn[:, 0] - month.drawn[:, 1] for month in months])
    lead = np.array([month.shares[0] - month.shares[1] for month in months])
    low, high, unstable = percentile_limits(draws, lead, LEVEL)
    frequency = lead_frequency(draws)
    rows = []
    for i, (definition, month, same) in enumerate(zip(definitions, months, twins, strict=True)):
        flags = {*month.flags, *({"unstable"} if unstable[i] and not month.is_lonely else ())}
        figures = (float(month.shares[0]), float(month.shares[1]), float(lead[i]))
        limits = (float(low[i]), float(high[i]), float(frequency[i]))
        rows.append(_row(definition, figures, limits, month.bounds, month.unknown, month.n, flags, same))
    return rows
