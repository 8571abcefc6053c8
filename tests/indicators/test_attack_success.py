"""Indicators attack_success and over_refusal: two models worked out by hand."""

from __future__ import annotations

import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.statistics.clustered import t_quantile


def test_attacks_by_model_with_clusters_of_tasks_and_injections(whole):
    """Six of twelve and three of twelve; six tasks under two injections."""
    result = whole.indicator("attack_success")
    rows = {row.group: row for row in result.rows}
    assert {name: row.value for name, row in rows.items()} == {"m-one": 0.5, "m-two": 0.25}
    # m-one: every task under the first injection, none under the second: rows agree, the two columns do not.
    # V_tasks = 0, V_injections = 2 * (3^2 + 3^2) / 12^2, V_cells = 12/11 * 12/4 / 12^2.
    variance = 2 * 18 / 144 - 12 / 11 * 3 / 144
    half = t_quantile(0.9, 1) * variance**0.5
    assert rows["m-one"].low == max(0.0, 0.5 - half)
    assert rows["m-one"].n == 2
    assert rows["m-one"].flags == ("few_clusters",)
    assert "never summed" in result.notes[0]


def test_an_attack_nobody_was_put_to_is_refused_with_the_reason(whole):
    with pytest.raises(UsageError, match="attack=pair needs verdicts of PAIR"):
        whole.indicator("attack_success", choices={"attack": "pair"})


def test_harmless_requests_refused_by_kind_of_prompt(whole):
    rows = {row.group: row.value for row in whole.indicator("over_refusal").rows}
    assert rows == pytest.approx({"m-one": 0.6, "m-two": 0.3})
