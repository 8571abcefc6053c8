"""Which capture stands for a month, and how large it is."""

from __future__ import annotations

import duckdb
from tests.tiny_world.worlds import bare, take_raw, take_records


def test_each_month_is_carried_by_the_capture_the_rows_say(starter, facts):
    """The last that is no stale copy, of each list; the widest by models with a count. Reckoned beside."""
    path = starter.table("crawls")
    found = duckdb.sql(
        f"SELECT list_id, month, crawl_id, is_widest, models, downloads_30d FROM '{path}' WHERE is_month_list"
    ).fetchall()
    assert {(lst, month): crawl for lst, month, crawl, *_ in found} == facts.standing
    for list_id, month, crawl_id, is_widest, models, downloads in found:
        crawl = facts.crawls[list_id, crawl_id]
        assert is_widest == (facts.widest(month) == list_id)
        assert models == len(crawl["models"])
        assert (downloads or 0) == crawl["total"]


def test_a_stale_list_never_stands_for_a_month(starter):
    """It is kept in the table, and marked."""
    path = starter.table("crawls")
    observations = f"{starter.table('model_observations')}/*.parquet"
    stale = duckdb.sql(
        f"SELECT c.crawl_id, c.is_month_list FROM '{path}' c WHERE EXISTS (SELECT 1 FROM '{observations}' o "
        "WHERE o.crawl_id = c.crawl_id AND o.list_id = c.list_id AND o.quality = 'stale_list')"
    ).fetchall()
    assert len(stale) > 5
    assert not any(stands for _, stands in stale)


def test_counts_of_models_and_accounts_are_exact(tmp_path):
    """Crawls of 2, 3 and 4 accounts; a model nobody counted is none, an id without an owner no account."""
    wb = take_raw(bare(tmp_path / "home"), "osir_2025-01-14.csv")
    records = [{"id": "gpt2", "downloads": 5}, {"id": "a/b", "downloads": 6}, {"id": "a/c"}]
    take_records(wb, tmp_path, "2025-03-01", records)
    found = duckdb.sql(
        f"SELECT crawl_id, models, accounts, downloads_30d FROM '{wb.table('crawls')}' ORDER BY 1"
    ).fetchall()
    assert found == [
        ("2024-11-14", 2, 2, 40),
        ("2024-12-13", 6, 3, 102),
        ("2025-01-14", 8, 4, 120),
        ("2025-03-01", 2, 1, 11),
    ]


def test_what_no_capture_counted_is_empty(tmp_path):
    """A listing with likes alone has no total of downloads; it is not zero."""
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2025-03-01", [{"id": "a/b", "likes": 6}])
    assert duckdb.sql(f"SELECT downloads_30d, models FROM '{wb.table('crawls')}'").fetchall() == [(None, 1)]


def test_of_two_captures_on_one_day_the_larger_stands(tmp_path):
    """And of two of one size the last by name, so that the choice is always the same."""
    wb = take_raw(bare(tmp_path / "home"), "llmfit_2026-03-10.jsonl")
    found = duckdb.sql(
        f"SELECT crawl_id, is_month_list FROM '{wb.table('crawls')}' ORDER BY crawl_id"
    ).fetchall()
    assert found == [("a_first", True), ("c_stale", False), ("d_next", True)]
