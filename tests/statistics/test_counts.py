"""Release events: rates, ratios, gaps and growth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.counts import (
    event_rate,
    growth,
    is_weekly,
    merge_variants,
    overdispersion,
    rate_ratio,
    release_gap,
)
from weighbridge.statistics.errors import MethodError

CLUSTERED = [0, 0, 6, 1, 0, 0, 5, 0, 1, 5, 0, 0]
GAPS = np.cumsum([0, 5, 7, 6, 10, 8, 30])


def triple(result):
    return (result.value, result.low, result.high)


def test_worked_example_rate():
    assert triple(event_rate(9, 365, per=30)) == pytest.approx((0.740, 0.386, 1.291), abs=5e-4)


def test_worked_example_clustered_rate():
    assert overdispersion(CLUSTERED) == pytest.approx(3.70, abs=5e-3)
    result = event_rate(18, 365, per=30, period_counts=CLUSTERED)
    assert triple(result) == pytest.approx((1.479, 0.702, 3.118), abs=5e-4)


def test_worked_example_ratio():
    assert triple(rate_ratio(18, 9)) == pytest.approx((2.0, 1.026, 4.036), abs=5e-4)
    assert triple(rate_ratio(18, 9, method="clopper_pearson")) == pytest.approx((2.0, 0.963, 4.370), abs=5e-4)


def test_worked_example_gap():
    assert np.median(np.diff(GAPS)) == 7.5
    result = release_gap(GAPS, as_of=126)
    assert (result.value, result.n, result.flags) == (8, 7, ("one_unit",))
    assert 126 / 6 == 21


def test_worked_example_growth():
    result = growth(28, 8, unknown_1=4, unknown_0=2)
    assert triple(result) == pytest.approx((2.5, 0.84, 6.04), abs=5e-3)
    assert (result.bound_low, result.bound_high) == pytest.approx((1.8, 3.0))


def test_no_event_is_zero_with_an_upper_limit():
    result = event_rate(0, 100)
    assert (result.value, result.low) == (0, 0)
    assert result.high == pytest.approx(-np.log(0.05) / 100)
    assert overdispersion([0, 0, 0]) is None
    assert overdispersion([4]) is None


def test_ratio_with_empty_sides():
    nothing = rate_ratio(0, 0)
    assert (triple(nothing), nothing.flags) == ((None, None, None), ("zero_cell",))
    no_base = rate_ratio(6, 0)
    assert (no_base.value, no_base.high, no_base.flags) == (None, None, ("zero_cell",))
    assert no_base.low is not None
    assert no_base.low > 1
    none_later = rate_ratio(0, 6)
    assert (none_later.value, none_later.low) == (0, 0)
    assert none_later.high is not None
    assert none_later.high < 1


def test_growth_from_nothing_is_null():
    result = growth(5, 0)
    assert (triple(result), result.flags) == ((None, None, None), ("zero_base",))
    assert growth(0, 0).flags == ("zero_base",)


def test_gap_of_those_who_released_once_or_went_quiet():
    assert release_gap([5], 90).flags == ("one_unit", "small_n")
    assert release_gap([], 90).n == 0
    quiet = release_gap([0, 4], 90)
    assert quiet.value == 4
    assert release_gap([0, 40, 45], 46).value == 5


def test_weekly_needs_the_gap_and_the_rate():
    assert is_weekly(np.arange(0, 91, 6), 90, 91) is True
    burst = [0, 1, 2, 3, 4]
    assert release_gap(burst, 90).value == 1
    assert is_weekly(burst, 90, 90) is False
    assert is_weekly([0], 5, 5) is None


def test_variants_of_one_release_are_one_event():
    days = [0, 3, 7, 8, 3, 0]
    family = ["a-1", "a-1", "a-1", "a-1", "b-1", "a-1"]
    assert merge_variants(days, family).tolist() == [True, False, False, True, True, False]
    assert merge_variants([], []).size == 0


def test_a_steady_drip_is_not_one_endless_event():
    assert merge_variants(range(0, 40, 5), ["a"] * 8).sum() == 4


def test_wrong_counts_are_refused():
    with pytest.raises(MethodError, match="time above 0"):
        event_rate(3, 0)
    with pytest.raises(MethodError, match="expected 3 events"):
        event_rate(3, 10, period_counts=[1, 1])
    with pytest.raises(MethodError, match="length 0"):
        overdispersion([1, 2], [1, 0])
    with pytest.raises(MethodError, match="-1"):
        rate_ratio(-1, 3)
    with pytest.raises(MethodError, match="wald"):
        rate_ratio(1, 3, method="wald")
    with pytest.raises(MethodError, match="none after 3"):
        release_gap([1, 4], 3)
    with pytest.raises(MethodError, match="unknown counts"):
        growth(3, 3, unknown_1=-1)


counts = st.integers(1, 60)


@given(counts, counts, st.floats(0.1, 10), st.sampled_from(["mid_p", "clopper_pearson"]))
def test_ratio_turns_over_with_its_sides(first, second, exposure, method):
    there = rate_ratio(first, second, 1.0, exposure, method=method)
    back = rate_ratio(second, first, exposure, 1.0, method=method)
    assert back.low is not None
    assert back.high is not None
    assert there.low == pytest.approx(1 / back.high)
    assert there.high == pytest.approx(1 / back.low)
    exact = rate_ratio(first, second, 1.0, exposure, method="clopper_pearson")
    assert exact.low is not None
    assert exact.high is not None
    assert there.low is not None
    assert there.high is not None
    assert exact.low <= there.low * (1 + 1e-9)
    assert there.high <= exact.high * (1 + 1e-9)


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from("abc")), max_size=25), st.integers(0, 99))
def test_merging_ignores_the_order_of_rows(pairs, seed):
    days, families = [day for day, _ in pairs], [family for _, family in pairs]
    opens = merge_variants(days, families)
    order = np.random.default_rng(seed).permutation(len(pairs))
    shuffled = merge_variants(np.array(days, int)[order], np.array(families, dtype="U1")[order])
    chosen = {(days[i], families[i]) for i in np.flatnonzero(opens)}
    assert {(days[i], families[i]) for i in order[shuffled]} == chosen
    assert opens.sum() == shuffled.sum()


@pytest.mark.oracle
@pytest.mark.parametrize("events", [0, 1, 9, 140])
def test_rate_agrees_with_statsmodels(events: int):
    from statsmodels.stats.rates import confint_poisson

    result = event_rate(events, 365, per=30)
    low, high = confint_poisson(events, 365 / 30, method="exact-c", alpha=0.1)
    assert (result.low, result.high) == pytest.approx((np.nan_to_num(low), high), rel=1e-9)


@pytest.mark.oracle
@pytest.mark.parametrize("pair", [(18, 9), (3, 40), (12, 12)])
def test_ratio_agrees_with_statsmodels(pair: tuple[int, int]):
    from scipy.stats import binomtest
    from statsmodels.stats.rates import test_poisson_2indep

    exact = rate_ratio(*pair, 2.0, 3.0, method="clopper_pearson")
    part = binomtest(pair[0], sum(pair)).proportion_ci(0.9, method="exact")
    assert exact.low == pytest.approx(part.low / (1 - part.low) * 1.5)
    assert exact.high == pytest.approx(part.high / (1 - part.high) * 1.5)
    mid = rate_ratio(*pair, 2.0, 3.0)
    # At each limit the one-sided mid-P value of the conditional test is 5 %.
    for limit, side in ((mid.low, "larger"), (mid.high, "smaller")):
        p = test_poisson_2indep(
            pair[0], 2.0, pair[1], 3.0, value=limit, method="cond-midp", alternative=side
        ).pvalue
        assert p == pytest.approx(0.05, abs=1e-6)


@pytest.mark.oracle
def test_gap_agrees_with_lifelines():
    from lifelines import KaplanMeierFitter

    durations = [*np.diff(GAPS), 60]
    fitter = KaplanMeierFitter().fit(durations, [1] * 6 + [0])
    assert release_gap(GAPS, 126).value == fitter.median_survival_time_
