"""The cube of adoption: every count once, and the heavy models beside it."""

from __future__ import annotations

import duckdb
import pytest
from tests.tiny_world.worlds import bare, take_records


def test_every_count_of_a_month_is_in_one_cell(starter, facts):
    """Sums over all cells of a month's capture are the sums over its models, twins once; of each measure."""
    path = starter.table("adoption_cells")
    found = duckdb.sql(
        f"SELECT list_id, month, sum(flow), sum(flow_capped), sum(likes) FROM '{path}' "
        "WHERE \"window\" = 'crawl' GROUP BY ALL"
    ).fetchall()
    assert {(lst, month) for lst, month, *_ in found} == set(facts.standing)
    for list_id, month, flow, capped, likes in found:
        assert (flow or 0) == sum(facts.counts(list_id, month).values())
        assert (capped or 0) == sum(facts.counts(list_id, month, capped=True).values())
        assert (likes or 0) == sum(facts.counts(list_id, month, "likes").values())


def test_a_sum_over_nothing_observed_is_empty(tiny):
    """All-time counts stand in December alone: in no cell of the months before."""
    path = tiny.table("adoption_cells")
    found = duckdb.sql(
        f"SELECT month, count(cumulative) FROM '{path}' WHERE \"window\" = 'crawl' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert found == [("2025-10", 0), ("2025-11", 0), ("2025-12", 3)]


def test_owners_of_copied_makers(tmp_path):
    """A copy of an owned maker's model counts, with owners merged, for the owner of that maker.

    LumiOpen publishes for Silo AI (Finland), which AMD (US) has owned since August 2024.
    """
    wb = bare(tmp_path / "home")
    records = [
        {"id": "LumiOpen/Poro-34B", "downloads": 30},
        {"id": "unsloth/Poro-34B-GGUF", "downloads": 50},
        {"id": "Qwen/q", "downloads": 20},
    ]
    take_records(wb, tmp_path, "2025-10-15", records)

    def told(**choices: str) -> dict[str, float]:
        rows = wb.indicator("download_count", choices=choices).rows
        return {row.group: row.value for row in rows if row.value}

    assert told() == {"FI": 30, "US": 50, "CN": 20}
    assert told(copies="copies_to_base") == {"FI": 80, "CN": 20}
    assert told(accounts="parents_merged") == {"US": 80, "CN": 20}
    assert told(copies="copies_to_base", accounts="parents_merged") == {"US": 80, "CN": 20}


def test_heavy_models_are_those_with_a_thousandth_of_a_capture(starter, facts):
    """And of those every count in the other captures of the list, so that a change can be told."""
    path = starter.table("heavy_models")
    found = duckdb.sql(
        f"SELECT list_id, month, canonical_id, sum(flow) FROM '{path}' GROUP BY ALL"
    ).fetchall()
    held = {(lst, month, name): flow for lst, month, name, flow in found}
    heavy = set()
    for list_id, month in facts.standing:
        total = facts.crawls[list_id, facts.standing[list_id, month]]["total"]
        counts = facts.counts(list_id, month)
        heavy |= {(list_id, name) for (_, name), value in counts.items() if total and value >= total / 1000}
    expected = {
        (list_id, month, name): value
        for list_id, month in facts.standing
        for (_, name), value in facts.counts(list_id, month).items()
        if (list_id, name) in heavy
    }
    assert held == pytest.approx(expected)
