"""Bradley-Terry ratings from pair counts: worked examples, laws, degenerate cases, independent packages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.statistics.battles import (
    A_WINS,
    B_WINS,
    BOTH_BAD,
    TIE,
    PairCounts,
    outcome_table,
    pair_counts,
    pairs_of_table,
    rated_models,
    voter_cells,
)
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.pairwise import SCALE, bradley_terry, difference
from weighbridge.statistics.pairwise_draws import rating_draws

THREE = PairCounts(
    3,
    np.array([0, 0, 1]),
    np.array([1, 2, 2]),
    np.array([60.0, 70.0, 40.0]),
    np.array([20.0, 10.0, 20.0]),
    np.array([20.0, 20.0, 40.0]),
)


def simulated(n_models=12, battles=4000, ties=0.3, seed=0):
    rng = np.random.default_rng(seed)
    theta = rng.normal(0, 0.6, n_models)
    a = rng.integers(0, n_models, battles)
    b = (a + rng.integers(1, n_models, battles)) % n_models
    p = 1 / (1 + np.exp(theta[b] - theta[a]))
    # Of a score expected to be p, ties carry one half of their frequency and wins the rest.
    tie = 4 * ties * p * (1 - p)
    u = rng.random(battles)
    outcome = np.where(u < tie, TIE, np.where(u < tie / 2 + p, A_WINS, B_WINS))
    return theta - theta.mean(), a, b, outcome


def test_worked_example_three_models():
    fit = bradley_terry(THREE)
    assert fit.value == pytest.approx([1112.301, 950.061, 937.637], abs=5e-4)
    assert fit.se == pytest.approx([16.517, 15.407, 15.706], abs=5e-4)
    assert fit.battles.tolist() == [200, 200, 200]
    apart = difference(fit, 0, 1)
    assert (apart.value, apart.low, apart.high) == pytest.approx((162.24, 116.5, 208.0), abs=0.05)
    se = (apart.high - apart.low) / 2 / 1.644854
    assert se == pytest.approx(27.82, abs=5e-3)
    # With the covariance left out the error of the difference would be far too small.
    assert np.hypot(*fit.se[:2]) == pytest.approx(22.59, abs=5e-3)


def test_a_tie_is_half_a_win_for_each():
    even = pair_counts([0, 1, 0, 1], [1, 0, 1, 0], [TIE, TIE, A_WINS, A_WINS], 2)
    assert (even.wins[0], even.ties[0], even.losses[0]) == (1, 2, 1)
    fit = bradley_terry(even)
    assert fit.value == pytest.approx([1000, 1000])
    # Meat (1-p)^2 + p^2 = 1/2, Hessian n p (1-p) = 1: variance 1/2 of the gap, a quarter of it each.
    assert fit.covariance[0, 0] == pytest.approx(SCALE**2 * 0.5 / 4)


def test_both_bad_is_a_tie_or_dropped_but_never_lost():
    battles = ([0, 0, 0, 0], [1, 1, 1, 1], [A_WINS, B_WINS, TIE, BOTH_BAD], 2)
    assert pair_counts(*battles).ties.tolist() == [2]
    assert pair_counts(*battles, both_bad="dropped").ties.tolist() == [1]
    with pytest.raises(MethodError, match="both_bad"):
        pair_counts(*battles, both_bad="half")


def test_many_models_take_the_other_path_to_the_same_counts():
    _, a, b, outcome = simulated(30, 3000)
    small = pair_counts(a, b, outcome, 30, both_bad="dropped")
    large = pair_counts(a, b, outcome, 1500, both_bad="dropped")
    for name in ("first", "second", "wins", "ties", "losses"):
        assert getattr(small, name).tolist() == getattr(large, name).tolist()


def test_parts_of_a_file_add_up():
    _, a, b, outcome = simulated()
    parts = sum(outcome_table(a[i::3], b[i::3], outcome[i::3], 12) for i in range(3))
    whole = pair_counts(a, b, outcome, 12)
    assert pairs_of_table(parts).wins.tolist() == whole.wins.tolist()


@pytest.mark.parametrize("outcome", [4, -1])
def test_an_outcome_never_seen_is_refused(outcome):
    with pytest.raises(MethodError, match="outcome"):
        pair_counts([0], [1], [outcome], 2)


def test_a_model_against_itself_is_refused():
    with pytest.raises(MethodError, match="against itself"):
        pair_counts([0, 1], [1, 1], [TIE, TIE], 2)
    with pytest.raises(MethodError, match="against itself"):
        pairs_of_table(np.ones((1, 1, 4)))


def test_a_model_that_never_lost_has_no_rating():
    fit = bradley_terry(
        pair_counts([0, 0, 1, 2, 1], [1, 2, 2, 1, 2], [A_WINS, A_WINS, A_WINS, A_WINS, TIE], 3)
    )
    assert np.isnan(fit.value[0])
    assert fit.flags[0] == ("disconnected",)
    assert fit.value[1:] == pytest.approx([1000, 1000])
    apart = difference(fit, 0, 1)
    assert (apart.value, apart.low, apart.high) == (None, None, None)


def test_two_groups_that_never_met_are_not_compared():
    a, b = [0, 1, 0, 2, 3, 2, 3, 4, 4], [1, 0, 1, 3, 2, 4, 4, 3, 2]
    fit = bradley_terry(pair_counts(a, b, [A_WINS] * 9, 5))
    assert fit.rated.tolist() == [False, False, True, True, True]
    assert {fit.flags[0], fit.flags[1]} == {("disconnected",)}


def test_of_two_equal_groups_the_one_with_more_battles_is_rated():
    pairs = pair_counts([0, 1, 2, 3, 2], [1, 0, 3, 2, 3], [A_WINS] * 5, 4)
    assert rated_models(pairs).tolist() == [False, False, True, True]


def test_one_battle_rates_nobody_or_has_no_interval():
    won = bradley_terry(pair_counts([0], [1], [A_WINS], 2))
    assert np.isnan(won.value).all()
    tied = bradley_terry(pair_counts([0], [1], [TIE], 2))
    assert tied.value == pytest.approx([1000, 1000])
    assert tied.flags.tolist() == [("small_n",), ("small_n",)]
    assert np.isnan(tied.limits()[0]).all()


def test_only_ties_are_no_certainty():
    fit = bradley_terry(pair_counts([0] * 30, [1] * 30, [TIE] * 30, 2))
    assert fit.flags.tolist() == [("unstable",), ("unstable",)]
    assert difference(fit, 0, 1).low is None


def test_no_battles_at_all():
    fit = bradley_terry(pair_counts(*np.zeros((3, 0), dtype=int), 3))
    assert np.isnan(fit.value).all()
    assert fit.battles.tolist() == [0, 0, 0]


def test_votes_of_one_voter_are_summed_before_they_are_squared():
    _, a, b, outcome = simulated(6, 600)
    alone, cells = voter_cells(a, b, outcome, np.arange(600), 6)
    plain = bradley_terry(alone)
    assert bradley_terry(alone, voters=cells).covariance == pytest.approx(plain.covariance)
    # Ten copies of every voter's vote carry no more information than one.
    pairs, copied = voter_cells(*(np.repeat(x, 10) for x in (a, b, outcome, np.arange(600))), 6)
    assert bradley_terry(pairs, voters=copied).se == pytest.approx(plain.se)
    assert bradley_terry(pairs).se == pytest.approx(plain.se / np.sqrt(10))


def test_reweighting_levels_pairs_that_met_often():
    wins, losses = np.array([600.0, 40.0, 60.0]), np.array([200.0, 60.0, 40.0])
    pairs = PairCounts(3, np.array([0, 0, 1]), np.array([1, 2, 2]), wins, np.zeros(3), losses)
    weight = 1 / np.array([800.0, 100.0, 100.0])
    levelled = PairCounts(3, pairs.first, pairs.second, wins * weight, np.zeros(3), losses * weight)
    assert bradley_terry(pairs, reweight=True).value == pytest.approx(bradley_terry(levelled).value)
    rare = PairCounts(3, pairs.first, pairs.second, wins / 100, np.zeros(3), losses / 100)
    # Below the floor of 50 battles every battle weighs the same.
    assert bradley_terry(rare, reweight=True).value == pytest.approx(bradley_terry(rare).value)


def test_draws_spread_as_the_sandwich_says():
    _, a, b, outcome = simulated(8, 6000)
    pairs, cells = voter_cells(a, b, outcome, np.arange(6000) // 5, 8)
    for voters in (None, cells):
        fit = bradley_terry(pairs, voters=voters)
        for scheme in ("exponential", "multinomial"):
            draws = rating_draws(pairs, 800, np.random.default_rng(1), scheme=scheme, voters=voters)
            assert np.isfinite(draws).all()
            assert draws.std(axis=0) / fit.se == pytest.approx(np.ones(8), abs=0.1)
            assert draws.mean(axis=0) == pytest.approx(fit.value, abs=2)


def test_a_draw_without_a_fit_is_nan_never_left_out():
    # Model 1 won once: in about a third of the draws with replacement it has no win and no finite rating.
    pairs = pair_counts([0] * 9 + [1], [1] * 9 + [0], [A_WINS] * 10, 2)
    draws = rating_draws(pairs, 300, np.random.default_rng(2), scheme="multinomial")
    failed = np.isnan(draws).any(axis=1)
    assert 0.25 < failed.mean() < 0.45
    assert np.isfinite(rating_draws(pairs, 50, np.random.default_rng(2))).all()


def test_draws_without_anything_to_rate():
    draws = rating_draws(pair_counts([0], [1], [A_WINS], 2), 5, np.random.default_rng(0))
    assert np.isnan(draws).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_order_of_rows_sides_and_names_is_irrelevant(seed):
    rng = np.random.default_rng(seed)
    _, a, b, outcome = simulated(5, 200, seed=seed)
    fit = bradley_terry(pair_counts(a, b, outcome, 5))
    order, name = rng.permutation(200), rng.permutation(5)
    swap = rng.random(200) < 0.5
    left, right = np.where(swap, b, a)[order], np.where(swap, a, b)[order]
    turned = np.where(swap & (outcome < TIE), 1 - outcome, outcome)[order]
    again = bradley_terry(pair_counts(name[left], name[right], turned, 5))
    assert again.value[name] == pytest.approx(fit.value, abs=1e-8)
    assert again.se[name] == pytest.approx(fit.se, abs=1e-8)
    assert fit.value[fit.rated].mean() == pytest.approx(1000)


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_evalica_and_choix(seed):
    import choix
    import evalica

    _, a, b, outcome = simulated(10, 5000, seed=seed)
    fit = bradley_terry(pair_counts(a, b, outcome, 10))
    word = {A_WINS: evalica.Winner.X, B_WINS: evalica.Winner.Y, TIE: evalica.Winner.Draw}
    theirs = evalica.bradley_terry(
        a.tolist(), b.tolist(), [word[x] for x in outcome.tolist()], tolerance=1e-12, limit=10_000
    )
    logs = np.log(theirs.scores.sort_index().to_numpy())
    assert fit.value == pytest.approx(1000 + SCALE * (logs - logs.mean()), abs=1e-6)
    # choix has no ties: a tie is half a win for each, so every vote enters twice.
    won = [(x, y) if o == A_WINS else (y, x) for x, y, o in zip(a, b, outcome, strict=True) if o != TIE]
    halves = [pair for x, y, o in zip(a, b, outcome, strict=True) if o == TIE for pair in ((x, y), (y, x))]
    theta = choix.opt_pairwise(10, won * 2 + halves, tol=1e-12)
    assert fit.value == pytest.approx(1000 + SCALE * (theta - theta.mean()), abs=1e-3)
