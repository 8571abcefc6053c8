"""Ranks as sets of places."""

from __future__ import annotations

import numpy as np
import pytest

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.shares import rank_set

# Raw text board of early December 2025, LMArena (CC-BY-4.0): rating, half-width of its 95 % interval.
BOARD = {
    "gemini-3-pro": (1486.60, 6.20),
    "grok-4.1-thinking": (1451.21, 6.09),
    "claude-opus-4-5": (1446.43, 7.03),
    "gpt-5.1-high": (1445.93, 6.40),
    "claude-opus-4-5-thinking": (1442.24, 7.15),
    "qwen3-max-preview": (1437.95, 4.55),
}


def places(result) -> list[tuple[int, int]]:
    return list(zip(result.low.tolist(), result.high.tolist(), strict=True))


@pytest.mark.parametrize("kind", ["marginal", "joint"])
def test_worked_example_six_models_of_a_board(kind):
    ratings = np.array([rating for rating, _ in BOARD.values()])
    errors = np.array([half for _, half in BOARD.values()]) / 1.959964
    draws = np.random.default_rng(0).normal(ratings, errors, (4000, 6))
    found = dict(zip(BOARD, places(rank_set(ratings, draws, kind=kind)), strict=True))
    assert found["gemini-3-pro"] == (1, 1)
    assert found["grok-4.1-thinking"] == (2, 5)
    assert found["qwen3-max-preview"] == (3, 6)


@pytest.mark.parametrize("kind", ["marginal", "joint"])
def test_places_by_the_formula_in_loops(kind):
    """Pair by pair as Mogstad, Romano, Shaikh and Wilhelm write it, without a matrix."""
    rng = np.random.default_rng(9)
    values = rng.normal(0, 1, 6)
    draws = rng.normal(values, 0.4, (300, 6))
    pairs = {(j, k): draws[:, k] - draws[:, j] for j in range(6) for k in range(6) if j != k}
    off = {(j, k): pair - (values[k] - values[j]) for (j, k), pair in pairs.items()}
    se = {pair: float(np.std(gap, ddof=1)) for pair, gap in off.items()}
    scaled = {pair: np.abs(gap) / se[pair] for pair, gap in off.items()}
    found = rank_set(values, draws, kind=kind)
    for j in range(6):
        over = [p for p in pairs if p[0] == j] if kind == "marginal" else list(pairs)
        c = np.quantile(np.max([scaled[p] for p in over], axis=0), 0.9)
        delta = {k: values[k] - values[j] for k in range(6) if k != j}
        above = sum(gap - c * se[j, k] > 0 for k, gap in delta.items())
        below = sum(gap + c * se[j, k] < 0 for k, gap in delta.items())
        assert (found.low[j], found.high[j]) == (1 + above, 6 - below)


def test_differences_that_never_move_are_ordered_for_certain():
    draws = np.random.default_rng(1).normal(0, 1, (500, 1)) + np.array([2.0, 1.0, 1.0])
    result = rank_set([2.0, 1.0, 1.0], draws)
    assert places(result) == [(1, 1), (2, 3), (2, 3)]
    assert result.critical.tolist() == [0, 0, 0]


def test_joint_sets_hold_the_marginal_ones_and_order_is_irrelevant():
    rng = np.random.default_rng(2)
    values = rng.normal(0, 1, 12)
    draws = rng.normal(values, 0.4, (1000, 12))
    marginal, joint = rank_set(values, draws), rank_set(values, draws, kind="joint")
    assert (joint.low <= marginal.low).all()
    assert (joint.high >= marginal.high).all()
    own = (-values).argsort().argsort() + 1
    assert ((marginal.low <= own) & (own <= marginal.high)).all()
    order = rng.permutation(12)
    assert np.array_equal(rank_set(values[order], draws[:, order]).low, marginal.low[order])
    assert np.array_equal(rank_set(values * 7 + 3, draws * 7 + 3).high, marginal.high)


def test_failed_draws_leave_every_place_open():
    draws = np.random.default_rng(3).normal([5.0, 0.0], 0.1, (300, 2))
    draws[:2, 0] = np.nan
    assert places(rank_set([5.0, 0.0], draws)) == [(1, 1), (2, 2)]
    draws[2:4] = np.nan
    result = rank_set([5.0, 0.0], draws)
    assert places(result) == [(1, 2), (1, 2)]
    assert result.flags == ("unstable",)


def test_misfits_are_refused():
    with pytest.raises(MethodError, match=r"\(draws, K\)"):
        rank_set([1.0, 2.0], np.zeros((5, 3)))
    with pytest.raises(MethodError, match="not finite"):
        rank_set([1.0, np.nan], np.zeros((5, 2)))
    with pytest.raises(MethodError, match="both"):
        rank_set([1.0, 2.0], np.zeros((5, 2)), kind="both")
