"""Arrow in the forms its stubs do not know: compute on mixed arguments, tables from any columns."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

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


def texts(column: Any) -> list[str]:
    """A text column that has no empty place, as a list."""
    return column.to_pylist()
