"""The capability index in memory: values, draws, whose each model is; found by name."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.definitions.standing import lead_draws
from weighbridge.entities.arena_models import OPEN
from weighbridge.entities.capability_draws import draw_matrix
from weighbridge.statistics.above import CountAbove
from weighbridge.statistics.arrays import FloatArray
from weighbridge.store.arrow import pc


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """One vintage of the index, models from best to worst.

    ``draws`` holds a row a draw, NaN where it did not converge; ``day`` is the ordinal of the release day,
    NaN where it is not known.
    """

    fitted_on: str
    model: tuple[str, ...]
    country: tuple[str, ...]
    openness: tuple[str, ...]
    organisation: tuple[str, ...]
    released_on: tuple[str, ...]
    value: FloatArray
    low: FloatArray
    high: FloatArray
    is_anchor: tuple[bool, ...]
    benchmarks: tuple[int, ...]
    published: FloatArray
    published_low: FloatArray
    published_high: FloatArray
    draws: FloatArray

    @property
    def day(self) -> FloatArray:
        """Release days as ordinals."""
        return np.array([_ordinal(text) for text in self.released_on])

    def find(self, text: str) -> int:
        """The model a reader means; ``UsageError`` with the nearest names."""
        at = self.like(text)
        if at is None:
            raise unknown_name("model on the index", text, self.model, "Try `weighbridge capability show`.")
        return at

    def like(self, text: str) -> int | None:
        """The model of this name, spelling aside; None where there is none."""
        folded = {_folded(name): i for i, name in enumerate(self.model)}
        return folded.get(_folded(text))

    def above(self, at: int, country: str | None, only_open: bool, day: str) -> IndexAbove:
        """Models of a group, released up to a day, that stand above one model."""
        until = _ordinal(day)
        members = [
            i
            for i, released in enumerate(self.day)
            if i != at
            and released <= until
            and country in (None, self.country[i])
            and (not only_open or self.openness[i] == OPEN)
        ]
        count = lead_draws(self.value, self.draws[np.isfinite(self.draws).all(axis=1)], at, members)
        listed = [
            {
                "model": self.model[i],
                "value": float(self.value[i]),
                "lead": float(self.value[i] - self.value[at]),
                "released_on": self.released_on[i],
            }
            for i in members
            if self.value[i] > self.value[at]
        ]
        return IndexAbove(count, listed)


@dataclass(frozen=True, slots=True, eq=False)
class IndexAbove:
    """Models above one model on the index: how many, by draws, and which."""

    count: CountAbove
    models: list[dict[str, Any]]


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _ordinal(text: str) -> float:
    return float(datetime.date.fromisoformat(text).toordinal()) if text else np.nan


def load_scores(index: Path, draws: Path, vintage: str | None = None) -> Scores:
    """One vintage of the index, the newest by default."""
    rows: list[dict[str, Any]] = pq.read_table(index).to_pylist()
    vintages = sorted({row["fitted_on"].isoformat() for row in rows})
    if not vintages:
        raise UsageError("No scores of a capability index are stored. Try `weighbridge snapshots`.")
    chosen = vintage or vintages[-1]
    if chosen not in vintages:
        raise unknown_name("vintage", chosen, vintages, "Values of two vintages are two scales.")
    kept = [row for row in rows if row["fitted_on"].isoformat() == chosen]
    kept.sort(key=lambda row: (-row["value"], row["model"]))
    names = [row["model"] for row in kept]
    return Scores(
        fitted_on=chosen,
        model=tuple(names),
        country=tuple(row["country"] for row in kept),
        openness=tuple(row["openness"] for row in kept),
        organisation=tuple(row["organisation_label"] or "" for row in kept),
        released_on=tuple(row["released_on"].isoformat() if row["released_on"] else "" for row in kept),
        value=_numbers(kept, "value"),
        low=_numbers(kept, "low"),
        high=_numbers(kept, "high"),
        is_anchor=tuple(row["is_anchor"] for row in kept),
        benchmarks=tuple(row["benchmarks"] for row in kept),
        published=_numbers(kept, "published_value"),
        published_low=_numbers(kept, "published_low"),
        published_high=_numbers(kept, "published_high"),
        draws=_draws(draws, chosen, names),
    )


def _numbers(rows: list[dict[str, Any]], name: str) -> FloatArray:
    return np.array([np.nan if row[name] is None else row[name] for row in rows], dtype=np.float64)


def _draws(path: Path, vintage: str, names: list[str]) -> FloatArray:
    day = datetime.date.fromisoformat(vintage)
    held, values = draw_matrix(pq.read_table(path, filters=pc.field("fitted_on") == pa.scalar(day)))
    place = {name: i for i, name in enumerate(held)}
    return values[1:, [place[name] for name in names]]
