"""The engine that scans and reduces: DuckDB in this process, or Spark where one is named.

Tables, entities and indicators are lazy Narwhals expressions; only the store knows what runs them.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Protocol

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.errors import UsageError, nearest
from weighbridge.store.ahead import ahead
from weighbridge.store.arrow import pc

_GROUP = 1 << 16
_ROWS = 1 << 17
VARIABLE = "WEIGHBRIDGE_ENGINE"
EMBEDDED = "duckdb"
SPARK = "spark"
_MEMORY = re.compile(r"\d+(\.\d+)?\s*([KMGT]i?)?B", re.IGNORECASE)
_MASTER = re.compile(r"local(\[(\*|[1-9]\d*)\])?|spark://[^\s/:]+:\d+(,[^\s/:]+:\d+)*")


class Engine(Protocol):
    """What a reduction needs from whatever runs it."""

    name: str

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame:
        """A lazy frame over Parquet files of one schema."""
        ...

    def scan_named(self, files: Mapping[Path, str], name: str) -> nw.LazyFrame:
        """The same with a text column that tells of which file a row is."""
        ...

    def frame(self, table: pa.Table) -> nw.LazyFrame:
        """A lazy frame over a table in memory."""
        ...

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """The rows of a lazy frame, with plain types (64-bit integers, floats, text, days)."""
        ...

    def ordered(self, frame: nw.LazyFrame, by: Sequence[str]) -> Iterator[pa.Table]:
        """The rows in groups, with plain types, in the order of some columns; an empty place comes last."""
        ...

    def batches(self, frame: nw.LazyFrame) -> Iterator[pa.Table]:
        """The rows in groups, with plain types, in any order; at least one group, be it empty."""
        ...


class DuckEngine:
    """DuckDB in this process."""

    name = "duckdb"

    def __init__(
        self, threads: int | None = None, memory: str | None = None, spill: Path | None = None
    ) -> None:
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        self.connection.execute("SET enable_progress_bar = false")
        if threads:
            self.connection.execute(f"SET threads = {int(threads)}")
        if memory:
            self.connection.execute("SET memory_limit = ?", [memory])
        if spill:
            # The engine makes the folder itself when it first needs it, but not those it lies in.
            with suppress(OSError):
                spill.parent.mkdir(parents=True, exist_ok=True)
            self.connection.execute("SET temp_directory = ?", [str(spill)])
        self.threads = int(self.connection.execute("SELECT current_setting('threads')").fetchall()[0][0])

    def beside(self) -> DuckEngine:
        """The same engine for another thread of ours, which waits for no question of this one."""
        other = copy.copy(self)
        other.connection = self.connection.cursor()
        return other

    def answer_in_order(self) -> None:
        """From now on each question takes one thread: then even a union streams its rows in order."""
        self.connection.execute("SET threads = 1")

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame:
        """A lazy frame over Parquet files of one schema."""
        return nw.from_native(self.connection.read_parquet([str(path) for path in paths]))

    def scan_named(self, files: Mapping[Path, str], name: str) -> nw.LazyFrame:
        """The same with a text column that tells of which file a row is.

        One scan, not a union of many: of those each thread holds what it has grouped until the last is read.
        """
        if len(files) == 1:
            [(path, word)] = files.items()
            return self.scan([path]).with_columns(nw.lit(word).alias(name))
        held = self.connection.read_parquet([str(path) for path in files], filename=True)
        cases = " ".join(f"WHEN {_quoted(str(path))} THEN {_quoted(word)}" for path, word in files.items())
        return nw.from_native(held.project(f'* EXCLUDE filename, CASE filename {cases} END AS "{name}"'))

    def frame(self, table: pa.Table) -> nw.LazyFrame:
        """A lazy frame over a table in memory."""
        return nw.from_native(self.connection.from_arrow(table))

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """The rows of a lazy frame, with plain types."""
        native = frame.to_native()
        return plain(native.to_arrow_table())

    def ordered(self, frame: nw.LazyFrame, by: Sequence[str]) -> Iterator[pa.Table]:
        """The rows in groups of one size, in the order of some columns; what has no room goes to disk."""
        order = ", ".join(f'"{name}" ASC NULLS LAST' for name in by)
        return self.batches(nw.from_native(frame.to_native().order(order)))

    def batches(self, frame: nw.LazyFrame) -> Iterator[pa.Table]:
        """The rows of a lazy frame in groups of one size, with plain types; at least one, be it empty."""
        reader = frame.to_native().to_arrow_reader(_GROUP)
        given = (pa.Table.from_batches([batch]) for batch in reader)
        return map(plain, _regrouped(chain([reader.schema.empty_table()], given), _GROUP))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def plain(table: pa.Table) -> pa.Table:
    """Bring an engine's types to ours: sums arrive as decimals, days as timestamps, text in views."""
    columns = {}
    for name in table.column_names:
        column = table[name]
        kind = column.type
        if pa.types.is_decimal(kind) or (pa.types.is_integer(kind) and kind != pa.int64()):
            column = pc.cast(column, pa.int64())
        elif pa.types.is_floating(kind) and kind != pa.float64():
            column = pc.cast(column, pa.float64())
        elif pa.types.is_timestamp(kind) or pa.types.is_date64(kind):
            column = pc.cast(column, pa.date32(), safe=False)
        elif (
            pa.types.is_dictionary(kind)
            or kind in (pa.large_string(), pa.string_view())
            or pa.types.is_null(kind)
        ):
            column = pc.cast(column, pa.string())
        columns[name] = column
    return pa.table(columns).combine_chunks()


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table so that the same rows give the same bytes, whatever engine made them."""
    pq.write_table(
        table.replace_schema_metadata(None),
        path,
        compression="zstd",
        compression_level=9,
        row_group_size=1 << 20,
        write_statistics=True,
        store_schema=False,
    )


def write_groups(groups: Iterator[pa.Table], path: Path) -> int:
    """Write a table that comes in groups of any size, the same rows as the same bytes; how many there are."""
    return write_batches(_regrouped(groups, _ROWS), path, effort=3)


def _regrouped(groups: Iterator[pa.Table], size: int) -> Iterator[pa.Table]:
    """The same rows in groups of one size, the last of what is left; at least one, be it empty."""
    held: list[pa.Table] = []
    is_first = True
    for group in groups:
        held.append(group)
        while sum(item.num_rows for item in held) >= size:
            rows = pa.concat_tables(held)
            yield rows.slice(0, size)
            held, is_first = [rows.slice(size)], False
    if is_first or any(item.num_rows for item in held):
        yield pa.concat_tables(held)


def write_batches(groups: Iterator[pa.Table], path: Path, effort: int = 1) -> int:
    """Write groups of rows one after another, the same rows as the same bytes; how many there are.

    The next group is made while the last is written. A column may come in dictionary form if it does so in
    each group.
    """
    first = next(groups).replace_schema_metadata(None)
    rows = 0
    # Such files are many rows of few words, and may be made anew: more effort costs seconds and saves little.
    with pq.ParquetWriter(
        path, first.schema, compression="zstd", compression_level=effort, store_schema=False
    ) as out:
        for group in chain([first], ahead(groups)):
            out.write_table(group.replace_schema_metadata(None))
            rows += group.num_rows
    return rows


def engine_name() -> str:
    """The kind of engine ``WEIGHBRIDGE_ENGINE`` names, known without starting it: ``duckdb`` or ``spark``."""
    return SPARK if _master() else EMBEDDED


def _master() -> str | None:
    """The address of the Spark that is named; None where the engine is the one in this process."""
    named = os.environ.get(VARIABLE, "").strip()
    if named in ("", EMBEDDED):
        return None
    if _MASTER.fullmatch(named):
        return named
    close = nearest(named, (EMBEDDED, "local[*]", "spark://host:7077"), 1)
    hint = f" Nearest: {close[0]}." if close else ""
    raise UsageError(
        f"{VARIABLE}={named} names no engine.{hint} Expected {EMBEDDED} (also when it is not set), "
        "local[*] or local[N] for Spark on this machine, spark://HOST:PORT for a cluster's master."
    )


def open_engine(spill: Path | None = None) -> Engine:
    """The engine named by ``WEIGHBRIDGE_ENGINE`` (default: DuckDB in this process).

    ``WEIGHBRIDGE_THREADS`` and ``WEIGHBRIDGE_MEMORY`` bound what it may take; what has no room within them
    goes to the folder ``spill`` as long as it is needed.
    """
    master = _master()
    if master is None:
        return DuckEngine(*_bounds(), spill)
    from weighbridge.store.spark import SparkEngine

    return SparkEngine(master, *_bounds())


def _bounds() -> tuple[int | None, str | None]:
    threads = os.environ.get("WEIGHBRIDGE_THREADS", "").strip()
    memory = os.environ.get("WEIGHBRIDGE_MEMORY", "").strip()
    if threads and not (threads.isdecimal() and int(threads)):
        raise UsageError(f"WEIGHBRIDGE_THREADS={threads} is no number of threads. Expected 1 or more.")
    if memory and not _MEMORY.fullmatch(memory):
        raise UsageError(f"WEIGHBRIDGE_MEMORY={memory} is no amount of memory, such as 800MB or 2GB.")
    return int(threads) if threads else None, memory or None


def open_embedded(spill: Path) -> DuckEngine:
    """The engine in this process, whatever is named; what has no room within its bounds goes to a folder."""
    return DuckEngine(*_bounds(), spill)
