"""Indicators risk_ratio and openness_contrast: by hand on two models, and as published for AgentDojo."""

from __future__ import annotations

import pytest


def test_a_ratio_of_two_models_over_the_same_cases(whole):
    """Six of twelve against three of twelve; the lower one is set to 1."""
    rows = {row.group: row for row in whole.indicator("risk_ratio").rows}
    assert {name: row.value for name, row in rows.items()} == {"m-one": 2.0, "m-two": 1.0}
    assert rows["m-two"].flags == ("fixed_by_definition",)
    assert rows["m-two"].low is None


def test_the_middle_model_as_the_one_set_against(starter):
    """The rates of two shipped models are 334/629 and 130/629: their ratio stays, whoever is set against."""
    lowest = {row.group: row.value for row in starter.indicator("risk_ratio").rows}
    middle = {
        row.group: row.value for row in starter.indicator("risk_ratio", choices={"against": "middle"}).rows
    }
    names = ("gpt-4o-2024-05-13", "meta-llama_Llama-3-70b-chat-hf")
    for found in (lowest, middle):
        assert found[names[0]] / found[names[1]] == pytest.approx(334 / 130)
    assert sorted(middle.values())[5] == 1.0, "twelve models: the lower of the two in the middle"


def test_groups_are_refused_below_five_models_of_three_makers(starter, whole):
    result = starter.indicator("openness_contrast")
    (row,) = result.rows
    assert (row.value, row.low, row.flags) == (None, None, ("too_few_models",))
    said = " ".join(result.notes)
    assert "3 models from 2 organisations" in said
    assert "p = 0.136, two-sided, 220 splits" in said
    (unknown,) = whole.indicator("openness_contrast").rows
    assert unknown.value is None
