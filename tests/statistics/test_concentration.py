"""Concentration over organisations: values, bounds and centred intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.statistics import concentration as c
from weighbridge.statistics.errors import MethodError

FIVE = [50.0, 20, 15, 10, 5]


def test_worked_example():
    assert c.hhi(FIVE) == pytest.approx(0.325)
    assert c.normalised_hhi(FIVE) == pytest.approx(0.15625)
    assert c.effective_number(FIVE) == pytest.approx(3.077, abs=5e-4)
    assert c.exponential_entropy(FIVE) == pytest.approx(3.793, abs=5e-4)
    assert c.gini(FIVE) == pytest.approx(0.4)
    assert c.gini(FIVE, corrected=True) == pytest.approx(0.5)
    assert c.top_share(FIVE, 2) == pytest.approx(0.7)
    assert c.hhi_bounds(FIVE, 20) == pytest.approx((0.2257, 0.3924), abs=5e-5)


def test_one_unit_and_none():
    assert c.hhi([7.0]) == 1
    assert np.isnan(c.normalised_hhi([7.0]))
    assert c.gini([7.0]) == 0
    assert np.isnan(c.gini([7.0], corrected=True))
    assert np.isnan(c.hhi([0.0, 0.0]))
    assert np.isnan(c.effective_number([0.0]))
    assert np.isnan(c.exponential_entropy([0.0]))
    assert c.hhi_bounds([], 0) == (None, None)
    assert c.hhi_bounds([], 5) == (0, 1)
    assert c.top_share_bounds([], 0, 1) == (None, None)
    with pytest.raises(MethodError, match="k = 0"):
        c.top_share(FIVE, 0)


def test_bounds_against_brute_force_over_splits():
    rng = np.random.default_rng(0)
    low, high = c.hhi_bounds(FIVE, 20)
    top_low, top_high = c.top_share_bounds(FIVE, 20, 2)
    assert low is not None
    assert high is not None
    assert top_low is not None
    assert top_high is not None
    for part in rng.dirichlet(np.full(30, 0.1), 300):
        masses = np.append(FIVE, np.zeros(25)) + 20 * part
        assert low - 1e-12 <= c.hhi(masses) <= high + 1e-12
        assert top_low - 1e-12 <= c.top_share(masses, 2) <= top_high + 1e-12


def test_dominant_unknown_mass_cannot_push_past_one():
    assert c.hhi_bounds([1.0], 1e9)[1] == 1


masses = st.lists(st.integers(1, 1000), min_size=2, max_size=30)
measures = [
    c.hhi,
    c.normalised_hhi,
    c.effective_number,
    c.exponential_entropy,
    c.gini,
    lambda x: c.top_share(x, 3),
]


@settings(max_examples=40)
@given(masses, st.integers(2, 9), st.integers(0, 1000))
def test_order_scale_and_padding_are_irrelevant(values, factor, seed):
    x = np.array(values, float)
    for measure in measures:
        expected = pytest.approx(float(measure(x)))
        assert float(measure(np.random.default_rng(seed).permutation(x))) == expected
        assert float(measure(x * factor)) == expected
        assert float(measure(np.append(x, np.zeros(3)))) == expected


@given(masses)
def test_ranges(values):
    n = len(values)
    assert 1 / n - 1e-12 <= c.hhi(values) <= 1
    assert 0 <= c.normalised_hhi(values) <= 1
    assert 1 - 1e-12 <= c.effective_number(values) <= c.exponential_entropy(values) * (1 + 1e-12)
    assert c.exponential_entropy(values) <= n * (1 + 1e-12)
    assert -1e-12 <= c.gini(values) <= 1 - 1 / n + 1e-12


def test_draws_resample_models_within_organisations():
    mass = np.array([5.0, 1, 2, 3, 4, 0])
    organisation = np.array([9, 2, 2, 9, 4, 7])
    draws = c.organisation_draws(mass, organisation, np.random.default_rng(0), 4000)
    assert draws.shape == (4000, 3)  # codes 2, 4 and 9; the one without mass is not counted
    assert (draws[:, 1] == 4).all()
    assert draws[:, 0].mean() == pytest.approx(3, abs=0.05)
    assert draws[:, 2].min() > 6
    assert draws[:, 2].max() < 10
    assert c.organisation_draws([0.0], [0], np.random.default_rng(0), 3).shape == (3, 0)


def test_centred_interval_does_not_move_with_biased_draws():
    rng = np.random.default_rng(1)
    draws = rng.lognormal(0, 0.2, 4000)
    here, there = c.centred_interval(draws, 1.0), c.centred_interval(draws * 3, 1.0)
    assert here.low == pytest.approx(there.low)
    assert here.low == pytest.approx(np.exp(-1.645 * 0.2), abs=0.01)
    near_one = c.centred_interval(1 / (1 + np.exp(-rng.normal(3, 1, 4000))), 0.99, "logit")
    assert near_one.high is not None
    assert near_one.high < 1


def test_centred_interval_off_the_scale_is_null():
    assert c.centred_interval([0.0, 0.0], 0.5).flags == ("unstable",)
    assert c.centred_interval(np.full(50, 0.4), 1.0, "logit").flags == ("unstable",)
    assert c.centred_interval([0.2], None).flags == ()
    with pytest.raises(MethodError, match="probit"):
        c.centred_interval([0.2], 0.2, "probit")


def test_all_measures_together():
    rng = np.random.default_rng(2)
    organisation = np.repeat(np.arange(15), 8)
    mass = rng.lognormal(0, 1, 120) * np.repeat(rng.lognormal(0, 1, 15), 8)
    result = c.concentration(mass, organisation, rng, unknown=mass.sum() / 5, top=(1, 3))
    for name, estimate in result.items():
        assert estimate.value is not None, name
        assert estimate.low is not None, name
        assert estimate.low < estimate.value, name
        assert estimate.n == 15
    assert result["hhi"].bound_high is not None
    assert result["effective_number"].bound_low == pytest.approx(1 / result["hhi"].bound_high)
    assert result["top_3"].bound_low == pytest.approx(result["top_3"].value / 1.2)
    assert result["gini"].bound_low is None


def test_degenerate_markets():
    rng = np.random.default_rng(3)
    single = c.concentration(FIVE, range(5), rng)["hhi"]
    assert (single.low, single.flags) == (None, ("few_clusters", "one_unit"))
    monopoly = c.concentration([3.0, 4.0], [1, 1], rng)
    assert (monopoly["hhi"].value, monopoly["hhi"].low) == (1, None)
    assert monopoly["normalised_hhi"].value is None
    nothing = c.concentration([0.0], [0], rng, unknown=4)
    assert (nothing["hhi"].value, nothing["hhi"].flags) == (None, ("not_covered",))


@pytest.mark.oracle
def test_agrees_with_scikit_bio():
    from skbio.diversity.alpha import dominance, gini_index, shannon

    counts = np.random.default_rng(4).integers(1, 500, 40)
    assert c.hhi(counts) == pytest.approx(dominance(counts))
    assert c.gini(counts) == pytest.approx(gini_index(counts, method="trapezoids"))
    assert np.log(c.exponential_entropy(counts)) == pytest.approx(shannon(counts, base=np.e))
