"""Arrow in the forms its stubs do not know: compute on mixed arguments, tables from any columns."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


class _Compute:
    """Arrow's compute functions, read in when one is first asked for: that takes a tenth of a second."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module("pyarrow.compute"), name)


pc: Any = _Compute()


def table_of(columns: Mapping[str, Any]) -> pa.Table:
    """A table from Arrow arrays, NumPy arrays and lists side by side."""
    held: Any = dict(columns)
    return pa.table(held)


def taken(values: Any, at: NDArray[np.integer]) -> pa.Array:
    """The values at some positions."""
    where: Any = pa.array(at)
    return values.take(where)


def rows_at(table: pa.Table, at: NDArray[np.integer]) -> pa.Table:
    """The rows at some positions."""
    where: Any = pa.array(at)
    return table.take(where)


def coded(column: Any) -> Any:
    """A column in dictionary form: each value once, and of each row which one it has."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()


def coded_text(column: pa.ChunkedArray) -> Any:
    """Text in dictionary form, for columns where few words stand for many rows; all else as it is."""
    return coded(column) if pa.types.is_string(column.type) else column.combine_chunks()


def texts(column: Any) -> list[str]:
    """A text column that has no empty place, as a list."""
    return column.to_pylist()


def numbers(column: Any) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """A column of numbers or truths as stored, and which places hold one; an empty place says nothing.

    Read off the buffers, so that neither Arrow's compute functions nor pandas are read in for it.

    Examples
    --------
    >>> values, is_held = numbers(pa.array([3, None, 5], pa.int8()))
    >>> values[is_held].tolist(), is_held.tolist()
    ([3, 5], [True, False, True])
    >>> numbers(pa.array([True, False]))[0].tolist()
    [True, False]
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    mask, held = cast("tuple[Any, Any]", array.buffers())
    begin, end = array.offset, array.offset + len(array)
    is_held = np.ones(len(array), dtype=bool) if mask is None else _bits(mask, begin, end)
    if pa.types.is_boolean(array.type):
        return _bits(held, begin, end), is_held
    return np.frombuffer(held or b"", dtype=array.type.to_pandas_dtype())[begin:end], is_held


def _bits(buffer: Any, begin: int, end: int) -> NDArray[np.bool_]:
    return np.unpackbits(np.frombuffer(buffer or b"", dtype=np.uint8), bitorder="little")[begin:end].astype(
        bool
    )
