"""Rows of a stored table by the leading columns of its key, by halving: tables are stored sorted by key.

One model's rows of a table of millions are there in a few steps, without Arrow's compute functions, whose
import alone takes longer than all the rest of a question about one model.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
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


def read_groups(path: Path, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """A stored table's rows group by group, so that only one group is held at a time."""
    for part in sorted(path.iterdir()) if path.is_dir() else [path]:
        with pq.ParquetFile(part) as file:
            yield from (file.read_row_group(at, columns) for at in range(file.metadata.num_row_groups))


def read_rows_of(path: Path, name: str, values: Iterable[str], columns: list[str] | None = None) -> pa.Table:
    """The rows of a stored file with any of some values in the first column of its key, in its order.

    Groups of rows are passed over where their least and greatest value show that they hold none.
    """
    wanted, found = sorted(set(values)), []
    with pq.ParquetFile(path) as file:
        place = file.schema_arrow.names.index(name)
        for at in range(file.metadata.num_row_groups):
            held = file.metadata.row_group(at).column(place).statistics
            first, last = 0, len(wanted)
            if held is not None and held.has_min_max:
                first, last = bisect_left(wanted, str(held.min)), bisect_right(wanted, str(held.max))
            if first < last:
                found.append(rows_of(file.read_row_group(at, columns), name, wanted[first:last]))
        empty = file.schema_arrow.empty_table().select(columns or file.schema_arrow.names)
    # Put into one piece they are copies: slices would hold all groups they were cut from.
    return pa.concat_tables([empty, *found]).combine_chunks()


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
