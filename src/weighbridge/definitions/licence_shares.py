"""The estimate of a licence class's part: Wilson over families, the unread tags as bounds."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.adoption import grouped, kept, of_list, present
from weighbridge.definitions.columns import Labelled, Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import NONE, UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.wording import group_name, points
from weighbridge.statistics.estimate import Estimate
from weighbridge.statistics.proportions import newcombe, proportion, wilson
from weighbridge.statistics.resampling import effective_units


def licence_part(run: Run) -> Estimated:
    """Parts of each month's models by licence class, or each group's part of one class."""
    cells = _cells(run)
    column = cells.text("month")
    months = run.query.months(column.occurring)
    rows: list[Row] = []
    for month in months:
        inside = cells.where(column.equals(month))
        rows += (
            _by_class(run, inside, month) if run.query.group_by == "class" else _by_group(run, inside, month)
        )
    notes = [] if run.query.group_by == "class" else _differences(run, cells, months)
    told = with_list_flags(cells, rows, months)
    if run.definition["cohort"] == "year":
        # The year of the newest list is not over: its last month lies ahead.
        newest = max(run.cube.text("month").labels)
        told = [
            replace(row, flags=checked_flags({*row.flags, "partial_period"})) if row.month > newest else row
            for row in told
        ]
    return Estimated(tuple(told), tuple(notes))


def _differences(run: Run, cells: Cube, months: tuple[str, ...]) -> list[str]:
    """The difference between the two largest groups, month by month, with Newcombe's interval."""
    if run.definition["cohort"] != "year":
        return []
    column = grouped(cells, run.definition, run.query.group_by)
    sizes = np.bincount(column.codes, weights=cells.counts["models"], minlength=len(column.labels))
    order = [int(i) for i in np.argsort(-sizes) if column.labels[int(i)] not in (NONE, UNKNOWN)]
    return [
        said
        for month in months
        if len(order) > 1 and (said := _difference(run, cells, month, (order[0], order[1]), column))
    ]


def _difference(run: Run, cells: Cube, month: str, pair: tuple[int, int], column: Labelled) -> str:
    counts = []
    for code in pair:
        inside = cells.where((column.codes == code) & cells.text("month").equals(month))
        known = ~inside.text("licence_class").equals(UNKNOWN)
        yes = inside.text("licence_class").equals(run.definition["licence"])
        models, sizes = inside.counts["models"], family_sizes_of(inside, known)
        counts.append((float(models[yes].sum()), float(models[known].sum()), sizes))
    if min(total for _, total, _ in counts) < 5:
        return ""
    (yes_1, all_1, sizes_1), (yes_0, all_0, sizes_0) = counts
    found = newcombe(
        yes_1,
        all_1,
        yes_0,
        all_0,
        effective_1=float(effective_units(sizes_1)),
        effective_0=float(effective_units(sizes_0)),
    )
    if found.value is None or found.low is None or found.high is None:
        return ""
    first, second = (group_name(column.labels[code], run.query.group_by) for code in pair)
    return (
        f"{month[:4]}: {first} minus {second} {points(found.value)} [{points(found.low)} to "
        f"{points(found.high)}], {yes_1:.0f} of {all_1:.0f} and {yes_0:.0f} of {all_0:.0f} models."
    )


def _cells(run: Run) -> Cube:
    """The definition's cells, each under the month its cohort puts it in."""
    cube = run.cube.where(of_list(run.cube, run.definition))
    cube = cube.where(kept_models(cube, run))
    if run.definition["cohort"] == "listed":
        return cube
    newest = cube.text("month").codes.max(initial=0)
    cube = cube.where((cube.text("month").codes == newest) & ~cube.text("created_month").empty)
    month = cube.text("created_month")
    if run.definition["cohort"] == "year":
        month = month.renamed({label: f"{label[:4]}-12" for label in month.labels})
    return replace(cube, texts={**cube.texts, "month": month})


