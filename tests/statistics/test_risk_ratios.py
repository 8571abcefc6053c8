"""Ratios of rates: worked examples, zero cells, agreement with statsmodels, coverage of small counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.clustered import crossed_weights
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.risk_ratios import crossed_ratio, katz, risk_ratio, score_limits


def test_worked_example():
    found = risk_ratio(151, 1260, 15, 1260)
    assert found.value == pytest.approx(151 / 15)
    assert (found.low, found.high) == pytest.approx((6.48, 15.64), abs=5e-3)
    assert score_limits(151, 1260, 15, 1260) == pytest.approx((6.51, 15.59), abs=5e-3)


def test_zero_cells():
    none_below = risk_ratio(8, 40, 0, 40)
    assert (none_below.value, none_below.high, none_below.flags) == (None, None, ("zero_cell",))
    assert none_below.low == pytest.approx(3.11, abs=5e-3)
    nothing = risk_ratio(0, 40, 0, 40)
    assert (nothing.value, nothing.low, nothing.high, nothing.flags) == (None, None, None, ("zero_cell",))
    none_above = risk_ratio(0, 40, 8, 40)
    assert (none_above.value, none_above.low, none_above.flags) == (0.0, 0.0, ("zero_cell",))
    # The mirror of the first: one over its lower limit.
    assert none_above.high == pytest.approx(1 / none_below.low, rel=1e-6)


def test_few_cases_take_the_score_interval():
    found = risk_ratio(4, 40, 9, 40)
    assert (found.low, found.high) == pytest.approx(score_limits(4, 40, 9, 40))
    assert (found.low, found.high) != pytest.approx(katz(4, 40, 9, 40))


def test_all_cases_in_both_arms():
    found = risk_ratio(40, 40, 40, 40)
    assert found.value == 1
    assert found.low <= 1 <= found.high


def test_wrong_counts_are_refused():
    with pytest.raises(MethodError, match="41 of 40"):
        risk_ratio(41, 40, 1, 40)
    with pytest.raises(MethodError, match="at least one in each arm"):
        katz(3, 10, 0, 10)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 60), st.integers(0, 60))
def test_swapping_the_arms_inverts_the_ratio(n1, x1, n0, x0):
    x1, x0 = min(x1, n1), min(x0, n0)
    there, back = risk_ratio(x1, n1, x0, n0), risk_ratio(x0, n0, x1, n1)
    if there.value and back.value:
        assert there.value == pytest.approx(1 / back.value)
        assert there.low <= there.value <= there.high
        if back.high and there.low:
            assert there.low == pytest.approx(1 / back.high, rel=1e-6)


@pytest.mark.oracle
@pytest.mark.parametrize("counts", [(151, 1260, 15, 1260), (7, 30, 12, 50), (5, 9, 6, 80), (2, 40, 3, 40)])
def test_agrees_with_statsmodels(counts):
    from statsmodels.stats.proportion import confint_proportions_2indep

    log = confint_proportions_2indep(*counts, method="log", compare="ratio", alpha=0.1)
    score = confint_proportions_2indep(*counts, method="score", compare="ratio", alpha=0.1, correction=False)
    assert katz(*counts) == pytest.approx(log, rel=1e-6)
    assert score_limits(*counts) == pytest.approx(score, rel=1e-4)


def test_clustered_ratio_is_wider_than_that_of_cases_and_knows_zero():
    rng = np.random.default_rng(3)
    task = np.repeat(np.arange(20), 30)
    lift = rng.random(20)[task]
    a, b = (rng.random(600) < lift).astype(float), (rng.random(600) < lift / 2).astype(float)
    weights = crossed_weights(task, None, 2000, rng)
    found = crossed_ratio(a, b, weights, units=20)
    low, high = katz(int(a.sum()), 600, int(b.sum()), 600)
    assert found.low < found.value < found.high
    assert found.value == pytest.approx(a.mean() / b.mean())
    # The same tasks carry both models, so the ratio is not as wide as two rates apart would make it.
    assert 0.3 < (found.high - found.low) / (high - low) < 3
    assert crossed_ratio(a, np.zeros(600), weights, units=20).flags == ("zero_cell",)
    assert crossed_ratio(np.zeros(600), b, weights, units=20).value == 0
