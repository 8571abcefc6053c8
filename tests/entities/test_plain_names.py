"""Plain names and what lists say, found by halving."""

from __future__ import annotations

import datetime

import narwhals as nw
import pyarrow as pa

from weighbridge.entities.plain_names import plain_names
from weighbridge.entities.resolved_facts import resolved_facts
from weighbridge.store.engine import DuckEngine
from weighbridge.store.keyed import rows_of, rows_with

DAY = datetime.date(2026, 1, 1)


def frame(**columns):
    return nw.from_native(pa.table(columns)).lazy()


def facts(**columns):
    return DuckEngine().frame(pa.table(columns))


def test_a_name_loses_its_owner_and_keeps_who_published_it():
    rows = plain_names.build(
        frame(
            canonical_id=["meta-llama/llama-3.1-8b", "somebody/llama_3.1-8b"],
            copy_of=pa.array([None, "meta-llama/llama-3.1-8b"], pa.string()),
        )
    ).to_pylist()
    assert [row["plain_name"] for row in rows] == ["llama-3-1-8b", "llama-3-1-8b"]
    assert [row["role"] for row in rows] == ["first_party", "unknown"]
    assert [row["is_copy"] for row in rows] == [False, True]


def test_old_names_of_a_model_stand_under_the_new_one_and_rows_that_say_nothing_are_left_out():
    """Meta renamed Meta-Llama-3.1-8B to Llama-3.1-8B; the third row has neither size nor licence nor task."""
    none = [None] * 3
    found = resolved_facts.build(
        facts(
            observed_on=[DAY] * 3,
            list_id=["a", "b", "c"],
            source=["a", "b", "c"],
            platform=["huggingface"] * 3,
            model_id=["meta-llama/Meta-Llama-3.1-8B", "meta-llama/Llama-3.1-8B", "x/y"],
            parameters=pa.array([8_000_000_000, None, None], pa.int64()),
            active_parameters=pa.array(none, pa.int64()),
            licence_tag=pa.array([None, "llama3.1", None], pa.string()),
            pipeline_tag=pa.array(none, pa.string()),
        )
    )
    assert sorted((row["canonical_id"], row["source"]) for rows in found for row in rows.to_pylist()) == [
        ("meta-llama/llama-3.1-8b", "a"),
        ("meta-llama/llama-3.1-8b", "b"),
    ]


def test_of_captures_that_say_the_same_the_first_and_the_last_are_kept():
    """Six days: mit on four of them, then apache-2.0, then mit again; another list names it once."""
    days = [datetime.date(2026, 1, day) for day in (1, 2, 3, 4, 5, 6, 3)]
    tags = ["mit"] * 4 + ["apache-2.0", "mit", "mit"]
    found = resolved_facts.build(
        facts(
            observed_on=days,
            list_id=["a"] * 6 + ["b"],
            source=["a"] * 6 + ["b"],
            platform=["huggingface"] * 7,
            model_id=["x/y"] * 7,
            parameters=pa.array([None] * 7, pa.int64()),
            active_parameters=pa.array([None] * 7, pa.int64()),
            licence_tag=tags,
            pipeline_tag=pa.array([None] * 7, pa.string()),
        )
    )
    rows = sorted(
        (row["source"], row["observed_on"].day, row["licence_tag"])
        for rows in found
        for row in rows.to_pylist()
    )
    assert rows == [
        ("a", 1, "mit"),
        ("a", 4, "mit"),
        ("a", 5, "apache-2.0"),
        ("a", 6, "mit"),
        ("b", 3, "mit"),
    ]


def test_rows_are_found_by_the_leading_columns_of_the_key():
    rows = pa.table({"a": ["x", "x", "x", "y"], "b": ["1", "2", "2", "1"], "c": [1, 2, 3, 4]})
    assert rows_with(rows, a="x", b="2")["c"].to_pylist() == [2, 3]
    assert rows_with(rows, a="y")["c"].to_pylist() == [4]
    assert rows_with(rows, a="w").num_rows == 0
    assert rows_with(rows.slice(0, 0), a="x").num_rows == 0
    assert rows_of(rows, "a", ["y", "x", "y", "z"])["c"].to_pylist() == [1, 2, 3, 4]
    assert rows_of(rows, "a", []).num_rows == 0
