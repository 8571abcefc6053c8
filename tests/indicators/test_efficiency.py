"""The best model within a budget: sizes are judgements, and what has no size is left out and counted."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest


def best(wb, *names):
    held = {row["model"]: row["value"] for row in pq.read_table(wb.table("capability_index")).to_pylist()}
    return max(held[name] for name in names)


def test_budgets_of_parameters(whole):
    """Within 150 B: Qwen-7B and Qwen2.5-72B (CN), gpt-oss-120b (US), Mistral Large 2 with 123 B (FR)."""
    result = whole.indicator("efficiency", budget="large")
    assert result.at("2025-08", "CN").value == pytest.approx(best(whole, "Qwen-7B", "Qwen2.5-72B"))
    assert result.at("2025-08", "US").value == pytest.approx(best(whole, "gpt-oss-120b"))
    assert result.at("2025-08", "FR").value == pytest.approx(best(whole, "Mistral Large 2 (Jul 2024)"))
    small = whole.indicator("efficiency", budget="small")
    assert {row.group for row in small.rows if row.value is not None} == {"CN"}


def test_any_budget_takes_every_model_of_known_size(whole):
    """DeepSeek-R1 (671 B) is the best Chinese model whose size is known."""
    result = whole.indicator("efficiency", budget="any")
    assert result.at("2025-08", "CN").value == pytest.approx(best(whole, "DeepSeek-R1"))


def test_compute_is_the_larger_of_two_estimates(whole):
    """GPT-4: 2e25 in one list, 2.1e25 in the other; within 1e25 no American model is left."""
    rows = {row["model"]: row for row in pq.read_table(whole.table("capability_sizes")).to_pylist()}
    assert rows["GPT-4"]["training_flop"] == pytest.approx(2.1e25)
    result = whole.indicator("efficiency", resource="training_flop", budget="large")
    assert {row.group for row in result.rows if row.value is not None} == {"CN"}


def test_unknown_sizes_are_counted(whole):
    notes = " ".join(whole.indicator("efficiency").notes)
    known = {"Llama 3.1-405B", "gpt-oss-120b", "Qwen-7B", "Qwen2.5-72B", "DeepSeek-V3", "DeepSeek-R1"}
    known |= {"Mistral Large 2 (Jul 2024)"}
    assert f"{13 - len(known)} of 13 models, of unknown size, are left out" in notes
