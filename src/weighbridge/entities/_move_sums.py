"""Models whose licence tag moved, and sums of those whose did not, read as numbers, a day at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._kinds import Kinds
from weighbridge.entities._licence_tags import Tags, of_day, read_tags
from weighbridge.statistics.arrays import numbered
from weighbridge.store.arrow import pc, table_of, taken
from weighbridge.store.scanning import gathered

Ints = NDArray[np.int64]
Days = Mapping[str, Sequence[datetime.date]]


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """What one capture shows of the models that its list tagged before.

    ``sums`` has ``capture``, ``kind``, the classes ``from`` and ``to`` and ``models`` of those whose class is
    the same or not known. ``moved`` has the same of each other model alone, with the ``place`` of its name,
    the tags ``from_tag`` and ``to_tag``, and the day its first tag was seen, ``since``.
    """

    capture: int
    sums: pa.Table
    moved: pa.Table

    @property
    def models(self) -> int:
        """How many models there are."""
        return self.moved.num_rows + int(self.sums["models"].to_numpy().sum())

    def by_kind(self) -> pa.Table:
        """All of them by ``capture`` and ``kind``."""
        names = ["capture", "kind", "models"]
        return pa.concat_tables([self.sums.select(names), self.moved.select(names)])


class MoveSums:
    """The moves of captures; each list is read from its first day to its last when it is asked for.

    ``captures`` says of each its list and day, ``days`` on which days each list has tags.
    """

    def __init__(self, kinds: Kinds, facts: nw.LazyFrame, captures: pa.Table, days: Days, tags: Tags) -> None:
        self._kinds, self._tags, self._days = kinds, tags, days
        self._facts = facts.filter(~nw.col("licence_tag").is_null())
        self.captures = captures.num_rows
        self._numbers: dict[tuple[str, datetime.date], list[int]] = {}
        for number, row in enumerate(captures.select(["list_id", "observed_on"]).to_pylist()):
            self._numbers.setdefault((row["list_id"], row["observed_on"]), []).append(number)

    def __iter__(self) -> Iterator[Moves]:
        """What each capture shows, of those that show anything."""
        for list_id, days in self._days.items():
            yield from self._of_list(list_id, days)

    def _of_list(self, list_id: str, days: Sequence[datetime.date]) -> Iterator[Moves]:
        began = _Began(days, self._kinds.slot.size)
        for at, day in enumerate(days):
            place, tag = read_tags(of_day(self._facts, list_id, day), self._tags, self._kinds)
            is_later = began.since[place] >= 0
            for number in self._numbers.get((list_id, day), ()):
                if is_later.any():
                    yield self._shown(number, place[is_later], tag[is_later], began)
            fresh = place[~is_later]
            began.tag[fresh], began.since[fresh] = tag[~is_later], at

    def _shown(self, number: int, place: Ints, tag: Ints, began: _Began) -> Moves:
        tags, kind = self._tags, self._kinds.slot[place].astype(np.int64)
        was = tags.class_of[began.tag[place]]
        now = tags.class_of[tag]
        has_moved = (was != now) & (was != tags.unknown) & (now != tags.unknown)
        some, others = np.flatnonzero(has_moved), np.flatnonzero(~has_moved)
        classes = len(tags.classes)
        cell, at = numbered((kind[others] * classes + was[others]) * classes + now[others])
        sums = {
            "capture": np.full(cell.size, number),
            "kind": cell // classes**2,
            "from": cell // classes % classes,
            "to": cell % classes,
            "models": np.bincount(at, minlength=cell.size),
        }
        moved = {
            "capture": np.full(some.size, number),
            "kind": kind[some],
            "from": was[some],
            "to": now[some],
            "models": np.ones(some.size, dtype=np.int64),
            "place": place[some],
            "from_tag": began.tag[place[some]].astype(np.int64),
            "to_tag": tag[some],
            "since": taken(pa.array(began.days, pa.date32()), began.since[place[some]]),
        }
        return Moves(number, table_of(sums), table_of(moved))


class _Began:
    """For each name its first tag and the number of that day: -1 as long as it has none."""

    def __init__(self, days: Sequence[datetime.date], names: int) -> None:
        self.days = list(days)
        self.tag = np.full(names, -1, dtype=np.int32)
        self.since = np.full(names, -1, dtype=np.int32)


def tagged_days(facts: nw.LazyFrame) -> Days | None:
    """The days on which each list has tags, in order; nothing where a day has rows of several sources."""
    tagged = facts.filter(~nw.col("licence_tag").is_null())
    source = nw.col("source")
    rows = gathered(tagged.group_by("list_id", "observed_on").agg(first=source.min(), last=source.max()))
    if pc.any(pc.not_equal(rows["first"], rows["last"])).as_py():
        return None
    days: dict[str, list[datetime.date]] = {}
    for row in rows.sort_by([("list_id", "ascending"), ("observed_on", "ascending")]).to_pylist():
        days.setdefault(row["list_id"], []).append(row["observed_on"])
    return days
