"""Pages of statements: verdict as glyph and words, both definitions, values, chain; peers' figures hollow."""

from __future__ import annotations

import re

import pytest
from tests.web.statements import AS_OF, Statements
from tests.web.world import spaced

from weighbridge.charts.palette import TOKENS as COLOURS
from weighbridge.statistics.claims import WORDS
from weighbridge.web import verdicts
from weighbridge.web.claims_pages import checked_block, claims_pages
from weighbridge.web.page import Frame, render


@pytest.fixture(scope="module")
def pages():
    found = claims_pages(Statements())
    frame = Frame(AS_OF, 1, frozenset(page.path for page in found))
    return {page.path: render(page, frame) for page in found}


def test_list_page_and_replications(pages):
    assert set(pages) == {"claims/index.html", "claims/c99/index.html", "replications/index.html"}


def test_the_page_of_a_statement_holds_the_whole_argument(pages):
    page = pages["claims/c99/index.html"]
    text = spaced(re.sub(r"<[^>]+>", " ", page))
    for said in (
        "Holds",
        "The study reports it.",
        "downloads of a year",
        "China 63.0 %",
        "no list of parents is stored.",
        "1 Nov 2025",
        "weighbridge claim C99",
    ):
        assert said in text, said
    assert "So much &lt;i&gt;is&lt;/i&gt; Chinese" in page, "quotations are escaped"
    assert "A <b>paper" not in page
    assert '"alternateName": "Holds"' in page or '"alternateName":"Holds"' in page
    assert "style=" not in page


def test_figures_of_others_are_hollow_and_called_published(pages):
    page = pages["claims/c99/index.html"]
    assert 'stroke="var(--CN)" stroke-width="2.2"' in page
    assert "published" in page


def test_the_reason_of_a_difference_stands_beside_it(pages):
    assert "population" in pages["replications/index.html"]


def test_every_verdict_has_glyph_words_and_a_colour_of_the_palette():
    assert set(verdicts.TOKENS) == set(WORDS)
    assert set(verdicts.TOKENS.values()) <= set(COLOURS)
    drawn = {key: str(verdicts.glyph(key)) for key in WORDS}
    shapes = {re.sub(r"var\(--\w+\)", "", form) for form in drawn.values()}
    assert len(shapes) == len(WORDS), "no two verdicts differ by colour alone"


def test_the_home_block_counts_each_verdict():
    block = checked_block(Statements())
    assert [(line.word, line.count) for line in block.tally] == [("Holds", 1)]
    assert str(block.tally[0].squares).count("<rect") == 1
    assert block.resting == "One article rests on one study."
