"""Download growth on the tiny world and on the panel that grows, by hand."""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import values


def test_since_the_month_before_by_hand(tiny):
    """Chained and constant agree over one step: CN 680, 850, 1,020; US 90, 340 (DE's move), 370; none 40."""
    for panel in ("chained", "constant", "all"):
        found = values(tiny.indicator("growth", panel=panel))
        assert found["2025-10", "CN"] is None
        assert found["2025-11", "CN"] == pytest.approx(850 / 680 - 1)
        assert found["2025-12", "CN"] == pytest.approx(1020 / 850 - 1)
        assert found["2025-12", "US"] == pytest.approx(370 / 340 - 1)
        assert found["2025-12", "none"] == 0


def test_bounds_give_the_unplaced_to_one_end(tiny):
    """November: 850 / (680 + 70) - 1 and (850 + 80) / 680 - 1."""
    row = tiny.indicator("growth").at("2025-11", "CN")
    assert (row.bound_low, row.bound_high) == pytest.approx((850 / 750 - 1, 930 / 680 - 1))


def test_a_seat_that_was_not_there_a_month_before_is_no_growth(tiny):
    """DE holds 220 in October and nothing after: all gone in November, from nothing in December."""
    result = tiny.indicator("growth")
    assert result.at("2025-11", "DE").value == -1
    assert result.at("2025-12", "DE").value is None
    assert "zero_base" in result.at("2025-12", "DE").flags


def test_a_newly_watched_account_is_not_growth_of_the_same_accounts(panels):
    """Third crawl: China 12 to 18 among the accounts watched twice, 12 to 27 of all; the EU 60 to 60."""
    months = panels.indicator("growth").months
    chained, listed = (values(panels.indicator("growth", panel=panel)) for panel in ("chained", "all"))
    assert chained[months[2], "CN"] == pytest.approx(0.5)
    assert listed[months[2], "CN"] == pytest.approx(27 / 12 - 1)
    assert chained[months[1], "FR"] is None
    assert chained[months[2], "FR"] == 0


def test_a_list_of_single_models_says_nothing_of_accounts(starter):
    """llmfit: no growth over the same accounts, said in a note; whatever is listed can be compared."""
    result = starter.indicator("growth", month_from="2026-07")
    assert all(row.value is None for row in result.rows)
    assert any("watches single models" in note for note in result.notes)
    listed = starter.indicator("growth", month_from="2026-07", panel="all").at("2026-08", "CN")
    counts = values(starter.indicator("download_count", month_from="2026-07"))
    assert listed.value == pytest.approx(counts["2026-08", "CN"] / counts["2026-07", "CN"] - 1)
