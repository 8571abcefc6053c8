"""The pages of boards and lags, from invented boards and scores: places as sets, ties as ties, waits."""

from __future__ import annotations

import re

import pytest
from tests.tiny_world.worlds import _whole

from weighbridge.definitions.arena_view import board_view, runs
from weighbridge.definitions.boards import load_board
from weighbridge.web.arena_page import _lanes, arena_pages
from weighbridge.web.lag_page import lag_pages
from weighbridge.web.page import Frame, render
from weighbridge.web.plug import Plug


@pytest.fixture(scope="module")
def bridge(tmp_path_factory):
    return Plug(_whole(tmp_path_factory.mktemp("pages")))


@pytest.fixture(scope="module")
def arena(bridge):
    pages = arena_pages(bridge)
    frame = Frame("2026-02-28", 3, frozenset(page.path for page in pages))
    return {page.path: render(page, frame) for page in pages}


def test_one_page_a_board_and_style_and_kind_of_prompts(arena):
    assert set(arena) == {
        "arena/index.html",
        "arena/style-control/index.html",
        "arena/hard-prompts/index.html",
    }


def test_the_kinds_of_prompts_of_the_newest_board_are_a_choice(arena):
    """February has a board of hard prompts, on which glm-4.5 stands 30 points ahead, of error 5.7."""
    choice = re.compile(r'<nav[^>]*aria-label="Prompts">.*?</nav>', re.DOTALL)
    (found,) = choice.findall(arena["arena/index.html"])
    assert [word.strip() for word in re.findall(r">([^<>]+)</a>", found)] == ["all", "hard"]
    page = arena["arena/hard-prompts/index.html"]
    assert "glm-4.5 stands first of 2 models (prompts: hard)." in page
    assert "--category hard_prompts" in page or "more models" not in page
    assert 'id="above"' not in page
    assert not choice.findall(arena["arena/style-control/index.html"])


def test_runs_are_what_no_test_can_part(bridge):
    """January, by hand: a gap of 1.645 errors parts. 1450 and 1446 (error 5): together. 1446 and 1420: apart.

    1420, 1416 (7.07) together; 1416, 1410 (6.4) together, and 1420, 1410 (10 against 1.645 x 6.4 = 10.5)
    too; 1410, 1403 (5.66: 9.3) together, 1416, 1403 (13 against 10.5) apart; 1410, 1400 (10 against 8.2)
    apart, 1403 and 1400 (5: 8.2) together.
    """
    board = load_board(bridge.table("arena_ratings"), "2026-01-31")
    names = board.model
    found = [(names[first], names[last]) for first, last in runs(board, len(names))]
    assert found == [
        ("claude-opus-4-1", "qwen3-max-preview"),
        ("deepseek-v3.1", "glm-4.5"),
        ("glm-4.5", "qwen3-235b-a22b"),
        ("qwen3-235b-a22b", "gpt-oss-120b"),
    ]


def test_bars_that_touch_take_other_lanes():
    assert _lanes([(0, 2), (2, 4), (6, 7)]) == [(0, 2, 0), (2, 4, 1), (6, 7, 0)]


def test_places_are_sets(bridge):
    view = board_view(load_board(bridge.table("arena_ratings"), "2026-01-31"))
    places = {row.model: (row.rank_best, row.rank_worst) for row in view.rows}
    assert places["claude-opus-4-1"] == (1, 2)
    assert places["qwen3-max-preview"] == (1, 2)
    assert places["mystery-model"] == (9, 9)


def test_the_page_says_what_cannot_be_told(arena):
    page = arena["arena/index.html"]
    assert "may stand first" in page
    assert "error imputed" in page  # the February board prints none
    assert len(re.findall(r'class="joined"', page)) == page.count('<td class="joins">')
    assert "the data cannot tell" in page or "different" in page


def test_the_lag_page_has_three_columns_on_one_scale(bridge):
    (page,) = lag_pages(bridge)
    text = render(page, Frame("2026-02-01", 3, frozenset([page.path])))
    for heading in ("Catch-up", "Horizontal gap", "Frontier difference"):
        assert f"<h3>{heading}</h3>" in text
    scales = re.findall(r'<svg class="waits".*?</svg>', text)
    assert len(scales) % 3 == 0
    ticks = [re.findall(r'text-anchor="\w+">(\d+)', drawing) for drawing in scales]
    assert all(found == ["0", "6", "12", "18", "24"] for found in ticks)
    # American records: GPT-4, Claude, o1 reached (dots); gpt-oss-120b and GPT-5 not yet (open arrows).
    assert scales[0].count("<circle") == 3
    assert scales[0].count('fill="var(--page)"') == 2


def test_the_lag_page_says_who_counts_which_way(bridge):
    """Published figures of the same two sides, each under the way it was counted; none is said too."""
    (page,) = lag_pages(bridge)
    text = render(page, Frame("2026-02-01", 3, frozenset([page.path])))
    sections = re.split(r'<section id="([a-z-]+)">', text)
    by_sides = dict(zip(sections[1::2], sections[2::2], strict=True))
    us_cn = re.findall(r"Who counts this way\.</b>(.*?)</p>", by_sides["us-cn"], re.DOTALL)
    assert "No published figure" in us_cn[0]
    assert "CAISI" in us_cn[1]
    assert "of DeepSeek V4 Pro" in us_cn[1]
    assert "Stanford AI Index" in us_cn[2]
    closed_open = re.findall(r"Who counts this way\.</b>(.*?)</p>", by_sides["closed-open"], re.DOTALL)
    assert "private benchmarks" in closed_open[0]
    assert closed_open[1].index("2026-05-29") < closed_open[1].index("2025-10-30")
    assert "points behind" in closed_open[2]


def test_an_empty_store_has_neither_page(tmp_path):
    from tests.tiny_world.worlds import bare

    bridge = Plug(bare(tmp_path))
    assert arena_pages(bridge) == []
    assert lag_pages(bridge) == []
