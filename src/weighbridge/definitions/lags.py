"""The estimate of a lag: every method side by side, in months, with the gap in points told beside it."""

from __future__ import annotations

import datetime

import numpy as np

from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.capability_cells import (
    NO_SCORES,
    IndexCells,
    fitted_models,
    index_cells,
    month_end,
    months_between,
)
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.lag import (
    HORIZON_MONTHS,
    CatchUp,
    Frontiers,
    Measure,
    Sides,
    catch_up,
    catch_up_mean,
    catch_up_median,
    frontier_gap,
    frontier_pace,
    frontiers,
    horizontal_gap,
    horizontal_gap_at_release,
    measured,
    sides_of,
    slope_gap,
)

METHODS: dict[str, Measure] = {
    "catch_up_median": catch_up_median,
    "catch_up_mean": catch_up_mean,
    "horizontal": horizontal_gap,
    "horizontal_at_release": horizontal_gap_at_release,
    "slope": slope_gap,
}
"""Methods in months; the frontier difference in points is told in a note and by `frontier_lead`."""
SIDES: dict[str, tuple[str | None, str | None]] = {
    "us": ("US", None),
    "cn": ("CN", None),
    "open": (None, "open"),
    "closed": (None, "closed"),
    "us_open": ("US", "open"),
    "cn_open": ("CN", "open"),
    "us_closed": ("US", "closed"),
    "cn_closed": ("CN", "closed"),
    "fr": ("FR", None),
}
"""Country and openness of each side one can ask for."""
NAMES = {
    "us": "the United States",
    "cn": "China",
    "fr": "France",
    "open": "open weights",
    "closed": "closed weights",
    "us_open": "American open weights",
    "cn_open": "Chinese open weights",
    "us_closed": "American closed weights",
    "cn_closed": "Chinese closed weights",
}
MONTHS_SHOWN = 36


def overlaps(a: str, b: str) -> bool:
    """Whether a model can be on both sides."""
    return all(x is None or y is None or x == y for x, y in zip(SIDES[a], SIDES[b], strict=True))


def lacks_side(definition: Definition, cube: Cube) -> str:
    """Which side has no dated model on the index; empty where both have one."""
    cells = fitted_models(cube)
    if cells is None:
        return NO_SCORES
    for name in (definition["a"], definition["b"]):
        if not side_of(cells, name).any():
            return f"the index holds no dated model of {NAMES[name]}: that side has no frontier."
    return ""


def lag_by_method(run: Run) -> Estimated:
    """How many months one side is behind the other, by each method, as of the end of each month."""
    cells, sides = _cells_and_sides(run)
    edges = frontiers(sides, cells.values)
    months = months_between(_first_day(sides), float(np.nanmax(cells.day)), run.query)
    if run.query.month_from is None:
        months = months[-MONTHS_SHOWN:]
    shown = run.query.shown(tuple(METHODS))
    rows = []
    for month in months:
        as_of = month_end(month)
        until = edges.until(as_of)
        if not until.day.size:
            continue
        there = sides_of(cells.day, sides.leader, sides.lagger, as_of)
        for method in shown:
            rows.append(_row(month, method, until, as_of, there))
    return Estimated(tuple(rows), tuple(_notes(run, cells, sides, edges, months[-1])))


def gap_in_points(run: Run) -> Estimated:
    """The leader's best value minus the lagger's as of the end of each month."""
    cells, sides = _cells_and_sides(run)
    edges = frontiers(sides, cells.values)
    months = months_between(_first_day(sides), float(np.nanmax(cells.day)), run.query)
    rows = []
    for month in months:
        as_of = month_end(month)
        until = edges.until(as_of)
        models = sides_of(cells.day, sides.leader, sides.lagger, as_of).models
        rows.append(_told(month, "all", frontier_gap, until, as_of, models))
    return Estimated(tuple(rows), tuple(_notes(run, cells, sides, edges, months[-1])))


