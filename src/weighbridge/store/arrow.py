"""Arrow in the forms its stubs do not know: compute on mixed arguments, tables from any columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

pc: Any = pyarrow.compute


def table_of(columns: Mapping[str, Any]) -> pa.Table:
    """A table from Arrow arrays, NumPy arrays and lists side by side."""
    held: Any = dict(columns)
    return pa.table(held)


def taken(values: Any, at: NDArray[np.integer]) -> pa.Array:
    """The values at some positions."""
    where: Any = pa.array(at)
    return values.take(where)


def texts(column: Any) -> list[str]:
    """A text column that has no empty place, as a list."""
    return column.to_pylist()
