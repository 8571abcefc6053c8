"""Ratings with style held constant: planted effects, the law of doubled votes, an independent package."""

from __future__ import annotations

import numpy as np
import pytest

from weighbridge.statistics.battles import A_WINS, B_WINS, BOTH_BAD, TIE, pair_counts
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.pairwise import bradley_terry
from weighbridge.statistics.style_pairwise import style_bradley_terry, style_features


def styled(n_models=8, battles=6000, beta=0.3, seed=0, habit=1.0):
    """Votes swayed by length, and models that differ in how long they write."""
    rng = np.random.default_rng(seed)
    theta, length = rng.normal(0, 0.5, (2, n_models))
    a = rng.integers(0, n_models, battles)
    b = (a + rng.integers(1, n_models, battles)) % n_models
    f = habit * (length[a] - length[b]) + rng.normal(size=battles)
    f = (f / np.sqrt(np.mean(f**2)))[:, None]
    p = 1 / (1 + np.exp(theta[b] - theta[a] - beta * f[:, 0]))
    tie, u = 0.6 * p * (1 - p), rng.random(battles)
    outcome = np.where(u < tie, TIE, np.where(u < tie / 2 + p, A_WINS, B_WINS))
    return theta - theta.mean(), a, b, outcome, f


def test_features_are_signed_scaled_differences():
    features = style_features([[300, 2.0], [100, 0.0]], [[100, 2.0], [300, 0.0]])
    # (300 - 100) / 401 either way: one unit of spread; the second feature never differs.
    assert features == pytest.approx(np.array([[1.0, 0.0], [-1.0, 0.0]]))
    with pytest.raises(MethodError, match="negative or missing"):
        style_features([[np.nan]], [[1.0]])
    with pytest.raises(MethodError, match="shapes"):
        style_features([[1.0]], [[1.0, 2.0]])


def test_a_planted_effect_is_recovered_and_the_ratings_are_freed_of_it():
    theta, a, b, outcome, f = styled(battles=40_000)
    fit = style_bradley_terry(a, b, outcome, f, 8)
    assert fit.coefficients[0] == pytest.approx(0.3, abs=4 * fit.coefficient_se[0])
    off = (fit.ratings.value - 1000) / 173.7178 - theta
    plain = (bradley_terry(pair_counts(a, b, outcome, 8)).value - 1000) / 173.7178 - theta
    assert np.sqrt(np.mean(off**2)) < 0.2 * np.sqrt(np.mean(plain**2))


def test_doubling_every_vote_leaves_the_coefficient_and_shrinks_its_error():
    _, a, b, outcome, f = styled()
    once = style_bradley_terry(a, b, outcome, f, 8)
    twice = style_bradley_terry(np.tile(a, 2), np.tile(b, 2), np.tile(outcome, 2), np.tile(f, (2, 1)), 8)
    assert twice.coefficients == pytest.approx(once.coefficients, abs=1e-6)
    assert twice.coefficient_se * np.sqrt(2) == pytest.approx(once.coefficient_se, rel=1e-6)
    assert twice.ratings.value == pytest.approx(once.ratings.value, abs=1e-6)


def test_sides_and_order_are_irrelevant():
    _, a, b, outcome, f = styled()
    once = style_bradley_terry(a, b, outcome, f, 8)
    rng = np.random.default_rng(1)
    swap, order = rng.random(a.size) < 0.5, rng.permutation(a.size)
    left, right = np.where(swap, b, a)[order], np.where(swap, a, b)[order]
    turned = np.where(swap & (outcome < TIE), 1 - outcome, outcome)[order]
    again = style_bradley_terry(left, right, turned, np.where(swap[:, None], -f, f)[order], 8)
    assert again.coefficients == pytest.approx(once.coefficients, abs=1e-9)
    assert again.ratings.covariance == pytest.approx(once.ratings.covariance, abs=1e-6)


def test_the_joint_fit_solves_its_equations():
    _, a, b, outcome, f = styled(5, 2000)
    features = np.hstack([f, np.random.default_rng(3).normal(size=(2000, 1))])
    fit = style_bradley_terry(a, b, outcome, features, 5)
    theta = (fit.ratings.value - 1000) / 173.71779276130073
    p = 1 / (1 + np.exp(theta[b] - theta[a] - features @ fit.coefficients))
    left = np.array([1, 0, 0.5])[outcome] - p
    assert features.T @ left == pytest.approx(np.zeros(2), abs=1e-6)
    assert np.bincount(a, left) - np.bincount(b, left) == pytest.approx(np.zeros(5), abs=1e-6)
    rows = np.zeros((2000, 7))
    rows[np.arange(2000), a], rows[np.arange(2000), b] = 1, -1
    rows[:, 5:] = features
    inverse = np.linalg.pinv((rows * (p * (1 - p))[:, None]).T @ rows)
    sandwich = inverse @ ((rows * left[:, None] ** 2).T @ rows) @ inverse
    assert np.sqrt(np.diag(sandwich)[5:]) == pytest.approx(fit.coefficient_se, rel=1e-6)
    assert np.diag(sandwich)[:5] * 173.71779276130073**2 == pytest.approx(fit.ratings.se**2, rel=1e-6)


