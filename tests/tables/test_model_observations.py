"""Traps of the observations, on the shipped rows and on rows made for one of them each."""

from __future__ import annotations

import duckdb
import pytest
from tests.tiny_world.reckoning import STARTER
from tests.tiny_world.worlds import RAW, bare, take, take_raw, take_records

OSIR = STARTER / "osir" / "2025-09-08" / "model_observations.parquet"
LLMFIT = STARTER / "llmfit" / "2026-10-05" / "model_observations.parquet"
MODELSCOPE = STARTER / "osir_modelscope" / "2025-09-16" / "model_observations.parquet"


def rows(path, select: str, where: str = "true") -> list[tuple]:
    return duckdb.sql(f"SELECT {select} FROM '{path}/*.parquet' WHERE {where}").fetchall()


@pytest.fixture(scope="module")
def table(starter):
    return starter.table("model_observations")


def test_every_shipped_count_is_there_once(table):
    """The table holds each (list, capture, measure, model) of the shipped facts, the larger of two counts."""
    shipped = f"'{STARTER}/*/*/model_observations.parquet'"
    keys = "list_id, crawl_id, measure, model_id"
    lost = duckdb.sql(
        f"SELECT {keys}, max(value) AS value FROM {shipped} GROUP BY ALL "
        f"EXCEPT SELECT {keys}, value FROM '{table}/*.parquet'"
    ).fetchall()
    assert lost == []
    counted = duckdb.sql(f"SELECT count(*) FROM (SELECT DISTINCT {keys} FROM {shipped})").fetchall()
    assert rows(table, "count(*)") == counted


def test_the_66379_observations_of_osir(table):
    """As many as the source says it has, in eleven crawls, over 9,200 models."""
    found = rows(
        table,
        "count(*), count(DISTINCT crawl_id), count(DISTINCT model_id)",
        "list_id = 'osir' AND measure = 'downloads_30d'",
    )
    assert found == [(66_379, 11, 9_200)]


def test_accounts_are_the_owner_part_of_the_id_and_raw(table):
    """Case twins and renamed accounts stay as they were spelled: entities join them, tables do not."""
    assert rows(table, "count(*)", "account <> split_part(model_id, '/', 1)") == [(0,)]
    spelled = {name for (name,) in rows(table, "DISTINCT account", "lower(account) = 'openbmb'")}
    assert spelled == {"openbmb", "OpenBMB"}
    assert {name for (name,) in rows(table, "DISTINCT account", "account IN ('THUDM', 'zai-org')")} == {
        "THUDM",
        "zai-org",
    }


def test_adapters_attached_automatically_are_marked(table):
    """Of the last crawl the three largest counts of descendants are 86,920 together and `automatic`."""
    last = "list_id = 'osir' AND measure = 'descendants' AND crawl_id = '2025-09-07'"
    largest = duckdb.sql(
        f"SELECT model_id, value FROM '{OSIR}' WHERE measure = 'descendants' AND crawl_id = '2025-09-07' "
        "ORDER BY value DESC LIMIT 4"
    ).fetchall()
    marked = dict(rows(table, "model_id, value", f"{last} AND quality = 'automatic'"))
    assert marked == dict(largest[:3])
    assert sum(marked.values()) == 86_920
    assert largest[3][1] < min(marked.values()) / 2


def test_a_crawl_is_its_folder_whose_rows_may_bear_two_dates(table):
    """September 2025 was taken on the 7th and 8th; the month is the folder's."""
    found = rows(
        table,
        "DISTINCT crawl_id, month, observed_on::VARCHAR",
        "list_id = 'osir' AND crawl_id = '2025-09-07'",
    )
    assert set(found) == {("2025-09-07", "2025-09", "2025-09-07"), ("2025-09-07", "2025-09", "2025-09-08")}


def test_rounded_likes_are_marked(table):
    """OSIR read likes from a page that prints 1.2k: every count from 1,000 on, and none below."""
    wrong = "list_id = 'osir' AND measure = 'likes' AND (quality = 'rounded') <> (value >= 1000)"
    assert rows(table, "count(*)", wrong) == [(0,)]
    assert rows(table, "count(*) > 500", "list_id = 'osir' AND quality = 'rounded'") == [(True,)]


def test_what_was_never_fetched_is_empty_and_not_zero(table):
    """`not_measured` has no value, and nothing else is empty."""
    assert rows(table, "count(*)", "(quality = 'not_measured') <> (value IS NULL)") == [(0,)]
    assert rows(table, "count(*) > 1000", "quality = 'not_measured'") == [(True,)]


def test_lists_that_repeat_an_older_one_are_marked_whole(table):
    """95 % of the models seen before with exactly their last count: worked out over the shipped rows."""
    repeated = duckdb.sql(
        f"""
        WITH counted AS (SELECT crawl_id, model_id, value,
                lag(value) OVER (PARTITION BY model_id ORDER BY observed_on, crawl_id) AS before
            FROM '{LLMFIT}' WHERE measure = 'downloads_30d')
        SELECT crawl_id FROM counted GROUP BY 1 HAVING avg((value = before)::INT) >= 0.95"""
    ).fetchall()
    assert len(repeated) > 5
    marked = rows(table, "DISTINCT crawl_id", "quality = 'stale_list'")
    assert set(marked) == set(repeated)


def test_duplicate_lists_are_one_observation(table):
    """48 lists, 33 distinct: 33 captures of llmfit are there."""
    assert rows(table, "count(DISTINCT crawl_id)", "list_id = 'llmfit'") == [(33,)]


