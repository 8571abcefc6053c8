"""Verdicts: the bands of stated numbers, the worked examples, and every row of the truth table."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.claims import (
    FRACTIONS,
    OUTCOMES,
    WORDS,
    Band,
    increase_bands,
    joined,
    order_outcome,
    period_overlap,
    range_outcome,
    stated_band,
    value_outcome,
    verdict,
    word_key,
)
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.flips import flip
from weighbridge.statistics.shares import lead_bounds


@pytest.mark.parametrize(
    ("value", "step", "wording", "low", "high", "ends"),
    [
        (17.1, 0.1, "exact", 17.05, 17.15, (True, False)),
        (63, 1, "exact", 62.5, 63.5, (True, False)),
        (12, 1, "exact", 11.5, 12.5, (True, False)),
        (400, 1, "about", 380, 420, (True, True)),
        (30, 1, "nearly", 27, 30, (True, False)),
        (65, 1, "over", 65, math.inf, (False, False)),
        (22, 1, "at_least", 22, math.inf, (True, False)),
        (5, 1, "under", -math.inf, 5, (False, False)),
        (5, 1, "at_most", -math.inf, 5, (False, True)),
    ],
)
def test_a_stated_number_allows_what_rounds_to_it_or_what_its_word_says(
    value, step, wording, low, high, ends
):
    band = stated_band(value, step, wording)
    assert (band.low, band.high) == (low, high)
    if math.isfinite(low):
        assert band.holds(low) is ends[0]
    if math.isfinite(high):
        assert band.holds(high) is ends[1]


def test_two_thirds_and_nearly_two_thirds_are_bands_of_their_own():
    nearly, plain = FRACTIONS["nearly two-thirds"], FRACTIONS["two-thirds"]
    assert nearly.holds(0.60)
    assert nearly.holds(0.63)
    assert not nearly.holds(0.667)
    assert plain.holds(0.633)
    assert plain.holds(0.70)
    assert not plain.holds(0.63)


def test_an_increase_of_250_percent_has_two_readings():
    strict, loose = increase_bands(250)
    assert strict.holds(3.5)
    assert loose.holds(2.5)
    assert not strict.holds(2.5)


def test_worked_example_12a():
    ends = [(0.99, 1.0), (0.0, 0.02), (0.2, 0.97), (0.01, 0.99)]
    assert [order_outcome(*pair) for pair in ends] == ["holds", "fails", "unsure", "unsure"]
    first = verdict(["holds", "holds", "unsure"])
    assert (first.verdict, first.lean) == ("undecided", "supported")
    assert verdict(["holds", "fails", "unsure"]).verdict == "definition_dependent"


def test_worked_example_12b_an_unplaced_part_over_the_lead_leaves_the_order_unsure():
    """17.1 against 15.8 with 23.8 in no country: the region of the lead holds both signs."""
    low, high = lead_bounds(17.1, 15.8, 43.3, 23.8)
    assert low < 0 < high
    assert range_outcome(low, high, Band(0, math.inf, is_low_open=True)) == "unsure"
    assert flip(17.1, 15.8, 43.3, 23.8).flip_mass == pytest.approx(1.3)
    # As defined: the first-year file no longer covers the window, so there is nothing to decide on.
    assert verdict(["unavailable"]).verdict == "not_testable"


def test_worked_example_12b_twenty_two_models():
    """Drawn bands: 21-23 and 25-27 of distinct weights (points 22 and 25), 25-28 and 30-32 of variants."""
    exactly = stated_band(22)
    by_style = [value_outcome(22, exactly, (21, 23)), value_outcome(25, exactly, (25, 27))]
    assert by_style == ["holds", "fails"]
    assert verdict(by_style).verdict == "definition_dependent"
    least = stated_band(22, wording="at_least")
    assert verdict([range_outcome(25, 28, least), range_outcome(30, 32, least)]).verdict == "supported"
    weights = verdict([range_outcome(21, 23, least), range_outcome(25, 27, least)])
    assert (weights.verdict, weights.lean) == ("undecided", "supported")
    assert order_outcome(0.77, 0.77) == "unsure"


def expected(outcomes):
    """The truth table, written out from the method's sentences and not from the code."""
    counted = set(outcomes) - {"unavailable"}
    if not counted:
        return "not_testable"
    if {"holds", "fails"} <= counted:
        return "definition_dependent"
    return {("holds",): "supported", ("fails",): "contradicted"}.get(tuple(sorted(counted)), "undecided")


