"""How many models stand above one: by hand on invented boards, and METHODS' example on the shipped ones."""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import month_values

from weighbridge.definitions.boards import load_board
from weighbridge.definitions.standing import above, compare


def count(wb, month="2026-01", group="CN", **choices):
    return wb.indicator("models_above", **choices).at(month, group)


def test_by_every_rule(whole):
    """Leads 20, 16, 10, 3 with errors 5.83, 5.83, 5, 5: z 3.43, 2.74, 2.0, 0.6; p .0003 .0031 .0228 .274.

    Holm at 10 %: .0003 x 4, .0031 x 3, .0228 x 2 = .046 pass, .274 does not.
    """
    assert count(whole).value == 4
    assert count(whole, comparison="significant").value == 3
    together = count(whole, comparison="holm")
    assert (together.value, together.flags, together.low) == (3, ("at_least",), None)
    assert count(whole, group="US").value == 0


def test_distinct_weights(whole):
    """deepseek-v3.1 stands with and without thinking: one set of weights, by its best variant."""
    assert count(whole, unit="weights").value == 3
    assert count(whole, unit="weights", comparison="significant").value == 2


def test_a_group_with_closed_models_has_no_count_of_weights(whole):
    row = count(whole, unit="weights", openness="any", reference="llama_4_maverick")
    assert row.value is None
    assert "not_covered" in row.flags


def test_style_held_constant(whole):
    """gpt-oss-120b 10 points lower: leads 30, 26, 20, 13, all more than 1.645 errors of at most 5.83."""
    assert count(whole, style="controlled", comparison="significant").value == 4


def test_above_the_best_american_model(whole):
    """In February glm-4.5 (1455) is above Claude (1450), in January nobody."""
    result = whole.indicator("models_above", reference="best_us")
    assert month_values(result, "2026-02") == {"CN": 1}
    assert result.at("2026-01", "CN").value == 0


@pytest.mark.parametrize(
    ("day", "style", "variants", "weights", "band"),
    [
        ("2025-12-04", "raw", (27, 25, 23, 23), (22, 21, 19), (25, 28)),
        ("2025-12-17", "controlled", (30, 30, 29, 29), (25, 25, 24), (30, 32)),
    ],
)
def test_boards_of_december_2025(starter, day, style, variants, weights, band):
    """The worked example: Chinese open models above gpt-oss-120b; point, significant, Holm, disjoint."""
    board = load_board(starter.table("arena_ratings"), day, style)
    assert board.date == day
    found = above(board, "gpt-oss-120b", country="CN", only_open=True)
    held, own = found.variants, found.weights
    assert (held.point, held.significant, held.holm, held.disjoint) == variants
    assert (own.point, own.significant, own.disjoint) == weights
    assert (held.low, held.high) == pytest.approx(band, abs=1)


def test_a_dead_heat_of_december_2025(starter):
    """qwen3-max-preview minus claude-opus-4.5-thinking: level at 13.9, undecided at 10, apart with style."""
    path = starter.table("arena_ratings")
    raw = load_board(path, "2025-12-04", "raw")
    pair = ("qwen3-max-preview", "claude-opus-4-5-20251101-thinking-32k")
    found = compare(raw, *pair)
    assert (found.result.value, found.se) == pytest.approx((-4.29, 4.32), abs=0.02)
    assert found.result.verdict == "equivalent"
    assert compare(raw, *pair, margin=10).result.verdict == "undecided"
    style = compare(load_board(path, "2025-12-17", "controlled"), *pair).result
    assert (style.value, style.low, style.high) == pytest.approx((-34.96, -42.0, -27.9), abs=0.1)
    assert style.verdict == "different"
