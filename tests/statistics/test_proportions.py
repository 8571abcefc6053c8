"""Wilson, Newcombe and cohorts with unknown licences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.proportions import newcombe, normal_quantile, proportion, wilson
from weighbridge.statistics.resampling import effective_units


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(13, 17, 0.567, 0.890), (10, 25, 0.256, 0.563), (0, 10, 0.0, 0.213), (4, 5, 0.435, 0.954)],
)
def test_worked_examples(count: int, total: int, low: float, high: float):
    interval = wilson(count, total)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-4)


def test_worked_example_difference():
    result = newcombe(13, 17, 10, 25)
    assert (result.value, result.low, result.high) == pytest.approx((0.365, 0.108, 0.555), abs=5e-4)
    assert result.n == 17


def test_worked_example_bounds():
    result = proportion(13, 4, 2)
    assert (result.bound_low, result.bound_high) == pytest.approx((13 / 19, 15 / 19))
    assert (result.value, result.low, result.high) == pytest.approx((0.765, 0.567, 0.890), abs=5e-4)


def test_siblings_share_a_licence():
    sizes = [5, 1, 1, 1, 2]
    result = proportion(7, 3, family_sizes=sizes)
    expected = wilson(7, 10, effective=3.125)
    assert effective_units(sizes) == pytest.approx(3.125)
    assert (result.low, result.high) == (expected.low, expected.high)
    assert result.n == 5
    assert result.flags == ("few_clusters",)


def test_fewer_than_five_known_units_give_counts_only():
    result = proportion(3, 1, 6)
    assert (result.value, result.low, result.bound_low, result.n) == (None, None, None, 4)
    assert result.flags == ("small_n",)
    assert proportion(0, 0, 3, family_sizes=[]).flags == ("small_n",)
    assert newcombe(3, 4, 10, 25).flags == ("small_n",)


def test_wrong_counts_are_refused():
    for count, total in [(5, 4), (-1, 4), (0, 0)]:
        with pytest.raises(MethodError, match=f"{count} of {total}"):
            wilson(count, total)
    with pytest.raises(MethodError, match="effective number of 9"):
        wilson(2, 5, effective=9)
    with pytest.raises(MethodError, match="found a sum of 3"):
        proportion(4, 4, family_sizes=[1, 2])
    with pytest.raises(MethodError, match="none below 0"):
        proportion(4, -1)
    with pytest.raises(MethodError, match="between 0 and 1"):
        normal_quantile(90)


@given(st.integers(5, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(0, 50))
def test_limits_and_bounds_contain_the_value_and_mirror(pair: tuple[int, int], unknown: int):
    count, total = pair
    result = proportion(count, total - count, unknown)  # refuses limits that exclude the value
    mirrored = proportion(total - count, count, unknown)
    assert result.low is not None
    assert mirrored.high is not None
    assert result.low == pytest.approx(1 - mirrored.high)
    difference = newcombe(count, total, total - count, total)
    reverse = newcombe(total - count, total, count, total)
    assert difference.low is not None
    assert reverse.high is not None
    assert difference.low == pytest.approx(-reverse.high)


@pytest.mark.oracle
@pytest.mark.parametrize(("count", "total"), [(0, 10), (3, 7), (13, 17), (400, 1000), (8, 8)])
def test_wilson_agrees_with_statsmodels(count: int, total: int):
    from statsmodels.stats.proportion import proportion_confint

    interval = wilson(count, total)
    assert (interval.low, interval.high) == pytest.approx(
        proportion_confint(count, total, alpha=0.1, method="wilson"), abs=1e-12
    )


@pytest.mark.oracle
@pytest.mark.parametrize("counts", [(13, 17, 10, 25), (0, 9, 5, 12), (50, 60, 7, 7)])
def test_newcombe_agrees_with_statsmodels(counts: tuple[int, int, int, int]):
    from statsmodels.stats.proportion import confint_proportions_2indep

    result = newcombe(*counts)
    assert (result.low, result.high) == pytest.approx(
        confint_proportions_2indep(*counts, method="newcomb", compare="diff", alpha=0.1), abs=1e-9
    )
