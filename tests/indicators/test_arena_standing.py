"""The best model of each group on the boards of ``tests/tiny_world/raw/more``, worked out by hand."""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import month_values


def test_best_of_each_country(whole):
    """Claude 1450, qwen3-max 1446, nobody's model 1300. A second row of Claude with 40 votes is left out."""
    result = whole.indicator("arena_standing")
    assert month_values(result, "2026-01") == {"US": 1450, "CN": 1446, "unknown": 1300}
    assert month_values(result, "2026-02") == {"US": 1450, "CN": 1455}


def test_only_open_weights(whole):
    """gpt-oss-120b 1400 with an error of 3; the next American one is 50 points below and never the best."""
    row = whole.indicator("arena_standing", openness="open").at("2026-01", "US")
    assert row.value == 1400
    # 1400 -+ 1.645 x 3; the quantile of 2,000 draws has an error of 0.14.
    assert (row.low, row.high) == pytest.approx((1395.07, 1404.93), abs=0.45)


def test_an_error_that_is_not_printed_is_imputed_and_flagged(whole):
    """k = 400: the median of 300 300 400 400 400 400 500 500 600 in January; 400 / sqrt(2500) = 8."""
    row = whole.indicator("arena_standing", month_from="2026-02").at("2026-02", "CN")
    assert row.flags == ("se_imputed",)
    # glm-4.5 at 1455 with an error of 8, qwen3-max 9 points below: 1455 + 1.645 x 8 = 1468 and a little more.
    assert 1466 < row.high < 1472


def test_lead_over_all_others(whole):
    values = month_values(whole.indicator("arena_standing", scale="lead"), "2026-01")
    assert values == {"US": 4, "CN": -4, "unknown": -150}


def test_style_held_constant_and_other_prompts(whole):
    held = whole.indicator("arena_standing", style="controlled")
    assert month_values(held, "2026-01")["US"] == 1470
    assert month_values(whole.indicator("arena_standing", category="coding"), "2026-01")["US"] == 1480


def test_by_organisation(whole):
    values = month_values(whole.indicator("arena_standing", group="organisation"), "2026-01")
    assert (values["deepseek"], values["zhipu"], values["alibaba"]) == (1420, 1410, 1446)
