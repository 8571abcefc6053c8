"""What every claim must keep, whoever adds the next one."""

from __future__ import annotations

import re

import pytest

from weighbridge.catalogue import registry
from weighbridge.catalogue.claim import Claim, Document
from weighbridge.catalogue.errors import UsageError
from weighbridge.claims import documents, judging
from weighbridge.cli.claims_view import answer
from weighbridge.definitions.choices import define

CLAIMS = judging.claims()
SENTENCE_END = re.compile(r"[.!?]”?\Z")


def by_id(item: Claim) -> str:
    return item.id


@pytest.mark.parametrize("claim", CLAIMS, ids=by_id)
def test_claim(claim: Claim):
    """Words that are quoted, an argument in sentences, findings with reasons, what is missing said."""
    blocks = claim.method.split("\n\n")
    assert len(blocks) >= 2, "a title, then what is right, what is missing, what would reverse it"
    assert all(SENTENCE_END.search(block.strip()) for block in blocks)
    assert len(answer(claim)) <= 480
    for text in (*claim.findings.values(), *claim.caveats, claim.predicate):
        assert SENTENCE_END.search(text), text
    if claim.origin is None and not claim.as_worded:
        assert claim.lacks or claim.period or claim.findings


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.indicator], ids=by_id)
def test_definitions_of_a_claim_are_those_of_its_indicator(claim: Claim):
    """Axes and options exist, and not every combination contradicts itself; an indicator may still come."""
    if claim.indicator not in registry.modules("indicator"):
        assert claim.lacks, "it says what it waits for"
        return
    declared = registry.indicator(claim.indicator)
    assert claim.group in declared.groups
    for axis, options in claim.as_worded.items():
        for option in options:
            declared.axis(axis).option(option)
    if claim.as_defined is not None:
        assert define(declared, claim.as_defined)
    first = {axis: options[0] for axis, options in claim.as_worded.items()}
    try:
        define(declared, first)
    except UsageError as error:
        pytest.fail(f"the first definition contradicts itself: {error}")


def test_numbers_of_claims_are_unique_and_copies_name_what_they_copy():
    ids = [claim.id for claim in CLAIMS]
    assert len(set(ids)) == len(ids)
    for claim in CLAIMS:
        if claim.repeats:
            root = judging.claim_of(claim.repeats)
            assert not root.repeats, "a copy points at the first statement, not at another copy"


def test_a_document_has_one_key_and_one_name():
    held = [value for value in vars(documents).values() if isinstance(value, Document)]
    used = [doc for claim in CLAIMS for doc in (*claim.printed_in, *claim.chain)]
    named = {document.key: document for document in (*held, *used)}
    assert len({document.name for document in named.values()}) == len(named)
