"""The colours hold what the design promises, recomputed here from their hexes."""

from __future__ import annotations

import itertools

import pytest
from tests.web.colours import ciede2000, contrast, difference

from weighbridge.charts.palette import (
    OPENNESS,
    PLACES,
    SHAPES,
    TEXT_TOKENS,
    TOKENS,
    VERDICT_TOKENS,
    css,
    with_variables,
)

THEMES = ("light", "dark")


def colour(name, theme):
    return getattr(TOKENS[name], theme)


def test_ciede2000_agrees_with_the_published_pairs():
    # Sharma, Wu and Dalal 2005, pairs 1, 7 and 17.
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [*TEXT_TOKENS, *VERDICT_TOKENS])
def test_text_has_contrast(name, theme):
    for ground in ("page", "panel") if name.startswith("ink") else ("page",):
        assert contrast(colour(name, theme), colour(ground, theme)) >= 4.5, (name, ground)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [*PLACES, "unknown", *OPENNESS[:3]])
def test_marks_have_contrast(name, theme):
    assert contrast(colour(name, theme), colour("page", theme)) >= 3.0


@pytest.mark.parametrize("kind", ["", "protan", "deutan", "tritan"])
@pytest.mark.parametrize("theme", THEMES)
def test_places_differ_for_every_eye(theme, kind):
    for one, other in itertools.combinations((*PLACES, "unknown"), 2):
        assert difference(colour(one, theme), colour(other, theme), kind) >= 12, (one, other)
    assert difference(colour("CN", theme), colour("US", theme), kind) >= 47


@pytest.mark.parametrize(
    ("theme", "kind", "least"),
    [
        ("light", "", 23.6),
        ("light", "deutan", 17.3),
        ("light", "protan", 17.8),
        ("light", "tritan", 18.3),
        ("dark", "", 18.0),
        ("dark", "deutan", 15.5),
        ("dark", "protan", 14.3),
        ("dark", "tritan", 17.2),
    ],
)
def test_the_smallest_difference_is_the_documented_one(theme, kind, least):
    pairs = itertools.combinations((*PLACES, "unknown"), 2)
    found = min(difference(colour(one, theme), colour(other, theme), kind) for one, other in pairs)
    assert found == pytest.approx(least, abs=0.15)


def test_every_place_has_a_shape_of_its_own():
    assert set(SHAPES) == set(PLACES)
    assert len(set(SHAPES.values())) == len(PLACES)


def test_no_two_tokens_share_a_light_hex():
    # Drawings are recoloured by their hexes, so a shared one would turn into the wrong token.
    hexes = [token.light for token in TOKENS.values()]
    assert len(set(hexes)) == len(hexes)


def test_a_drawing_is_recoloured_and_the_sheet_names_every_token():
    assert with_variables('<path fill="#C24700"/>') == '<path fill="var(--CN)"/>'
    assert all(f"--{name}:" in css("dark") for name in TOKENS)
