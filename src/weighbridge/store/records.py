"""Raw records against the fields a source declares: the good ones, and the quarantined with reasons.

A record goes to quarantine with the first thing that is wrong with it; nothing is guessed and nothing is
dropped without a line number. The file is read in blocks of some megabytes, several at once and each for
itself, and what they give is put together in the order of the file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.source import Source
from weighbridge.store.arrow import pc
from weighbridge.store.engine import DuckEngine
from weighbridge.store.lines import SCHEMA, record_batches
from weighbridge.store.statement import checking_statement

if TYPE_CHECKING:
    import duckdb

_BLOCK_BYTES = 8 << 20
_QUICK: Mapping[str, Any] = {"compression": "lz4", "use_dictionary": False}
_BAD = ("line", "reason", "excerpt")


def read_records(
    engine: DuckEngine, source: Source, path: Path, as_of: str, checked: Path, bad: Path
) -> tuple[int, int]:
    """Read a raw file into ``checked`` (line and declared fields) and ``bad`` (line, reason, excerpt).

    Good records and bad ones stand in the order of the file. Returns how many are good and bad. Raises
    ``ContractError`` where not a single record is good: then it is a file of another kind.
    """
    statement = checking_statement(source, as_of)
    first_bad, counts = "", [0, 0]
    with ExitStack() as opened:
        writers: list[pq.ParquetWriter] = []
        for rows in _several(engine, statement, _blocks(record_batches(path))):
            parts = _parted(rows)
            if not writers:
                # Read again at once and thrown away: what is quick to write matters more than what is small.
                made = zip((checked, bad), parts, strict=True)
                writers = [
                    opened.enter_context(pq.ParquetWriter(to, part.schema, **_QUICK)) for to, part in made
                ]
            for at, part in enumerate(parts):
                counts[at] += part.num_rows
                if part.num_rows:
                    writers[at].write_table(part)
            if parts[1].num_rows and not first_bad:
                first_bad = f" Line {parts[1]['line'][0]}: {parts[1]['reason'][0]}."
    if not counts[0]:
        raise ContractError(_not_one(source, path, counts[1], first_bad))
    return counts[0], counts[1]


def _parted(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The good records and the bad ones."""
    is_good = pc.is_null(rows["reason"])
    bad = rows.select(_BAD).filter(pc.invert(is_good))
    good = rows.drop_columns(list(_BAD[1:]))
    # To pick rows copies them: a block without a bad one, as nearly all are, is taken as it is.
    return good.filter(is_good) if bad.num_rows else good, bad


def good_records(engine: DuckEngine, checked: Path) -> nw.LazyFrame:
    """The records in which nothing is wrong, in the order of the file."""
    return engine.scan([checked])


def _blocks(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The batches in blocks of one size, whatever their own: one with odd lines comes in many small ones."""
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        held.append(batch)
        size += batch.nbytes
        if size >= _BLOCK_BYTES:
            yield pa.Table.from_batches(held)
            held, size = [], 0
    if held:
        yield pa.Table.from_batches(held)


def _several(engine: DuckEngine, statement: str, blocks: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """What a statement gives for each block, in their order; as many at once as the engine has threads."""
    # The threads end before what they ask is closed, also where a block could not be written.
    with ExitStack() as opened, ThreadPoolExecutor(engine.threads) as pool:
        free: list[_Asker] = []
        waiting: deque[tuple[_Asker, Future[pa.Table]]] = deque()
        for block in blocks:
            if not free and len(waiting) < engine.threads:
                free.append(_Asker(opened.enter_context(engine.connection.cursor()), statement))
            elif not free:
                asker, asked = waiting.popleft()
                yield asked.result()
                free.append(asker)
            asker = free.pop()
            waiting.append((asker, pool.submit(asker.rows, block)))
        while waiting:
            yield waiting.popleft()[1].result()


class _Asker:
    """A statement over ``raw_lines``, planned once and asked of one block after another.

    To plan it takes the engine as long as to answer it: it holds patterns of a thousand letters.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, statement: str) -> None:
        self._cursor = cursor
        self._block = SCHEMA.empty_table()
        cursor.register("raw_lines", self)
        cursor.execute(f"PREPARE asked AS {statement}")

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The present block: the engine asks for it anew each time the statement runs."""
        return self._block.__arrow_c_stream__(requested_schema)

    def rows(self, block: pa.Table) -> pa.Table:
        """What the statement gives for a block."""
        self._block = block
        return self._cursor.sql("EXECUTE asked").to_arrow_table()


def _not_one(source: Source, path: Path, n_bad: int, first: str) -> str:
    needed = ", ".join(field.name for field in source.fields if field.required)
    return (
        f"{path} holds no record of {source.name}: {n_bad:,} read, none usable.{first} "
        f"Expected records with {needed}. Is it a file of another source? See `weighbridge sources`."
    )
