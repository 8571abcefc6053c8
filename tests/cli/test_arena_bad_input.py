"""Votes and scores as they arrive: each fault has its message or its flag, none becomes a tie or a zero."""

from __future__ import annotations

import json

import numpy as np
import pytest

from weighbridge.catalogue.errors import ContractError
from weighbridge.cli.arena_fit import _answer, _head, _records, fitted
from weighbridge.cli.capability_fit import _difficulties, _notes
from weighbridge.cli.capability_fit import _records as index_records
from weighbridge.entities.capability_fits import ANCHORS, fit_scores
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.item_response import index_of

LADDER = [("a", "b", "left"), ("b", "a", "left"), ("b", "c", "left"), ("c", "b", "tie")] * 3


def votes(tmp_path, rows):
    path = tmp_path / "votes.jsonl"
    lines = [json.dumps({"left": a, "right": b, "winner": w}) for a, b, w in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def fit(tmp_path, rows, outcome=(), bootstrap=0):
    path = votes(tmp_path, rows)
    return fitted(path, "battle", "tie", False, "", list(outcome), bootstrap, quiet=True)


def by_model(found):
    return {record["model"]: record for record in _records(found, 0.9)}


def test_an_outcome_never_seen_stops_with_row_and_word(tmp_path):
    rows = [*LADDER, ("a", "b", "abstain")]
    with pytest.raises(ContractError, match=r"row 13: outcome 'abstain' .* never taken for a tie"):
        fit(tmp_path, rows)
    held = fit(tmp_path, rows, outcome=["abstain=drop"])
    assert held.battles.total == 12
    assert _head(held, 0.9)["left_out"] == {"abstain": 1}


def test_a_model_that_never_lost_has_no_rating(tmp_path):
    found = by_model(fit(tmp_path, [*LADDER, ("top", "a", "left"), ("b", "top", "right")]))
    assert (found["top"]["rating"], found["top"]["flags"]) == (None, ["disconnected"])
    assert found["a"]["rating"] is not None
    notes = _head(fit(tmp_path, [*LADDER, ("top", "a", "left")]), 0.9)["notes"]
    assert any("top" in note and "no finite rating" in note for note in notes)


def test_of_two_groups_that_never_met_the_smaller_is_not_rated(tmp_path):
    others = [("x", "y", "left"), ("y", "x", "left")] * 50
    found = by_model(fit(tmp_path, [*LADDER, *others]))
    assert [found[name]["rating"] for name in ("x", "y")] == [None, None]
    assert all(found[name]["rating"] is not None for name in ("a", "b", "c"))


def test_one_battle_rates_nothing_and_says_so(tmp_path):
    found = fit(tmp_path, [("a", "b", "left")])
    assert not found.ratings.rated.any()
    assert "Nothing can be rated" in _answer(found, [])
    assert {record["rating"] for record in _records(found, 0.9)} == {None}


def test_too_few_battles_have_a_rating_but_no_interval(tmp_path):
    found = by_model(fit(tmp_path, [*LADDER, ("d", "a", "left"), ("a", "d", "left")]))
    assert found["d"]["rating"] is not None
    assert (found["d"]["low"], found["d"]["flags"]) == (None, ["small_n"])


def test_resamples_that_could_not_be_fitted_are_counted_and_past_one_per_cent_end_the_interval(tmp_path):
    found = fit(tmp_path, [*LADDER, *LADDER], bootstrap=200)
    assert _head(found, 0.9)["failed_draws"] == 0
    found.draws[:2] = np.nan  # 1 %: still intervals
    assert by_model(found)["a"]["low"] is not None
    assert any("2 of 200 resamples could not be fitted" in note for note in _head(found, 0.9)["notes"])
    found.draws[2] = np.nan
    assert _head(found, 0.9)["failed_draws"] == 3
    assert (by_model(found)["a"]["low"], by_model(found)["a"]["flags"]) == (None, ["unstable"])


def test_an_empty_cell_names_its_row(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("left,right,winner\na,b,left\na,,right\n", encoding="utf-8")
    with pytest.raises(ContractError, match="row 2: 'right' is empty"):
        fitted(path, "battle", "tie", False, "", [], 0, quiet=True)


def scores(models=8, benchmarks=5, lone=True):
    """Scores of a ladder of models, the anchors among them; one benchmark only the last model took."""
    names = [ANCHORS[0], ANCHORS[1], *(f"model {i}" for i in range(models - 2))]
    tests = ["Winogrande", *(f"test {i}" for i in range(benchmarks - 1))]
    ability = {name: 0.4 * i for i, name in enumerate(names)}
    rows = [
        (name, test, 1 / (1 + np.exp(-(1 + 0.2 * j) * (ability[name] - 0.5 * j))))
        for name in names
        for j, test in enumerate(tests)
    ]
    rows += [(names[-1], "lone test", 0.4)] if lone else []
    return [
        {"position": i, "model": name, "benchmark": test, "score": float(score)}
        for i, (name, test, score) in enumerate(rows)
    ]


def test_a_benchmark_with_one_model_is_named_and_flagged():
    found = fit_scores(scores(), draws=100)
    lone = next(item for item in _difficulties(found) if item["benchmark"] == "lone test")
    assert (lone["models"], lone["flags"]) == (1, ["small_n"])
    assert any("lone test" in note for note in _notes(found))


@pytest.mark.parametrize("score", [1.2, -0.1, float("nan"), 87.0])
def test_a_score_outside_0_to_1_is_refused(score):
    rows = scores(lone=False)
    rows[7]["score"] = score
    with pytest.raises(MethodError, match="expected a part between 0 and 1"):
        fit_scores(rows, draws=100)


@pytest.mark.parametrize("name", [*ANCHORS, "Winogrande"])
def test_a_missing_anchor_is_an_error_with_the_nearest_names(name):
    rows = [row for row in scores(lone=False) if name not in (row["model"], row["benchmark"])]
    extra = {"GPT-5": "GPT-5.1", "Claude 3.5 Sonnet": "Claude 3.5 Sonnet v2"}
    for row in rows:
        row["model"] = extra.get(name, row["model"]) if row["model"] == "model 0" else row["model"]
    with pytest.raises(ContractError, match=f"anchor.* '{name}' is not among") as said:
        fit_scores(rows, draws=100)
    assert name == "Winogrande" or extra[name] in str(said.value)


def test_draws_that_do_not_converge_are_counted_and_past_one_per_cent_there_is_no_interval():
    found = fit_scores(scores(lone=False), draws=200)
    assert found.index.failed == 0
    central = found.central
    drawn = type(central)(
        *(
            np.repeat(part, 200, axis=0)
            for part in (central.ability, central.difficulty, central.slope, central.objective)
        ),
        np.ones(200, dtype=bool),
    )
    drawn.converged[:2] = False  # 1 %: still an interval
    kept = index_of(central, drawn, (0, 1))
    assert (kept.failed, bool(np.isnan(kept.low[3]))) == (2, False)
    drawn.converged[:3] = False
    lost = index_of(central, drawn, (0, 1))
    assert (lost.failed, bool(np.isnan(lost.low[3])), bool(lost.unstable[3])) == (3, True, True)
    assert not lost.unstable[:2].any(), "anchors are fixed, not unstable"


def test_anchors_have_no_interval_and_say_why():
    records = {record["model"]: record for record in index_records(fit_scores(scores(), draws=100), {})}
    for name, value in zip(ANCHORS, (130, 150), strict=True):
        assert records[name]["value"] == pytest.approx(value)
        assert (records[name]["low"], records[name]["flags"]) == (None, ["fixed_by_definition"])


def test_a_fit_that_does_not_converge_is_an_error():
    found = fit_scores(scores(lone=False), draws=100)
    central = found.central
    stuck = type(central)(
        central.ability, central.difficulty, central.slope, central.objective, ~central.converged
    )
    with pytest.raises(MethodError, match="did not converge"):
        index_of(stuck, central, (0, 1))
