"""The check of sentences as its own description says: whatever is sent, an answer and never a failure."""

from __future__ import annotations

import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error

from weighbridge.catalogue.errors import WeighbridgeError
from weighbridge.claims.reading.checking import check
from weighbridge.claims.reading.grammar import read
from weighbridge.claims.reading.lexicon import entries
from weighbridge.web.served.application import application

PATH = "/api/check"
NUMBERS = (
    "17 %",
    "17.1%",
    "15-20 %",
    "about 5 points",
    "over half",
    "3 times",
    "1.2 million",
    "2",
    "-4 %",
    "0 %",
)
MONTHS = ("in August 2025", "2025-09", "in 2024", "March 2031", "August")
WORDS = st.one_of(
    st.sampled_from(sorted(phrase for phrase, entry in entries().items() if entry.kind != "refuse")),
    st.sampled_from(("China", "the US", "Qwen", "Llama", "Alibaba", "downloads", "tokens", "leads", "has")),
    st.sampled_from(NUMBERS),
    st.sampled_from(MONTHS),
)
SENTENCES = st.lists(WORDS, min_size=2, max_size=9).map(" ".join)


def test_the_described_endpoint_never_fails_on_what_its_description_allows_or_forbids(tiny, tmp_path):
    (tmp_path / "index.html").write_text("home")
    app = application(lambda: tiny, tmp_path, ("localhost", "testserver"), rate=0)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operation = schema[PATH]["GET"]
    seen = []

    @given(case=operation.as_strategy() | operation.as_strategy(schemathesis.GenerationMode.NEGATIVE))
    @settings(max_examples=60, deadline=None)
    def asked(case):
        answer = case.call()
        seen.append(answer.status_code)
        case.validate_response(answer, checks=[not_a_server_error])

    asked()
    assert 200 in seen
    assert max(seen) < 500


@given(SENTENCES)
@settings(max_examples=300, deadline=None)
def test_known_words_in_any_order_are_read_or_answered_with_a_reason(text):
    found = read(text)
    assert found.status == "read" or found.asks or found.reason


@given(SENTENCES)
@settings(max_examples=60, deadline=None)
def test_whatever_is_read_whole_is_judged_or_refused_in_words(tiny, text):
    try:
        found = check(text, tiny)
    except WeighbridgeError as error:
        raise AssertionError(f"{text!r}: {error}") from error
    assert (found.judged is not None) == (found.reading.status == "read")
