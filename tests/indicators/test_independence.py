"""Indicator independence: own roots over known ones, by hand."""

import pytest
from tests.indicators.lineage_world import LLAMA, QWEN, listed
from tests.tiny_world.worlds import bare, take_records

MONTH = "2026-09"
# The United States publish six first-party models in September: four are their makers' own or another
# American's, one is a tuning of Qwen, of one nobody knows the root. China publishes one, its own.
RECORDS = [
    listed(QWEN, 1, "2025-04-27"),
    listed(LLAMA, 1, "2024-07-14"),
    listed("google/gemma-3-4b-pt", 1, "2026-09-01"),
    listed("openai/gpt-oss-20b", 1, "2026-09-02"),
    listed("microsoft/phi-4", 1, "2026-09-03"),
    listed("nvidia/Of-Llama", 1, "2026-09-04", LLAMA),
    listed("nvidia/Of-Qwen", 1, "2026-09-05", QWEN),
    listed("microsoft/Odd-Thing", 1, "2026-09-06"),
    listed("Qwen/Own-Tuning", 1, "2026-09-07", QWEN),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("independence")
    wb = bare(folder / "home")
    take_records(wb, folder, "2026-11-20", RECORDS)
    return wb


def test_own_over_known_bounded_by_the_unknown(world):
    row = world.indicator("independence").at(MONTH, "US")
    assert row.value == pytest.approx(4 / 5)
    assert (row.bound_low, row.bound_high) == pytest.approx((4 / 6, 5 / 6))


def test_one_maker_is_no_sample(world):
    row = world.indicator("independence").at(MONTH, "CN")
    assert (row.value, row.low) == (1, None)
    assert {"one_unit", "small_n"} <= set(row.flags)


def test_the_same_maker_is_narrower_than_the_same_country(world):
    """NVIDIA's tuning of Meta's model is American, not NVIDIA's own."""
    row = world.indicator("independence", choices={"own": "maker"}).at(MONTH, "US")
    assert row.value == pytest.approx(3 / 5)


def test_by_organisation(world):
    result = world.indicator("independence", group="organisation", choices={"own": "maker"})
    assert result.at(MONTH, "nvidia").value == 0
    assert result.at(MONTH, "openai").value == 1
    assert (result.at(MONTH, "microsoft").bound_low, result.at(MONTH, "microsoft").bound_high) == (0.5, 1)
