"""What only the engine in this process can do to a scan: keys of eight bytes, tables in memory beside it."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import pyarrow as pa


def is_embedded(frame: nw.LazyFrame) -> bool:
    """Whether the frame is scanned by the engine in this process."""
    return frame.implementation.is_duckdb()


def keyed(frame: nw.LazyFrame, name: str, columns: Sequence[str]) -> nw.LazyFrame:
    """The frame with an unsigned 64-bit number made of some columns: equal rows, equal numbers.

    It replaces the comparison of long texts while one process runs. It differs from engine to engine and
    is never stored.
    """
    quoted = ", ".join(f'"{column}"' for column in columns)
    return nw.from_native(frame.to_native().project(f'*, hash({quoted}) AS "{name}"'))


def beside(frame: nw.LazyFrame, held: pa.Table) -> nw.LazyFrame:
    """A table in memory as a frame of the same engine, so that both can be joined."""
    # The engine finds the rows by the name of the variable and keeps it as long as the frame lives.
    return nw.from_native(frame.to_native().query("given", "SELECT * FROM held"))