def _cells_and_sides(run: Run) -> tuple[IndexCells, Sides]:
    cells = index_cells(run.cube)
    cells = cells.where(np.isfinite(cells.day))
    a, b = run.definition["a"], run.definition["b"]
    leader, lagger = side_of(cells, a), side_of(cells, b)
    if run.definition["unplaced"] == "to_lagger":
        lagger |= _unplaced(cells, a, b) & ~leader
    return cells, sides_of(cells.day, leader, lagger, float(np.nanmax(cells.day)))


def side_of(cells: IndexCells, name: str) -> Mask:
    """The models of a side."""
    country, openness = SIDES[name]
    return np.array(
        [
            country in (None, place) and openness in (None, access)
            for place, access in zip(cells.country, cells.openness, strict=True)
        ],
        dtype=bool,
    )


def _unplaced(cells: IndexCells, a: str, b: str) -> Mask:
    """Models whose country or openness is not known, where the sides ask for it."""
    asks = [any(SIDES[name][i] for name in (a, b)) for i in (0, 1)]
    return np.array(
        [
            (asks[0] and place == UNKNOWN) or (asks[1] and access == UNKNOWN)
            for place, access in zip(cells.country, cells.openness, strict=True)
        ],
        dtype=bool,
    )


def _first_day(sides: Sides) -> float:
    """The first day on which both sides have a model."""
    return float(max(sides.day[sides.leader].min(), sides.day[sides.lagger].min()))


def _row(month: str, method: str, edges: Frontiers, as_of: float, sides: Sides) -> Row:
    return _told(month, method, METHODS[method], edges, as_of, sides.models)


def _told(month: str, group: str, measure: Measure, edges: Frontiers, as_of: float, models: int) -> Row:
    found = measured(measure, edges, as_of, models)
    return Row(
        month, group, found.value, found.low, found.high, None, None, models, checked_flags(set(found.flags))
    )


def _notes(run: Run, cells: IndexCells, sides: Sides, edges: Frontiers, month: str) -> list[str]:
    """What stands behind the newest month: records, the gap in points, who is on no side."""
    as_of = month_end(month)
    a, b = NAMES[run.definition["a"]], NAMES[run.definition["b"]]
    until = edges.until(as_of)
    there = sides_of(cells.day, sides.leader, sides.lagger, as_of)
    found = catch_up(there, cells.values[0])
    gap = measured(frontier_gap, until, as_of, there.models)
    notes = [_records_words(found, a, b), _gap_words(cells, there, gap.value, gap.low, gap.high, a, b)]
    pace = float(frontier_pace(until, as_of)[0])
    if np.isfinite(pace):
        notes.append(
            f"The records of {a} rose by {pace:.2f} points a month over the last {HORIZON_MONTHS:.0f} months."
        )
    out = int((_unplaced(cells, run.definition["a"], run.definition["b"]) & (cells.day <= as_of)).sum())
    if out:
        placed = "counted for " + b if run.definition["unplaced"] == "to_lagger" else "on neither side"
        notes.append(f"{out} models have no known country or openness: {placed} (--unplaced).")
    return [*notes, f"As of {datetime.date.fromordinal(int(as_of)).isoformat()}, fit of {cells.vintage}."]


def _records_words(found: CatchUp, a: str, b: str) -> str:
    caught = int(found.caught.sum())
    text = f"{found.day.size} records of {a}, {caught} reached by {b} so far"
    waiting = found.wait_days[~found.caught] / 365.25 * 12
    if waiting.size:
        text += f"; unfinished: {waiting.size}, waiting {waiting.min():.1f} to {waiting.max():.1f} months"
    return text + "."


def _gap_words(
    cells: IndexCells,
    sides: Sides,
    gap: float | None,
    low: float | None,
    high: float | None,
    a: str,
    b: str,
) -> str:
    named = []
    for name, side in ((a, sides.leader), (b, sides.lagger)):
        own = np.flatnonzero(side)
        best = own[np.argmax(cells.values[0, own])]
        named.append(f"{name} {cells.values[0, best]:.1f} ({cells.model[best]})")
    interval = "" if low is None or high is None else f" [{low:.1f}–{high:.1f}]"
    return f"Best of {' and best of '.join(named)}: {gap or 0:.1f} points apart{interval}."
