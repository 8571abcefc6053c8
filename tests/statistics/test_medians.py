"""The median of a group's figures: drawn by hand, by repeating rows, and beside the exact distribution."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.statistics import medians
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.medians import group_median, weighted_median
from weighbridge.statistics.resampling import DRAWS, multinomial_weights

# A has two models, B and C one each.
SCORES, MAKER = [4.0, 8.0, 6.0, 10.0], [0, 0, 1, 2]


def every_draw(makers: int) -> np.ndarray:
    """Each of the equally likely draws of so many makers with replacement, once."""
    draws = itertools.product(range(makers), repeat=makers)
    return np.array([np.bincount(draw, minlength=makers) for draw in draws])


def test_worked_example():
    """Three makers, 27 equally likely draws; the medians of all of them, by hand.

    A twice and B: 4 4 6 8 8, median 6. A twice and C: 4 4 8 8 10, 8. A, B twice: 4 6 6 8, 6. A, C twice:
    4 8 10 10, 9. A, B, C: 4 6 8 10, 7. Thrice A: 6. Thrice B 6, thrice C 10. B twice, C: 6. B, C twice: 10.
    Of 27: 6 in 3 + 3 + 1 + 1 + 3 = 11, 7 in 6, 8 in 3, 9 in 3, 10 in 1 + 3 = 4. So the 5 % quantile is 6
    and the 95 % one 10, around the median of the four, 7.
    """
    weights = every_draw(3)
    drawn = weighted_median(SCORES, weights, MAKER)
    values, counts = np.unique(drawn, return_counts=True)
    assert dict(zip(values.tolist(), counts.tolist(), strict=True)) == {6: 11, 7: 6, 8: 3, 9: 3, 10: 4}
    found = group_median(SCORES, weights, MAKER)
    assert (found.value, found.low, found.high, found.n) == (7, 6, 10, 3)
    # Models 2, 1, 1 by maker: 16/6 effective makers.
    assert found.flags == ("few_clusters", "small_n")


def test_what_gives_no_interval():
    """No model; one maker, however many models; a group that many draws miss."""
    assert group_median([], np.ones((2, 1), dtype=np.int64), []).flags == ("not_covered",)
    alone = group_median([1, 2, 3, 4, 5], np.ones((2, 1), dtype=np.int64), [0] * 5)
    assert (alone.value, alone.low, alone.flags) == (3, None, ("few_clusters", "one_unit"))
    # Two of forty makers are missing in exp(-2) of the draws.
    weights = multinomial_weights(40, DRAWS, np.random.default_rng(0))[:, :2]
    missed = group_median([1.0, 2.0], weights, [0, 1])
    assert (missed.low, missed.high) == (None, None)
    assert "unstable" in missed.flags
    with pytest.raises(MethodError, match="without unknown"):
        group_median([1.0, np.nan], np.ones((2, 2), dtype=np.int64), [0, 1])


@pytest.mark.parametrize(("makers", "flags"), [(4, {"few_clusters"}), (12, {"approximate"}), (20, set())])
def test_few_makers_are_flagged(makers, flags):
    weights = multinomial_weights(makers, 200, np.random.default_rng(1))
    found = group_median(np.arange(3 * makers), weights, np.repeat(np.arange(makers), 3))
    assert set(found.flags) == flags


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=12), st.integers(0, 999)
)
def test_a_weighted_median_is_that_of_repeated_rows(models, seed):
    """Order and scale change nothing they should not; draws are medians of the rows they repeat."""
    rng = np.random.default_rng(seed)
    score = np.array([value for value, _ in models], float)
    maker = np.array([unit for _, unit in models])
    weights = multinomial_weights(5, 12, rng)
    drawn = weighted_median(score, weights, maker)
    for row, value in zip(weights[:, maker], drawn, strict=True):
        repeated = np.repeat(score, row)
        assert value == np.median(repeated) if repeated.size else np.isnan(value)
    order = rng.permutation(score.size)
    moved = weighted_median(score[order] * 4, weights, maker[order])
    assert np.array_equal(moved, drawn * 4, equal_nan=True)


@pytest.mark.parametrize("block", [1, 7, 64, 999])
def test_many_values_give_the_same_median_block_by_block(monkeypatch, block):
    """1,000 values of 30 makers, many of them equal, in draws of which some miss most makers and one all."""
    rng = np.random.default_rng(8)
    score = rng.integers(0, 200, 1_000).astype(float)
    maker = rng.integers(0, 30, 1_000)
    weights = np.vstack(
        [multinomial_weights(30, 40, rng), np.eye(30, dtype=np.int64), np.zeros((1, 30), int)]
    )
    monkeypatch.setattr(medians, "BLOCK", block)
    drawn = weighted_median(score, weights, maker)
    for row, value in zip(weights[:-1, maker], drawn, strict=False):
        assert value == np.median(np.repeat(score, row))
    assert np.isnan(drawn[-1])


@pytest.mark.oracle
def test_one_model_a_maker_agrees_with_the_exact_distribution_and_with_scipy():
    """The median of n draws is at most the k-th value if more than half are: binomial, so known exactly."""
    from scipy import stats

    n = 41
    score = np.sort(np.random.default_rng(5).lognormal(0, 1, n))
    found = group_median(score, multinomial_weights(n, 20_000, np.random.default_rng(6)), np.arange(n))
    below = stats.binom.sf(n // 2, n, np.arange(1, n + 1) / n)
    assert found.low == score[np.searchsorted(below, 0.05)]
    assert found.high == score[np.searchsorted(below, 0.95)]
    other = stats.bootstrap(
        (score,), np.median, confidence_level=0.9, n_resamples=20_000, method="percentile", rng=7
    ).confidence_interval
    assert (other.low, other.high) == (found.low, found.high)
