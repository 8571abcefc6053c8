"""Statements that every listing repeats, each once: found by number, and their texts read but once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.store.arrow import pc, rows_at, table_of, taken
from weighbridge.store.scanning import batches, beside
from weighbridge.tables._by_number import Numbered, added_by_number


def once_each(rows: nw.LazyFrame, key: Sequence[str], whose: Sequence[str]) -> Iterator[pa.Table] | None:
    """Each statement once, in groups, with its first and last day, how often it stands and its weight.

    ``is_current`` says whether the last day is the last of all statements of the same ``whose``, columns of
    the ``key``. Nothing where two statements cannot be told apart by number.
    """
    day = nw.col("stated_on")
    said = {"first_stated_on": day.min(), "stated_on": day.max(), "weight": nw.col("weight").max()}
    statements = added_by_number(rows, key, **said, times=nw.len())
    owners = added_by_number(rows, whose, newest_on=day.max())
    return None if statements is None or owners is None else _with_texts(rows, statements, owners)


def _with_texts(rows: nw.LazyFrame, statements: Numbered, owners: Numbered) -> Iterator[pa.Table]:
    """The statements with their texts, from the first row of each on its first day."""
    numbered = owners.of(statements.of(rows, "number"), "owner")
    day = {"number": statements.numbers.keys, "first_on": statements.told["first_stated_on"]}
    first = numbered.join(beside(rows, table_of(day)), on="number", how="inner").filter(
        nw.col("stated_on") == nw.col("first_on")
    )
    key, is_told = statements.numbering.columns, np.zeros(statements.told.num_rows, dtype=bool)
    for batch in batches(first.select("number", "owner", *key)):
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
