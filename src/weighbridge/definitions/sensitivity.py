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
from weighbridge.definitions.adoption import Selection
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.grid import Grid, Owed, comparable, grid_of
from weighbridge.definitions.leads import Lead, lead_in
from weighbridge.definitions.months import SIDES, ListRun, ListRuns, MonthSums, distinct_sums
from weighbridge.definitions.query import Query
from weighbridge.definitions.run import Run
from weighbridge.definitions.shares import estimate_shares
from weighbridge.statistics.arrays import null_if_nan
from weighbridge.statistics.definitions import Curve, curve
from weighbridge.statistics.resampling import FEW_CLUSTERS, LEVEL, effective_units, percentile_limits

FEW_DRAWS = 2
WARNING = (
    "Definitions are no sample: the part of them on one side is not a probability, adding near-copies "
    "of an option changes it, and a count of definitions is no evidence by itself."
)


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """One definition: choices, fingerprint (all twelve digits), both shares, the lead with its limits.

    ``same_as`` counts other combinations that come to the very same cells and are counted here once.
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

    def as_dict(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        body = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return body | {"choices": dict(self.choices), "flags": list(self.flags)}


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
    found = _rows(one, run, grid, (group_a, group_b), month)
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
        len(grid.valid) - len(found),
        drawn,
    )


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
    plain = [choices for choices in ordered if choices.get("panel", "all") != "chained"]
    chained = [choices for choices in ordered if choices.get("panel", "all") == "chained"]
    runs = ListRuns(run, pair, month)
    definitions, sums, twins = distinct_sums(run, runs, plain)
    rows = _estimated(run, definitions, sums, twins) if definitions else []
    return rows + _chained(run, runs, chained, pair)


def _estimated(
    run: Run, definitions: list[Definition], sums: list[MonthSums], twins: list[int]
) -> list[DefinitionRow]:
    """Rows of the plain and constant panels: one product for the draws of all."""
    size = len(run.units)
    place = {id(item): item for item in sums}
    # Whole counts times whole weights stay exact in double precision, so a row equals the same figure
    # asked for alone to the last digit, whatever the order of the sums.
    stacked = np.zeros((size, SIDES * len(place)))
    for i, item in enumerate(place.values()):
        stacked[item.units, SIDES * i : SIDES * (i + 1)] = item.masses
    held = np.flatnonzero(stacked.any(axis=1))
    drawn = run.weights(held).astype(np.float64) @ stacked[held]
    at = {key: drawn[:, SIDES * i : SIDES * (i + 1)] for i, key in enumerate(place)}
    return [
        _row(definition, item, at[id(item)], same)
        for definition, item, same in zip(definitions, sums, twins, strict=True)
    ]


def _row(definition: Definition, item: MonthSums, drawn: NDArray[np.float64], same: int) -> DefinitionRow:
    excluded = definition.get("unattributed", "in_denominator") == "excluded"
    masses = item.masses
    total = masses.sum(axis=0)
    value, a, b = _lead_of(total[None, :], excluded)
    draws, _, _ = _lead_of(drawn, excluded)
    low, high, unstable = percentile_limits(draws[:, None], value, LEVEL)
    units = (masses[:, :2] > 0).sum(axis=0)
    lonely = {"one_unit"} if (units == 1).any() else {"zero_cell"} if (units == 0).any() else set[str]()
    counted = masses[:, :3].sum(axis=1) if excluded else masses.sum(axis=1)
    flags = {*item.flags, *lonely}
    flags |= {"few_clusters"} if float(effective_units(counted)) < FEW_CLUSTERS else set()
    flags |= {"unstable"} if unstable[0] and not lonely else set()
    whole, unplaced = float(total.sum()), float(total[3])
    lead = null_if_nan(float(value[0]))
    ends = _ends(total, whole, lead)
    frequency = float((draws > 0).mean() + (draws == 0).mean() / 2)
    return DefinitionRow(
        fingerprint=f"{definition.indicator.name}@{definition.hash}",
        hash=definition.hash,
        choices=dict(definition.choices),
        a=null_if_nan(float(a[0])),
        b=null_if_nan(float(b[0])),
        unknown=unplaced / whole if whole else None,
        lead=lead,
        low=None if lonely else null_if_nan(float(low[0])),
        high=None if lonely else null_if_nan(float(high[0])),
        bound_low=ends[0],
        bound_high=ends[1],
        lead_frequency=None if lonely or lead is None else frequency,
        n=int((counted > 0).sum()),
        flags=checked_flags(flags if lead is not None else {*flags, "not_covered"}),
        same_as=same,
    )


def _lead_of(
    totals: NDArray[np.float64], excluded: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Lead and both shares of rows of (A, B, other known, unknown)."""
    whole = totals[:, :3].sum(axis=1) if excluded else totals.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = totals[:, 0] / whole, totals[:, 1] / whole
    empty = whole <= 0
    a[empty], b[empty] = np.nan, np.nan
    return a - b, a, b


