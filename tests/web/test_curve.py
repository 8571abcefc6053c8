"""The curve of all definitions: counted, sorted, and light however many there are."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from tests.web.world import curve, indicator

from weighbridge.charts.labels import label_of
from weighbridge.charts.specification_curve import SIZES, points_words
from weighbridge.web.curves import curve_view, definitions_csv

CN, US = (label_of("country", code, "2026-10-05") for code in ("CN", "US"))


def view(found):
    return curve_view(indicator(), found, CN, US, 0.9)


def many(count=800):
    leads = [0.5 - i / count for i in range(count)]
    spread = [
        replace(point, lead=lead, low=lead - 0.2, high=lead + 0.2)
        for point, lead in zip(curve(count).points, leads, strict=True)
    ]
    return replace(curve(count), points=tuple(spread))


@pytest.mark.parametrize("found", [curve(), many()], ids=["few", "many"])
def test_the_drawing_is_sound_at_every_size(found):
    drawn = view(found)
    shared = ET.fromstring(f"<svg>{drawn.shared}</svg>")
    defined = {element.get("id") for element in shared.iter() if element.get("id")}
    for name in SIZES:
        root = ET.fromstring(str(drawn.drawings[name]))
        used = {element.get("href", "")[1:] for element in root.iter("use")}
        assert used <= defined
        assert "style=" not in str(drawn.drawings[name])
    assert "points" in drawn.alt
    assert len(drawn.alt) <= 300


def test_eight_hundred_definitions_stay_light():
    drawn = view(many())
    size = sum(len(gzip.compress(str(part).encode())) for part in (drawn.shared, *drawn.drawings.values()))
    assert size <= 20_000


def test_the_sentence_counts_and_says_what_the_intervals_and_bounds_say():
    drawn = view(curve())
    assert drawn.heading == "China leads under 3 of 6 definitions, the United States under 2"
    assert drawn.deciding == "One choice decides most of the order: what is counted."
    assert "The lead runs from −20.0 to +30.0 points; the middle one is +5.0." in drawn.summary
    assert "Under 5 of 6 the interval excludes level." in drawn.summary


def test_where_all_agree_and_no_interval_excludes_level_the_data_cannot_tell():
    found = curve()
    agreeing = tuple(replace(point, lead=0.1, low=-0.1, high=0.3) for point in found.points)
    drawn = view(replace(found, points=agreeing))
    assert drawn.heading == "China leads under all 6 definitions that can be computed"
    assert "the data cannot tell which is ahead" in drawn.summary


def test_exchanging_the_sides_exchanges_the_names():
    found = curve()
    turned = tuple(
        replace(point, lead=-point.lead, low=-point.high, high=-point.low) for point in found.points
    )
    assert view(replace(found, points=turned)).heading == (
        "The United States leads under 3 of 6 definitions, China under 2"
    )


def test_effects_count_the_definitions_of_an_option():
    effect = view(curve()).effects["measure", "flow"]
    assert (effect.count, effect.ahead, effect.middle) == (3, 2, "+10.0")


def test_points_are_signed_with_a_true_minus():
    assert [points_words(value) for value in (0.104, -0.03, 0.0001, 0)] == ["+10.4", "−3.0", "0.0", "0.0"]


def test_the_file_has_a_line_a_definition():
    assert len(definitions_csv(curve()).splitlines()) == 7
