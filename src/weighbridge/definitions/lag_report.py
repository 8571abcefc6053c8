"""How far behind one side is, with every record and wait behind the figures: what the page of lags shows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from weighbridge.definitions.capability import Scores
from weighbridge.definitions.capability_cells import PLACES, IndexCells
from weighbridge.definitions.columns import Mask
from weighbridge.definitions.lags import METHODS, NAMES, side_of
from weighbridge.statistics.estimate import Estimate
from weighbridge.statistics.lag import (
    DAYS_PER_MONTH,
    catch_up,
    frontier_gap,
    frontiers,
    measured,
    sides_of,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A day on which the side ahead rose: which model, and how long the other side took to reach it.

    ``months`` is the time waited so far where ``by`` is empty.
    """

    model: str
    day: str
    value: float
    months: float
    by: str


@dataclass(frozen=True, slots=True)
class LagReport:
    """The lag of one side behind another as of a day, by every method, in months and in points."""

    a: str
    b: str
    as_of: str
    vintage: str
    models: int
    best_a: tuple[str, float]
    best_b: tuple[str, float]
    months: Mapping[str, Estimate]
    points: Estimate
    records: tuple[Record, ...]

    @property
    def names(self) -> tuple[str, str]:
        """Both sides in words."""
        return NAMES[self.a], NAMES[self.b]

    @property
    def unfinished(self) -> int:
        """Records not reached yet."""
        return sum(not record.by for record in self.records)


def cells_of_scores(scores: Scores) -> IndexCells:
    """The models with a release day, values and draws of one vintage."""
    cells = IndexCells(
        scores.fitted_on,
        scores.model,
        tuple(PLACES.get(code, code) for code in scores.country),
        scores.openness,
        scores.day,
        np.vstack([scores.value, scores.draws]),
        {},
    )
    return cells.where(np.isfinite(cells.day))


def lag_report(cells: IndexCells, a: str, b: str, as_of: str | None = None) -> LagReport | None:
    """Every method for two sides, as of a day or of the newest release; None where a side has no model."""
    day = datetime.date.fromisoformat(as_of).toordinal() if as_of else float(np.max(cells.day, initial=0.0))
    sides = sides_of(cells.day, side_of(cells, a), side_of(cells, b), day)
    if not sides.leader.any() or not sides.lagger.any():
        return None
    edges = frontiers(sides, cells.values)
    estimates = {name: measured(method, edges, day, sides.models) for name, method in METHODS.items()}
    found = catch_up(sides, cells.values[0])
    records = tuple(
        Record(
            _first_with(cells, sides.leader, when, value),
            datetime.date.fromordinal(int(when)).isoformat(),
            float(value),
            float(wait) / DAYS_PER_MONTH,
            _first_to_reach(cells, sides.lagger, value) if caught else "",
        )
        for when, value, wait, caught in zip(
            found.day, found.score, found.wait_days, found.caught, strict=True
        )
    )
    return LagReport(
        a,
        b,
        datetime.date.fromordinal(int(day)).isoformat(),
        cells.vintage,
        sides.models,
        _best(cells, sides.leader),
        _best(cells, sides.lagger),
        estimates,
        measured(frontier_gap, edges, day, sides.models),
        records,
    )


def _best(cells: IndexCells, side: Mask) -> tuple[str, float]:
    own = np.flatnonzero(side)
    at = own[np.argmax(cells.values[0, own])]
    return cells.model[at], float(cells.values[0, at])


def _first_with(cells: IndexCells, side: Mask, day: float, value: float) -> str:
    at = np.flatnonzero(side & (cells.day == day) & (cells.values[0] == value))
    return cells.model[at[0]]


def _first_to_reach(cells: IndexCells, side: Mask, value: float) -> str:
    there = np.flatnonzero(side & (cells.values[0] >= value))
    return cells.model[there[np.argmin(cells.day[there])]]