def kept_models(cube: Cube, run: Run) -> Mask:
    """The cells of the definition's population, size and copies; models count, not downloads."""
    counted = {**run.definition.choices, "measure": "models"}
    return kept(cube, replace(run.definition, choices=counted))


def _families(cube: Cube) -> NDArray[np.int64]:
    """The family of each cell; a model in no family stands with its organisation's others."""
    family, unit = cube.text("family_id"), cube.text("unit")
    return np.where(family.empty, unit.codes.astype(np.int64) + len(family.labels), family.codes)


def family_sizes_of(cube: Cube, mask: Mask) -> NDArray[np.float64]:
    """Models of each family among the cells of a mask."""
    _, at = np.unique(_families(cube)[mask], return_inverse=True)
    return np.bincount(at, weights=cube.counts["models"][mask]).astype(np.float64)


def _by_class(run: Run, cube: Cube, month: str) -> list[Row]:
    column = cube.text("licence_class")
    models = cube.counts["models"]
    total = float(models.sum())
    unknown = float(models[column.equals(UNKNOWN)].sum())
    sizes = family_sizes_of(cube, np.ones(cube.size, dtype=bool))
    effective = float(effective_units(sizes)) if sizes.size else 0.0
    classes = run.query.shown(_classes(column))
    rows = []
    for name in classes:
        count = float(models[column.equals(name)].sum())
        if total < 5:
            rows.append(Row(month, name, None, n=int(sizes.size), flags=("small_n",)))
            continue
        interval = wilson(count, total, effective=effective)
        top = count if name == UNKNOWN else count + unknown
        flags = {"few_clusters"} if effective < 5 else set[str]()
        rows.append(
            Row(
                month,
                name,
                count / total,
                interval.low,
                interval.high,
                count / total,
                top / total,
                int(sizes.size),
                checked_flags(flags),
            )
        )
    return rows


def _classes(column: Labelled) -> tuple[str, ...]:
    order = ("permissive", "conditional", "non_commercial", "undeclared", UNKNOWN)
    return tuple(name for name in order if name in column.labels) or (UNKNOWN,)


def _by_group(run: Run, cube: Cube, month: str) -> list[Row]:
    column = grouped(cube, run.definition, run.query.group_by)
    groups = those_present(run, list(present(column)))
    return [_row(run, cube.where(column.equals(group)), month, group) for group in groups]


def those_present(run: Run, groups: list[str]) -> list[str]:
    """The groups asked for that the month has; a group missing from one month is no error."""
    if not run.query.only:
        return groups
    wanted = {name.casefold() for name in run.query.only}
    return [group for group in groups if group.casefold() in wanted]


def _row(run: Run, cube: Cube, month: str, group: str) -> Row:
    wanted = run.definition["licence"]
    column = cube.text("licence_class")
    models = cube.counts["models"]
    unread = column.equals(UNKNOWN)
    yes, unknown = int(models[column.equals(wanted)].sum()), int(models[unread].sum())
    known = int(models.sum()) - unknown
    found: Estimate = proportion(yes, known - yes, unknown, family_sizes=family_sizes_of(cube, ~unread))
    return Row(
        month,
        group,
        found.value,
        found.low,
        found.high,
        found.bound_low,
        found.bound_high,
        found.n,
        checked_flags(set(found.flags)),
    )


def with_list_flags(cube: Cube, rows: list[Row], months: tuple[str, ...]) -> list[Row]:
    """``new_list`` in the first month of another list than the month before."""
    if not rows and months:
        raise UsageError("None of these groups has a model in these months. Leave --only out to see all.")
    lists = {}
    for month in months:
        at = np.flatnonzero(cube.text("month").equals(month))
        lists[month] = cube.text("list_id").codes[at[0]] if at.size else None
    fresh = {b for a, b in pairwise(months) if lists[a] != lists[b]}
    return [
        replace(row, flags=checked_flags({*row.flags, "new_list"})) if row.month in fresh else row
        for row in rows
    ]
