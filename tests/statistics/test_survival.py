"""Kaplan-Meier with delayed entry, medians and restricted means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.resampling import multinomial_weights
from weighbridge.statistics.survival import kaplan_meier, median_time, restricted_mean, time_to_event

REACH = ([20, 35, 35, 50, 60, 80, 90, 120], [1, 1, 0, 1, 0, 1, 0, 0])
CATCH = ([120, 200, 90, 300, 60], [1, 1, 1, 0, 0])


def test_worked_example_time_to_a_threshold():
    curve = kaplan_meier(*REACH)
    assert curve.times.tolist() == [20, 35, 50, 80]
    assert curve.survival == pytest.approx([0.875, 0.75, 0.6, 0.4])
    assert median_time(curve) == 80
    assert restricted_mean(curve, 90) == pytest.approx(66.375)


def test_worked_example_catch_up():
    curve = kaplan_meier(*CATCH)
    assert median_time(curve) == 120
    assert restricted_mean(curve, 365) == pytest.approx(193.75)


def test_delayed_entry_leaves_the_early_risk_sets():
    curve = kaplan_meier([5, 6, 7, 8], [1, 1, 1, 1], entry=[0, 5, 0, 7])
    assert curve.at_risk.tolist() == [2, 2, 1, 1]
    assert curve.survival.tolist() == [0.5, 0.25, 0, 0]
    at_zero = kaplan_meier([0, 1], [1, 1], entry=[0, 0])
    assert at_zero.survival.tolist() == [0.5, 0]


def test_nobody_reached():
    curve = kaplan_meier([4, 5], [0, 0])
    assert np.isnan(median_time(curve))
    assert restricted_mean(curve, 10) == 10
    result = time_to_event([4, 5, 6], [0, 0, 0], np.ones((5, 3)), range(3))
    assert (result.value, result.low, result.flags) == (None, None, ("censored", "few_clusters"))


@pytest.mark.parametrize(("makers", "expected"), [(4, "few_clusters"), (12, "approximate"), (25, None)])
def test_a_median_wait_says_how_few_makers_carry_it(makers, expected):
    weights = multinomial_weights(makers, 200, np.random.default_rng(0))
    waits = np.arange(1, makers + 1)
    result = time_to_event(waits, np.ones(makers), weights, range(makers))
    found = {"few_clusters", "approximate"} & set(result.flags)
    assert found == ({expected} if expected else set())


def test_horizon_past_the_longest_wait_is_at_most():
    weights = np.ones((5, 5))
    assert "at_most" in time_to_event(*CATCH, weights, range(5), horizon=365).flags
    assert "at_most" not in time_to_event(*CATCH, weights, range(5), horizon=300).flags


def test_draws_equal_repeating_rows():
    rng = np.random.default_rng(1)
    durations, observed = rng.integers(1, 12, 12), rng.random(12) < 0.7
    entry = np.where(rng.random(12) < 0.4, durations - 1, 0)
    unit = rng.integers(0, 5, 12)
    weights = multinomial_weights(5, 20, rng)
    drawn = kaplan_meier(durations, observed, entry=entry, weights=weights, unit=unit)
    for row, survival in zip(weights, drawn.survival, strict=True):
        rows = np.repeat(np.arange(12), row[unit])
        if rows.size:
            again = kaplan_meier(durations[rows], observed[rows], entry=entry[rows])
            at = np.searchsorted(again.times, drawn.times, side="right") - 1
            expected = np.where(at >= 0, again.survival[at] if again.times.size else 1.0, 1.0)
            assert survival == pytest.approx(expected)
    assert median_time(drawn).shape == (20,)


def test_interval_resamples_organisations():
    rng = np.random.default_rng(2)
    unit = np.repeat(np.arange(30), 4)
    durations, observed = (
        rng.exponential(50, 120) * np.repeat(rng.lognormal(0, 0.7, 30), 4),
        rng.random(120) < 0.8,
    )
    weights = multinomial_weights(30, 400, rng)
    clustered = time_to_event(durations, observed, weights, unit)
    lone = time_to_event(durations, observed, multinomial_weights(120, 400, rng), np.arange(120))
    assert clustered.n == 30
    assert clustered.high is not None
    assert clustered.low is not None
    assert lone.high is not None
    assert lone.low is not None
    assert clustered.high - clustered.low > lone.high - lone.low


def test_one_organisation_has_no_interval():
    result = time_to_event(*CATCH, np.ones((5, 1)), [0] * 5)
    assert (result.value, result.low, result.flags) == (120, None, ("few_clusters", "one_unit"))


def test_wrong_rows_are_refused():
    with pytest.raises(MethodError, match="negative or not finite"):
        kaplan_meier([-1.0], [True])
    with pytest.raises(MethodError, match="entry"):
        kaplan_meier([3.0], [True], entry=[3.0])
    with pytest.raises(MethodError, match="three rows"):
        kaplan_meier([3.0, 4.0], [True])
    with pytest.raises(MethodError, match="above 0"):
        restricted_mean(kaplan_meier([3.0], [True]), 0)


rows = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=25)


@given(rows, st.integers(0, 1000))
def test_survival_falls_from_one_and_order_is_irrelevant(pairs, seed):
    durations, observed = (np.array(side) for side in zip(*pairs, strict=True))
    curve = kaplan_meier(durations, observed)
    steps = np.concatenate([[1.0], curve.survival])
    assert (np.diff(steps) <= 0).all()
    assert (steps >= 0).all()
    order = np.random.default_rng(seed).permutation(len(pairs))
    assert kaplan_meier(durations[order], observed[order]).survival.tolist() == curve.survival.tolist()
    assert restricted_mean(curve, 12) <= 12


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_lifelines(seed: int):
    from lifelines import KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

    rng = np.random.default_rng(seed)
    durations, observed = rng.integers(2, 30, 40).astype(float), rng.random(40) < 0.7
    entry = np.where(rng.random(40) < 0.3, np.floor(durations / 3), 0.0)
    late = kaplan_meier(durations, observed, entry=entry)
    fitted = KaplanMeierFitter().fit(durations, observed, entry=entry)
    assert late.survival == pytest.approx(fitted.predict(late.times).to_numpy())
    ours = kaplan_meier(durations, observed)
    plain = KaplanMeierFitter().fit(durations, observed)
    assert median_time(ours) == plain.median_survival_time_
    assert float(restricted_mean(ours, 17)) == pytest.approx(restricted_mean_survival_time(plain, t=17))
