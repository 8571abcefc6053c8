"""Sentences: read rightly, or honestly not; never a confident misreading."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.claims.sentences import SENTENCES

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


@pytest.mark.parametrize("title", list(reading.LISTS))
def test_no_sentence_is_misread_with_confidence(title):
    """The held-out lists as well: what is read is read rightly, and nothing is read that should not be."""
    for wanted in reading.LISTS[title]:
        found = read(wanted.text)
        if found.status == "read":
            assert wanted.status == "read", f"{wanted.text!r} was read as: {found.words}"
            assert reading.is_right(wanted, found), f"{wanted.text!r} was read as: {found.words}"


def test_the_precision_and_recall_that_the_benchmark_prints():
    known, first, second = (reading.measure(sentences) for sentences in reading.LISTS.values())
    assert known["precision"] == first["precision"] == second["precision"] == 1.0
    assert known["recall"] > 0.9
    assert first["recall"] > 0.9
    assert (first["sentences"], second["sentences"]) == (96, 30)