def _ends(total: NDArray[np.float64], whole: float, lead: float | None) -> tuple[float | None, float | None]:
    """All that is unplaced to B, then to A: shares of the whole, whatever the definition divides by."""
    if whole <= 0 or lead is None:
        return None, None
    a, b = float(total[0]) / whole, float(total[1]) / whole
    unplaced = (float(total[0]) + float(total[3])) / whole - a
    return min(a - b - unplaced, lead), max(a - b + unplaced, lead)


def _chained(
    run: Run, runs: ListRuns, choices: list[Mapping[str, str]], pair: tuple[str, str]
) -> list[DefinitionRow]:
    """Rows of chained panels, which need the whole run of captures of their list."""
    rows: list[DefinitionRow] = []
    seen: dict[bytes, int] = {}
    for given in choices:
        definition = Definition(run.definition.indicator, given)
        held = runs.of(definition)
        selection = held.selection(definition)
        key = _content(selection, pair, given.get("unattributed", ""))
        if key in seen:
            rows[seen[key]] = replace(rows[seen[key]], same_as=rows[seen[key]].same_as + 1)
            continue
        seen[key] = len(rows)
        rows.append(_of_lead(definition, _chained_lead(run, held, definition, selection, pair)))
    return rows


def _content(selection: Selection, pair: tuple[str, str], unattributed: str) -> bytes:
    """What a chained lead is computed from: equal for definitions that take the same cells the same way.

    Accounts and groups are numbered by occurrence, so that a longer list of names changes nothing.
    """
    numbered = [np.unique(codes, return_inverse=True)[1] for codes in (selection.account, selection.group)]
    sides = [(selection.group == selection.groups.index(name)) for name in pair if name in selection.groups]
    unplaced = selection.unknown is not None and bool((selection.group == selection.unknown).any())
    sides += [selection.group == selection.unknown] if unplaced else []
    parts = (selection.month, *numbered, *sides, selection.unit, selection.value)
    return b"".join(part.tobytes() for part in parts) + (unattributed.encode() if unplaced else b"")


def _chained_lead(
    run: Run, held: ListRun, definition: Definition, whole: Selection, pair: tuple[str, str]
) -> Lead:
    """The lead at the run's month. Chained backwards, it hangs on the later links alone.

    So only those are drawn; whether the chain drifts is a matter of the whole run and needs no draws.
    """
    since = min(held.at, len(held.months) - 2)
    late = held.selection(definition, since)
    (segment,) = estimate_shares(late, definition, run.weights)
    lead = lead_in(definition, late, segment, held.at - since, pair)
    (every,) = estimate_shares(whole, definition, lambda units: run.weights(units)[:FEW_DRAWS])
    steady = lead_in(definition, whole, every, held.at, pair)
    flags = {*lead.flags, *(set(steady.flags) & {"panel_break", "link_imputed"})}
    return replace(lead, flags=checked_flags(flags))


def _of_lead(definition: Definition, lead: Lead) -> DefinitionRow:
    return DefinitionRow(
        f"{definition.indicator.name}@{definition.hash}",
        definition.hash,
        dict(definition.choices),
        lead.a,
        lead.b,
        lead.unknown,
        lead.value,
        lead.low,
        lead.high,
        lead.bound_low,
        lead.bound_high,
        lead.lead_frequency,
        lead.n,
        lead.flags,
    )
