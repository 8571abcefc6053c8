"""The capability index of one vintage as arrays, from the cells an indicator reduced."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weighbridge.definitions.columns import Floats, Labelled
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.query import Query
from weighbridge.definitions.result import NONE, UNKNOWN, Row
from weighbridge.entities.capability_draws import FIT
from weighbridge.statistics.arrays import null_if_nan
from weighbridge.statistics.estimate import sorted_flags
from weighbridge.statistics.resampling import percentile_limits

PLACES = {"XX": UNKNOWN, "NONE": NONE}


@dataclass(frozen=True, slots=True, eq=False)
class IndexCells:
    """Models of the newest vintage: who made them, when, and their values.

    ``values`` has the shape (1 + draws, models): the fit itself, then the draws, NaN where one failed.
    ``day`` is the ordinal of the release, NaN where it is not known.
    """

    vintage: str
    model: tuple[str, ...]
    country: tuple[str, ...]
    openness: tuple[str, ...]
    day: Floats
    values: Floats
    sizes: dict[str, Floats]

    def where(self, keep: NDArray[np.bool_]) -> IndexCells:
        """Some of the models."""
        at = np.flatnonzero(keep)
        return IndexCells(
            self.vintage,
            tuple(self.model[i] for i in at),
            tuple(self.country[i] for i in at),
            tuple(self.openness[i] for i in at),
            self.day[at],
            self.values[:, at],
            {name: column[at] for name, column in self.sizes.items()},
        )


NO_SCORES = (
    "no scores of a capability index are stored. `weighbridge import epoch_eci_benchmarks FILE --as-of DATE` "
    "takes some."
)


def fitted_models(cube: Cube) -> IndexCells | None:
    """The models with a release day, as fitted, without draws; None where no index is stored."""
    held = cube.where(cube.counts["draw"] == FIT)
    if not held.size:
        return None
    cells = index_cells(held)
    return cells.where(np.isfinite(cells.day))


def index_cells(cube: Cube) -> IndexCells:
    """The newest vintage of a cube whose rows are models and draws."""
    vintage = max(cube.text("fitted_on").labels)
    held = cube.where(cube.text("fitted_on").equals(vintage))
    codes, first = np.unique(held.text("model").codes, return_index=True)
    place = np.searchsorted(codes, held.text("model").codes)
    draw = held.counts["draw"].astype(np.int64) - FIT
    values = np.full((int(draw.max()) + 1, codes.size), np.nan)
    values[draw, place] = held.counts["value"]
    texts = {name: _taken(held.text(name), first) for name in ("model", "country", "openness", "released_on")}
    sizes = ("parameters", "active_parameters", "training_flop")
    return IndexCells(
        vintage,
        texts["model"],
        tuple(PLACES.get(code, code) for code in texts["country"]),
        texts["openness"],
        np.array([ordinal(text) for text in texts["released_on"]]),
        values,
        {name: held.counts[name][first] for name in sizes if name in held.counts},
    )


def _taken(column: Labelled, rows: NDArray[np.intp]) -> tuple[str, ...]:
    return tuple("" if column.codes[i] < 0 else column.labels[column.codes[i]] for i in rows)


def ordinal(text: str) -> float:
    """An ISO day as a number of days; NaN for an empty text."""
    return float(datetime.date.fromisoformat(text).toordinal()) if text else np.nan


def month_end(month: str) -> float:
    """The last day of a month as a number of days."""
    year, number = (int(part) for part in month.split("-"))
    return float(datetime.date(year, number, calendar.monthrange(year, number)[1]).toordinal())


def months_between(first: float, last: float, query: Query) -> tuple[str, ...]:
    """The months from one day to another that were asked for."""
    start, end = (datetime.date.fromordinal(int(day)) for day in (first, last))
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    held = []
    for step in range(count):
        year, number = divmod(start.month - 1 + step, 12)
        held.append(f"{start.year + year:04d}-{number + 1:02d}")
    return query.months(held)


def drawn_row(month: str, group: str, values: Floats, n: int, flags: tuple[str, ...] = ()) -> Row:
    """A row from the value (first) and its draws (the rest)."""
    centre = np.array(values[0])
    low, high, unstable = percentile_limits(values[1:], centre)
    found = {*flags, *(["unstable"] if bool(unstable) else [])}
    return Row(
        month,
        group,
        null_if_nan(float(centre)),
        null_if_nan(float(low)),
        null_if_nan(float(high)),
        None,
        None,
        n,
        sorted_flags(found),
    )
