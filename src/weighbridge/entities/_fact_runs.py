"""Of the days on which a list says the same of a model in a row the first and the last, read day by day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._licence_tags import of_day
from weighbridge.entities._names import IDENTITY
from weighbridge.statistics.keys import KeyTable
from weighbridge.store.arrow import table_of
from weighbridge.store.scanning import batches, beside, gathered
from weighbridge.tables._by_number import added_by_number

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]
List = tuple[str, str]
"""A source and the list it gives."""


def ends_of_runs(facts: nw.LazyFrame, stated: Mapping[str, str]) -> Iterator[pa.Table] | None:
    """The rows at which what a list states of a model begins or ends, a day of a list at a time.

    ``stated`` names the columns and what an empty place in each counts as. Nothing where two names, or two
    statements, cannot be told apart by number.
    """
    # Of an empty place the engine would make an empty number.
    filled = {f"said_{name}": nw.col(name).cast(nw.String).fill_null(word) for name, word in stated.items()}
    said = facts.with_columns(**filled)
    names = added_by_number(facts, IDENTITY, times=nw.len())
    statements = added_by_number(said, tuple(filled), times=nw.len())
    if names is None or statements is None:
        return None
    rows = names.numbering.of(statements.of(said, "statement")).drop(*filled)
    return _rows(rows, names.numbers)


def _rows(numbered: nw.LazyFrame, known: KeyTable) -> Iterator[pa.Table]:
    for own, days in _days(numbered).items():
        runs = _Runs(len(days), known.keys.size)
        for at, day in enumerate(days):
            runs.take(at, *_read(_of_day(numbered, own, day), known))
        for day, places in zip(days, runs.ends(), strict=True):
            wanted = beside(numbered, table_of({"key": known.keys[places]}))
            rows = _of_day(numbered, own, day).join(wanted, on="key", how="semi")
            yield gathered(rows.drop("key", "statement"))


class _Runs:
    """What a list said last of each name, and on which days runs of the same begin and end."""

    def __init__(self, days: int, names: int) -> None:
        self._said = np.zeros(names, dtype=np.uint64)
        self._last = np.full(names, -1, dtype=np.int32)
        self._ends: list[list[Places]] = [[] for _ in range(days)]

    def take(self, day: int, place: Places, said: Numbers) -> None:
        """Take up what is said of some names on the next day."""
        last = self._last[place]
        has_changed = (last >= 0) & (self._said[place] != said)
        self._ends[day].append(place[(last < 0) | has_changed])
        self._close(place[has_changed], last[has_changed])
        self._said[place], self._last[place] = said, day

    def _close(self, place: Places, last: NDArray[np.int32]) -> None:
        order = np.argsort(last, kind="stable")
        heads = np.flatnonzero(np.diff(last[order], prepend=-1))
        for group in np.split(order, heads[1:]):
            if group.size:
                self._ends[int(last[group[0]])].append(place[group])

    def ends(self) -> Iterator[Places]:
        """The names at which a run begins or ends, day after day; the last run of each ends where it is."""
        seen = np.flatnonzero(self._last >= 0)
        self._close(seen, self._last[seen])
        for places in self._ends:
            yield np.unique(np.concatenate(places))


def _days(facts: nw.LazyFrame) -> dict[List, list[datetime.date]]:
    """The days of each list, in order."""
    rows = gathered(facts.group_by("source", "list_id", "observed_on").agg(times=nw.len()))
    found: dict[List, list[datetime.date]] = {}
    for row in rows.sort_by(
        [(name, "ascending") for name in ("source", "list_id", "observed_on")]
    ).to_pylist():
        found.setdefault((row["source"], row["list_id"]), []).append(row["observed_on"])
    return found


def _of_day(rows: nw.LazyFrame, own: List, day: datetime.date) -> nw.LazyFrame:
    source, list_id = own
    return of_day(rows, list_id, day).filter(nw.col("source") == source)


def _read(rows: nw.LazyFrame, known: KeyTable) -> tuple[Places, Numbers]:
    """The place of each row's name, and the number of what is stated."""
    place, said = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.uint64)]
    for batch in batches(rows.select("key", "statement")):
        place.append(known.find(batch["key"].to_numpy()))
        said.append(batch["statement"].to_numpy())
    return np.concatenate(place), np.concatenate(said)
