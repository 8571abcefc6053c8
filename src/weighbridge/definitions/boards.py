"""One board of an arena in memory, found by its date, its models found by name."""

from __future__ import annotations

import datetime
import fnmatch
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.entities.arena_models import CLOSED, OPEN, arena_model
from weighbridge.statistics.above import normal_draws
from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray
from weighbridge.statistics.resampling import DRAWS, generator_for
from weighbridge.store.arrow import pc

SUBSET, OVERALL = "text", "overall"
RAW, CONTROLLED = "raw", "controlled"
STALE_DAYS = 31
"""A board older than this is not that of the day asked for: `period_mismatch`."""
_SELECTORS = (OPEN, CLOSED)


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """One board: ratings with their errors, and who stands on it.

    ``covariance`` is diagonal: boards do not publish how the errors of two models go together.
    """

    date: str
    asked: str
    category: str
    style: str
    source: str
    coverage: str
    model: tuple[str, ...]
    name: tuple[str, ...]
    organisation: tuple[str, ...]
    country: tuple[str, ...]
    openness: tuple[str, ...]
    weights: tuple[str, ...]
    rating: FloatArray
    se: FloatArray
    imputed: BoolArray
    votes: IntArray

    @property
    def covariance(self) -> FloatArray:
        """Variances on the diagonal, NaN where an error is not known."""
        return np.diag(self.se**2)

    @property
    def flags(self) -> set[str]:
        """What must be said of the whole board."""
        late = self.asked and _days(self.asked, self.date) > STALE_DAYS
        return {
            *(["se_imputed"] if self.imputed.any() else []),
            *(["period_mismatch"] if late else []),
            *(["thin_coverage"] if self.coverage != "full" else []),
        }

    def draws(self, count: int = DRAWS) -> FloatArray:
        """Joint normal draws of the ratings; the same ones for every question to this board."""
        rng = generator_for("arena_board", "1", 0)
        return normal_draws(self.rating, self.covariance, rng, count)

    def members(self, country: str | None = None, openness: str | None = None) -> IntArray:
        """The models of a country and openness, by position."""
        found = [
            i
            for i, (place, access) in enumerate(zip(self.country, self.openness, strict=True))
            if country in (None, place) and openness in (None, access)
        ]
        return np.array(found, dtype=np.int64)

    def find(self, text: str) -> int:
        """The model a reader means.

        A name as any board lists it; or a pattern such as ``qwen*`` or ``claude*:closed``, which takes
        the best-rated model that fits. Raises ``UsageError`` with the nearest names.
        """
        pattern, _, kind = text.strip().casefold().partition(":")
        if kind and kind not in _SELECTORS:
            raise unknown_name("kind of model", kind, _SELECTORS, "Write `qwen*:open` or `qwen*:closed`.")
        if "*" not in pattern and not kind:
            return self._named(pattern, text)
        fits = [
            i
            for i, name in enumerate(self.model)
            if fnmatch.fnmatchcase(name, pattern) and (not kind or self.openness[i] == kind)
        ]
        if not fits:
            raise UsageError(f"No model on the board of {self.date} fits '{text}'. {self._see()}")
        return max(fits, key=lambda i: (self.rating[i], self.model[i]))

    def _named(self, name: str, text: str) -> int:
        wanted = arena_model(name).model_id
        if wanted in self.model:
            return self.model.index(wanted)
        raise unknown_name(f"model on the {self.style} board of {self.date}", text, self.model, self._see())

    def _see(self) -> str:
        style = " --style-control" if self.style == CONTROLLED else ""
        return f"Try `weighbridge arena board --date {self.date}{style}`."


def board_dates(path: Path, style: str, category: str = OVERALL, subset: str = SUBSET) -> list[str]:
    """The days that have a board of a kind, oldest first; none where no board at all is stored."""
    if not pq.read_metadata(path).num_rows:
        return []
    _check_category(path, category)
    wanted = (pc.field("subset") == subset) & (pc.field("category") == category)
    held = pq.read_table(path, columns=["board_date"], filters=wanted & (pc.field("style") == style))
    return _days_of(held)


def boards_of_day(path: Path, date: str, style: str, subset: str = SUBSET) -> list[Board]:
    """The boards of a style on a day, one a kind of prompts, by name; read at once."""
    day = pa.scalar(datetime.date.fromisoformat(date))
    wanted = (pc.field("subset") == subset) & (pc.field("style") == style) & (pc.field("board_date") == day)
    held = pq.read_table(path, filters=wanted)
    kinds: list[Any] = pc.unique(held["category"]).to_pylist()
    return [_board(held.filter(pc.field("category") == kind), date) for kind in sorted(kinds)]


def _days_of(table: pa.Table) -> list[str]:
    days: list[Any] = pc.unique(table["board_date"]).to_pylist()
    return sorted(day.isoformat() for day in days)


def load_board(
    path: Path, date: str | None, style: str = RAW, category: str = OVERALL, subset: str = SUBSET
) -> Board:
    """The board of a day: the last one up to it, or the newest of all where no day is given.

    Raises ``UsageError`` for a category nobody lists (with the nearest), and for a day before the first
    board of its kind.
    """
    _check_category(path, category)
    wanted = (pc.field("subset") == subset) & (pc.field("category") == category)
    kind = pq.read_table(path, filters=wanted & (pc.field("style") == style))
    days = _days_of(kind)
    if not days:
        raise UsageError(f"No {style} board of {category} is stored. Try `weighbridge snapshots`.")
    known = [day for day in days if date is None or day <= date]
    if not known:
        raise UsageError(
            f"--date {date}: no {style} board of {category} up to that day. The first is of {days[0]}, the "
            f"last of {days[-1]}; give one of the {len(days)} days from {days[0]} on."
        )
    day = datetime.date.fromisoformat(known[-1])
    return _board(kind.filter(pc.field("board_date") == pa.scalar(day)), date or "")


def _check_category(path: Path, category: str) -> None:
    known: list[Any] = pc.unique(pq.read_table(path, columns=["category"])["category"]).to_pylist()
    if category not in known:
        raise unknown_name("category", category, known, "Leave --category out for all prompts.")


def _board(rows: pa.Table, asked: str) -> Board:
    rows = rows.sort_by([("rating", "descending"), ("model_id", "ascending")])
    held: dict[str, list[Any]] = {name: rows[name].to_pylist() for name in rows.column_names}
    return Board(
        date=held["board_date"][0].isoformat(),
        asked=asked,
        category=held["category"][0],
        style=held["style"][0],
        source=held["source"][0],
        coverage=held["coverage"][0],
        model=tuple(held["model_id"]),
        name=tuple(held["model_name"]),
        organisation=tuple(name or "" for name in held["organisation_id"]),
        country=tuple(held["country"]),
        openness=tuple(held["openness"]),
        weights=tuple(name or "" for name in held["weights_id"]),
        rating=np.array(held["rating"], dtype=np.float64),
        se=np.array([np.nan if x is None else x for x in held["se"]], dtype=np.float64),
        imputed=np.array([kind == "imputed" for kind in held["se_kind"]], dtype=bool),
        votes=np.array([x or 0 for x in held["votes"]], dtype=np.int64),
    )


def _days(later: str, earlier: str) -> int:
    return (datetime.date.fromisoformat(later) - datetime.date.fromisoformat(earlier)).days