def test_the_great_spike_stands_as_counted(table):
    """Qwen3-VL-2B-Instruct: the largest count of llmfit, 187 million on 12 May 2026 or before."""
    largest = duckdb.sql(f"SELECT model_id, max(value) FROM '{LLMFIT}' GROUP BY 1 ORDER BY 2 DESC LIMIT 1")
    name, value = largest.fetchall()[0]
    assert name == "Qwen/Qwen3-VL-2B-Instruct"
    kept = f"list_id = 'llmfit' AND model_id = '{name}' AND measure = 'downloads_30d'"
    assert rows(table, "max(value)", kept) == [(value,)]
    assert value > 150_000_000


def test_modelscope_counters_that_fall_are_kept_as_counted(table):
    """Sums per account: those that fall from one crawl to the next, in the facts and in the table alike."""
    falls = (
        "SELECT count(*) FROM (SELECT value < lag(value) OVER (PARTITION BY model_id ORDER BY observed_on) "
        "AS falls FROM '{}' WHERE measure = 'downloads_all_time' AND list_id = 'osir_modelscope') WHERE falls"
    )
    shipped = duckdb.sql(falls.format(MODELSCOPE)).fetchall()
    assert duckdb.sql(falls.format(f"{table}/*.parquet")).fetchall() == shipped
    assert rows(table, "DISTINCT platform", "list_id = 'osir_modelscope'") == [("modelscope",)]


def test_a_record_that_could_not_be_read_is_told_with_the_starter(starter):
    """One ModelScope count is -29: in quarantine with its line, reason and text."""
    snapshot = starter.snapshots("osir_modelscope")[0]
    (row,) = starter.quarantined(snapshot)
    assert row["line"] == 3440
    assert "-29" in row["reason"]
    assert "total_downloads" in row["excerpt"]


def test_llmfit_rows_of_the_tiny_world(tmp_path):
    """One list, its repetition left out, a stale copy marked, counts typed, stuck and never taken.

    First list: 12,345 is real, 20,000 with 300 likes was typed, bloom's 2,345 is real, 0 and 0 was never
    taken. The copy of 20 February repeats everything: a stale list, its unfetched row still unfetched. On 10
    March bloom's 2,345 and 21 have not moved for 18 days: stale; 12 downloads is a count.
    """
    wb = take_raw(bare(tmp_path / "home"), "llmfit_2026-03-10.jsonl")
    path = wb.table("model_observations")
    found = {
        (crawl, model): (value, quality)
        for crawl, model, value, quality in rows(
            path, "crawl_id, model_id, value, quality", "measure = 'downloads_30d'"
        )
    }
    assert {crawl for crawl, _ in found} == {"a_first", "c_stale", "d_next"}
    assert found["a_first", "Qwen/Qwen2.5-7B-Instruct"] == (12_345, "ok")
    assert found["a_first", "meta-llama/Llama-3.1-8B"] == (20_000, "hand_typed")
    assert found["a_first", "tiny-nobody/some-model"] == (None, "not_measured")
    assert {quality for (crawl, _), (_, quality) in found.items() if crawl == "c_stale"} == {
        "stale_list",
        "not_measured",
    }
    assert found["d_next", "bigscience/bloom"] == (2_345, "stale")
    assert found["d_next", "tiny-nobody/some-model"] == (12, "ok")
    assert found["d_next", "Qwen/Qwen2.5-7B-Instruct"] == (13_001, "ok")


def test_a_listing_without_a_counter_gives_no_observation(tmp_path):
    """Absent is not zero; zero is."""
    wb = bare(tmp_path / "home")
    records = [
        {"id": "a/none", "likes": 3},
        {"id": "a/zero", "downloads": 0},
        {"id": "a/null", "downloads": None},
    ]
    take_records(wb, tmp_path, "2025-10-15", records)
    found = rows(wb.table("model_observations"), "model_id, measure, value")
    assert set(found) == {("a/none", "likes", 3), ("a/zero", "downloads_30d", 0)}


def test_a_model_listed_twice_keeps_the_larger_count(tmp_path):
    """A crawl repeats rows; one observation, the larger of two."""
    wb = bare(tmp_path / "home")
    records = [{"id": "a/b", "downloads": 5}, {"id": "a/b", "downloads": 9}, {"id": "a/b", "downloads": 7}]
    take_records(wb, tmp_path, "2025-10-15", records)
    assert rows(wb.table("model_observations"), "value") == [(9,)]


def test_the_newer_snapshot_of_one_capture_stands(tmp_path):
    """The same crawl, re-exported later with another count: one row, the later word."""
    wb = take_raw(bare(tmp_path / "home"), "osir_2025-01-14.csv")
    later = (RAW / "osir_2025-01-14.csv").read_text().replace("Qwen,first,10,", "Qwen,first,999,")
    (tmp_path / "later.csv").write_text(later)
    take(wb, "osir", tmp_path / "later.csv", "2025-02-01")
    found = rows(
        wb.table("model_observations"),
        "value, snapshot_date",
        "crawl_id = '2024-11-14' AND model_id = 'Qwen/first' AND measure = 'downloads_30d'",
    )
    assert found == [(999, "2025-02-01")]
    as_of = wb.table("model_observations", as_of="2025-01-31")
    assert rows(as_of, "max(value)", "crawl_id = '2024-11-14' AND model_id = 'Qwen/first'") == [(25_000,)]
    assert rows(
        as_of, "value", "model_id = 'Qwen/first' AND measure = 'downloads_30d' AND month = '2024-11'"
    ) == [(10,)]
