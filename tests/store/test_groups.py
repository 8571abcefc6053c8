"""Groups of rows on their way to a file: text in dictionary form stays so, and writing changes no row."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.table import Column, Table
from weighbridge.store.ahead import ahead
from weighbridge.store.arrow import coded, coded_text, table_of
from weighbridge.store.contract import shaped_alike
from weighbridge.store.engine import write_batches

SALES = Table(
    name="sales",
    method="",
    room="tables",
    columns=(Column("who", "text", "A name.", nullable=True), Column("count", "integer", "How many.")),
    key=("who",),
    reads=(),
    build=lambda: None,
)
ROWS = [{"who": who, "count": count} for who, count in [("b", 1), (None, 2), ("a", 3), ("b", 4)]]


def rows(is_coded: bool, *which: int) -> pa.Table:
    plain = pa.Table.from_pylist([ROWS[at] for at in which])
    return table_of({"who": coded(plain["who"]), "count": plain["count"]}) if is_coded else plain


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
def test_groups_in_either_form_are_the_same_rows(tmp_path, first, second):
    """Other words in each group, one of them plain: the file holds the rows in their order."""
    groups = list(shaped_alike(SALES, [rows(first, 0, 1), rows(second, 2, 3)]))
    assert groups[0].schema == groups[1].schema
    assert pa.types.is_dictionary(groups[0].schema.field("who").type) == first
    assert write_batches(iter(groups), tmp_path / "sales.parquet") == len(ROWS)
    found = pq.read_table(tmp_path / "sales.parquet")
    assert found.to_pylist() == ROWS
    assert found.schema.field("who").type == pa.string()


def test_a_group_of_another_type_is_told():
    wrong = pa.table({"who": ["a"], "count": ["many"]})
    with pytest.raises(ContractError, match="'sales': a column has another type than declared"):
        list(shaped_alike(SALES, [rows(True, 0), wrong]))


def test_only_text_takes_dictionary_form():
    assert pa.types.is_dictionary(coded_text(pa.chunked_array([["a"], ["a", None]])).type)
    assert coded_text(pa.chunked_array([[True, None]])).type == pa.bool_()


def test_what_goes_wrong_ahead_is_raised_where_it_is_used():
    """The items before it still come."""

    def made():
        yield 1
        raise ContractError("the second cannot be made")

    seen: list[int] = []
    items = ahead(made())
    seen.append(next(items))
    with pytest.raises(ContractError, match="the second"):
        next(items)
    assert seen == [1]
