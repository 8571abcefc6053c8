"""What very many models had gathered by fixed ages, list by list, a group of models at a time.

Counts are read as numbers into a matrix; the texts that tell a model's maker and traits are joined to what
was reckoned at the very end, and only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._names import Names, names_of
from weighbridge.entities._series import (
    Capture,
    Floats,
    Ints,
    Places,
    Series,
    captures_of,
    of_lists,
    read_ahead,
)
from weighbridge.statistics.adoption import CHECKPOINT_DAYS
from weighbridge.statistics.ages import counted_to_age, summed_to_age
from weighbridge.store.arrow import taken, texts
from weighbridge.store.scanning import gathered

COUNTS = {"downloads_all_time": counted_to_age, "downloads_30d": summed_to_age}
"""How downloads by an age are found, by what a list counts; the first that it has is taken."""
BLOCK = 1 << 15
"""Models reckoned at once."""
GROUP = 1 << 17
"""Names whose texts are read at once."""
_UNDATED = np.iinfo(np.int32).min


@dataclass(frozen=True, slots=True, eq=False)
class Aged:
    """The models of one list of which something is known, by the place of the name that came first.

    ``last`` is the day of the list's last capture, ``gathered`` has a column an age.
    """

    list_id: str
    last: int
    at: Ints
    age: Ints
    gathered: Floats


Finished = Callable[[Sequence[tuple[pa.Table, Aged]], str], pa.Table]


def streamed_ages(
    counts: nw.LazyFrame,
    dated: nw.LazyFrame,
    origins: nw.LazyFrame,
    finished: Finished,
) -> Iterator[pa.Table] | None:
    """The rows in groups; nothing where names cannot be told apart.

    ``finished`` makes rows of models' texts and what they gathered, list by list, and the widest list's name.
    """
    names = names_of(origins)
    if names is None:
        return None
    return _groups(counts, dated, names, finished)


def _groups(
    counts: nw.LazyFrame,
    dated: nw.LazyFrame,
    names: Names,
    finished: Finished,
) -> Iterator[pa.Table]:
    born = _births(dated, names)
    lists = of_lists(captures_of(counts)).values()
    found = [aged for held in lists if (aged := _of_list(counts, names, held, born)) is not None]
    widest = max(found, key=lambda aged: aged.at.size).list_id if found else ""
    for rows, at in _described(dated, names):
        parts = [_part(aged, at) for aged in found]
        yield finished([(_picked(rows, where), part) for where, part in parts], widest)


def _picked(rows: pa.Table, where: Ints) -> pa.Table:
    at: Any = pa.array(where)
    return rows.take(at)


def _births(dated: nw.LazyFrame, names: Names) -> Places:
    """The day each name was created on, where it is known."""
    rows = gathered(names.numbering.of(dated).select("key", "created_on"))
    born = np.full(names.model.size, _UNDATED, dtype=np.int32)
    day = rows["created_on"].cast(pa.date32()).cast(pa.int32()).to_numpy()
    born[names.keys.find(rows["key"].to_numpy())] = day
    return born


def _of_list(counts: nw.LazyFrame, names: Names, captures: Sequence[Capture], born: Places) -> Aged | None:
    """The models of one list; an all-time counter comes before 30-day counts."""
    for measure in COUNTS:
        taken_up = sorted((one for one in captures if one.measure == measure), key=lambda one: one.crawl_id)
        series, last = _read(counts, names, taken_up, born)
        if last is not None:
            last = max(last, _last_day(counts, names, captures, born, last))
            return _aged(series, COUNTS[measure], captures[0].list_id, last, born)
    return None


def _read(
    counts: nw.LazyFrame, names: Names, captures: Sequence[Capture], born: Places
) -> tuple[Series, int | None]:
    """The counts of dated models, and the last day that has one."""
    series = Series(names, np.unique([one.day for one in captures]).astype(np.int64))
    last: int | None = None
    for one, at, value in read_ahead(counts, captures, names):
        is_dated = _is_dated(at, born)
        if is_dated.any():
            series.put_largest(one.day, at[is_dated], value[is_dated])
            last = one.day if last is None else max(last, one.day)
    return series, last


def _is_dated(at: Ints, born: Places) -> NDArray[np.bool_]:
    return (at >= 0) & (born[at] != _UNDATED)


def _last_day(
    counts: nw.LazyFrame, names: Names, captures: Sequence[Capture], born: Places, since: int
) -> int:
    """The last day on which the list counted a dated model, whatever it counted of it."""
    later = sorted((one for one in captures if one.day > since), key=lambda one: -one.day)
    for one, at, _ in read_ahead(counts, later, names):
        if _is_dated(at, born).any():
            return one.day
    return since


def _aged(series: Series, to_age: Callable[..., Floats], list_id: str, last: int, born: Places) -> Aged:
    """Downloads by age of the models that lived and of which something is known."""
    seen = np.flatnonzero(series.order >= 0)
    birth = born[series.first[seen]].astype(np.int64)
    order = np.lexsort((series.order[seen], birth))
    seen, birth = seen[order], birth[order]
    held: list[tuple[Ints, Ints, Floats]] = []
    for start, stop in _by_birth(birth):
        block, on = seen[start:stop], birth[start:stop]
        gathered_by = to_age(series.counts[block], series.days, on, CHECKPOINT_DAYS)
        kept = (last - on + 1 > 0) & ~np.isnan(gathered_by).all(axis=1)
        held.append((series.first[block][kept].astype(np.int64), last - on[kept] + 1, gathered_by[kept]))
    at, age, gathered_by = (np.concatenate(parts) for parts in zip(*held, strict=True))
    return Aged(list_id, last, at, age, gathered_by)


def _by_birth(birth: Ints) -> Iterator[tuple[int, int]]:
    """Where blocks of models begin and end; those of one birthday stay together.

    They are multiplied as one matrix, and the last bit of a product hangs on what stands in it.
    """
    start = 0
    while start < birth.size:
        end = min(start + BLOCK, birth.size)
        stop = int(np.searchsorted(birth, birth[end - 1], side="right"))
        yield start, stop
        start = stop


def _described(dated: nw.LazyFrame, names: Names) -> Iterator[tuple[pa.Table, Ints]]:
    """The dated models' texts in groups, and the places of their names."""
    edges = sorted(set(texts(taken(names.ids, np.arange(GROUP, len(names.ids), GROUP)))))
    for low, high in zip([None, *edges], [*edges, None], strict=True):
        inside = dated if low is None else dated.filter(nw.col("model_id") >= low)
        inside = inside if high is None else inside.filter(nw.col("model_id") < high)
        rows = gathered(names.numbering.of(inside))
        yield rows, names.keys.find(rows["key"].to_numpy())


def _part(aged: Aged, at: Ints) -> tuple[Ints, Aged]:
    """The models whose first name is among some places: where it is among them, and what they gathered."""
    if not at.size:
        return at, Aged(aged.list_id, aged.last, at, at, aged.gathered[:0])
    order = np.argsort(at)
    found = np.minimum(np.searchsorted(at[order], aged.at), at.size - 1)
    held = np.flatnonzero(at[order[found]] == aged.at)
    part = Aged(aged.list_id, aged.last, aged.at[held], aged.age[held], aged.gathered[held])
    return order[found[held]], part
