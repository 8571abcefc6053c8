"""Relative adoption, times to a threshold and the adoption curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.statistics.adoption import (
    SIZE_CLASSES,
    adoption_baseline,
    adoption_curve,
    relative_adoption,
    size_class,
    threshold_times,
)
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.resampling import multinomial_weights
from weighbridge.statistics.survival import kaplan_meier, median_time

NO = np.nan
DAY_30 = [9, 7, 6, 5, 4.5, 4, 3.5, 3, 2.5, 2, 1, 0.5]
DAY_60 = [14, 12, 9, 8, 7, 6, 5, 4.5, 4, 1.9, 1.8, 0.7]
REFERENCE = np.column_stack([DAY_30, DAY_60])


def test_worked_example_relative_adoption():
    baseline = adoption_baseline("example", REFERENCE)
    assert baseline.median_of_ten.tolist() == [4.25, 6.5]
    assert baseline.tenth.tolist() == [2, 2]
    result = relative_adoption([3.0, 3.8], baseline)
    assert result.ram_median == pytest.approx([0.706, 0.585], abs=5e-4)
    assert result.ram_tenth == pytest.approx([1.5, 1.9])
    assert result.flags.tolist() == [("one_unit",), ("one_unit",)]
    assert result.baseline == "example"


def test_fewer_than_ten_or_a_zero_cut_off_is_null():
    thin = REFERENCE.copy()
    thin[9:, 1] = NO
    result = relative_adoption([[3.0, 3.8], [1.0, NO]], adoption_baseline("thin", thin))
    assert np.isnan(result.ram_tenth[:, 1]).all()
    assert result.flags[0].tolist() == [("one_unit",), ("thin_coverage",)]
    assert result.flags[1, 1] == ("censored", "thin_coverage")
    zero = relative_adoption([3.0], adoption_baseline("zero", np.zeros((12, 1))))
    assert np.isnan(zero.ram_median[0])
    assert zero.flags[0] == ("thin_coverage",)
    unknown_size = relative_adoption([3.0], None)
    assert unknown_size.flags[0] == ("thin_coverage",)


def test_a_thin_checkpoint_does_not_stop_the_monotone_cut_off():
    curves = np.column_stack([DAY_30, np.where(np.arange(12) < 9, DAY_60, NO), DAY_30])
    baseline = adoption_baseline("gap", curves)
    assert np.isnan(baseline.tenth[1])
    assert baseline.tenth[[0, 2]].tolist() == [2, 2]


def test_cut_offs_are_resampled_over_organisations():
    rng = np.random.default_rng(0)
    weights = multinomial_weights(12, 400, rng)
    organisation = np.arange(12)
    baseline = adoption_baseline("drawn", REFERENCE, weights=weights, organisation=organisation)
    for row in weights[:5]:
        repeated = np.repeat(REFERENCE, row, axis=0)
        assert np.sort(repeated[:, 0])[::-1][:10].shape == (10,)
    exact = [np.median(np.sort(np.repeat(DAY_30, row))[::-1][:10]) for row in weights]
    assert baseline.median_low[0] == pytest.approx(np.quantile(exact, 0.05))
    assert baseline.median_high[0] == pytest.approx(np.quantile(exact, 0.95))
    assert (baseline.tenth_low <= baseline.tenth).all()
    assert (baseline.tenth_high >= baseline.tenth).all()


def test_size_classes():
    sizes = [0.5, 1, 4.9, 5, 9.9, 10, 50, 99, 100, 250, 1000]
    expected = [0, 1, 1, 2, 2, 3, 4, 4, 5, 6, 6]
    assert [size_class(size) for size in sizes] == [SIZE_CLASSES[code] for code in expected]
    assert size_class(None) is None
    with pytest.raises(MethodError, match="above 0"):
        size_class(0)


def test_threshold_times():
    ages = [[0, 10, 20, 30], [0, 10, 20, NO], [5, 15, NO, NO], [5, 15, 25, NO], [NO, NO, NO, NO]]
    counts = [[0, 40, 120, 130], [0, 3, 4, NO], [150, 160, NO, NO], [20, NO, 101, NO], [NO, NO, NO, NO]]
    result = threshold_times(ages, counts, 100)
    assert result.duration.tolist() == [20, 20, 5, 25, 0]
    assert result.observed.tolist() == [True, False, True, True, False]
    assert result.entry.tolist() == [0, 0, 5, 5, 0]
    assert result.earliest[[0, 3]].tolist() == [10, 5]
    assert result.left_out.tolist() == [False, False, True, False, True]
    keep = ~result.left_out
    curve = kaplan_meier(result.duration[keep], result.observed[keep], entry=result.entry[keep])
    assert median_time(curve) == 25


def test_worked_example_adoption_curve():
    rows = [[6, 4, 2], [3, 2, NO], [9, NO, NO]]
    result = adoption_curve(rows, np.ones((2, 3)), [0, 1, 2])
    assert result.table.value.tolist() == [6, 9, 11]
    assert result.at_risk.tolist() == [3, 2, 1]
    assert result.table.flags[2] == ("few_clusters", "one_unit")
    totals = np.cumsum(np.array(rows), axis=1)
    assert np.nanmean(totals, axis=0).tolist() == [6, 7.5, 12]  # averaging survivors' totals is wrong


@pytest.mark.parametrize(("makers", "flags"), [(4, ("few_clusters",)), (19, ("approximate",)), (20, ())])
def test_a_curve_says_how_few_makers_carry_it(makers, flags):
    rows = np.ones((makers, 2))
    weights = multinomial_weights(makers, 50, np.random.default_rng(0))
    result = adoption_curve(rows, weights, np.arange(makers))
    assert result.table.flags.tolist() == [flags, flags]


def test_curve_is_null_where_nobody_has_lived():
    result = adoption_curve([[1, NO, NO], [3, NO, NO]], np.ones((2, 2)), [0, 1])
    assert np.array_equal(result.table.value, [2, NO, NO], equal_nan=True)
    assert result.table.flags[1] == ("not_covered",)


def test_curve_draws_weigh_organisations():
    rows = np.array([[6.0, 4], [3, 2], [9, NO]])
    weights = np.array([[2, 0], [0, 2], [1, 1]])
    draws = adoption_curve(rows, weights, [0, 0, 1]).table.draws
    assert draws[0].tolist() == [4.5, 7.5]
    assert draws[1, 0] == 9
    assert np.isnan(draws[1, 1])
    assert draws[2].tolist() == [6, 9]


def test_misfits_are_refused():
    with pytest.raises(MethodError, match="expected a name"):
        adoption_baseline("", REFERENCE)
    with pytest.raises(MethodError, match="without organisations"):
        adoption_baseline("x", REFERENCE, weights=np.ones((2, 12)))
    with pytest.raises(MethodError, match="3 checkpoints"):
        relative_adoption([1.0, 2, 3], adoption_baseline("x", REFERENCE))
    with pytest.raises(MethodError, match="ages that fall"):
        threshold_times([[5.0, 3.0]], [[1.0, 2.0]], 1)
    with pytest.raises(MethodError, match="observations"):
        threshold_times([[5.0, 3.0]], [[1.0]], 1)
    with pytest.raises(MethodError, match="bins"):
        adoption_curve([[-1.0]], np.ones((2, 1)), [0])


lives = st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=4), min_size=2, max_size=10)


@settings(max_examples=40)
@given(lives, st.integers(2, 9), st.integers(0, 1000))
def test_curve_rises_scales_and_ignores_order(rows, factor, seed):
    increments = np.array([row + [NO] * (4 - len(row)) for row in rows], float)
    weights = np.ones((2, len(rows)))
    value = adoption_curve(increments, weights, np.arange(len(rows))).table.value
    known = value[~np.isnan(value)]
    assert (np.diff(known) >= 0).all()
    order = np.random.default_rng(seed).permutation(len(rows))
    moved = adoption_curve(increments[order] * factor, weights, np.arange(len(rows))).table.value
    assert moved == pytest.approx(value * factor, nan_ok=True)


@pytest.mark.oracle
def test_curve_agrees_with_nelson_aalen_of_lifelines():
    # With increments that are single events the mean cumulative function is the Nelson-Aalen estimate.
    from lifelines import NelsonAalenFitter

    rng = np.random.default_rng(1)
    time, observed = rng.integers(1, 9, 60), rng.random(60) < 0.7
    bins = np.arange(1, 9)
    increments = np.where(bins == time[:, None], observed[:, None], 0.0).astype(float)
    increments[bins > time[:, None]] = NO
    ours = adoption_curve(increments, np.ones((2, 60)), np.arange(60)).table.value
    fitted = NelsonAalenFitter(nelson_aalen_smoothing=False).fit(time, observed)
    assert ours == pytest.approx(fitted.predict(bins).to_numpy())
