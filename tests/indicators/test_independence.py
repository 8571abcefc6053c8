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


def test_how_few_makers_carry_it_is_said(world, tmp_path):
    """Known roots of 1, 1, 1 and 2 models are 25/7 effective makers; with two makers more, 49/9."""
    assert "few_clusters" in world.indicator("independence").at(MONTH, "US").flags
    wb = bare(tmp_path / "home")
    more = [
        listed("allenai/OLMo-2-1124-7B", 1, "2026-09-08"),
        listed("ibm-granite/granite-3.3-8b-base", 1, "2026-09-09"),
    ]
    take_records(wb, tmp_path, "2026-11-20", [*RECORDS, *more])
    row = wb.indicator("independence").at(MONTH, "US")
    assert row.value == pytest.approx(6 / 7)
    assert "approximate" in row.flags
    assert "few_clusters" not in row.flags
    assert row.low < row.value < row.high
