"""The lower half of a model page on invented cards: what is drawn is what the cells say."""

from __future__ import annotations

import re

import pytest
from tests.web.cards import STATES
from tests.web.test_model_pages import TUNED, read, rendered
from tests.web.world import AS_OF, other_model, own_model, tuned_model

from weighbridge.web.card_parts import figure_lines, price_lines, switch_lines

MODELS = (tuned_model(), own_model(), other_model())
CARDS = {model.canonical_id: model.card for model in MODELS}
CARD = MODELS[0].card


@pytest.fixture(scope="module")
def text():
    return rendered(MODELS)[TUNED]


def section(text, name):
    return re.search(rf'<section id="{name}">.*?</section>', text, re.DOTALL)[0]


def test_every_state_has_its_mark_words_and_both_days(text):
    part = section(text, "designations")
    assert part.count('class="strip"') == len(STATES)
    assert part.count("stroke-dasharray") == 1, "one pending, dashed"
    assert part.count("M-5,-5L5,5") == 1, "one withdrawn, crossed"
    words = read(text).words
    for said in (
        "in force, contested",
        "pending",
        "withdrawn",
        "own entry",
        "compared 2026-10-01 by A. Reader",
    ):
        assert said in words
    assert "2025-02-01" in words
    assert "2025-03-01" in words
    assert "None found: publisher Acme (US)." in words


def test_prices_stand_by_seat_and_a_router_by_itself(text):
    """Cheapest seat first; the seat nobody established is hollow and said so; the router is in no row."""
    lines = price_lines(CARD, AS_OF)
    assert [(line.label.group, line.span, line.hosts) for line in lines] == [
        ("FR", "0.10", "Cheap"),
        ("US", "0.20–0.80", "Middle, Dear"),
        ("unknown", "0.40", "Nowhere"),
    ]
    # One scale from zero to a little above the dearest: 0.40 of 0.848 is 47.17 % of the way.
    assert lines[2].most == "0.85"
    assert 'x="47.17%"' in lines[2].strip
    assert 'fill="var(--page)"' in lines[2].strip
    assert "Through, a router, 0.15: the host is not named." in read(text).words


def test_figures_have_their_interval_and_what_it_was_made_from_is_hollow():
    """GPQA 0.557 with error 0.03: 55.7 [50.8, 60.6]; the root has 30.0 [25.1, 34.9]."""
    lines = figure_lines(CARD, CARDS)
    assert [(line.measure, line.who, line.value, line.why) for line in lines] == [
        ("GPQA", "this model", "55.7 [50.8–60.6]", ""),
        ("", "maker-a/Base-A", "30.0 [25.1–34.9]", ""),
        ("arena", "this model", "1234 [1224–1244]", ""),
        ("Live", "this model", "40.0", "no error printed"),
    ]
    assert 'x="55.7%"' in lines[0].strip
    assert "interval" in lines[0].strip
    assert "var(--ink)" in lines[0].strip
    assert 'fill="var(--page)" stroke="var(--ink3)"' in lines[1].strip
    assert "interval" not in lines[3].strip


def test_what_to_switch_to_has_another_root_and_is_on_no_list(text):
    """Of three models two share the root; 60 against 55.7 with errors of 3 is 1.0 error of the difference."""
    (line,) = switch_lines(CARD, CARDS)
    assert (line.model_id, line.beside, line.price) == ("maker-d/Base-D", "no clear difference", "0.30")
    assert switch_lines(MODELS[1].card, CARDS)[0].beside == "higher"
    # The tuned model's root stands on lists in force, so it is no switch for anybody.
    assert [item.model_id for item in switch_lines(MODELS[2].card, CARDS)] == ["maker-a/Base-A"]
    assert "maker-d/base-d/index.html" in section(text, "switch")


def test_what_is_not_measured_is_said(text):
    assert "Not measured on any board held" not in text
    bare = rendered([MODELS[0]])
    assert "None found: no model with a page here is measured by GPQA" in read(bare[TUNED]).words
