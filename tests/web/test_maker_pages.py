"""The pages of organisations and families: what they say, drawn and in words, on the tiny world."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.web.test_model_pages import read
from tests.web.world import row, spaced

from weighbridge.charts.share_line import share_line
from weighbridge.web import links
from weighbridge.web.family_pages import family_pages
from weighbridge.web.organisation_pages import Series, organisation_pages
from weighbridge.web.page import Frame, render
from weighbridge.web.plug import Plug
from weighbridge.web.search_page import search_page

AS_OF = "2025-12-15"


@pytest.fixture(scope="module")
def bridge(tiny):
    return Plug(tiny)


@pytest.fixture(scope="module")
def pages(bridge):
    asked = [bridge.indicator(n, group="organisation") for n in ("download_share", "release_count")]
    found = [
        *organisation_pages(bridge.shown_organisations(), Series(*asked), AS_OF),
        *family_pages(bridge.shown_families(), AS_OF),
    ]
    return [*found, search_page(found)]


@pytest.fixture(scope="module")
def html(pages):
    frame = Frame(AS_OF, 3, frozenset(page.path for page in pages))
    return {page.path: render(page, frame) for page in pages}


def test_every_page_nests_and_links_only_to_what_was_built(html):
    for path, text in html.items():
        for target in read(text).links:
            if not target.startswith(("http", "#")):
                folder = path.rpartition("/")[0]
                parts = f"{folder}/{target}".split("#")[0].split("/")
                while ".." in parts:
                    at = parts.index("..")
                    del parts[at - 1 : at + 1]
                outside = {links.INDICATORS, links.MODELS, links.NOTICES, "index.html", "assets/icon.svg"}
                assert "/".join(parts) in {*html, *outside}, (path, target)


def test_an_organisation_says_seat_weights_share_and_lists(html):
    """December: 850 of 1,520 are 55.9 %; four models, all of its own weights."""
    words = spaced(read(html[links.organisation("alibaba")]).words)
    assert "Seated in China. 4 models on the lists: 4 with weights of its own." in words
    assert "55.9 %" in words
    assert "None found on the lists held here." in words


def test_lists_have_issuer_status_and_both_days(html):
    words = read(html[links.organisation("zhipu")]).words
    assert "US Bureau of Industry and Security" in words
    assert "in force 2025-01-16 2025-01-16" in re.sub(r"\s+", " ", words)


def test_a_copyist_is_no_origin(html):
    words = read(html[links.organisation("unsloth")]).words
    assert (
        "2 models on the lists: 1 with those of other makers and 1 whose weights nobody has placed" in words
    )


def test_a_family_says_both_shares_and_who_publishes_what_is_made_from_it(html):
    """700 of 1,520 are 46.1 %; by root, with a copy and QwQ-32B, 830: 54.6 %."""
    words = spaced(read(html[links.family("qwen-2.5")]).words)
    assert "carry 46.1 %" in words
    assert "54.6 %" in words
    assert "unsloth/Qwen2.5-7B-Instruct-GGUF" in words


def test_the_search_lists_both_kinds_under_their_names(html):
    found = html[links.SEARCH]
    assert "<h2>Organisations</h2>" in found
    assert "<h2>Families</h2>" in found
    assert '<a href="../families/qwen-2.5/index.html">Qwen2.5</a>' in found


def test_a_line_breaks_where_the_list_changes_and_marks_partial_months():
    rows = [row("2025-01", "x", 0.1), row("2025-02", "x", 0.2), row("2025-03", "x", 0.4, flags=("new_list",))]
    rows.append(row("2025-04", "x", 0.3, flags=("partial_period",)))
    drawn = share_line(rows, "CN")["wide"]
    assert drawn.count('stroke-width="2.6"') == 2
    assert drawn.count('fill-opacity="0.16"') == 2
    assert drawn.count('r="3.2" fill="var(--page)"') == 1


def test_a_month_without_interval_has_no_band():
    rows = [replace(row(f"2025-0{at}", "x", 0.1 * at), low=None, high=None) for at in (1, 2, 3)]
    assert "fill-opacity" not in share_line(rows, "CN")["narrow"]
