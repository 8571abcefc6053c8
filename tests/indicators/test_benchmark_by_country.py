"""The best score on a benchmark, one harness at a time; scores outside 0..1 are set aside."""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import month_values


def test_best_score_of_each_country(whole):
    result = whole.indicator("benchmark_by_country")
    assert month_values(result, "2025-08") == {"US": 0.85, "CN": 0.70}
    assert month_values(result, "2025-01") == {"US": 0.35, "CN": 0.70}


def test_interval_of_a_lone_leader(whole):
    """GPT-4 alone in 2023: 0.35 -+ 1.645 x 0.03; the quantile of 2,000 draws has an error of 0.0014."""
    row = whole.indicator("benchmark_by_country").at("2023-03", "US")
    assert (row.low, row.high) == pytest.approx((0.3007, 0.3993), abs=0.0045)


def test_the_best_of_two_noisy_scores_may_have_no_interval(whole):
    """0.70 and 0.69 with errors of 0.03: the best in each draw lies 0.017 higher, yet 5 % are below 0.70."""
    row = whole.indicator("benchmark_by_country").at("2025-08", "CN")
    assert row.low < row.value < row.high
    assert row.high - row.value > row.value - row.low


def test_harnesses_are_never_mixed_in_silence(whole):
    """MMLU: two scores of one harness, one of another, which is left out, or taken and flagged."""
    one = whole.indicator("benchmark_by_country", benchmark="mmlu")
    assert month_values(one, "2025-01") == {"US": 0.864, "CN": 0.908}
    assert any("2 of 3 scores; 1 others left out" in note for note in one.notes)
    mixed = whole.indicator("benchmark_by_country", benchmark="mmlu", harness="mixed")
    assert all("mixed_harness" in row.flags for row in mixed.rows)


def test_an_error_from_the_items_is_flagged(whole):
    row = whole.indicator("benchmark_by_country", benchmark="mmlu").at("2025-01", "CN")
    assert "se_imputed" in row.flags


def test_a_score_above_one_is_set_aside(whole):
    (snapshot,) = whole.snapshots("epoch_benchmark_hub")
    (aside,) = whole.quarantined(snapshot)
    assert "1.02" in str(aside["reason"])


def test_one_model_on_a_benchmark_stands_alone(whole):
    """Winogrande has one score, of nobody: it is `unknown`, with the error of its 1,267 items."""
    result = whole.indicator("benchmark_by_country", benchmark="winogrande")
    assert {row.group for row in result.rows} == {"unknown"}
    assert all(row.n == 1 for row in result.rows)
