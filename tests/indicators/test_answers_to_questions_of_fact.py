"""Indicators refusal, narrative, inaccuracy, language_gap and host_gap: four pairs worked out by hand.

English at `local`: one wrong, one state's line, two right; controls right. Chinese at `local`: the first
three refused, of the controls the third. English at the second host: the first two refused. Two topics of
two pairs.
"""

from __future__ import annotations

import json

import pytest
from tests.tiny_world.worlds import RAW, bare, take_records

from weighbridge.catalogue.errors import UsageError
from weighbridge.statistics.clustered import t_quantile

CHINESE = {"language": "zh_hans"}


def values(result):
    return {row.group: row.value for row in result.rows}


@pytest.mark.parametrize(
    ("name", "choices", "local", "second"),
    [
        ("refusal", {}, 0.0, 0.5),
        ("refusal", CHINESE, 0.75, None),
        ("refusal", {**CHINESE, "items": "control"}, 0.25, None),
        ("narrative", {}, 0.25, 0.0),
        ("inaccuracy", {}, 0.25, 0.0),
    ],
)
def test_rates_by_host_language_and_items(whole, name, choices, local, second):
    found = values(whole.indicator(name, choices=choices))
    if second is None:
        assert found == {"m-one": local}
    else:
        assert found == {"m-one, local": local, "m-one, h2.example": second}


def test_the_gap_between_languages_is_against_controls_and_by_topic(whole):
    """Differences of differences 1, 1, 0, 0: mean 0.5; by topic V = 2/1 * (1 + 1) / 16, one degree.

    So the half-width is 6.31 * 0.5, more than such a difference can reach: -2 to 2.
    """
    (row,) = whole.indicator("language_gap").rows
    assert row.value == 0.5
    assert t_quantile(0.9, 1) * 0.5 > 2.5
    assert (row.low, row.high) == (-2.0, 2.0)
    assert (row.group, row.n, row.flags) == ("m-one", 2, ("few_clusters",))


def test_a_pair_without_a_verdict_in_one_language_bounds_the_gap(whole, tmp_path):
    """Pairs 1, 2, 3 differ by 1, 1, 0; the fourth could by 2 either way: (2 - 2)/4 to (2 + 2)/4."""
    rows = [
        json.loads(line) for line in (RAW / "more/eval_verdicts_2026-02-01.jsonl").read_text().splitlines()
    ]
    own = [row for row in rows if row["run"] == "i/local"]
    for row in own:
        if row["item"] == "p04-sensitive" and row["language"] == "zh-Hans":
            row["outcome"] = "truncated"
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-02-01", own, source="eval_verdicts")
    result = wb.indicator("language_gap")
    (row,) = result.rows
    assert row.value == pytest.approx(2 / 3)
    assert (row.bound_low, row.bound_high) == (0.0, 1.0)
    assert "1 pairs lack a verdict" in " ".join(result.notes)


def test_the_gap_between_hosts_is_paired_and_of_the_same_weights(whole):
    (row,) = whole.indicator("host_gap").rows
    assert row.group == "org/m-one: h2.example less local"
    assert row.value == 0.5
    assert whole.indicator("host_gap", choices={"reaction": "narrative"}).rows[0].value == -0.25


def test_where_nothing_is_stored_the_answer_says_so_and_how_to_measure(whole, starter):
    with pytest.raises(UsageError, match=r"nothing to weigh yet.*weighbridge eval run"):
        whole.indicator("language_gap", choices={"items": "mirror"})
    for name in ("language_gap", "host_gap", "inaccuracy"):
        with pytest.raises(UsageError, match="nothing to weigh yet"):
            starter.indicator(name)


def test_shipped_answers_are_of_named_suites_hosts_and_judges(starter):
    """deccp: refused by our rules; the Taiwan benchmark: two judges of the same answers are two figures."""
    result = starter.indicator("refusal")
    assert set(values(result)) == {"Qwen/Qwen2-7B-Instruct", "augmxnt/Qwen2-7B-Instruct-deccp"}
    assert any("deccp censored" in note for note in result.notes)
    asked = {"language": "zh_hant"}
    rules = values(starter.indicator("narrative", choices=asked))
    words = values(starter.indicator("narrative", choices={**asked, "judge": "keywords"}))
    # Two of the four questions about Taiwan's state were called failed for what stood in the reasoning.
    assert (words["openai.gpt-oss-120b-1:0"], rules["openai.gpt-oss-120b-1:0"]) == (0.5, 0.0)
    # Keywords in traditional characters miss the same phrase in simplified ones.
    assert (words["qwen.qwen3-235b-a22b-2507-v1:0"], rules["qwen.qwen3-235b-a22b-2507-v1:0"]) == (0.75, 0.75)
    with pytest.raises(UsageError):
        starter.indicator("refusal", choices={**asked, "judge": "keywords"})
