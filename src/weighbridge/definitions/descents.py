"""Estimates over models by their ancestry: derivatives per base, reach by distance, independence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from weighbridge.definitions.adoption import Selection, kept, of_list, select, window_of
from weighbridge.definitions.columns import Mask
from weighbridge.definitions.counts import count_table
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.estimators import largest, rows_of
from weighbridge.definitions.notes import list_notes
from weighbridge.definitions.result import NONE, UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.clusters import cluster_flags
from weighbridge.statistics.resampling import effective_units, percentile_limits, weighted_totals

_RELATIONS = {
    "finetune": ("finetune",),
    "no_quantised": ("finetune", "adapter", "merge", "unspecified"),
    "adapter": ("adapter",),
}
LEAST = 5
MOSTLY = 0.5


def derivatives_of_bases(run: Run) -> Estimated:
    """Direct derivatives of each group's models on a capture."""
    cube, definition = run.cube, run.definition
    relation, records = cube.text("relation"), cube.flags["has_publisher"] == 1
    chosen = definition.get("relation", "all")
    mask = relation.among(_RELATIONS[chosen]) if chosen != "all" else relation.equals("all") | records
    if definition.get("automatic", "set_apart") == "set_apart":
        mask &= cube.flags["is_automatic"] == 0
    # A listing without such a derivative counts none; a hub's count that was not split is not known.
    rows, notes = _totals(run, mask, records)
    listings = frozenset(cube.text("list_id").labels[i] for i in set(cube.text("list_id").codes[records]))
    lists = _lists(run)
    lower = {month for month, list_id in lists.items() if list_id in listings}
    if lower & {row.month for row in rows}:
        notes.append("A listing holds part of the derivatives there are: its counts are lower limits.")
    return Estimated(tuple(_at_least(row) if row.month in lower else row for row in rows), tuple(notes))


def _lists(run: Run) -> dict[str, str]:
    """The list that stands for each month."""
    cells = run.cube.where(of_list(run.cube, run.definition))
    months, lists = cells.text("month"), cells.text("list_id")
    pairs = set(zip(months.codes.tolist(), lists.codes.tolist(), strict=True))
    return {months.labels[month]: lists.labels[name] for month, name in pairs}


def _at_least(row: Row) -> Row:
    return replace(row, flags=tuple(sorted({*row.flags, "at_least"})))


def reach(run: Run) -> Estimated:
    """Listed models that descend from each group's roots, at the distance asked for."""
    column = run.cube.text("distance")
    asked = run.definition.get("distance", "any")
    wanted = tuple(name for name in column.labels if name not in ("0", "unknown"))
    mask = column.among(wanted if asked == "any" else (asked,))
    rows, notes = _totals(run, mask, np.ones(run.cube.size, dtype=bool))
    return Estimated(tuple(_at_least(row) for row in rows), tuple(notes))


def _totals(run: Run, mask: Mask, zeros: Mask) -> tuple[list[Row], list[str]]:
    """Totals of some cells, with the weights of the whole indicator; those of ``zeros`` count, as none."""
    cells = run.cube.where(mask | zeros)
    taken = mask[mask | zeros]
    cells = replace(cells, counts={name: value * taken for name, value in cells.counts.items()})
    selection = select(cells, run.definition, run.query, run.units)
    segments = count_table(selection, run.definition, run.matrix, watched=False)
    shown, notes = largest(run.query, selection, segments)
    return list(rows_of(selection, segments, shown, [])), [*notes, *list_notes(selection)]


def own_roots(run: Run) -> Estimated:
    """Of each group's new models, the part whose root of the weights is the group's own."""
    selection = select(run.cube, run.definition, run.query, run.units, by_cell=True)
    kept = _kept(run)
    own, foreign, unknown = _sides(run, kept)
    shown = [group for group in run.query.shown(selection.groups) if group not in (UNKNOWN, NONE)]
    rows = [
        _independence(run, selection, month, group, (own, foreign, unknown))
        for month in range(len(selection.months))
        for group in shown
    ]
    left = float(selection.value[unknown].sum())
    total = float(selection.value.sum())
    note = (
        f"Of {left / total * 100:.0f} % of the models nobody knows the root."
        if total
        else "No model is counted."
    )
    return Estimated(tuple(rows), (note,))


def _kept(run: Run) -> Cube:
    """The cells the selection was made of, in its order."""
    window = window_of(run.cube, run.definition, run.query).cube
    return window.where(kept(window, run.definition))


def _sides(run: Run, cells: Cube) -> tuple[Mask, Mask, Mask]:
    """Whether each cell's root is of its publisher's own place or maker, of another, or not known."""
    owner = "owner_" if run.definition.get("accounts", "as_listed") == "parents_merged" else ""
    if run.definition.get("own", "country") == "maker":
        name = "owner_id" if owner else "organisation_id"
        mine, root = cells.text(name), cells.text(f"root_{name}")
        known = ~root.empty
    else:
        mine, root = cells.text(f"{owner}country"), cells.text(f"root_{owner}country")
        known = ~root.equals("XX")
    at = {label: i for i, label in enumerate(mine.labels)}
    into = np.array([at.get(label, -2) for label in root.labels] or [-2])
    same = (np.where(root.codes < 0, -2, into[root.codes]) == mine.codes) & known
    return same, known & ~same, ~known


def _independence(
    run: Run, selection: Selection, month: int, group: str, sides: tuple[Mask, Mask, Mask]
) -> Row:
    """One month and group: own over known, resampled by publisher; the unknown bounds it."""
    mine = (selection.month == month) & (selection.group == selection.groups.index(group))
    units, at = np.unique(selection.unit[mine], return_inverse=True)
    masses = np.zeros((units.size, 3))
    for side, mask in enumerate(sides):
        masses[:, side] = np.bincount(at, weights=selection.value[mine] * mask[mine], minlength=units.size)
    own, foreign, unknown = (float(part) for part in masses.sum(axis=0))
    known, total = own + foreign, own + foreign + unknown
    flags = _flags(masses, known, total)
    if known <= 0:
        bounds = (0.0, 1.0) if total else (None, None)
        return Row(
            selection.months[month], group, None, None, None, *bounds, units.size, tuple(sorted(flags))
        )
    low, high = None, None
    if not flags & {"one_unit", "small_n", "zero_cell"}:
        drawn = weighted_totals(run.weights(units), masses)
        sums = drawn[:, 0] + drawn[:, 1]
        part = np.divide(drawn[:, 0], sums, out=np.full(sums.size, np.nan), where=sums > 0)
        limits = percentile_limits(part[:, None], np.array([own / known]))
        low, high = (None if np.isnan(limit[0]) else float(limit[0]) for limit in limits[:2])
        flags |= {"unstable"} if bool(limits[2][0]) else set()
    return Row(
        selection.months[month],
        group,
        own / known,
        low,
        high,
        own / total,
        (own + unknown) / total,
        units.size,
        tuple(sorted(flags)),
    )


def _flags(masses: np.ndarray, known: float, total: float) -> set[str]:
    """What stands against a part of a group's models."""
    by_unit = masses[:, :2].sum(axis=1)
    count = int((by_unit > 0).sum())
    flags: set[str] = set()
    if total < LEAST:
        flags.add("small_n")
    if known < MOSTLY * total:
        flags.add("thin_coverage")
    if count <= 1:
        flags.add("one_unit")
    else:
        flags |= cluster_flags(float(effective_units(by_unit)))
    sums = masses[:, :2].sum(axis=0)
    if count > 1 and (sums == 0).any():
        flags.add("zero_cell")
    return flags
