"""Statements that every listing repeats, each once: found by number, and their texts read but once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.statistics.keys import KeyTable, unshared
from weighbridge.store.arrow import pc, rows_at, table_of, taken
from weighbridge.store.scanning import Numbering, beside, gathered

_BATCH = 1 << 19


def once_each(rows: nw.LazyFrame, key: Sequence[str], whose: Sequence[str]) -> Iterator[pa.Table] | None:
    """Each statement once, in groups, with its first and last day, how often it stands and its weight.

    ``is_current`` says whether the last day is the last of all statements of the same ``whose``, columns of
    the ``key``. Nothing where two statements cannot be told apart by number.
    """
    day = nw.col("stated_on")
    said = {"first_stated_on": day.min(), "stated_on": day.max(), "weight": nw.col("weight").max()}
    statements = _numbered(rows, key, **said, times=nw.len())
    owners = _numbered(rows, whose, newest_on=day.max())
    return None if statements is None or owners is None else _with_texts(rows, statements, owners)


@dataclass(frozen=True, slots=True, eq=False)
class _Numbered:
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


def _numbered(rows: nw.LazyFrame, columns: Sequence[str], **told: nw.Expr) -> _Numbered | None:
    """The rows added up by number; nothing where a number stands for two."""
    sums = gathered(Numbering(tuple(columns)).both(rows).group_by("key", "again").agg(**told))
    found = unshared(sums["key"].to_numpy(), sums["again"].to_numpy())
    if found is None:
        return None
    numbers, shared = found
    return _Numbered(
        Numbering(tuple(columns), shared), KeyTable(numbers), sums.drop_columns(["key", "again"])
    )


def _with_texts(rows: nw.LazyFrame, statements: _Numbered, owners: _Numbered) -> Iterator[pa.Table]:
    """The statements with their texts, from the first row of each on its first day."""
    numbered = owners.of(statements.of(rows, "number"), "owner")
    day = {"number": statements.numbers.keys, "first_on": statements.told["first_stated_on"]}
    first = numbered.join(beside(rows, table_of(day)), on="number", how="inner").filter(
        nw.col("stated_on") == nw.col("first_on")
    )
    key, is_told = statements.numbering.columns, np.zeros(statements.told.num_rows, dtype=bool)
    for batch in first.select("number", "owner", *key).to_native().to_arrow_reader(_BATCH):
        at = statements.places(batch["number"])
        # A listing may hold a statement twice.
        row = np.unique(at, return_index=True)[1]
        row = row[~is_told[at[row]]]
        is_told[at[row]] = True
        texts = rows_at(pa.Table.from_batches([batch]), row)
        known = rows_at(statements.told, at[row])
        newest_on = taken(owners.told["newest_on"], owners.places(texts["owner"]))
        columns = {name: texts[name] for name in key} | {name: known[name] for name in known.column_names}
        yield table_of(columns | {"is_current": pc.equal(known["stated_on"], newest_on)})
