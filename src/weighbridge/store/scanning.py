"""What only the engine in this process can do to a scan: keys of eight bytes, tables in memory beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import narwhals as nw
import pyarrow as pa

from weighbridge.store.ahead import ahead

_GROUP = 1 << 18
_BATCH = 1 << 19


def is_embedded(frame: nw.LazyFrame) -> bool:
    """Whether the frame is scanned by the engine in this process."""
    return frame.implementation.is_duckdb()


def keyed(frame: nw.LazyFrame, name: str, columns: Sequence[str]) -> nw.LazyFrame:
    """The frame with an unsigned 64-bit number made of some columns: equal rows, equal numbers.

    It replaces the comparison of long texts while one process runs. It differs from engine to engine and
    is never stored. Unequal rows may share a number too, and texts that are alike do so more often than
    chance would: who uses it as a name must look for that.
    """
    quoted = ", ".join(f'"{column}"' for column in columns)
    return nw.from_native(frame.to_native().project(f'*, hash({quoted}) AS "{name}"'))


def beside(frame: nw.LazyFrame, held: pa.Table) -> nw.LazyFrame:
    """A table in memory as a frame of the same engine, so that both can be joined."""
    # The engine finds the rows by the name of the variable and keeps it as long as the frame lives.
    return nw.from_native(frame.to_native().query("given", "SELECT * FROM held"))


def by_turns(
    frame: nw.LazyFrame, column: str, rows: int | None = None, values: int | None = None
) -> Iterator[nw.LazyFrame]:
    """The frame in as many parts as keep each at about so many ``rows``, or ``values`` of a column.

    Rows of one value are in one part. For questions that would hold all rows, or all groups, at once: where
    values repeat from listing to listing, groups do not grow with the rows. Each part scans the frame
    again, so that few and large ones are better; another engine has room of its own and is given the frame
    as it is.
    """
    parts = _parts(frame, column, rows, values) if is_embedded(frame) else 1
    if parts <= 1:
        yield frame
        return
    for part in range(parts):
        yield nw.from_native(frame.to_native().filter(f'hash("{column}") % {parts} = {part}'))


def _parts(frame: nw.LazyFrame, column: str, rows: int | None, values: int | None) -> int:
    # Counting values takes longer, and there are no more of them than rows.
    size = _said(frame, "count(*)")
    if values is not None and size > values:
        size = _said(frame, f'approx_count_distinct("{column}")')
    return -(-size // (values or rows or size or 1))


def _said(frame: nw.LazyFrame, figure: str) -> int:
    return int(frame.to_native().aggregate(figure).fetchall()[0][0])


def distinct(rows: nw.LazyFrame) -> nw.LazyFrame:
    """The rows, each once: ``unique`` would number all of them first, which takes room for every repetition.

    Examples
    --------
    >>> import duckdb
    >>> twice = nw.from_native(duckdb.sql("SELECT 'a/b' AS model_id FROM range(2)"))
    >>> distinct(twice).collect("pyarrow").rows()
    [('a/b',)]
    """
    names = rows.collect_schema().names()
    return rows.group_by(*names).agg(times=nw.len()).select(*names)


def gathered(frame: nw.LazyFrame) -> pa.Table:
    """The rows of a frame, as they come."""
    if not is_embedded(frame):
        return frame.collect(backend="pyarrow").to_native()
    # Read as it is made: a whole answer beside what it is made from does not always fit into the bounds.
    return frame.to_native().to_arrow_reader(_GROUP).read_all()


def batches(frame: nw.LazyFrame) -> Iterator[pa.RecordBatch]:
    """The rows of a frame in pieces, each read while the last is used: they are held nowhere at once."""
    yield from ahead(frame.to_native().to_arrow_reader(_BATCH))


def settled(frame: nw.LazyFrame) -> nw.LazyFrame:
    """A small frame computed now, where the engine would compute it again each time it is named."""
    return beside(frame, gathered(frame)) if is_embedded(frame) else frame


def differ(frame: nw.LazyFrame, held: pa.Table, on: str, columns: Sequence[str]) -> bool:
    """Whether a row differs in some column from the held row of its number; two empty places are equal."""
    known = beside(frame, held).rename({column: f"held_{column}" for column in columns})
    joined = frame.select(on, *columns).join(known, on=on, how="inner").to_native()
    unlike = " OR ".join(f'"{column}" IS DISTINCT FROM "held_{column}"' for column in columns)
    return bool(joined.filter(unlike).limit(1).fetchall())


@dataclass(frozen=True, slots=True)
class Numbering:
    """A way to number rows by some text columns; those whose number is ``shared`` get another one.

    Whether it tells all rows apart is for its maker to find out.
    """

    columns: tuple[str, ...]
    shared: tuple[int, ...] = ()

    def of(self, frame: nw.LazyFrame) -> nw.LazyFrame:
        """The frame with the number as ``key``."""
        numbered = keyed(frame, "key", self.columns)
        if not self.shared:
            return numbered
        # The engine reads the second number of those rows only.
        again = f"CASE WHEN key IN {self.shared!r} THEN {self._again} ELSE key END AS key"
        return nw.from_native(numbered.to_native().project(f"* EXCLUDE key, {again}"))

    def both(self, frame: nw.LazyFrame) -> nw.LazyFrame:
        """The frame with the first number of each row as ``key``, and the second as ``again``."""
        numbered = keyed(frame, "key", self.columns)
        return nw.from_native(numbered.to_native().project(f"*, {self._again} AS again"))

    @property
    def _again(self) -> str:
        joined = " || chr(31) || ".join(f'"{column}"' for column in self.columns)
        return f"hash('again' || {joined})"