def test_reweighted_and_both_bad_follow_the_plain_fit_when_style_does_nothing():
    _, a, b, outcome, f = styled(beta=0.0)
    outcome = outcome.copy()
    outcome[::50] = BOTH_BAD
    pairs = pair_counts(a, b, outcome, 8, both_bad="dropped")
    plain = bradley_terry(pairs, reweight=True)
    fit = style_bradley_terry(a, b, outcome, f, 8, both_bad="dropped", reweight=True)
    assert fit.ratings.battles.tolist() == plain.battles.tolist()
    assert fit.ratings.value == pytest.approx(plain.value, abs=4)


def test_what_cannot_be_fitted_is_refused():
    _, a, b, outcome, f = styled(4, 400)
    with pytest.raises(MethodError, match="never differs"):
        style_bradley_terry(a, b, outcome, np.zeros_like(f), 4)
    with pytest.raises(MethodError, match="one complete"):
        style_bradley_terry(a, b, outcome, f[:-1], 4)
    with pytest.raises(MethodError, match="one complete"):
        style_bradley_terry(a, b, outcome, np.full_like(f, np.nan), 4)
    with pytest.raises(MethodError, match="nothing can be rated"):
        style_bradley_terry([0], [1], [A_WINS], [[0.3]], 2)
    sign = np.where(outcome == A_WINS, 1.0, -1.0)[:, None]
    with pytest.raises(MethodError, match="decides every battle"):
        style_bradley_terry(a, b, np.where(outcome == TIE, B_WINS, outcome), sign, 4)


def test_a_model_that_never_lost_is_not_rated():
    _, a, b, outcome, f = styled(4, 400)
    a, b = np.append(a, [4, 4]), np.append(b, [0, 1])
    fit = style_bradley_terry(a, b, np.append(outcome, [A_WINS] * 2), np.vstack([f, [[0.1], [0.2]]]), 5)
    assert np.isnan(fit.ratings.value[4])
    assert fit.ratings.flags[4] == ("disconnected",)


@pytest.mark.oracle
def test_agrees_with_a_logistic_regression_of_statsmodels():
    import statsmodels.api as sm

    _, a, b, outcome, f = styled(5, 3000)
    keep = outcome != TIE
    a, b, outcome, f = a[keep], b[keep], outcome[keep], f[keep]
    rows = np.zeros((a.size, 6))
    rows[np.arange(a.size), a] += 1
    rows[np.arange(a.size), b] -= 1
    rows[:, 5] = f[:, 0]
    theirs = sm.Logit((outcome == A_WINS).astype(float), rows[:, 1:]).fit(disp=0, cov_type="HC0", tol=1e-12)
    fit = style_bradley_terry(a, b, outcome, f, 5)
    assert fit.coefficients[0] == pytest.approx(theirs.params[-1], abs=1e-8)
    assert fit.coefficient_se[0] == pytest.approx(theirs.bse[-1], rel=1e-6)
    theta = np.append(0.0, theirs.params[:-1])
    assert fit.ratings.value == pytest.approx(1000 + 173.71779276130073 * (theta - theta.mean()), abs=1e-5)


@pytest.mark.oracle
def test_agrees_with_arena_rank_without_its_penalty_which_switches_style_off():
    """Without its penalty: ratings within 0.05 points, errors within 1 %. With it: hardly an effect."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("arena_rank", reason="arena-rank is not installed: `make peers` installs and asks it")
    from arena_rank.models.contextual_bradley_terry import ContextualBradleyTerry
    from arena_rank.utils.data_utils import ContextualPairDataset

    _, a, b, outcome, f = styled(battles=6000)
    words = np.array(["model_a", "model_b", "tie"])
    columns = {"model_a": a.astype(str), "model_b": b.astype(str), "winner": words[outcome], "f": f[:, 0]}
    data = ContextualPairDataset.from_pandas(
        pandas.DataFrame(columns), feature_cols=["f"], reweighted=False, normalize_features=False
    )
    fit = style_bradley_terry(a, b, outcome, f, 8)
    theirs = ContextualBradleyTerry(8, 1, reg=0.0).compute_ratings_and_cis(data)
    order = [int(name) for name in data.competitors]
    ratings = np.array(theirs["ratings"])
    assert ratings - ratings.mean() + 1000 == pytest.approx(fit.ratings.value[order], abs=0.05)
    half = (ratings - np.array(theirs["rating_lower"])) / 1.959964
    assert half == pytest.approx(fit.ratings.se[order], rel=0.01)
    assert float(theirs["coeffs"][0]) == pytest.approx(fit.coefficients[0], abs=1e-4)
    released = ContextualBradleyTerry(8, 1).compute_ratings_and_cis(data)
    assert abs(float(released["coeffs"][0])) < 0.2 * abs(fit.coefficients[0])
