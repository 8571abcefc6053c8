"""Points between two sides: the difference of the two frontiers, day by day."""

from __future__ import annotations

import pytest


def test_it_is_the_difference_of_the_frontiers(whole):
    lead = whole.indicator("frontier_lead", a="us", b="cn")
    best = whole.indicator("capability_frontier")
    for month in ("2024-09", "2025-01", "2025-08"):
        gap = best.at(month, "US").value - best.at(month, "CN").value
        assert lead.at(month, "all").value == pytest.approx(gap)


def test_it_turns_with_the_sides(whole):
    one = whole.indicator("frontier_lead", a="us", b="cn").at("2025-08", "all")
    other = whole.indicator("frontier_lead", a="cn", b="us").at("2025-08", "all")
    assert one.value == pytest.approx(-other.value)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_unplaced_models_count_for_the_side_behind_if_asked(whole):
    """Nobody's model is not the best of anybody, so only the number of models changes."""
    left = whole.indicator("frontier_lead", a="us", b="cn").at("2025-08", "all")
    taken = whole.indicator("frontier_lead", a="us", b="cn", unplaced="to_lagger").at("2025-08", "all")
    assert taken.n == left.n + 1
