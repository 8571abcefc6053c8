"""Sentences: read rightly, or honestly not; never a confident misreading."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.claims.sentences import SENTENCES
from tests.claims.traps import TRAPS

from benchmarks import reading
from weighbridge.claims.reading.checking import check
from weighbridge.claims.reading.grammar import read
from weighbridge.claims.reading.tokens import tokens_of

CAN = [sentence for sentence in SENTENCES if sentence.status == "read"]
CANNOT = [sentence for sentence in SENTENCES if sentence.status != "read"]


def words(sentence) -> str:
    return sentence.text[:60] or "empty"


def test_there_are_sixty_and_among_them_nothing_nonsense_and_ten_thousand_letters():
    assert len(SENTENCES) == 60
    assert any(sentence.text == "" for sentence in SENTENCES)
    assert any(len(sentence.text) > 10_000 for sentence in SENTENCES)


@pytest.mark.parametrize("sentence", CAN, ids=words)
def test_what_can_be_read_is_read_as_it_should_be(sentence):
    found = read(sentence.text)
    assert found.status == "read", (found.asks, found.reason)
    assert (found.kind, found.indicator) == (sentence.kind, sentence.indicator)
    assert (found.parts, found.number, found.months) == (sentence.parts, sentence.number, sentence.months)
    if sentence.subjects:
        assert found.subjects == sentence.subjects


@pytest.mark.parametrize("sentence", CANNOT, ids=words)
def test_what_lacks_something_is_asked_for_and_what_is_unknown_is_said(sentence):
    found = read(sentence.text)
    assert found.status == sentence.status
    assert found.asks if sentence.status == "asks" else found.reason
    assert check(sentence.text, None).judged is None


@pytest.mark.parametrize("sentence", CAN[:12], ids=words)
@pytest.mark.parametrize("word", ["not", "never", "perhaps", "unicorn"])
def test_one_word_more_that_is_not_known_or_turns_the_sense_stops_the_reading(sentence, word):
    head, _, tail = sentence.text.partition(" ")
    assert read(f"{head} {word} {tail}").status == "not understood"


@pytest.mark.parametrize("sentence", CAN, ids=words)
def test_capitals_spaces_and_a_full_stop_change_nothing(sentence):
    plain, other = read(sentence.text), read(f"  {sentence.text.upper()}  .")
    assert (plain.kind, plain.parts, plain.subjects, plain.months) == (
        other.kind,
        other.parts,
        other.subjects,
        other.months,
    )


@given(st.text(alphabet=string.printable, max_size=300))
def test_nonsense_never_fails_and_keeps_every_word(text):
    found = read(text)
    assert found.status in ("read", "asks", "not understood")
    assert all(token.text for token in tokens_of(text))


def test_numbers_in_words_and_digits_are_one():
    (one,) = [token for token in tokens_of("seventeen point one percent") if token.kind == "number"]
    (other,) = [token for token in tokens_of("17.1 percent") if token.kind == "number"]
    assert one.value == other.value == "17.1 percent"


def test_a_changed_number_and_a_changed_month_turn_the_verdict(starter):
    """The value of September 2025 is asked of the store itself, then said rightly and wrongly."""
    value = starter.indicator("download_share", month_from="2025-09", month_to="2025-09").at("2025-09", "CN")
    said = f"{100 * value.value:.1f}"
    right = check(f"China had {said} % of downloads in September 2025", starter)
    assert right.judged.tried[0].outcome == "holds"
    assert right.judged.decision.verdict in ("supported", "undecided", "definition_dependent")
    wrong = check("China had 99 % of downloads in September 2025", starter)
    assert wrong.judged.decision.verdict == "contradicted"
    other = check(f"China had {said} % of downloads in March 2024", starter)
    assert {one.outcome for one in other.judged.tried} <= {"unsure", "unavailable"}


def test_a_true_sentence_with_another_number_or_another_month_is_wrong(starter):
    """Counts of one maker have no interval: what holds in August fails in January, and a million off."""

    def downloads(month):
        asked = {"month_from": month, "month_to": month, "choices": {"population": "llm_vlm"}}
        return starter.indicator("download_count", "line", only=("qwen",), **asked).at(month, "qwen").value

    said = f"{downloads('2025-08') / 1e6:.1f}"
    text = "Qwen language models were downloaded {} million times in {} 2025"
    verdicts = {
        (number, month): check(text.format(number, month), starter).judged.decision.verdict
        for number, month in ((said, "August"), (f"{float(said) + 1:.1f}", "August"), (said, "January"))
    }
    assert downloads("2025-01") != pytest.approx(downloads("2025-08"), rel=0.01)
    assert list(verdicts.values()) == ["supported", "contradicted", "contradicted"]


def test_a_threshold_must_hold_over_the_whole_interval(starter):
    """China's share of August 2025 has a wide interval: 1 % is under it, 15 % inside, 95 % over."""
    verdicts = [
        check(f"China had over {number} % of downloads in August 2025", starter).judged.decision.verdict
        for number in (1, 15, 95)
    ]
    assert verdicts == ["supported", "undecided", "contradicted"]


@pytest.mark.parametrize("text", TRAPS)
def test_what_says_something_else_than_its_words_is_not_read_and_says_why(text):
    found = read(text)
    assert found.status != "read", found.words
    assert found.asks or found.reason


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("China has over half of downloads.", "over 50 %"),
        ("Nearly a third of tokens went to China.", "nearly 33.333 %"),
        ("China has between 15 % and 20 % of downloads.", "15 to 20 %"),
        ("China has 15–20 per cent of downloads.", "15 to 20 per cent"),
        ("China's downloads exceeded 15 percent.", "exceeded 15 percent"),
    ],
)
def test_fractions_with_a_word_before_them_and_ranges_have_bands_of_their_own(text, number):
    assert read(text).parts == (("CN", number),)


def test_a_comparison_and_two_numbers_must_say_the_same_order():
    assert read("China's 17.1% of downloads leads America's 15.8%.").parts == (
        ("CN", "17.1 %"),
        ("US", "15.8 %"),
    )
    (ask,) = read("China's 15.8% of downloads leads America's 17.1%.").asks
    assert ask.startswith("The word says one order")


def test_small_us_is_the_country_only_where_nothing_is_in_capitals():
    assert read("china leads us in downloads").subjects == ("CN", "US")
    assert "write US" in read("China leads us in downloads").reason
    assert "write 17.1" in read("China has 17,1% of downloads").reason


@pytest.mark.parametrize("title", list(reading.LISTS))
def test_no_sentence_is_misread_with_confidence(title):
    """The held-out lists as well: what is read is read rightly, and nothing is read that should not be."""
    for wanted in reading.LISTS[title]:
        found = read(wanted.text)
        if found.status == "read":
            assert wanted.status == "read", f"{wanted.text!r} was read as: {found.words}"
            assert reading.is_right(wanted, found), f"{wanted.text!r} was read as: {found.words}"


def test_the_precision_and_recall_that_the_benchmark_prints():
    known, first, second, third = (reading.measure(sentences) for sentences in reading.LISTS.values())
    assert {one["precision"] for one in (known, first, second, third)} == {1.0}
    assert min(one["recall"] for one in (known, first, third)) > 0.9
    assert [one["sentences"] for one in (first, second, third)] == [96, 30, 84]
