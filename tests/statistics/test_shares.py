"""Shares, leads, bounds and what flips them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.statistics import shares
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.resampling import exponential_weights, multinomial_weights

TREATMENTS = ("in_denominator", "excluded")
SIX = np.array([[40, 0], [8, 0], [2, 0], [0, 20], [0, 15], [0, 15]], dtype=float)
masses = st.integers(0, 10_000)


def test_worked_example_published_shares_of_two_countries():
    a, b, o, u = 17.1, 15.8, 43.3, 23.8
    assert shares.lead(a, b, o, u) == pytest.approx(0.013)
    assert shares.lead_bounds(a, b, o, u) == pytest.approx((-0.225, 0.251))
    assert shares.share_bounds(a, b + o, u) == pytest.approx((0.171, 0.409))
    assert shares.share_bounds(b, a + o, u) == pytest.approx((0.158, 0.396))
    result = shares.flip(a, b, o, u)
    assert result.flip_mass == pytest.approx(1.3)
    assert result.flip_fraction == pytest.approx(0.0546, abs=5e-5)
    assert result.trailing_part == pytest.approx(0.527, abs=5e-4)
    assert result.misattribution_mass == pytest.approx(0.65)
    assert result.flip_odds == pytest.approx(0.716, abs=5e-4)
    assert shares.flip(a, b, 17.1, 50).flip_fraction == pytest.approx(0.026)


def test_flip_is_the_same_whichever_group_is_named_first():
    assert shares.flip(15.8, 17.1, 43.3, 23.8) == shares.flip(17.1, 15.8, 43.3, 23.8)


def test_flip_without_unknown_mass_or_without_a_split_that_does_it():
    assert shares.flip(3, 1, 0, 0) == shares.Flip(2, None, None, 1, None)
    assert shares.flip(90, 5, 0, 1).flip_odds is None
    assert shares.flip(0, 0, 0, 5).flip_odds is None
    assert shares.flip(4, 4, 1, 5).flip_odds == pytest.approx(1)


def test_flip_odds_equalise_the_two_groups():
    a, b, o, u = 20.0, 15.0, 30.0, 25.0
    odds = shares.flip(a, b, o, u).flip_odds
    assert odds is not None
    within = (a + b) / (a + b + o) * u
    part = odds * (a / b) / (1 + odds * (a / b))
    assert a + within * part == pytest.approx(b + within * (1 - part))


def test_empty_is_not_zero():
    assert shares.share(0, 0, 0) is None
    assert shares.share(0, 5, 0) == 0
    assert shares.share(0, 0, 5, "excluded") is None
    assert shares.lead(0, 0, 0, 0) is None
    assert shares.share_bounds(0, 0, 0) == (None, None)
    assert shares.lead_bounds(0, 0, 0, 0) == (None, None)


def test_wrong_masses_and_options_are_refused():
    with pytest.raises(MethodError, match="-1"):
        shares.share(-1, 5)
    with pytest.raises(MethodError, match="in_denominator"):
        shares.share(1, 5, 0, "left_out")
    with pytest.raises(MethodError, match="column 4"):
        shares.group_shares(SIX, np.ones((3, 6)), unknown=4)
    with pytest.raises(MethodError, match="two known groups"):
        shares.group_lead(SIX, np.ones((3, 6)), 0, 0, unknown=None)
    with pytest.raises(MethodError, match="nan"):
        shares.group_shares([[np.nan, 1]], np.ones((3, 1)), unknown=None)


@pytest.mark.parametrize(
    ("draw", "low", "high", "frequency"),
    [(multinomial_weights, 0.051, 0.860, 0.473), (exponential_weights, 0.132, 0.826, 0.452)],
)
def test_worked_example_six_organisations(draw, low: float, high: float, frequency: float):
    weights = draw(6, 60_000, np.random.default_rng(3))
    table = shares.group_shares(SIX, weights, unknown=None)
    estimate = table.estimate(0)
    assert estimate.value == 0.5
    assert estimate.low == pytest.approx(low, abs=0.006)
    assert estimate.high == pytest.approx(high, abs=0.004)
    assert estimate.n == 6
    assert estimate.flags == ("few_clusters",)
    leads = shares.group_lead(SIX, weights, 0, 1, unknown=None)
    assert shares.lead_frequency(leads.draws) == pytest.approx(frequency, abs=0.008)
    if draw is multinomial_weights:
        assert (table.draws[:, 0] == 0).mean() == pytest.approx(0.016, abs=0.002)


def test_lead_frequency_counts_ties_half_and_gives_up_on_failed_draws():
    assert shares.lead_frequency([1.0, 0.0, -1.0, -1.0]) == 0.375
    assert np.isnan(shares.lead_frequency([1.0, np.nan]))
    assert shares.lead_frequency(np.zeros((7, 3))).tolist() == [0.5, 0.5, 0.5]


def _table(x, unknown, treatment, seed=0):
    array = np.asarray(x, float)
    return shares.group_shares(
        array,
        multinomial_weights(array.shape[0], 200, np.random.default_rng(seed)),
        unknown=unknown,
        unattributed=treatment,
    )


def test_group_of_one_organisation_has_bounds_but_no_interval():
    x = [[5, 0, 1], [0, 3, 1], [0, 4, 0], [0, 2, 2]]
    estimate = _table(x, 2, "in_denominator").estimate(0)
    assert (estimate.low, estimate.high) == (None, None)
    assert (estimate.bound_low, estimate.bound_high) == (5 / 18, 0.5)
    assert estimate.flags == ("few_clusters", "one_unit")


def test_group_with_nothing_is_zero_and_period_with_nothing_is_null():
    x = np.zeros((4, 2, 3))
    x[:, 0, 1:] = [[3, 1], [4, 0], [2, 2], [5, 0]]
    table = _table(x, 2, "in_denominator")
    assert table.value[0, 0] == 0
    assert table.flags[0, 0] == ("few_clusters", "zero_cell")
    assert np.isnan(table.value[1]).all()
    assert table.flags[1].tolist() == [("not_covered",)] * 3
    assert table.n.tolist() == [[4, 4, 4], [0, 0, 0]]


def test_unknown_column_is_known_in_size_and_null_when_excluded():
    x = [[5, 0, 1], [0, 3, 1], [0, 4, 0], [1, 2, 2]]
    inside, outside = _table(x, 2, "in_denominator"), _table(x, 2, "excluded")
    assert inside.estimate(2).value == inside.estimate(2).bound_high == 4 / 19
    assert outside.estimate(2).value is None
    assert outside.estimate(2).flags == ()
    assert outside.estimate(0).value == 6 / 15
    assert outside.estimate(0).bound_low == inside.estimate(0).bound_low == 6 / 19


def test_lead_is_null_without_organisations_on_one_side():
    weights = multinomial_weights(6, 100, np.random.default_rng(0))
    with_empty = np.column_stack([SIX, np.zeros(6), np.ones(6)])
    estimate = shares.group_lead(with_empty, weights, 0, 2, unknown=3).estimate()
    assert estimate.flags == ("few_clusters", "zero_cell")
    assert estimate.low is None
    assert estimate.bound_high == pytest.approx(56 / 106)


def test_outer_interval_holds_the_whole_region():
    rng = np.random.default_rng(4)
    x = rng.lognormal(0, 1, (60, 4))
    table = shares.group_shares(x, multinomial_weights(60, 500, rng), unknown=3)
    known = slice(0, 3)
    assert (table.outer_low[known] <= table.bound_low[known]).all()
    assert (table.outer_high[known] >= table.bound_high[known]).all()
    assert np.allclose(table.outer_low[known], np.quantile(table.bound_low_draws[:, known], 0.05, axis=0))


def test_bounds_against_brute_force_over_splits():
    a, b, o, u = 12.0, 9.0, 20.0, 7.0
    ends = [
        ((a + u * p) / 48, (a + u * p - b - u * q) / 48)
        for p, q in itertools.product(np.linspace(0, 1, 21), repeat=2)
        if p + q <= 1
    ]
    shares_of_a, leads = zip(*ends, strict=True)
    assert shares.share_bounds(a, b + o, u) == pytest.approx((min(shares_of_a), max(shares_of_a)))
    assert shares.lead_bounds(a, b, o, u) == pytest.approx((min(leads), max(leads)))


@given(masses, masses, masses, masses)
def test_bounds_contain_both_treatments(a: int, b: int, o: int, u: int):
    low, high = shares.share_bounds(a, b + o, u)
    lead_low, lead_high = shares.lead_bounds(a, b, o, u)
    for treatment in TREATMENTS:
        value, difference = shares.share(a, b + o, u, treatment), shares.lead(a, b, o, u, treatment)
        if value is not None and difference is not None:
            assert low is not None
            assert high is not None
            assert low - 1e-12 <= value <= high + 1e-12
            assert lead_low is not None
            assert lead_high is not None
            assert lead_low - 1e-12 <= difference <= lead_high + 1e-12


tables = st.integers(2, 12).flatmap(
    lambda units: st.lists(st.lists(masses, min_size=4, max_size=4), min_size=units, max_size=units)
)


@settings(max_examples=50, deadline=None)
@given(tables, st.sampled_from(TREATMENTS), st.integers(0, 2**32 - 1))
def test_invariants_of_the_table(rows, treatment, seed):
    x = np.array(rows, float)
    rng = np.random.default_rng(seed)
    weights = multinomial_weights(len(rows), 40, rng)
    table = shares.group_shares(x, weights, unknown=3, unattributed=treatment)
    for group in range(4):
        table.estimate(group)  # refuses limits and bounds that exclude the value
    part = table.value if treatment == "in_denominator" else table.value[:3]
    assert np.isnan(part).any() or part.sum() == pytest.approx(1)

    order = rng.permutation(len(rows))
    permuted = shares.group_shares(x[order], weights[:, order], unknown=3, unattributed=treatment)
    columns = [2, 0, 3, 1]
    relabelled = shares.group_shares(x[:, columns], weights, unknown=2, unattributed=treatment)
    scaled = shares.group_shares(x * 8, weights, unknown=3, unattributed=treatment)
    padded = shares.group_shares(
        np.vstack([x, np.zeros(4)]),
        np.column_stack([weights, rng.integers(0, 3, 40)]),
        unknown=3,
        unattributed=treatment,
    )
    for name in ("value", "low", "high", "bound_low", "bound_high", "outer_low", "outer_high", "n"):
        expected = getattr(table, name)
        assert np.array_equal(getattr(permuted, name), expected, equal_nan=True)
        assert np.array_equal(getattr(relabelled, name), expected[columns], equal_nan=True)
        assert np.array_equal(getattr(scaled, name), expected, equal_nan=True)
        assert np.array_equal(getattr(padded, name), expected, equal_nan=True)


def test_periods_share_the_draws():
    rng = np.random.default_rng(9)
    x = rng.integers(1, 50, (12, 3, 4)).astype(float)
    weights = multinomial_weights(12, 100, rng)
    together = shares.group_shares(x, weights, unknown=3)
    alone = shares.group_shares(x[:, 1], weights, unknown=3)
    assert np.array_equal(together.low[1], alone.low)
    leads = shares.group_lead(x, weights, 0, 1, unknown=3)
    assert leads.value.shape == (3,)
    assert np.allclose(leads.draws[:, 1], alone.draws[:, 0] - alone.draws[:, 1])


@pytest.mark.oracle
def test_interval_agrees_with_scipy_bootstrap():
    from scipy.stats import bootstrap

    rng = np.random.default_rng(5)
    group = rng.lognormal(0, 1, 40) * (rng.random(40) < 0.4)
    rest = rng.lognormal(0, 1, 40)
    result = bootstrap(
        (group, group + rest),
        lambda top, bottom, axis: top.sum(axis=axis) / bottom.sum(axis=axis),
        paired=True,
        method="percentile",
        confidence_level=0.9,
        n_resamples=6_000,
        rng=rng,
        vectorized=True,
    )
    table = shares.group_shares(
        np.column_stack([group, rest]), multinomial_weights(40, 20_000, rng), unknown=None
    )
    assert table.low[0] == pytest.approx(result.confidence_interval.low, abs=0.004)
    assert table.high[0] == pytest.approx(result.confidence_interval.high, abs=0.004)
