"""Clustered rates: by hand, against the sandwich of an independent package, and how draws behave."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.clustered import (
    codes_of,
    crossed_draws,
    crossed_weights,
    t_quantile,
    two_way_rate,
)
from weighbridge.statistics.errors import MethodError

T = {1: 6.314, 3: 2.353}


def world(seed: int, users: int = 12, injections: int = 9, spread: float = 1.0):
    """Outcomes of every user task under every injection, alike within both."""
    rng = np.random.default_rng(seed)
    lift = rng.normal(0, spread, users)[:, None] + rng.normal(0, spread, injections)[None, :]
    y = (rng.random((users, injections)) < 1 / (1 + np.exp(-lift))).astype(float).ravel()
    return y, np.repeat(np.arange(users), injections), np.tile(np.arange(injections), users)


def test_one_way_by_hand():
    """Two tasks, all right and all wrong: sums of residuals +1 and -1, so V = 2 * 2 / 16."""
    found = two_way_rate([1, 1, 0, 0], ["a", "a", "b", "b"])
    assert found.se == pytest.approx(np.sqrt(2 * 2 / 16))
    assert found.estimate.value == 0.5
    assert (found.estimate.low, found.estimate.high) == (0.0, 1.0)
    assert found.estimate.flags == ("few_clusters",)
    assert (found.count, found.total, found.clusters) == (2, 4, (2,))


def test_two_way_by_hand():
    """3 x 2 cases: residuals by row 1, 0, -1; by column 1, -1; alone 6 quarters."""
    y = [1, 1, 1, 0, 0, 0]
    first, second = [0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1]
    rows, columns, alone = 3 / 2 * 2 / 36, 2 * 0.5 / 36, 6 / 5 * 6 * 0.25 / 36
    found = two_way_rate(y, first, second)
    assert found.se_first == pytest.approx(np.sqrt(rows))
    assert found.se_second == pytest.approx(np.sqrt(columns))
    assert found.se == pytest.approx(np.sqrt(rows + columns - alone))
    assert found.se_naive == pytest.approx(0.5 / np.sqrt(6))


def test_a_negative_sum_takes_the_larger_of_the_two():
    """A checkerboard: neither rows nor columns differ, so both sums are 0 and the cells' is not."""
    y = [1, 0, 0, 1]
    found = two_way_rate([*y, 1], [0, 0, 1, 1, 2], [0, 1, 0, 1, 2])
    assert found.se == pytest.approx(max(found.se_first, found.se_second))


def test_no_interval_from_one_cluster_and_a_wide_one_where_all_agree():
    alone = two_way_rate([1, 0, 1], ["a", "a", "a"])
    assert (alone.estimate.low, alone.estimate.flags) == (None, ("one_unit",))
    alike = two_way_rate(np.zeros(40), np.repeat(np.arange(20), 2))
    # Twenty tasks without a case, not forty: Wilson's upper limit z^2 / (n + z^2).
    z2 = 1.6448536**2
    assert (alike.estimate.low, alike.estimate.high) == pytest.approx((0, z2 / (20 + z2)))


def test_wrong_input_is_refused():
    with pytest.raises(MethodError, match="without a verdict"):
        two_way_rate([], [])
    with pytest.raises(MethodError, match="without a verdict"):
        two_way_rate([1, np.nan], [0, 1])
    with pytest.raises(MethodError, match="each of 3 cases"):
        two_way_rate([1, 0, 1], [0, 1])


def test_task_numbers_repeat_across_suites():
    suites, tasks = ["banking", "travel"] * 2, ["task_0", "task_0", "task_1", "task_1"]
    assert len(set(codes_of(tasks).tolist())) == 2
    assert len(set(codes_of(suites, tasks).tolist())) == 4


@pytest.mark.parametrize(("df", "value"), T.items())
def test_t_quantiles_of_the_printed_table(df, value):
    assert t_quantile(0.9, df) == pytest.approx(value, abs=5e-4)


@given(st.integers(0, 10_000))
def test_order_and_names_of_clusters_change_nothing(seed):
    y, first, second = world(seed, 5, 4)
    order = np.random.default_rng(seed).permutation(y.size)
    shuffled = two_way_rate(y[order], [f"t{code}" for code in first[order]], -second[order])
    plain = two_way_rate(y, first, second)
    assert (shuffled.se, shuffled.clusters) == (pytest.approx(plain.se), plain.clusters)


def test_draws_agree_with_the_error_and_leave_out_what_is_missing():
    y, first, second = world(4, 40, 30)
    weights = crossed_weights(first, second, 2000, np.random.default_rng(5))
    drawn = crossed_draws(y, weights)
    found = two_way_rate(y, first, second)
    assert drawn.std() == pytest.approx(found.se, rel=0.15)
    both = np.column_stack([y, np.where(first == 0, np.nan, y)])
    columns = crossed_draws(both, weights)
    assert columns[:, 0] == pytest.approx(drawn)
    assert columns[:, 1] == pytest.approx(crossed_draws(y[first != 0], weights[:, first != 0]))


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_statsmodels(seed):
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.sandwich_covariance import cov_cluster, cov_cluster_2groups

    y, first, second = world(seed)
    fit = OLS(y, np.ones(y.size)).fit()
    both, _, _ = cov_cluster_2groups(fit, first, second, use_correction=False)
    plain = two_way_rate(y, first, second, small_sample=False)
    assert plain.se**2 == pytest.approx(float(both[0, 0]), rel=1e-9)
    one = float(cov_cluster(fit, first, use_correction=False)[0, 0])
    assert plain.se_first**2 == pytest.approx(one, rel=1e-9)
    groups = first.max() + 1
    assert two_way_rate(y, first).se_first ** 2 == pytest.approx(one * groups / (groups - 1), rel=1e-9)


def test_differences_that_happen_to_be_0_or_1_are_no_rate():
    """Differences 1, 1, 0, 0 in four clusters: mean 0.5, past 0; as a rate it would be cut at 0."""
    found = two_way_rate([1, 1, 0, 0], [0, 1, 2, 3], widest=1.0)
    half = t_quantile(0.9, 3) * math.sqrt(4 / 3 * 4 * 0.25 / 16)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((0.5 - half, 1))
    assert found.estimate.low < 0
    assert found.naive is None
    alike = two_way_rate([0, 0, 0], [0, 1, 2], widest=2.0).estimate
    assert (alike.value, alike.low, alike.flags) == (0.0, None, ("few_clusters", "unstable"))
