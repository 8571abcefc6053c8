"""Models of lone accounts stand added up beside those of known makers, but for copies of a known maker's."""

from __future__ import annotations

import duckdb
import pytest
from tests.tiny_world.worlds import bare, take_records

DAYS = ("2025-10-15", "2025-11-15")


@pytest.fixture(scope="module")
def wb(tmp_path_factory):
    """Two makers and three accounts nobody has placed; in November one model also goes by a second name."""
    folder = tmp_path_factory.mktemp("lone")
    store = bare(folder / "home")
    records = [
        {"id": "Qwen/q", "downloads": 20, "likes": 2},
        {"id": "meta-llama/one", "downloads": 6},
        {"id": "meta-llama/two", "downloads": 4},
        {"id": "nobody-a/Twice", "downloads": 5, "pipeline_tag": "text-generation"},
        {"id": "nobody-b/other", "downloads": 7, "pipeline_tag": "text-generation"},
        {"id": "nobody-b/voice", "likes": 3, "pipeline_tag": "text-to-speech"},
        {"id": "nobody-c/Qwen2.5-7B-Instruct-GGUF", "downloads": 11, "pipeline_tag": "text-generation"},
    ]
    take_records(store, folder, DAYS[0], records)
    again = {"id": "nobody-a/twice", "downloads": 4, "pipeline_tag": "text-generation"}
    take_records(store, folder, DAYS[1], [*records, again])
    return store


def rows(wb, what: str, only: str) -> list[tuple]:
    path = wb.table("organisation_models")
    return duckdb.sql(f"SELECT {what} FROM '{path}' WHERE {only} ORDER BY ALL").fetchall()


@pytest.mark.parametrize("day", DAYS)
def test_lone_accounts_are_added_up_by_what_is_chosen(wb, day):
    """Language models 5 + 7, in November with a second spelling of the first: once, with the larger count."""
    found = rows(wb, "unit, is_language, flow, likes", f"canonical_id IS NULL AND crawl_id = '{day}'")
    assert found == [("@", False, None, 3), ("@", True, 12, None)]


@pytest.mark.parametrize("day", DAYS)
def test_models_of_makers_and_copies_of_theirs_have_a_row_each(wb, day):
    found = rows(wb, "canonical_id, unit, flow", f"canonical_id IS NOT NULL AND crawl_id = '{day}'")
    assert [(unit, flow) for _, unit, flow in found] == [
        ("meta", 6),
        ("meta", 4),
        ("@nobody-c", 11),
        ("alibaba", 20),
    ]


def test_what_nobody_has_placed_bounds_concentration(wb):
    """Alibaba 20, meta 10, unplaced 12 + 11: squares 500 of 53 squared, or 43 squared and 100 of it."""
    row = wb.indicator("concentration").rows[-1]
    assert (row.value, row.n) == (pytest.approx(5 / 9), 2)
    assert row.bound_low == pytest.approx(500 / 53**2)
    assert row.bound_high == pytest.approx((43**2 + 10**2) / 53**2)


def test_a_lone_account_s_copy_counts_for_the_maker(wb):
    """Alibaba 20 + 11, meta 10, unplaced 12; alibaba alone is China's."""
    choices = {"copies": "copies_to_base"}
    row = wb.indicator("concentration", choices=choices).rows[-1]
    assert row.value == pytest.approx((31**2 + 10**2) / 41**2)
    assert row.bound_low == pytest.approx((31**2 + 10**2) / 53**2)
    shown = wb.indicator("concentration", group="country", choices=choices).rows
    assert {(item.group, item.value) for item in shown} == {("CN", 1.0), ("US", 1.0)}
