"""Counts a model's own counts elsewhere contradict: on the shipped rows, reckoned twice, and made up."""

from __future__ import annotations

import duckdb
import pytest
from tests.tiny_world.worlds import bare, of_counts, take_records


@pytest.fixture(scope="module")
def states(starter) -> dict[tuple[str, str, str], tuple[str, int]]:
    found = duckdb.sql(
        f"SELECT list_id, crawl_id, model_id, state, base FROM '{starter.table('count_states')}'"
    ).fetchall()
    return {(lst, crawl, model): (state, base) for lst, crawl, model, state, base in found}


def test_flags_are_those_a_second_reckoning_finds(states, facts):
    """Medians of 30 to 365 days before and after, five times the larger, half a per cent of the total."""
    expected = {key: (state, round(base)) for key, (state, base) in facts.bases.items()}
    assert states == expected


def test_thirty_four_observations_of_osir(states):
    """METHODS 1f: 34 of 66,379, among them the two largest."""
    osir = {key: state for key, state in states.items() if key[0] == "osir"}
    assert len(osir) == 34
    assert osir["osir", "2025-01-14", "microsoft/resnet-50"] == ("after_only", 379_424)
    assert any(model == "FacebookAI/xlm-roberta-large" for _, _, model in osir)


def test_resnet_50_and_xlm_roberta_are_what_methods_says(states, facts):
    """172 million, base 0.4 million, 21.9 % of January 2025; 122 million, base 9.7 million."""
    january = facts.crawls["osir", "2025-01-14"]
    assert round(january["counts"]["microsoft/resnet-50"] / 1e6) == 172
    assert round(january["counts"]["microsoft/resnet-50"] / january["total"], 3) == 0.219
    roberta = [
        (facts.crawls[lst, crawl]["counts"][model], base)
        for (lst, crawl, model), (_, base) in states.items()
        if model == "FacebookAI/xlm-roberta-large"
    ]
    largest, base = max(roberta)
    assert (round(largest / 1e6), round(base / 1e6, 1)) == (122, 9.7)


def test_the_four_distinct_contents_of_the_great_spike(states, facts):
    """Qwen3-VL-2B-Instruct: flagged in each capture of 22 April to 10 May 2026.

    Lists that carry the same data as an older one are no observations, so four contents remain of the six
    dates counted by files: a sixth of the list in the first (86.3 of 515.1 million), more in the others.
    """
    name = "Qwen/Qwen3-VL-2B-Instruct"
    flagged = {
        crawl: base for (lst, crawl, model), (_, base) in states.items() if (lst, model) == ("llmfit", name)
    }
    large = {
        crawl
        for (lst, crawl), held in facts.crawls.items()
        if lst == "llmfit" and held["counts"].get(name, 0) > 50_000_000
    }
    assert set(flagged) == large
    assert len(large) == 4
    assert all(2.0e6 < base < 2.7e6 for base in flagged.values())
    for crawl in large:
        held = facts.crawls["llmfit", crawl]
        assert 0.16 < held["counts"][name] / held["total"] < 0.28


DAYS = ("2025-06-01", "2025-08-01", "2025-10-01", "2025-12-01")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One list with a model for each state beside a large steady one."""
    series = {
        "Qwen/steady": (1_000_000,) * 4,
        "Qwen/peak": (10_000, 90_000, 12_000, 11_000),
        "Qwen/lasting": (10_000, 90_000, 95_000, 99_000),
        "Qwen/at-the-end": (10_000, 10_000, 10_000, 90_000),
        "Qwen/at-the-start": (90_000, 10_000, 10_000, 10_000),
        "Qwen/small": (100, 4_900, 100, 100),
        "Qwen/four-times": (10_000, 49_000, 10_000, 10_000),
    }
    counts = {day: {name: numbers[i] for name, numbers in series.items()} for i, day in enumerate(DAYS)}
    wb = of_counts(tmp_path_factory.mktemp("states"), counts)
    found = duckdb.sql(
        f"SELECT model_id, crawl_id, state, base FROM '{wb.table('count_states')}' ORDER BY ALL"
    ).fetchall()
    return {(model.removeprefix("Qwen/"), crawl): (state, base) for model, crawl, state, base in found}


def test_each_state(made):
    """A peak seen from both sides, one at the end, one at the start; a rise that lasts is none of them.

    The peak's base is the larger of 10,000 before and the median of 12,000 and 11,000 after; 49,000 is not
    five times 10,000, and 4,900 is below five times the floor of 1,000.
    """
    assert made == {
        ("peak", DAYS[1]): ("spike", 11_500),
        ("at-the-end", DAYS[3]): ("provisional", 10_000),
        ("at-the-start", DAYS[0]): ("after_only", 10_000),
    }


def test_a_launch_is_not_capped(tmp_path):
    """Created 40 days before its first count, which later ones do not keep up: counted as it stands."""
    wb = bare(tmp_path / "home")
    old = {"createdAt": "2023-01-01T00:00:00Z"}
    for day, new in (("2025-10-15", 90_000), ("2025-12-15", 5_000)):
        records = [
            {"id": "Qwen/steady", "downloads": 1_000_000, **old},
            {"id": "meta-llama/new", "downloads": new, "createdAt": "2025-09-05T00:00:00Z"},
            {"id": "meta-llama/old", "downloads": new, **old},
        ]
        take_records(wb, tmp_path, day, records)
    found = duckdb.sql(f"SELECT model_id, state FROM '{wb.table('count_states')}' ORDER BY 1").fetchall()
    assert found == [("meta-llama/new", "launch_burst"), ("meta-llama/old", "after_only")]
    capped = wb.indicator("download_count", spikes="capped", month_from="2025-10", month_to="2025-10")
    assert capped.at("2025-10", "US").value == 90_000 + 5_000
