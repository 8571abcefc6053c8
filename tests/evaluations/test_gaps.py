"""Gaps against matched controls, on outcomes set by hand."""

from __future__ import annotations

import pytest
from tests.evaluations.test_findings import verdict

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.verdicts import MEASURES
from weighbridge.evaluations.gaps import language_gaps, run_gaps
from weighbridge.evaluations.suites import load_suite

A = "10 10 11 00 10 10 00 10"
B = "00 10 01 00 00 10 00 00"
PAIRS = sorted({i.pair for i in load_suite("matched_pairs").items if i.arm == "sensitive"})[:8]


def rows(text, language="en", run="r"):
    """Refusals of pairs written as in the method's example: sensitive, then control."""
    found = []
    for number, (pair, both) in enumerate(zip(PAIRS, text.split(), strict=True)):
        for arm, mark in zip(("sensitive", "control"), both, strict=True):
            outcome = "refusal" if mark == "1" else "factual"
            more = {"language": language, "run": run, "arm": arm, "cluster_1": f"t{number}"}
            found.append(verdict(f"{pair}-{arm}", outcome, **more))
    return found


def test_the_methods_example_between_languages():
    (gap,) = language_gaps([*rows(A, "zh-Hans"), *rows(B, "en")], MEASURES["refusal"], "rules")
    assert (gap.first, gap.second, gap.pairs, gap.arm) == ("zh-Hans", "en", 8, "sensitive")
    estimate = gap.found.rate.estimate
    assert (estimate.value, gap.found.rate.se) == (pytest.approx(0.5), pytest.approx(0.189, abs=5e-4))
    assert (estimate.low, estimate.high) == pytest.approx((0.142, 0.858), abs=5e-4)


def test_the_methods_example_between_runs_and_a_pair_without_a_verdict():
    (gap,) = run_gaps(rows(A, run="a"), rows(B, run="b"), MEASURES["refusal"], "rules")
    assert (gap.first, gap.second, gap.arm) == ("a", "b", "sensitive, en")
    assert gap.found.rate.estimate.value == pytest.approx(0.5)
    short = [row for row in rows(A, run="a") if row["item"] != f"{PAIRS[0]}-control"]
    (fewer,) = run_gaps(short, rows(B, run="b"), MEASURES["refusal"], "rules")
    assert fewer.pairs == 7


def test_without_pairs_there_is_no_gap():
    with pytest.raises(UsageError, match="two languages"):
        language_gaps(rows(A), MEASURES["refusal"], "rules")
    with pytest.raises(UsageError, match="share no matched pairs"):
        run_gaps(rows(A, run="a"), rows(B, "zh-Hans", "b"), MEASURES["refusal"], "rules")
