"""Indicator reach: descendants by distance, by hand from the listing of ``lineage_world``.

Beside September's six there are a tuning of Llama on the Hub's first day, one in November, and a thousand
adapters of Qwen3-8B: descendants all, whoever attached them and whenever.
"""

import pytest
from tests.indicators.lineage_world import FLOOD
from tests.tiny_world.worlds import month_values

CAPTURE = "2026-11"


def reached(wb, **choices):
    return month_values(wb.indicator("reach", choices=choices), CAPTURE)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, {"CN": FLOOD + 3.5, "US": 3.5, "unknown": 1}),
        ({"distance": "1"}, {"CN": FLOOD + 2.5, "US": 3.5, "unknown": 1}),
        # Two steps: somebody/tuned-two, by way of NVIDIA.
        ({"distance": "2"}, {"CN": 1}),
        ({"distance": "3"}, {}),
        # Roots: Qwen3-8B; Llama and Gemma; Mistral; and one nobody vouches for.
        ({"distance": "0"}, {"CN": 1, "US": 2, "FR": 1, "unknown": 1}),
        # 200 + 50 + 300 + half of 3; 7 + 5 + 5 + the other half; the unknown one has none.
        ({"measure": "flow"}, {"CN": 551.5, "US": 18.5}),
        ({"attribution": "parent", "distance": "2"}, {"US": 1}),
        ({"attribution": "publisher", "distance": "2"}, {"unknown": 1}),
    ],
)
def test_by_hand(listing, choices, expected):
    assert reached(listing, **choices) == pytest.approx(expected)


def test_every_figure_is_a_lower_limit(listing):
    result = listing.indicator("reach")
    assert all("at_least" in row.flags for row in result.rows)
    china = result.at(CAPTURE, "CN")
    assert (china.bound_low, china.bound_high) == (FLOOD + 3.5, FLOOD + 4.5)
