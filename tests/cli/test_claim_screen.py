"""One claim on one screen: at 80 columns nothing breaks inside a word, and the whole fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from weighbridge.catalogue.claim import Claim, Document
from weighbridge.claims.judging import judged
from weighbridge.claims.tried import Side, Tried
from weighbridge.cli.claims_view import SCREEN, claim_lines
from weighbridge.cli.terminal import Terminal

LONG = "claude-sonnet-4-5-20250929-thinking-32k"


def tried(number, outcome="unsure", is_source=False):
    return Tried(
        f"as captured, language models, copies {number}, Aug 2025",
        outcome,
        f"qwen3-max-preview +{number}.0 against {LONG}",
        "2025-08",
        sides=(Side("CN", 0.1),),
        is_source=is_source,
        command="weighbridge arena board",
    )


def claim():
    paper = Document("paper", "A paper", "article")
    study = Document("study", "A study", "study", "2025-01-01")
    return Claim(
        name="made_up",
        method="Made up.\n\n" + ("Two sentences say what is right and what is missing. " * 4).strip(),
        id="C99",
        words="a statement made up for this test, of as many letters as those of newspapers have",
        printed_in=(paper,),
        origin=study,
        topic="Use",
        predicate=("Something holds. " * 8).strip(),
        test=lambda ask: [],
        said={"counted": "downloads", "when": "not said", "left_out": "not mentioned"},
        measured={"counted": "downloads of the first year, over models of every kind, as the card says"},
        findings={"definition_lost": "It counts something else than the sentence says."},
        lacks="Everything: and more than that.",
        caveats=("A caveat of some length.",),
    )


def lines(width, count, whole=False):
    found = judged(claim(), [tried(n, is_source=n == 3) for n in range(count)], "2026-01-01")
    return claim_lines(found, [], [], Terminal(width, is_tty=True, has_shapes=False), whole)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("count", [1, 4, 40])
def test_the_argument_fits_a_screen_and_no_word_is_broken(width, count):
    shown = lines(width, count)
    assert len(shown) <= SCREEN
    assert shown[-1].startswith("as of 2026-01-01")
    for part in ("verdict", "missing", "caveat", "repeat", "its source"):
        assert sum(line.startswith(f"{part}  ") for line in shown) == 1, part
    assert all(len(line) <= width for line in shown)
    assert any(LONG in line for line in shown)
    assert any(line.startswith("unsure*") for line in shown) == (count > 3)
    assert any("not said: when, left out" in line for line in lines(width, count, whole=True))


def test_what_does_not_fit_is_named_and_shown_on_demand():
    short, whole = lines(80, 40), lines(80, 40, whole=True)
    assert "--all: 3" in short[-1]
    assert "more definitions" in short[-1]
    assert not any("more definitions" in line for line in whole)
    assert sum(LONG in line for line in whole) == 40
    assert any("definition lost" in line for line in whole)


def test_definitions_with_the_same_value_are_one_row():
    one = tried(1)
    other = replace(one, label="as captured, all models, Aug 2025")
    found = judged(claim(), [one, other], "2026-01-01")
    shown = claim_lines(found, [], [], Terminal(200, is_tty=False, has_shapes=False))
    (row,) = [line for line in shown if LONG in line]
    assert "(as captured, Aug 2025, 2 definitions)" in row
