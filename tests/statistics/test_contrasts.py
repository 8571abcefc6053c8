"""Paired models, groups of models, matched pairs: by hand, by brute force, against statsmodels and scipy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from weighbridge.statistics.clustered import codes_of
from weighbridge.statistics.contrasts import (
    did,
    group_contrast,
    mcnemar_mid_p,
    paired,
    permutation_p,
    smallest_p,
)
from weighbridge.statistics.errors import MethodError

A = "10 10 11 00 10 10 00 10"
B = "00 10 01 00 00 10 00 00"


def arms(text: str) -> tuple[list[int], list[int]]:
    """Sensitive and control outcomes of pairs written as in the worked example."""
    return [int(pair[0]) for pair in text.split()], [int(pair[1]) for pair in text.split()]


def test_difference_in_differences_worked_example():
    found = did(*arms(A), *arms(B))
    assert found.rates == pytest.approx((0.75, 0.125, 0.25, 0.125))
    assert found.rate.estimate.value == pytest.approx(0.5)
    assert found.rate.se == pytest.approx(0.189, abs=5e-4)
    assert (found.rate.estimate.low, found.rate.estimate.high) == pytest.approx((0.142, 0.858), abs=5e-4)
    assert found.log_odds is None


def test_near_the_ends_the_odds_are_given_too():
    found = did([1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0])
    # (4.5/0.5) / (0.5/4.5) = 81 against 1.
    assert found.log_odds == pytest.approx(np.log(81))


def test_pairs_of_one_topic_are_one_cluster():
    apart = did(*arms(A), *arms(B))
    together = did(*arms(A), *arms(B), topics=["x"] * 4 + ["y"] * 4)
    assert together.rate.clusters == (2,)
    assert apart.rate.clusters == (8,)
    # Both topics have the same mean gap, and a difference has no interval of a rate to fall back on.
    assert together.rate.estimate.flags == ("few_clusters", "unstable")
    assert together.rate.estimate.low is None
    with pytest.raises(MethodError, match="same pairs"):
        did([1, 0], [1, 0], [1, 0], [1])


def test_paired_counts_and_difference_by_hand():
    found = paired([1] * 5 + [0] * 4 + [1], [0] * 4 + [1] + [0] * 3 + [1, 1])
    assert (found.only_first, found.only_second) == (4, 1)
    assert found.rate.estimate.value == pytest.approx(0.3)
    # X ~ Bin(5, 1/2): 2 [P(0) + P(1) / 2] = 2 (1/32 + 5/64).
    assert found.mid_p == pytest.approx(2 * (1 / 32 + 5 / 64))
    clustered = paired([1, 0, 1, 0], [0, 0, 1, 1], ["a", "a", "b", "b"])
    assert clustered.mid_p is None
    with pytest.raises(MethodError, match="0 and 1"):
        paired([1, np.nan], [0, 1])


@pytest.mark.oracle
@pytest.mark.parametrize(("b", "c"), [(0, 3), (1, 5), (4, 4), (12, 30), (9, 0)])
def test_mid_p_agrees_with_scipy(b, c):
    from scipy.stats import binom

    least = min(b, c)
    expected = min(1, 2 * binom.cdf(least, b + c, 0.5) - binom.pmf(least, b + c, 0.5))
    assert mcnemar_mid_p(b, c) == pytest.approx(expected, rel=1e-9)
    assert mcnemar_mid_p(0, 0) is None


@pytest.mark.oracle
def test_exact_mcnemar_lies_above_mid_p():
    from statsmodels.stats.contingency_tables import mcnemar

    exact = mcnemar([[10, 9], [3, 20]], exact=True).pvalue
    assert mcnemar_mid_p(9, 3) < exact
    from scipy.stats import binom

    assert exact - mcnemar_mid_p(9, 3) == pytest.approx(binom.pmf(3, 12, 0.5))


def test_smallest_p_values_of_the_method():
    assert [round(smallest_p(*sides), 3) for sides in ((2, 3), (3, 4), (5, 5))] == [0.1, 0.029, 0.004]


def test_permutation_is_what_brute_force_and_scipy_find():
    from scipy.stats import permutation_test

    rng = np.random.default_rng(7)
    a, b = rng.random(4), rng.random(6)
    pooled, count = np.concatenate([a, b]), 0
    for chosen in itertools.combinations(range(10), 4):
        rest = [i for i in range(10) if i not in chosen]
        count += abs(pooled[list(chosen)].mean() - pooled[rest].mean()) >= abs(a.mean() - b.mean()) - 1e-12
    p, splits = permutation_p(a, b)
    assert (p, splits) == (pytest.approx(count / 210), 210)
    found = permutation_test(
        (a, b), lambda x, y: abs(x.mean() - y.mean()), alternative="greater", n_resamples=np.inf
    )
    assert p == pytest.approx(found.pvalue)


def test_many_models_are_permuted_at_random_and_the_seen_split_counts():
    rng = np.random.default_rng(1)
    p, splits = permutation_p(rng.random(15) + 10, rng.random(15))
    assert splits == 200_000
    assert p == pytest.approx(1 / 200_000, abs=1e-5)


def contrast(first: int, second: int, makers: int, seed: int = 1, push: float = 0.3):
    rng = np.random.default_rng(seed)
    models = [f"m{i}" for i in range(first + second)]
    in_first = np.arange(first + second) < first
    rates = rng.uniform(0.2, 0.4, first + second) + push * in_first
    y = (rng.random((120, first + second)) < rates).astype(float)
    clusters = (codes_of(np.repeat(np.arange(12), 10)), codes_of(np.tile(np.arange(10), 12)))
    organisations = [f"o{i % makers}" for i in range(first + second)]
    return group_contrast(y, models, organisations, in_first, clusters, rng)


def test_few_models_or_makers_are_refused_with_the_reason():
    few = contrast(3, 9, 9)
    assert (few.difference.value, few.ratio.value) == (None, None)
    assert few.difference.flags == ("too_few_models",)
    assert "3 models from 3 organisations" in few.reason
    assert "second" not in few.reason
    assert len(few.rates) == 12
    related = contrast(6, 6, 2)
    assert "6 models from 2 organisations and the second" in related.reason


def test_a_contrast_of_enough_models_has_an_interval_of_models_and_tasks():
    found = contrast(6, 7, 5)
    assert found.reason == ""
    assert found.difference.value == pytest.approx(found.means[0] - found.means[1])
    assert found.difference.low < found.difference.value < found.difference.high
    assert found.ratio.value == pytest.approx(found.means[0] / found.means[1])
    assert found.ratio.low < found.ratio.value < found.ratio.high
    assert found.splits == 1716
    assert found.sides[0] == tuple(f"m{i}" for i in range(6))
    with pytest.raises(MethodError, match="models on both sides"):
        group_contrast(
            np.zeros((4, 2)),
            ["a", "b"],
            ["x", "y"],
            [True, True],
            (np.arange(4), None),
            np.random.default_rng(1),
        )


@pytest.mark.slow
def test_permutation_keeps_its_size():
    """No difference: at most so many small p-values, with 5 models on each side."""
    rng = np.random.default_rng(3)
    found = [permutation_p(rng.random(5), rng.random(5))[0] for _ in range(400)]
    assert np.mean(np.array(found) <= 0.1) <= 0.1 + 3 * 0.015
