"""Sentences are fair: the same form serves whoever leads, and no word takes sides."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.world import indicator, lead, result, row, share_rows, spaced

from weighbridge.catalogue.units import Unit
from weighbridge.charts.labels import label_of
from weighbridge.definitions.result import Row
from weighbridge.web.headlines import HeadlineRow
from weighbridge.web.sentences import FORBIDDEN, answer_of, home_sentences, lead_words, plain, untold

CN, US = label_of("country", "CN", "2026-10-05"), label_of("country", "US", "2026-10-05")
NAMES = {"China": "the United States", "Chinese": "American"}


def headline(value, unplaced=0.0, is_old=False, low=None, high=None):
    found = lead(0.3 + value / 2, 0.3 - value / 2, unplaced)
    return HeadlineRow(
        label="row",
        note="",
        indicator="invented_share",
        choices={},
        fingerprint="",
        month="2026-08",
        first=CN,
        second=US,
        first_share=found.a or 0,
        second_share=found.b or 0,
        unplaced=unplaced,
        lead=value,
        low=low,
        high=high,
        bound_low=value - unplaced,
        bound_high=value + unplaced,
        is_old=is_old,
    )


def swapped(text):
    """The sentence with the two countries exchanged."""
    text = (
        text.replace("the United States’", "\x01")
        .replace("The United States", "\x02")
        .replace("the United States", "\x03")
    )
    text = (
        text.replace("American", "\x04")
        .replace("China’s", "the United States’")
        .replace("Chinese", "American")
    )
    text = re.sub(r"(^|\. )China", r"\1The United States", text).replace("China", "the United States")
    return (
        text.replace("\x01", "China’s")
        .replace("\x02", "China")
        .replace("\x03", "China")
        .replace("\x04", "Chinese")
    )


def exchanged(rows):
    other = {"CN": "US", "US": "CN"}
    return tuple(replace(r, group=other.get(r.group, r.group)) for r in rows)


@pytest.mark.parametrize("unknown", [0.0, 0.05, 0.2])
@pytest.mark.parametrize("counted", ["", "invented downloads"])
def test_exchanging_the_figures_exchanges_the_names(unknown, counted):
    rows = share_rows(cn=0.40, us=0.28, unknown=unknown)
    one = answer_of(indicator(), result(rows), counted)
    other = answer_of(indicator(), result(exchanged(rows)), counted)
    assert spaced(plain(other.answer)) == swapped(spaced(plain(one.answer)))
    assert other.doubt == swapped(one.doubt)


@given(st.lists(st.tuples(st.integers(-60, 60), st.integers(0, 80)), min_size=1, max_size=9))
def test_the_home_sentence_is_symmetric(rows):
    one = [headline(value / 100, unplaced / 100) for value, unplaced in rows]
    other = [headline(-value / 100, unplaced / 100) for value, unplaced in rows]
    first, second = home_sentences(one)
    first_other, second_other = home_sentences(other)
    if sum(r.lead > 0 for r in one) != sum(r.lead < 0 for r in one):
        assert first_other == swapped(first)
    else:
        assert first_other == first
    assert second_other == second


def test_the_answer_names_the_leader_first_and_says_what_could_turn():
    rows = share_rows(cn=0.45, us=0.30, unknown=0.2, when=["2026-08"])
    said = spaced(plain(answer_of(indicator(), result(rows), "invented downloads").answer))
    assert said == (
        "In August 2026, models by Chinese makers had 45.0 % of the invented downloads and models by "
        "American makers 30.0 %. Another 20.0 % has no known maker, enough to reverse the order."
    )


def test_bounds_that_do_not_cross_are_said_to_leave_the_order():
    rows = share_rows(cn=0.45, us=0.30, unknown=0.1, when=["2026-08"])
    said = spaced(plain(answer_of(indicator(), result(rows)).answer))
    assert said.endswith("Even if all of it were the United States’, China would lead.")


def test_a_tie_after_rounding_says_so():
    rows = share_rows(cn=0.30004, us=0.30001, unknown=0.0, when=["2026-08"])
    assert "equal after rounding" in spaced(plain(answer_of(indicator(), result(rows)).answer))


def test_nothing_unplaced_is_said():
    rows = share_rows(unknown=0.0, when=["2026-08"])
    assert "Every counted model has a known maker." in spaced(
        plain(answer_of(indicator(), result(rows)).answer)
    )


def test_a_partial_month_is_not_the_answer():
    rows = share_rows(when=["2026-07", "2026-08"], flags={"2026-08": ("partial_period",)})
    assert answer_of(indicator(), result(rows)).month == "2026-07"


def test_values_that_are_no_parts_of_a_whole_claim_no_unplaced_part():
    rows = (row("2026-08", "CN", 0.8), row("2026-08", "US", 0.7), Row("2026-08", "unknown", 0.6))
    said = spaced(plain(answer_of(indicator(), result(rows)).answer))
    assert "known maker" not in said
    assert "80.0" in said
    assert "70.0" in said


def test_an_empty_result_says_which_empty():
    assert "no snapshot holds anything" in spaced(plain(answer_of(indicator(), result(())).answer))


def test_one_value_for_all_has_its_interval_without_a_name():
    rows = (Row("2026-08", "all", 0.112, 0.09, 0.15, None, None, 40),)
    said = answer_of(
        indicator(unit=Unit.INDEX, groups=("all",)), result(rows, unit=Unit.INDEX, group_by="all")
    )
    assert spaced(plain(said.answer)) == "Invented share in August 2026: 0.112."
    assert spaced(said.doubt) == "90 % interval, resampling organisations: [0.090–0.150]."


@pytest.mark.parametrize(
    ("leads", "sentence"),
    [
        ([0.2, 0.1, -0.1], "China leads the United States under 2 of 3 definitions of use."),
        ([-0.2, -0.1, 0.1], "The United States leads China under 2 of 3 definitions of use."),
        ([0.2, 0.1], "China leads the United States under all 2 definitions of use."),
        (
            [0.2, -0.1],
            (
                "China leads the United States under 1 of 2 definitions of use, "
                "and the United States leads under as many."
            ),
        ),
        ([-0.1], "The United States leads China under the one definition of use we can compute."),
        ([], "No definition of use can be computed from the data of the last year."),
    ],
)
def test_home_counts_who_leads(leads, sentence):
    assert home_sentences([headline(value) for value in leads])[0] == sentence


def test_home_counts_what_could_turn_and_leaves_old_rows_out():
    rows = [headline(0.3, 0.1), headline(0.1, 0.2), headline(-0.4, 0.9, is_old=True)]
    leading, turning = home_sentences(rows)
    assert leading == "China leads the United States under all 2 definitions of use."
    assert turning == "In 1 of the 2, use that nobody has placed could reverse the order."


def test_intervals_that_include_level_leave_the_question_open():
    rows = [headline(0.1, low=-0.1, high=0.3), headline(0.2, low=-0.2, high=0.5)]
    assert untold(rows).endswith("The data cannot tell which is ahead.")
    assert untold([headline(0.3, low=0.1, high=0.5)]) == "Every interval lies on one side of level."
    assert untold([headline(0.3)]) == ""


def test_a_lead_is_said_in_points():
    assert lead_words(headline(0.235)) == "China ahead by 23.5 points"
    assert lead_words(headline(-0.235)) == "United States ahead by 23.5 points"
    assert lead_words(headline(0.0001)) == "level after rounding"


def test_the_forbidden_words_are_those_of_the_house():
    assert {"race", "clearly", "proves", "dominates", "chinese ai"} <= set(FORBIDDEN)


SAYS = {
    "pair": "{makers_a} made {a} and {makers_b} {b}",
    "top": "asked, {items} did",
    "item": "{group} {value}",
}


def test_declared_words_are_said_of_the_default_definition_alone():
    declared = indicator(says=SAYS)
    said = answer_of(declared, result(share_rows(cn=0.45, us=0.30, unknown=0.05, when=["2025-01"])))
    assert spaced(plain(said.answer)).startswith(
        "In January 2025, Chinese makers made 45.0 % and American makers 30.0 %."
    )
    assert spaced(said.short).startswith("Chinese makers made 45.0 %")
    other = result(
        share_rows(when=["2025-01"]), definition={"measure": "likes", "unattributed": "in_denominator"}
    )
    assert plain(answer_of(declared, other).answer).startswith("Invented share, January 2025: ")


def test_declared_words_are_symmetric():
    declared, rows = indicator(says=SAYS), share_rows(cn=0.40, us=0.28, unknown=0.05)
    first = plain(answer_of(declared, result(rows)).answer)
    second = plain(answer_of(declared, result(exchanged(rows))).answer)
    assert swapped(first) == second


def test_the_first_groups_are_said_in_declared_words():
    rows = (
        row("2025-01", "small", 0.5, n=9),
        row("2025-01", "large", 0.25, n=8),
        row("2025-01", "other", 0.125, n=7),
    )
    declared = indicator(says=SAYS, groups=("model",))
    said = spaced(plain(answer_of(declared, result(rows, group_by="model")).answer))
    assert said == "In January 2025, asked, small 50.0 %, large 25.0 % and other 12.5 % did."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.104, "China led the United States by 10.4 points."),
        (-0.02, "the United States led China by 2.0 points."),
    ],
)
def test_a_difference_says_who_led_whom(value, words):
    rows = (Row("2025-01", "CN-US", value, value - 0.1, value + 0.1, n=5),)
    said = answer_of(indicator(), result(rows, unit=Unit.POINTS)).answer
    assert spaced(plain(said)) == f"In January 2025, {words}"


def test_what_is_not_known_says_why():
    why = "No statement: three models are too few."
    said = answer_of(indicator(), result((Row("2025-01", "all", None),), notes=(why,)))
    assert said.doubt == why
