"""Adds up the counts of models that no axis can tell apart, before their names are joined to anything.

Most models of a hub descend from one maker and have no flagged count: of theirs only the sum by account and
traits is ever used. Adding them up by number, a capture or a month at a time, leaves a small table of what
follows, however many counts there are. The others pass through one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._kinds import ALONE, Kinds
from weighbridge.entities._names import IDENTITY
from weighbridge.entities._tally import MEASURES, OTHER, Tally
from weighbridge.store.arrow import table_of, taken
from weighbridge.store.scanning import batches, beside, gathered

GROUP = 1 << 18
"""Sums of small captures are handed on together up to this many."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Times that counts cover: ``held`` says of each its list, its ``crawl_id`` and all else to be told.

    ``counts`` has the rows of all, with ``list_id``, ``crawl_id`` and the names of the model; what is
    ``counted`` is the number of the measure as ``code``, a ``value`` and, where it is known here, what it is
    ``capped``.
    """

    held: pa.Table
    counts: nw.LazyFrame
    counted: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Presummed:
    """Some windows: sums by kind, the counts left to join one by one, and who those models are.

    ``sums`` has the number of the window and of the kind, ``models``, and a sum for each measure that is
    empty where nothing was observed. ``alone`` has all that is told of its window; ``origins`` and ``parts``
    hold the rows of at least its models.
    """

    sums: pa.Table
    alone: pa.Table
    origins: pa.Table
    parts: pa.Table


def windows_of_captures(observations: nw.LazyFrame, captures: nw.LazyFrame) -> Windows:
    """The captures wanted."""
    code = nw.lit(OTHER)
    for number, measure in enumerate(MEASURES.values()):
        code = nw.when(nw.col("measure") == measure).then(nw.lit(number)).otherwise(code)
    counts = observations.filter(~nw.col("value").is_null()).with_columns(code=code.cast(nw.Int8))
    return Windows(gathered(captures.sort("list_id", "crawl_id")), counts, ("code", "value"))


def windows_of_months(months: nw.LazyFrame, held: nw.LazyFrame) -> Windows:
    """The calendar months, whose only measure is the first."""
    counts = months.with_columns(
        crawl_id=nw.col("month"),
        code=nw.lit(0).cast(nw.Int8),
        value=nw.col("flow"),
        capped=nw.col("flow_capped"),
    )
    return Windows(gathered(held.sort("list_id", "crawl_id")), counts, ("code", "value", "capped"))


def presummed(windows: Windows, kinds: Kinds, known: Known) -> Iterator[Presummed]:
    """The counts of windows added up by kind, some windows at a time."""
    sums: list[pa.Table] = []
    alone: list[pa.Table] = []
    for number in range(windows.held.num_rows):
        tally = Tally(kinds)
        for batch in _read(windows, number, kinds):
            tally.add(batch)
        sums.append(tally.sums(number))
        alone.append(known.named(tally.alone(number), windows))
        if tally.strange().size:
            alone.append(_strangers(windows, number, kinds, tally.strange()))
        if number + 1 == windows.held.num_rows or sum(part.num_rows for part in (*sums, *alone)) >= GROUP:
            yield Presummed(pa.concat_tables(sums), pa.concat_tables(alone), known.origins, known.parts)
            sums, alone = [], []


def _inside(windows: Windows, number: int) -> nw.LazyFrame:
    """The counts of one window."""
    list_id, crawl_id = (windows.held[name][number].as_py() for name in ("list_id", "crawl_id"))
    return windows.counts.filter(nw.col("list_id") == list_id, nw.col("crawl_id") == crawl_id)


def _read(windows: Windows, number: int, kinds: Kinds) -> Iterator[pa.RecordBatch]:
    """A window's counts as numbers, each batch read while the last is used: a capture is held nowhere."""
    rows = kinds.numbering.of(_inside(windows, number)).select("key", *windows.counted)
    return batches(rows)


class Known:
    """The rows of the models that stand alone."""

    def __init__(self, kinds: Kinds, origins: nw.LazyFrame, parts: nw.LazyFrame) -> None:
        self._kinds, self._all_origins, self._all_parts = kinds, origins, parts
        self._fetch(np.flatnonzero(kinds.slot == ALONE))

    def _fetch(self, places: Ints) -> None:
        self._places = places
        wanted = table_of({"key": self._kinds.keys.keys[places], "place": np.arange(places.size)})
        numbered = self._kinds.numbering.of(self._all_origins)
        found = numbered.join(beside(numbered, wanted), on="key", how="inner").sort("place")
        self.origins = gathered(found.drop("key", "place"))
        models = beside(self._all_parts, self.origins.select(["canonical_id"]))
        single = models.group_by("canonical_id").agg(rows=nw.len()).select("canonical_id")
        self.parts = gathered(self._all_parts.join(single, on="canonical_id", how="inner"))

    def named(self, alone: pa.Table, windows: Windows) -> pa.Table:
        """Counts that stand alone with all their names."""
        at = alone["at"].to_numpy()
        if not np.isin(at, self._places).all():
            self._fetch(np.union1d(at, self._places))
        names = {name: taken(self.origins[name], np.searchsorted(self._places, at)) for name in IDENTITY}
        return _told(windows, alone["capture"].to_numpy(), {**names, **_numbers_of(alone)})


def _strangers(windows: Windows, number: int, kinds: Kinds, strange: NDArray[np.uint64]) -> pa.Table:
    """A window's counts of names that ``origins`` do not know: nothing but the name is told of them."""
    numbered = kinds.numbering.of(_inside(windows, number))
    wanted = beside(numbered, table_of({"key": strange}))
    rows = gathered(numbered.join(wanted, on="key", how="inner").filter(nw.col("code") < OTHER))
    names = {name: rows[name].combine_chunks() for name in IDENTITY}
    return _told(windows, np.full(rows.num_rows, number), {**names, **_numbers_of(rows)})


def _numbers_of(rows: pa.Table) -> dict[str, pa.Array]:
    """What is counted; a value that nothing caps is what it is capped."""
    value = rows["value"].combine_chunks()
    capped = rows["capped"].combine_chunks() if "capped" in rows.column_names else value
    return {"code": rows["code"].combine_chunks(), "value": value, "capped": capped}


def _told(windows: Windows, window: NDArray[np.integer], columns: dict[str, pa.Array]) -> pa.Table:
    """Counts with all that is told of their windows."""
    measure = taken(pa.array(list(MEASURES.values())), columns["code"].to_numpy())
    told = {name: taken(windows.held[name].combine_chunks(), window) for name in windows.held.column_names}
    return table_of({**told, **columns, "measure": measure}).drop_columns(["code"])
