"""What a table promises, checked on its rows: columns, types, key, closed vocabularies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.table import Column, Table
from weighbridge.store.arrow import pc

ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def empty_table(columns: tuple[Column, ...], extra: tuple[str, ...] = ()) -> pa.Table:
    """No rows, the declared columns, then extra text columns."""
    fields = [(column.name, ARROW[column.type]) for column in columns]
    return pa.schema([*fields, *((name, pa.string()) for name in extra)]).empty_table()


def checked_table(table: Table, rows: pa.Table) -> pa.Table:
    """The rows with exactly the declared columns, sorted by key, after all checks.

    Raises ``ContractError`` naming table, column and an example of what is wrong.
    """
    rows = sorted_by_key(table, shaped(table, rows))
    return pa.concat_tables(checked_groups(table, [rows])).combine_chunks()


def checked_groups(table: Table, groups: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Groups of rows that come in the order of the key, each with the declared columns, after all checks.

    Raises ``ContractError`` as :func:`checked_table`; a key that two groups share is found, too.
    """
    last: pa.Table | None = None
    for group in groups:
        rows = shaped(table, group)
        for column in table.columns:
            _check_column(table, column, rows[column.name])
        _check_key(table, rows if last is None else pa.concat_tables([last, rows]))
        last = rows.slice(rows.num_rows - 1) if rows.num_rows else last
        yield rows


def sorted_by_key(table: Table, rows: pa.Table) -> pa.Table:
    """The rows in the order of the key; an empty place comes last."""
    return rows.sort_by([(name, "ascending") for name in table.key])


def declared_columns(table: Table, found: Sequence[str]) -> list[str]:
    """The declared columns, all of which must be among those found."""
    return [_present(table, column, found) for column in table.columns]


def shaped(table: Table, rows: pa.Table) -> pa.Table:
    """The rows with exactly the declared columns and types; a ``ContractError`` where one cannot be had."""
    rows = rows.select(declared_columns(table, rows.column_names))
    return _cast(table, rows, pa.schema([(column.name, ARROW[column.type]) for column in table.columns]))


def shaped_alike(table: Table, groups: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Groups as :func:`shaped` makes them, but for text the first has in dictionary form: it stays so."""
    schema: pa.Schema | None = None
    for group in groups:
        rows = group.select(declared_columns(table, group.column_names))
        if schema is None:
            schema = pa.schema([(column.name, _kept(column, rows.schema)) for column in table.columns])
        yield _cast(table, rows, schema)


def _kept(column: Column, schema: pa.Schema) -> pa.DataType:
    declared, found = ARROW[column.type], schema.field(column.name).type
    is_coded = column.type == "text" and pa.types.is_dictionary(found)
    return pa.dictionary(pa.int32(), declared) if is_coded else declared


def _cast(table: Table, rows: pa.Table, schema: pa.Schema) -> pa.Table:
    try:
        return rows.cast(schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ContractError(
            f"Table '{table.name}': a column has another type than declared: {error}."
        ) from error


def _present(table: Table, column: Column, found: Sequence[str]) -> str:
    if column.name not in found:
        raise ContractError(
            f"Table '{table.name}' lacks its column '{column.name}'; found {', '.join(found)}."
        )
    return column.name


def _check_column(table: Table, column: Column, values: pa.ChunkedArray) -> None:
    if not column.nullable and values.null_count:
        raise ContractError(
            f"Table '{table.name}': column '{column.name}' is empty in {values.null_count:,} rows, "
            "expected a value in each."
        )
    if column.values:
        seen = {str(value) for value in pc.unique(values).to_pylist() if value is not None}
        strange = sorted(seen - set(column.values))
        if strange:
            raise ContractError(
                f"Table '{table.name}': column '{column.name}' holds {strange[:3]}, expected one of "
                f"{', '.join(column.values)}. A new word of a closed vocabulary stops the table: declare it."
            )


def _check_key(table: Table, rows: pa.Table) -> None:
    if rows.num_rows < 2:
        return
    same = np.ones(rows.num_rows - 1, dtype=bool)
    for name in table.key:
        column = rows[name].combine_chunks()
        equal = pc.equal(column[1:], column[:-1]).fill_null(False)
        # Two empty values are one key too.
        both = pc.and_(column[1:].is_null(), column[:-1].is_null())
        same &= equal.to_numpy(zero_copy_only=False) | both.to_numpy(zero_copy_only=False)
    if same.any():
        at = int(same.argmax())
        example = {name: rows[name][at].as_py() for name in table.key}
        raise ContractError(
            f"Table '{table.name}': the key {', '.join(table.key)} is not unique, as at {example}."
        )
