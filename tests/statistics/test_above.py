"""How many models stand above one, and whether two are level: worked example and tests' sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.above import best_of_weights, count_above, normal_draws
from weighbridge.statistics.equivalence import VERDICTS, equivalence
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.multiplicity import holm


def test_worked_example_of_a_dead_heat():
    # qwen3-max-preview against claude-opus-4.5-thinking, boards of December 2025, LMArena (CC-BY-4.0).
    raw = equivalence(-4.29, 4.32)
    assert raw.verdict == "equivalent"
    assert (raw.low, raw.high) == pytest.approx((-11.4, 2.8), abs=0.05)
    assert equivalence(-4.29, 4.32, margin=10).verdict == "undecided"
    style = equivalence(-34.96, 4.29)
    assert style.verdict == "different"
    assert (style.low, style.high) == pytest.approx((-42.0, -27.9), abs=0.05)


def test_the_four_verdicts():
    assert equivalence(20, 4).verdict == "different"
    assert equivalence(0, 4).verdict == "equivalent"
    assert equivalence(5, 2).verdict == "different_but_negligible"
    assert equivalence(0, 20).verdict == "undecided"
    assert VERDICTS == ("different", "equivalent", "different_but_negligible", "undecided")


def test_what_is_not_known_is_undecided_and_a_bad_margin_is_refused():
    assert equivalence(None, 3.0).verdict == "undecided"
    assert equivalence(3.0, None).value == 3.0
    assert equivalence(3.0, 0.0).low is None
    for margin in (0, -1, np.inf, np.nan):
        with pytest.raises(MethodError, match="margin"):
            equivalence(1.0, 1.0, margin=margin)
    with pytest.raises(MethodError, match="level"):
        equivalence(1.0, 1.0, level=90)


@given(st.floats(-60, 60), st.floats(0.1, 30), st.floats(1, 40))
def test_the_verdict_is_the_same_from_the_other_side(value, se, margin):
    one, other = equivalence(value, se, margin=margin), equivalence(-value, se, margin=margin)
    assert one.verdict == other.verdict
    # Inside the margin at 90 % exactly when both one-sided tests reject at 5 %.
    inside = one.verdict in ("equivalent", "different_but_negligible")
    assert inside == (one.p_equivalent < 0.05) or abs(one.p_equivalent - 0.05) < 1e-9


def test_holm_worked_example():
    assert holm([0.001, 0.012, 0.020, 0.040, 0.300]) == pytest.approx([0.005, 0.048, 0.060, 0.080, 0.300])
    assert holm([0.3, 0.001]).tolist() == [0.3, 0.002]
    assert holm([]).size == 0
    with pytest.raises(MethodError, match="p-values"):
        holm([0.1, np.nan])


def board():
    value = np.array([100.0, 130.0, 104.0, 90.0, 101.0])
    return value, np.diag([4.0, 9.0, 1.0, 1.0, 0.25])


def test_counts_by_hand():
    value, covariance = board()
    draws = normal_draws(value, covariance, np.random.default_rng(0))
    # Leads 30, 4, -10, 1 with errors 3.606, 2.236, 2.236, 2.062: z 8.32, 1.789, -4.47, 0.485.
    found = count_above(value, covariance, 0, [1, 2, 3, 4], draws)
    assert (found.models, found.point, found.significant, found.without_se) == (4, 3, 2, 0)
    # Holm at 10 %: 8e-17 x 4 and 0.0368 x 3 = 0.110 > 0.10: only the first.
    assert found.holm == 1
    # 95 % intervals: the reference ends at 103.92; 130 - 5.88 lies above it, 104 - 1.96 does not.
    assert found.disjoint == 1
    # Both small leads turn in fewer than 3.7 % of the draws, so the 5 % quantile still counts two.
    assert (found.low, found.high) == (2, 3)


def test_an_unknown_error_counts_in_the_point_only():
    value, covariance = board()
    covariance[1, 1] = np.nan
    draws = normal_draws(value, covariance, np.random.default_rng(0))
    assert np.isnan(draws[:, 1]).all()
    found = count_above(value, covariance, 0, [1, 2, 3, 4], draws)
    assert (found.point, found.significant, found.without_se) == (3, 1, 1)


def test_nobody_to_count_and_unrated_models():
    value, covariance = board()
    value[3] = np.nan
    draws = normal_draws(value, covariance, np.random.default_rng(0), 10)
    empty = count_above(value, covariance, 0, np.array([], dtype=int), draws)
    assert (empty.models, empty.point, empty.high) == (0, 0, 0)
    assert count_above(value, covariance, 0, [0, 3], draws).models == 0


def test_draws_keep_the_covariance_also_of_centred_ratings():
    c = np.array([[2.0, -1.0, -1.0], [-1.0, 2.0, -1.0], [-1.0, -1.0, 2.0]])
    draws = normal_draws(np.zeros(3), c, np.random.default_rng(1), 40_000)
    assert np.cov(draws.T) == pytest.approx(c, abs=0.06)
    assert np.abs(draws.sum(axis=1)).max() < 1e-9


def test_best_variant_of_each_set_of_weights():
    value = [np.nan, 5.0, 7.0, 7.0, 1.0]
    assert best_of_weights(value, [0, 1, 2, 3, 4], ["x", "a", "a", "b", "b"]).tolist() == [2, 3]
    assert best_of_weights(value, np.array([], dtype=int), np.array([], dtype=str)).size == 0


@pytest.mark.oracle
def test_agrees_with_statsmodels():
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.weightstats import ttost_ind

    rng = np.random.default_rng(5)
    p = rng.random(40) ** 2
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    # Theirs uses Student's t; with 20,000 rows a side it is the normal to four digits.
    x, y = rng.normal(0.01, 1, 20_000), rng.normal(0, 1, 20_000)
    se = np.sqrt(x.var(ddof=1) / x.size + y.var(ddof=1) / y.size)
    for margin in (0.02, 0.03, 0.05):
        theirs = ttost_ind(x, y, -margin, margin, usevar="unequal")[0]
        ours = equivalence(float(x.mean() - y.mean()), float(se), margin=margin)
        assert ours.p_equivalent == pytest.approx(theirs, abs=1e-4)
