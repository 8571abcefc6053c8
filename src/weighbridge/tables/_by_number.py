"""Rows added up by a number for some of their columns, which takes the place of comparing texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.statistics.keys import KeyTable, unshared
from weighbridge.store.scanning import Numbering, gathered


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """What is told of rows that some columns do not tell apart, found by the number of these columns."""

    numbering: Numbering
    numbers: KeyTable
    told: pa.Table

    def of(self, frame: nw.LazyFrame, name: str) -> nw.LazyFrame:
        """The frame with the number of each row under a name."""
        return self.numbering.of(frame).rename({"key": name})

    def places(self, numbers: Any) -> Any:
        """The rows of ``told`` about some numbers."""
        return self.numbers.find(numbers.to_numpy())


def added_by_number(rows: nw.LazyFrame, columns: Sequence[str], **told: nw.Expr) -> Numbered | None:
    """The rows added up by number; nothing where a number stands for two."""
    sums = gathered(Numbering(tuple(columns)).both(rows).group_by("key", "again").agg(**told))
    found = unshared(sums["key"].to_numpy(), sums["again"].to_numpy())
    if found is None:
        return None
    numbers, shared = found
    return Numbered(Numbering(tuple(columns), shared), KeyTable(numbers), sums.drop_columns(["key", "again"]))
