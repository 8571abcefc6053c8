"""Drawings are small, safe under the page's policy, and the same every time."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET

import pytest
from tests.web.world import indicator, months, result, row, share_rows

from weighbridge.charts.drawing import drawn, png_of, specification
from weighbridge.charts.figure import figure_of
from weighbridge.charts.palette import HATCH, with_variables
from weighbridge.charts.scales import SIZES, WIDE
from weighbridge.charts.standalone import Imprint, standalone, wrapped
from weighbridge.definitions.result import Row
from weighbridge.web.fonts import static_fonts

FLAGS = {"2025-09": ("new_list",), "2025-03": ("spike",), "2026-08": ("partial_period",)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("drawings")


def parts():
    values = {"permissive": 0.6, "conditional": 0.25, "unknown": 0.15}
    rows = tuple(Row(month, group, value) for month in months(count=5) for group, value in values.items())
    return figure_of(indicator(), result(rows, group_by="class"))


FIGURES = {
    "lines": lambda: figure_of(indicator(), result(share_rows(flags=FLAGS))),
    "parts": parts,
    "marks": lambda: figure_of(indicator(), result(share_rows(when=["2026-08"]))),
    "one": lambda: figure_of(
        indicator(), result(tuple(row(month, "all", 0.2) for month in months(count=4)), group_by="all")
    ),
    "empty": lambda: figure_of(indicator(), result(())),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_drawing_is_plain_svg_without_styles_or_scripts(name, folder):
    made = drawn(FIGURES[name](), folder)
    for svg in (made.wide, made.middle, made.narrow):
        root = ET.fromstring(svg)
        assert root.tag.endswith("svg")
        assert not re.search(r"\bstyle=|<style|<script|href=|http(?!://www\.w3\.org)", svg)
        assert HATCH not in svg.upper()
        assert len(gzip.compress(svg.encode())) < 5000


def test_hexes_become_the_pages_own_colours(folder):
    svg = with_variables(drawn(FIGURES["lines"](), folder).wide)
    assert "var(--CN)" in svg
    assert "var(--US)" in svg
    assert not re.search(r'"#[0-9A-Fa-f]{3,6}"', svg)


def test_what_is_not_known_is_hatched(folder):
    assert "url(#hatch)" in drawn(FIGURES["parts"](), folder).wide


def test_a_thin_month_is_a_smaller_mark():
    """Vega gives the area of a mark: three fifths of the width are nine twenty-fifths of it."""

    def areas(flag):
        flags = dict.fromkeys(months(count=3), (flag,))
        spec = specification(
            figure_of(indicator(), result(share_rows(when=months(count=3), flags=flags))), WIDE
        )
        return {layer["mark"]["size"] for layer in spec["layer"] if layer["mark"]["type"] == "point"}

    (thin,), (alone,) = areas("thin_coverage"), areas("new_list")
    assert thin / alone == pytest.approx(9 / 25)


def test_names_stand_on_the_drawing_and_a_single_series_needs_none(folder):
    assert ">China<" in drawn(FIGURES["lines"](), folder).narrow
    assert ">all<" not in drawn(FIGURES["one"](), folder).wide


def test_the_same_figure_gives_the_same_bytes_with_and_without_the_cache(folder, tmp_path):
    figure = FIGURES["lines"]()
    assert drawn(figure, folder) == drawn(figure, folder) == drawn(figure, tmp_path)


def test_a_specification_is_measured_before_it_is_drawn():
    spec = specification(FIGURES["lines"](), SIZES["narrow"])
    assert spec["autosize"] == {"type": "none"}
    assert spec["width"] + spec["padding"]["left"] + spec["padding"]["right"] == 352


def test_a_line_is_not_drawn_across_a_break():
    spec = specification(FIGURES["lines"]())
    lines = [layer for layer in spec["layer"] if layer["mark"].get("strokeWidth") == 2.6]
    assert len(lines) == 4  # two countries, before and after the new list


def test_a_picture_that_leaves_says_what_it_is(folder, tmp_path):
    figure = FIGURES["lines"]()
    imprint = Imprint(
        "Title & more", "How to read it.", "The <answer>.", "weighbridge, x@1, as of 5 Oct 2026."
    )
    svg = standalone(drawn(figure, folder).wide, imprint)
    text = "".join(ET.fromstring(svg).itertext())
    assert "Title & more" in text
    assert "The <answer>." in text
    assert "as of 5 Oct 2026" in text
    assert "var(" not in svg
    png = png_of(svg, static_fonts(tmp_path), folder)
    assert png.startswith(b"\x89PNG")
    assert png == png_of(svg, static_fonts(tmp_path), tmp_path)


def test_words_are_wrapped_to_the_width():
    assert wrapped("one two three", 10, 40) == ["one two", "three"]
    assert wrapped("", 10, 40) == []
