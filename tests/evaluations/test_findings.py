"""What is odd about rows, one invented example each."""

from __future__ import annotations

import pytest

from weighbridge.evaluations._rows import numbered, row
from weighbridge.evaluations.findings import findings


def verdict(item="q1", outcome="factual", **more):
    given = {
        "run": "r",
        "test": "information",
        "suite": "s",
        "item": item,
        "model": "m",
        "harness": "h",
        "scorer": "x",
        "arm": "sensitive",
        "outcome": outcome,
        "position": 0,
        "temperature": 0.0,
        **more,
    }
    return row("a test", **given)


def kinds(rows):
    return sorted(finding.kind for finding in findings(numbered(rows)))


def test_nothing_odd():
    assert kinds([verdict(f"q{i}") for i in range(30)]) == []


def test_a_run_that_stops_at_its_first_failure():
    whole = [verdict(f"q{i}", run="other") for i in range(6)]
    stopped = [verdict("q0"), verdict("q1"), verdict("q2", "state_narrative")]
    assert kinds([*whole, *stopped]) == ["selective_missingness"]
    missing = [*stopped, *(verdict(f"q{i}", "no_verdict") for i in range(3, 6))]
    assert kinds(missing) == ["missing_verdicts", "selective_missingness"]
    elsewhere = [verdict("q0", "state_narrative"), verdict("q1"), verdict("q2")]
    assert kinds([*whole, *elsewhere]) == []


def test_a_component_that_fires_on_every_row():
    rows = [verdict(f"q{i}", fired="guard") for i in range(20)]
    assert kinds(rows) == ["fires_on_every_row"]
    assert kinds([*rows, *(verdict(f"p{i}") for i in range(5))]) == []
    assert kinds(rows[:5]) == []


def test_repeats_at_temperature_zero():
    rows = [verdict("q1", repeat=i) for i in range(3)]
    (found,) = findings(numbered(rows))
    assert found.kind == "duplicate_repeats"
    assert found.text.startswith("2 repeats")
    assert kinds([verdict("q1", repeat=i, temperature=0.7) for i in range(3)]) == []


def test_numbers_that_repeat_across_suites():
    rows = [verdict(f"task_{i}", suite=suite) for suite in ("banking", "travel") for i in range(3)]
    (found,) = findings(numbered(rows))
    assert found.kind == "numbers_repeat_across_suites"
    assert "without the suite 6 tasks look like 3" in found.text


def test_tasks_renumbered_between_versions():
    old = [verdict(f"task_{i}", run="old", harness_version="1.0") for i in range(3)]
    new = [verdict(f"task_{i + 1}", run="new", harness_version="1.1") for i in range(3)]
    assert kinds([*old, *new]) == ["renumbered_tasks"]


def test_errors_that_were_scored_and_verdicts_that_are_missing():
    assert kinds([verdict("q1", had_error=True), verdict("q2", "no_verdict")]) == [
        "missing_verdicts",
        "scored_errors",
    ]


@pytest.mark.parametrize("name", ["outcome", "arm", "test", "run_by"])
def test_closed_words_are_closed(name):
    from weighbridge.catalogue.errors import ContractError

    with pytest.raises(ContractError, match=f"unknown {name} 'nonsense'"):
        verdict(**{name: "nonsense"})