@pytest.mark.parametrize("outcomes", [p for n in range(4) for p in itertools.product(OUTCOMES, repeat=n)])
def test_every_row_of_the_truth_table(outcomes):
    found = verdict(outcomes)
    assert found.verdict == expected(outcomes)
    assert found.definitions == sum(outcome != "unavailable" for outcome in outcomes)
    lean = {"holds", "fails"} & set(outcomes)
    assert found.lean == (
        {"holds": "supported", "fails": "contradicted"}[lean.pop()]
        if found.verdict == "undecided" and lean
        else ""
    )


ORDER = {"fails": 0, "unsure": 1, "holds": 2}


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_more_draws_in_favour_never_turn_an_outcome_against(a, b, c, d):
    less, more = (min(a, c), min(b, d)), (max(a, c), max(b, d))
    assert ORDER[order_outcome(*less)] <= ORDER[order_outcome(*more)]


@given(st.floats(0, 100), st.floats(0, 5), st.floats(0, 5), st.floats(0, 100))
def test_a_wider_interval_never_makes_a_value_fail(value, narrow, more, stated):
    band = stated_band(stated)
    tight = value_outcome(value, band, (value - narrow, value + narrow))
    wide = value_outcome(value, band, (value - narrow - more, value + narrow + more))
    assert ORDER[tight] <= ORDER[wide]


def test_a_value_is_decided_by_band_interval_and_bounds():
    band = stated_band(63)
    assert value_outcome(None, band) == "unavailable"
    assert value_outcome(62.5, band) == "holds"
    assert value_outcome(63.5, band) == "fails"
    assert value_outcome(38, band, (10, 70)) == "unsure"
    assert value_outcome(38, band, (30, 45), (38, 80)) == "unsure"
    assert value_outcome(38, band, (30, 45), (38, 60)) == "fails"


def test_a_statement_of_two_parts_fails_with_one_and_holds_with_both():
    assert joined(["holds", "holds"]) == "holds"
    assert joined(["holds", "unsure"]) == "unsure"
    assert joined(["unsure", "fails"]) == "fails"
    assert joined(["unavailable", "fails"]) == "unavailable"
    assert joined([]) == "unavailable"


def test_a_year_against_ten_months_of_it_does_not_match():
    assert period_overlap((24296, 24308), (24296, 24308)) == 1
    assert period_overlap((0, 12), (3, 13)) == pytest.approx(10 / 14)
    assert period_overlap((0, 3), (8, 9)) == 0


@pytest.mark.parametrize(
    ("decided", "findings", "own", "word"),
    [
        ("not_testable", {"no_source_found", "distorted"}, False, "No source found"),
        ("supported", {"misattributed", "definition_lost"}, True, "Wrong source named"),
        ("supported", {"distorted"}, True, "Distorted"),
        ("not_testable", {"fused", "definition_lost"}, True, "Distorted"),
        ("undecided", {"definition_lost"}, True, "Right number, definition lost"),
        ("supported", {"period_lost"}, True, "Right number, definition lost"),
        ("undecided", {"period_lost"}, False, "Cannot be told from this data"),
        ("supported", {"wording_change"}, True, "Holds"),
        ("contradicted", set(), False, "Wrong"),
        ("definition_dependent", set(), True, "Depends on the definition"),
        ("not_testable", set(), False, "Cannot be checked"),
    ],
)
def test_the_readers_word_is_the_first_that_fits(decided, findings, own, word):
    assert WORDS[word_key(decided, findings, own)] == word


@pytest.mark.parametrize(
    "call",
    [
        lambda: stated_band(math.nan),
        lambda: stated_band(5, 0),
        lambda: stated_band(5, 1, "roughly"),
        lambda: order_outcome(0.2, 1.2),
        lambda: verdict(["perhaps"]),
        lambda: word_key("supported", {"rude"}, True),
        lambda: period_overlap((3, 1), (1, 2)),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(call):
    with pytest.raises(MethodError, match="expected"):
        call()
