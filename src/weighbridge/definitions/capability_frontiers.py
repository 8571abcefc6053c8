"""Estimators of the best model so far: of a group, and within a budget."""

from __future__ import annotations

import numpy as np

from weighbridge.definitions.capability_cells import (
    NO_SCORES,
    IndexCells,
    drawn_row,
    fitted_models,
    index_cells,
    month_end,
    months_between,
)
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats, Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run

BUDGETS: dict[str, dict[str, tuple[float, str]]] = {
    "parameters": {
        "small": (10e9, "10 billion parameters"),
        "medium": (40e9, "40 billion parameters"),
        "large": (150e9, "150 billion parameters"),
    },
    "active_parameters": {
        "small": (5e9, "5 billion active parameters"),
        "medium": (15e9, "15 billion active parameters"),
        "large": (40e9, "40 billion active parameters"),
    },
    "training_flop": {
        "small": (1e23, "10²³ operations of training"),
        "medium": (1e24, "10²⁴ operations of training"),
        "large": (1e25, "10²⁵ operations of training"),
    },
}

RESOURCES = {
    "parameters": "size",
    "active_parameters": "active size",
    "training_flop": "training compute",
}


def lacks_models(definition: Definition, cube: Cube) -> str:
    """What a definition lacks: models of the openness asked for, with a release day, within the budget."""
    cells = fitted_models(cube)
    if cells is None:
        return NO_SCORES
    option = definition.get("openness", "any")
    kept = _of_openness(cells, option)
    if "resource" in definition.choices and kept.model:
        within, words = _within(kept, definition["resource"], definition["budget"])
        kept = kept.where(within)
        words = f" whose {RESOURCES[definition['resource']]} is known and keeps within {words}"
    else:
        words = ""
    kind = "" if option == "any" else f" with {option} weights"
    return "" if kept.model else f"the index holds no dated model{kind}{words}."


def best_so_far(run: Run) -> Estimated:
    """The highest index value of each group's models released by the end of each month."""
    cells = _of_openness(index_cells(run.cube), run.definition.get("openness", "any"))
    return _frontier(run, cells, _undated(cells))


def best_within(run: Run) -> Estimated:
    """The highest value of each group's models that keep within a budget, month by month."""
    cells = _of_openness(index_cells(run.cube), run.definition.get("openness", "any"))
    resource, budget = run.definition["resource"], run.definition["budget"]
    known = np.isfinite(cells.sizes[resource])
    notes = [
        *_undated(cells),
        f"{int((~known).sum())} of {known.size} models, of unknown {RESOURCES[resource]}, are left out.",
        *_pareto(cells.where(known), resource),
    ]
    return _frontier(run, cells.where(_within(cells, resource, budget)[0]), notes)


def _within(cells: IndexCells, resource: str, budget: str) -> tuple[Mask, str]:
    """Which models keep within a budget, and the budget in words."""
    most, words = BUDGETS[resource].get(budget, (np.inf, "any budget"))
    return cells.sizes[resource] <= most, words


def _of_openness(cells: IndexCells, option: str) -> IndexCells:
    if option == "any":
        return cells
    return cells.where(np.array([held == option for held in cells.openness], dtype=bool))


def _undated(cells: IndexCells) -> list[str]:
    lost = int(np.isnan(cells.day).sum())
    return [f"{lost} models without a release day are left out."] if lost else []


def _frontier(run: Run, cells: IndexCells, notes: list[str]) -> Estimated:
    dated = cells.where(np.isfinite(cells.day))
    labels = dated.country if run.query.group_by == "country" else dated.openness
    groups = sorted(set(labels), key=lambda name: (name == UNKNOWN, name))
    months = months_between(dated.day.min(), dated.day.max(), run.query)
    rows: list[Row] = []
    shown = run.query.shown(groups)
    for group in shown:
        own = dated.where(np.array([label == group for label in labels], dtype=bool))
        rows += _rows(own, group, months)
    rows.sort(key=lambda row: (row.month, groups.index(row.group)))
    return Estimated(tuple(rows), (*_leaders(dated, labels, shown), *notes, f"Fit of {cells.vintage}."))


def _rows(cells: IndexCells, group: str, months: tuple[str, ...]) -> list[Row]:
    order = np.argsort(cells.day, kind="stable")
    day, values = cells.day[order], cells.values[:, order]
    best = np.maximum.accumulate(np.where(np.isnan(values), -np.inf, values), axis=1)
    found = []
    for month in months:
        count = int(np.searchsorted(day, month_end(month), side="right"))
        if count:
            found.append(drawn_row(month, group, _finite(best[:, count - 1]), count))
    return found


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def _leaders(cells: IndexCells, labels: tuple[str, ...], groups: tuple[str, ...]) -> list[str]:
    """Which model carries each group's newest value."""
    said = []
    for group in groups:
        own = [i for i, label in enumerate(labels) if label == group and group != UNKNOWN]
        if own:
            best = max(own, key=lambda i: cells.values[0, i])
            said.append(f"{group} {cells.model[best]} ({cells.values[0, best]:.1f})")
    return [f"Best of each group: {', '.join(said)}."] if said else []


def _pareto(cells: IndexCells, resource: str) -> list[str]:
    """The models that none of equal or smaller size surpasses: the efficient frontier."""
    size, value = cells.sizes[resource], cells.values[0]
    order = np.lexsort((-value, size))
    kept, best = [], -np.inf
    for i in order:
        if value[i] > best:
            best = value[i]
            kept.append(f"{cells.model[i]} ({_amount(float(size[i]), resource)}, {value[i]:.1f})")
    return [f"Not surpassed by any smaller one: {', '.join(kept)}."] if kept else []


def _amount(size: float, resource: str) -> str:
    return f"{size:.1e} operations" if resource == "training_flop" else f"{size / 1e9:.3g} B"
