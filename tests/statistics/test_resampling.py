"""Weights, draws and percentile intervals."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics import resampling
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, Interval, flag_array, sorted_flags


def test_seed_is_the_first_eight_bytes_of_the_hash():
    digest = hashlib.sha256(b"download_share|1|7").hexdigest()
    assert resampling.seed_for("download_share", "1", 7) == int(digest[:16], 16)


def test_generator_repeats_itself():
    first = resampling.generator_for("a", "1", 1).random(4)
    assert np.array_equal(first, resampling.generator_for("a", "1", 1).random(4))
    assert not np.array_equal(first, resampling.generator_for("a", "1", 2).random(4))


@pytest.mark.parametrize("n_units", [1, 7, 400, 70_000])
def test_multinomial_rows_sum_to_the_number_of_units(n_units: int):
    weights = resampling.multinomial_weights(n_units, 3, np.random.default_rng(1))
    assert weights.shape == (3, n_units)
    assert (weights.sum(axis=1, dtype=np.int64) == n_units).all()


def test_multinomial_weights_have_the_variance_of_resampling_with_replacement():
    weights = resampling.multinomial_weights(20, 20_000, np.random.default_rng(1)).astype(float)
    assert weights.mean() == pytest.approx(1)
    assert weights.var(axis=0) == pytest.approx(np.full(20, 0.95), abs=0.05)
    assert np.corrcoef(weights[:, 0], weights[:, 1])[0, 1] == pytest.approx(-1 / 19, abs=0.03)


def test_exponential_weights_are_positive_with_mean_one():
    weights = resampling.exponential_weights(50, 400, np.random.default_rng(1))
    assert (weights > 0).all()
    assert weights.mean(axis=1) == pytest.approx(np.ones(400), rel=1e-5)
    assert weights.var() == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("draw", [resampling.multinomial_weights, resampling.exponential_weights])
def test_weights_need_a_unit(draw):
    with pytest.raises(MethodError, match="found 0 units"):
        draw(0, 10, np.random.default_rng(1))


def test_weighted_totals_equal_a_plain_product_for_any_trailing_shape():
    rng = np.random.default_rng(1)
    weights = resampling.multinomial_weights(9, 30, rng)
    masses = rng.integers(0, 100, (9, 4, 3)).astype(float)
    assert np.array_equal(
        resampling.weighted_totals(weights, masses), np.einsum("ru,uab->rab", weights.astype(float), masses)
    )
    assert resampling.weighted_totals(weights, masses[:, 0, 0]).shape == (30,)
    assert resampling.weighted_totals(weights, np.zeros((9, 0))).shape == (30, 0)
    with pytest.raises(MethodError, match="same sorted units"):
        resampling.weighted_totals(weights, masses[:8])


def test_effective_units():
    assert resampling.effective_units([40, 8, 2, 20, 15, 15]) == pytest.approx(3.97, abs=0.005)
    assert resampling.effective_units([5, 1, 1, 1, 2]) == pytest.approx(3.125)
    assert np.isnan(resampling.effective_units([0, 0]))
    with pytest.raises(MethodError, match="-1"):
        resampling.effective_units([1, -1])


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=20), st.integers(1, 50))
def test_effective_units_lie_between_one_and_n_and_ignore_scale(masses, factor):
    effective = float(resampling.effective_units(masses))
    assert 1 - 1e-9 <= effective <= len(masses) + 1e-9
    assert float(resampling.effective_units(np.array(masses) * factor)) == pytest.approx(effective)


def test_interval_is_null_with_one_unit():
    interval = resampling.percentile_interval(np.arange(100), 50, units=1, effective=1.0)
    assert interval == Interval(None, None, ("few_clusters", "one_unit"))


@pytest.mark.parametrize(
    ("effective", "flags"),
    [(4.99, ("few_clusters",)), (5.0, ("approximate",)), (19.99, ("approximate",)), (20.0, ()), (None, ())],
)
def test_an_interval_of_few_units_says_so(effective, flags):
    """Below five the leave-one-out range stands beside it, below twenty it is called approximate."""
    assert resampling.percentile_interval(np.arange(101), 50, units=30, effective=effective).flags == flags


def test_interval_that_excludes_its_value_is_null_and_unstable():
    assert resampling.percentile_interval(np.arange(100), 98.9) == Interval(None, None, ("unstable",))


def test_failed_draws_are_counted_and_never_skipped_silently():
    draws = np.arange(1000, dtype=float)
    draws[:10] = np.nan
    assert resampling.percentile_interval(draws, 500).flags == ()
    assert resampling.percentile_interval(draws, 500).low == pytest.approx(np.quantile(draws[10:], 0.05))
    draws[10] = np.inf
    assert resampling.percentile_interval(draws, 500) == Interval(None, None, ("unstable",))


def test_value_equal_to_the_draws_up_to_rounding_is_not_unstable():
    interval = resampling.percentile_interval(np.full(100, 0.1 + 0.2), 0.3)
    assert interval.flags == ()
    assert interval.low is not None
    assert interval.low <= 0.3


def test_missing_value_has_no_interval_and_no_flag():
    assert resampling.percentile_interval(np.arange(100), None) == Interval(None, None, ())


def test_leave_one_out_of_the_second_worked_example():
    result = resampling.leave_one_out([40, 8, 2, 0, 0, 0], [40, 8, 2, 20, 15, 15])
    assert result.low == pytest.approx(0.167, abs=5e-4)
    assert result.high == 0.625
    assert result.unit == 0


def test_leave_one_out_weights_give_the_same_as_the_formula():
    numerator, denominator = np.array([40.0, 8, 2, 0, 0, 0]), np.array([40.0, 8, 2, 20, 15, 15])
    weights = resampling.leave_one_out_weights(6)
    without = (weights @ numerator) / (weights @ denominator)
    assert resampling.leave_one_out_range(without, 0.5) == resampling.leave_one_out(numerator, denominator)


def test_a_single_unit_cannot_be_left_out():
    assert resampling.leave_one_out([3], [5]).unit is None


def test_estimate_refuses_an_interval_that_excludes_its_value():
    with pytest.raises(MethodError, match="low"):
        Estimate(0.5, 0.6, 0.7, None, None, 3)
    with pytest.raises(MethodError, match="bound_low"):
        Estimate(0.5, None, None, 0.1, 0.4, 3)
    with pytest.raises(MethodError, match="swap"):
        Estimate(None, 0.7, 0.6, None, None, 3)
    with pytest.raises(MethodError, match="sorted"):
        Estimate(0.5, None, None, None, None, 3, ("unstable", "one_unit"))


def test_last_bits_give_way():
    assert Estimate(0.325, 0.32500000000000007, None, None, 0.32499999999999996, 3).low == 0.325
    crossed = Estimate(0.325, None, None, 0.32500000000000007, 0.32499999999999996, 3)
    assert (crossed.bound_low, crossed.bound_high) == (0.325, 0.325)


def test_unknown_flags_are_refused():
    with pytest.raises(MethodError, match="few_clusterz"):
        sorted_flags(["few_clusterz"])


def test_flag_array_joins_masks():
    flags = flag_array({"unstable": np.array([True, False]), "one_unit": np.array(True)}, (2,))
    assert flags.tolist() == [("one_unit", "unstable"), ("one_unit",)]
