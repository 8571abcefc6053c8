"""The estimate of new models per month of creation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from weighbridge.definitions.adoption import Selection, select
from weighbridge.definitions.counts import count_table
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.estimators import rows_of
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.wording import month_name


def new_models(run: Run) -> Estimated:
    """Models created in each month, by group; the capture's own month is partial."""
    selection = select(run.cube, run.definition, run.query, run.units)
    segments = count_table(selection, run.definition, run.matrix, watched=False)
    shown = run.query.shown(selection.groups)
    rows = rows_of(selection, segments, shown, [])
    last = captured_in(run.cube, selection)
    rows = tuple(_partial(row) if row.month == last else row for row in rows)
    return Estimated(rows, (coverage_note(selection, last),))


def captured_in(cube: Cube, selection: Selection) -> str:
    """The month in which the newest capture was taken: it was not over yet."""
    listed = cube.text("list_id").among(tuple(set(selection.lists)))
    column = cube.text("captured_on")
    return max(column.labels[code] for code in np.unique(column.codes[listed]))[:7]


def _partial(row: Row) -> Row:
    return replace(row, flags=tuple(sorted({*row.flags, "partial_period"})))


def coverage_note(selection: Selection, last: str) -> str:
    """What the newest capture dates, and what it cannot."""
    counted = int(selection.value.sum())
    lists = ", ".join(sorted(set(selection.lists)))
    return (
        f"{counted:,} dated models of {lists}, captured in {month_name(last)}; "
        "what was deleted before, or has no date, is not counted."
    )
