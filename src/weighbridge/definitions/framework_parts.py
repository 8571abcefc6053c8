"""The estimate of framework classes: parts of all models, with makers as units."""

from __future__ import annotations

import numpy as np

from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.proportions import proportion

CLASSES = ("class_i", "class_ii", "class_iii", "none_of_them")


def part_by_class(run: Run) -> Estimated:
    """Each class's part of the models of the newest entry of each month."""
    column = run.cube.text("month")
    months = run.query.months(column.occurring)
    rows: list[Row] = []
    notes: list[str] = []
    for month in months:
        cells = _newest(run.cube.where(column.equals(month)))
        best = cells.text("best_class" if run.definition["terms"] == "weighed" else "best_by_parts")
        held = {name: best.equals(name.removesuffix("_of_them")) for name in CLASSES}
        sizes = _makers(cells)
        for name in run.query.shown(CLASSES):
            yes = int(held[name].sum())
            found = proportion(yes, cells.size - yes, family_sizes=sizes)
            limits = (found.value, found.low, found.high, found.bound_low, found.bound_high)
            rows.append(Row(month, name, *limits, found.n, checked_flags(set(found.flags))))
        notes = _notes(cells, held["class_i"])
    return Estimated(tuple(rows), tuple(notes))


def _newest(cells: Cube) -> Cube:
    days = cells.text("judged_on")
    return cells.where(days.equals(days.occurring[-1]))


def _makers(cells: Cube) -> np.ndarray:
    """Models of each maker; one without a maker stands for itself."""
    makers = cells.text("maker")
    named = np.bincount(makers.codes[~makers.empty]) if (~makers.empty).any() else np.zeros(0)
    return np.concatenate([named[named > 0], np.ones(int(makers.empty.sum()))]).astype(np.float64)


def _notes(cells: Cube, is_first: np.ndarray) -> list[str]:
    systems = cells.text("system")
    first = sorted(systems.labels[code] for code in systems.codes[is_first])
    return [
        f"Of {cells.size} models {len(first)} have enough parts for class I: {', '.join(first)}.",
        "Whether each part bears a licence that fits it is not held; the tool's own class can be lower.",
    ]
