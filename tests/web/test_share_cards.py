"""Pictures for sharing: of the size asked for, small, with the sentence whole, and named by the page."""

from __future__ import annotations

import re
import struct
import zlib

import numpy as np
import pytest
from tests.web.statements import ONE
from tests.web.world import world

from weighbridge.charts.drawing import picture
from weighbridge.charts.png import smaller
from weighbridge.charts.share_card import INNER, ShareCard, broken, card_svg, cut, measured
from weighbridge.web.fonts import static_fonts
from weighbridge.web.share_cards import claim_card, models_card
from weighbridge.web.site import build_site

LONG = "In a month of many words " * 12


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def fonts(cache):
    return static_fonts(cache)


@pytest.fixture(scope="module")
def built(cache, tmp_path_factory):
    """The site without a public address, and the same with one."""
    root = tmp_path_factory.mktemp("sites")
    plain, public = root / "plain", root / "public"
    build_site(world(), plain, cache)
    build_site(world(), public, cache, address="https://example.org/w/")
    return plain, public


def meta(folder, path):
    text = (folder / path).read_text(encoding="utf-8")
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', text))


def size_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("path", ["card.png", "indicators/invented_share/card.png", "models/card.png"])
def test_a_card_has_the_size_that_is_asked_for_and_is_small(built, path):
    content = (built[0] / path).read_bytes()
    assert size_of(content) == (1200, 630)
    assert len(content) <= 120 * 1024


@pytest.mark.parametrize(
    ("page", "card"),
    [
        ("index.html", "card.png"),
        ("indicators/invented_share/index.html", "indicators/invented_share/card.png"),
        ("indicators/invented_share/by-line/index.html", "indicators/invented_share/card.png"),
        ("method/index.html", "card.png"),
    ],
)
def test_every_page_names_its_picture(built, page, card):
    plain, public = built
    held = meta(public, page)
    assert held["og:image"] == f"https://example.org/w/{card}"
    assert held["og:url"] == f"https://example.org/w/{page}"
    assert (held["og:image:width"], held["og:image:height"]) == ("1200", "630")
    assert held["twitter:card"] == "summary_large_image"
    assert held["og:title"]
    assert held["og:description"] == held["og:image:alt"]
    seen = meta(plain, page)
    assert "og:url" not in seen
    assert ((plain / page).parent / seen["og:image"]).resolve() == (plain / card).resolve()


def test_a_sentence_is_broken_where_the_face_ends(fonts):
    face = fonts / "source-serif-4-600.ttf"
    lines = broken(LONG.strip(), 40, face, INNER)
    assert " ".join(lines) == LONG.strip()
    assert all(measured(line, 40, face) <= INNER for line in lines)
    # One word more would not have fitted.
    words = LONG.split()
    first = len(lines[0].split())
    assert measured(" ".join(words[: first + 1]), 40, face) > INNER


def test_what_does_not_fit_is_cut_and_says_so(fonts):
    drawn = card_svg(ShareCard("topic", LONG * 3, "", LONG * 3, "1 Jan 2026"), fonts)
    assert drawn.count("…") == 2
    assert cut("short", 20, fonts / "inter-400.ttf", 600) == "short"


def test_a_statement_shows_its_verdict_as_word_and_glyph(fonts):
    drawn = card_svg(claim_card(ONE, "The study reports it."), fonts)
    assert "Holds" in drawn
    assert "So much &lt;i&gt;is&lt;/i&gt; Chinese" in drawn
    assert "measured by A study" in drawn
    assert "as of 20 Nov 2026" in drawn
    assert "var(" not in drawn


def test_a_smaller_picture_has_the_same_pixels(fonts):
    png = picture(card_svg(models_card(3, "2026-10-05"), fonts), fonts, 1.0)
    small = smaller(png)
    assert len(small) < len(png) / 2
    assert (pixels(small, 3) == pixels(png, 4)[:, :, :3]).all()
    assert smaller(small) == small, "what has no fourth channel comes back as it is"


def pixels(png, channels):
    """The pixels of a PNG whose every line holds differences to the left."""
    packed, place = b"", 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + length]
        place += length + 12
    width, height = size_of(png)
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + width * channels)
    assert (rows[:, 0] == 1).all()
    steps = rows[:, 1:].reshape(height, width, channels).astype(np.uint32)
    return (np.cumsum(steps, axis=1) % 256).astype(np.uint8)
