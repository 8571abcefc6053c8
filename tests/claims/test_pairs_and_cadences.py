"""Statements about ratios of published safety figures, and about weekly releases: worked out by hand."""

from __future__ import annotations

import math

import pytest

from weighbridge.catalogue.units import Unit
from weighbridge.claims.asking import Ask
from weighbridge.claims.cadences import _weekly
from weighbridge.claims.judging import claim_of
from weighbridge.claims.pairs import times_as_often
from weighbridge.definitions.result import Result, Row


def by_label(found):
    return {one.label.partition(":")[2].strip().partition(" (")[0]: one for one in found}


def test_each_published_pair_is_a_reading_and_the_source_no_evidence_for_itself():
    """94 of 100 against 8: 11.75, rounds to 12; 37 against 4: 9.25, does not; 151 and 15 of 1,260: 10.07."""
    found = by_label(times_as_often(None, ("hijacking", "jailbreak"), "DeepSeek", "12 x", "caisi-hijack-r1"))
    source = found["followed malicious instructions"]
    assert (source.is_source, source.is_worded) == (True, False)
    fused = found["complied with overtly malicious requests under a common jailbreak"]
    assert (fused.sides[0].value, fused.outcome, fused.basis) == (11.75, "holds", "value")
    assert found["attempted to pass on a login code"].sides[0].value == 9.25
    assert found["attempted to pass on a login code"].outcome == "fails"
    counted = found["unsafe answers"].sides[0]
    # Katz's log interval at 90 %: standard error sqrt(1/151 - 1/1260 + 1/15 - 1/1260).
    spread = 1.6448536 * math.sqrt(1 / 151 - 1 / 1260 + 1 / 15 - 1 / 1260)
    assert counted.value == pytest.approx(151 / 15)
    assert math.log(counted.high / counted.low) == pytest.approx(2 * spread, rel=0.15)
    assert found["unsafe answers"].outcome == "unsure"


@pytest.mark.parametrize(("times", "outcome"), [("10.1 x", "holds"), ("30 x", "fails")])
def test_a_changed_number_turns_what_a_pair_says(times, outcome):
    found = by_label(times_as_often(None, ("jailbreak",), "DeepSeek", times, "caisi-hijack-r1"))
    assert found["unsafe answers"].outcome == outcome


def test_tests_are_never_mixed():
    found = times_as_often(None, ("jailbreak",), "DeepSeek", "12 x", "caisi-hijack-r1")
    assert {one.choices["test"] for one in found if one.is_worded} == {"jailbreak"}


class World:
    """A world of one maker: releases in 30 days with an interval, and the days of its usual gap."""

    def __init__(self, rate, low, high, gap):
        self.held = {"cadence": (rate, low, high), "release_gap": (gap, None, None)}

    def indicator(self, name, group=None, month_from=None, month_to=None, as_of=None, choices=None):
        value, low, high = self.held[name]
        row = Row("2025-12", "alibaba", value, low, high)
        return Result(name, "", Unit.DAYS, group, {}, "x@1", "y", "2026-01-01", 0.9, (), (row,))


@pytest.mark.parametrize(
    ("rate", "low", "high", "gap", "outcome"),
    [
        (8.0, 5.0, 12.0, 3.0, "holds"),
        (8.0, 5.0, 12.0, 8.0, "fails"),
        (2.0, 1.0, 3.0, 3.0, "fails"),
        (5.0, 3.0, 8.0, 3.0, "unsure"),
        (8.0, 5.0, 12.0, None, "unsure"),
        (None, None, None, 3.0, "unavailable"),
    ],
)
def test_weekly_needs_a_short_gap_and_a_high_rate(rate, low, high, gap, outcome):
    ask = Ask(claim_of("C25"), World(rate, low, high, gap))
    assert _weekly(ask, "alibaba", {"counted": "events"}, "2025-12").outcome == outcome


def test_a_year_of_releases_answers_a_claim_about_that_year_and_no_other():
    ask = Ask(claim_of("C25"), World(8.0, 5.0, 12.0, 3.0))
    one = _weekly(ask, "alibaba", {"counted": "events"}, "2025-12")
    assert "period_mismatch" not in ask._matched(one, {"counted": "events"}).flags
