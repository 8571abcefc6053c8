"""The pages of models: the answer, the drawing and its twin in words, on invented models."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.web.test_site import Reader
from tests.web.world import AS_OF, own_model, pair, step, tuned_model

from weighbridge.charts.ancestry import MOST_ROWS, Box, Link, ancestry_drawing
from weighbridge.web.model_pages import answer, model_pages
from weighbridge.web.page import Frame, render
from weighbridge.web.sentences import plain

TUNED, OWN = "models/acme/tuned-b/index.html", "models/maker-a/base-a/index.html"


def rendered(models):
    pages = {page.path: page for page in model_pages(models, AS_OF)}
    frame = Frame(AS_OF, 1, frozenset(pages))
    return {path: render(page, frame) for path, page in pages.items()}


@pytest.fixture(scope="module")
def html():
    return rendered([tuned_model(), own_model()])


def read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.wrong
    assert not reader.open
    return reader


def test_answers_say_publisher_kind_and_roots():
    assert plain(answer(tuned_model().ancestry, AS_OF)) == (
        "Acme (United States) publishes it as a tuning of another model. "
        "Its weights come from Maker-a (China) and Maker-b (France)."
    )
    assert plain(answer(own_model().ancestry, AS_OF)) == (
        "Maker-a (China) publishes it, and the weights are its own as far as is known."
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("unknown", "Where its weights come from is unknown."),
        ("undisclosed", "Its publisher does not say what it is built on."),
        ("disputed", "What it is built on is disputed."),
    ],
)
def test_abstaining_is_an_answer(kind, words):
    found = own_model().ancestry
    said = plain(answer(replace(found, model=replace(found.model, answer=kind)), AS_OF))
    assert said == f"Maker-a (China) publishes it. {words}"


def test_part_of_the_roots_known():
    found = tuned_model().ancestry
    part = replace(found, known_part=0.75, model=replace(found.model, answer="partly_known"))
    assert "for 75 %; the rest is unknown." in plain(answer(part, AS_OF))


def test_a_publisher_nobody_placed_is_never_somebody():
    lone = step("nobody/Thing", None, "unknown", "unknown")
    found = replace(own_model().ancestry, model=lone, path=(lone,))
    assert plain(answer(found, AS_OF)).startswith("A publisher nobody has placed publishes it.")


def test_every_edge_is_in_words_with_grade_and_source(html):
    words = read(html[TUNED]).words
    for said in (
        "nobody/Blend",
        "maker-a/Base-A",
        "75 % of it",
        "asserted, contradicted",
        "an invented report",
    ):
        assert said in words
    assert "hub tag" in words
    assert "learnt from its answers or logits; no weights" in words
    assert "1 statement that does not stand" in words


def test_the_drawing_has_a_box_a_model_and_a_line_an_edge(html):
    text = html[TUNED]
    assert text.count("marker-end") == 3
    assert text.count('stroke-dasharray="1.5 4"') == 1, "one teacher, dotted"
    assert text.count('stroke-dasharray="6 4"') == 1, "one asserted edge, broken"
    boxes = re.findall(r'<rect x="(\d+)" y="(\d+)" width="196"', text)
    assert len(boxes) == 5
    # Roots stand left of the merge, the merge left of the model.
    columns = sorted({int(x) for x, _ in boxes})
    assert len(columns) == 3


def test_nothing_anybody_typed_becomes_markup(html):
    assert "<b>" not in re.sub(r'<b( class="[^"]*"| aria-current="page")?>', "", html[TUNED])
    assert "a &lt;b&gt;remark&lt;/b&gt;" in html[TUNED]


def test_a_root_lists_what_was_made_from_it(html):
    reader = read(html[OWN])
    assert "2 models on the lists: merged 1, quantised 1." in reader.words
    assert any("tuned-" in target for target in reader.links)
    assert "No step up is known" in reader.words


def test_the_list_leads_to_every_page(html):
    reader = read(html["models/index.html"])
    assert "What 2 models are made of" in reader.words
    assert sum("index.html" in target and "/" in target for target in reader.links) >= 2


def test_no_models_no_pages():
    assert model_pages([], AS_OF) == []


def test_ten_thousand_parents_are_folded():
    """Six boxes a column are drawn and a hundred rows listed; the rest is counted."""
    top = step("acme/Top", "acme", "US")
    parents = [step(f"maker-a/P{i}", "maker-a", "CN", "own") for i in range(10_000)]
    found = replace(
        tuned_model().ancestry,
        model=top,
        path=(top, *parents),
        pairs=tuple(pair("acme/top", f"maker-a/p{i}", "merge") for i in range(10_000)),
        apart=(),
        beside=(),
        aside=(),
    )
    text = rendered([replace(tuned_model(), ancestry=found)])["models/acme/top/index.html"]
    assert text.count('width="196"') == MOST_ROWS + 1
    assert "and 9,900 more" in text
    assert len(text) < 200_000


def test_a_circle_ends():
    boxes = [Box(name, name, "x", "CN", "") for name in "abc"]
    links = [Link(c, p, "fine-tuned", "stated", False, False) for c, p in ("ab", "bc", "cb", "ca")]
    svg = ancestry_drawing("a", boxes, links, AS_OF)
    assert svg.count("<rect") == 3


def test_the_clause_table_names_links_and_conflicts():
    """MIT over Llama: who says what, the conflict by name, and that a clause is not said."""
    from weighbridge.diligence.licence_path import terms_of

    model = tuned_model()
    steps = [item.canonical_id for item in model.ancestry.path]
    tags = {name: [("2026-01-01", "llama3.1", "hub_models")] for name in steps}
    tags[steps[0]] = [("2026-01-01", "mit", "hub_models")]
    text = rendered([replace(model, terms=terms_of(model.ancestry, tags)), own_model()])[TUNED]
    read(text)
    assert "Licence chain" in text
    assert "700,000,000" in text
    assert "Conflict:" in text
    assert "not said" in text
