"""Rows of a stored table by the leading columns of its key, by halving: tables are stored sorted by key.

One model's rows of a table of millions are there in a few steps, without Arrow's compute functions, whose
import alone takes longer than all the rest of a question about one model.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.store.arrow import pc

_FEW = 200


def read_rows(path: Path, columns: list[str] | None = None) -> pa.Table:
    """A stored table's rows; file by file, without what Arrow keeps ready for folders of them."""
    if path.is_dir():
        return pa.concat_tables([read_rows(part, columns) for part in sorted(path.iterdir())])
    with pq.ParquetFile(path) as file:
        return file.read(columns)


def schema_of(path: Path) -> tuple[pa.Schema, int]:
    """The columns of a stored file and the number of its rows."""
    with pq.ParquetFile(path) as file:
        return file.schema_arrow, file.metadata.num_rows


def read_column(path: Path, name: str) -> pa.ChunkedArray:
    """One column of a stored file, with text left coded as it lies there."""
    with pq.ParquetFile(path) as file:
        is_text = pa.types.is_string(file.schema_arrow.field(name).type)
    with pq.ParquetFile(path, read_dictionary=[name] if is_text else None) as file:
        return file.read([name])[name]


def rows_with(rows: pa.Table, **leading: str) -> pa.Table:
    """The rows with these values in the leading columns of the key, which must be named in its order.

    >>> rows = pa.table({"a": ["x", "x", "y"], "b": [1, 2, 3]})
    >>> rows_with(rows, a="x")["b"].to_pylist(), rows_with(rows, a="z").num_rows
    ([1, 2], 0)
    """
    low, high = 0, rows.num_rows
    for name, value in leading.items():
        column = rows[name]
        places = range(rows.num_rows)
        low = bisect_left(places, value, low, high, key=lambda at: column[at].as_py())
        high = bisect_right(places, value, low, high, key=lambda at: column[at].as_py())
    return rows.slice(low, high - low)


def rows_of(rows: pa.Table, name: str, values: Iterable[str]) -> pa.Table:
    """The rows with any of some values in the first column of the key, in the order of the table."""
    wanted = sorted(set(values))
    if len(wanted) > _FEW:
        # Halving for each of a million takes minutes, one pass a tenth of a second.
        return rows.filter(pc.is_in(rows[name], value_set=pa.array(wanted, pa.string())))
    parts = [part for value in wanted if (part := rows_with(rows, **{name: value})).num_rows]
    return pa.concat_tables(parts) if parts else rows.slice(0, 0)
