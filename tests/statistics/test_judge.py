"""Judge error: by hand, refusals, agreement with ppi-python."""

from __future__ import annotations

import numpy as np
import pytest

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.judge import corrected_ratio, judged_rate, ppi_mean, rogan_gladen


def answers(
    seed: int, n: int, others: int, rate: float = 0.5, sensitivity: float = 0.7, specificity: float = 0.95
):
    rng = np.random.default_rng(seed)
    y = (rng.random(n + others) < rate).astype(float)
    f = np.where(y == 1, rng.random(y.size) < sensitivity, rng.random(y.size) > specificity).astype(float)
    return y[:n], f[:n], f[n:]


def test_rogan_gladen_by_hand():
    """Sensitivity 8/10, specificity 9/10, a third of the rest judged positive: (1/3 - 0.1) / 0.7."""
    y, f = [1] * 10 + [0] * 10, [1] * 8 + [0] * 2 + [1] + [0] * 9
    found, se = rogan_gladen(y, f, [1, 0, 0] * 100)
    p = (1 / 3 - 0.1) / 0.7
    variance = (2 / 9 / 300 + p**2 * 0.16 / 10 + (1 - p) ** 2 * 0.09 / 10) / 0.49
    assert found.value == pytest.approx(p)
    assert se == pytest.approx(variance**0.5)


def test_prediction_powered_by_hand():
    """Labels 3/4, judge 2/4 on them and 1/2 on the rest: plain gives 0.5 + 0.25."""
    y, f, rest = [1, 1, 1, 0], [1, 1, 0, 0], [1, 0] * 4
    plain, se, weight = ppi_mean(y, f, rest, weight=1.0)
    assert (plain.value, weight) == (pytest.approx(0.75), 1.0)
    assert se == pytest.approx(((1 / 4) / 4 + (2 / 7) / 8) ** 0.5)
    only, se_only, _ = ppi_mean(y, f, rest, weight=0.0)
    assert only.value == 0.75
    assert se_only == pytest.approx((0.25 / 4) ** 0.5)
    # cov = 1/6, variance of all 12 verdicts 3/11: (1/6) / (1.5 * 3/11) = 11/27.
    assert ppi_mean(y, f, rest)[2] == pytest.approx(11 / 27)


def test_a_judge_no_better_than_chance_is_uninformative():
    y, f, rest = answers(1, 100, 300, sensitivity=0.5, specificity=0.5)
    assert rogan_gladen(y, f, rest)[0].flags == ("judge_uninformative",)
    assert rogan_gladen([1, 1], [1, 1], [0, 1])[0].flags == ("judge_uninformative",)
    found = judged_rate(y, f, rest)
    assert found.rogan_gladen.value is None
    assert found.tuned.value is not None
    assert found.weight < 0.2


def test_a_judge_that_says_one_thing_always_gets_no_weight():
    found = judged_rate([1, 0] * 30, [0] * 60, [0] * 100)
    assert (found.weight, found.tuned.value) == (0.0, pytest.approx(0.5))
    assert found.judge == 0


def test_few_labels_give_no_corrected_rate():
    y, f, rest = answers(1, 49, 300)
    found = judged_rate(y, f, rest)
    assert [found.tuned.value, found.ppi.value, found.rogan_gladen.value] == [None] * 3
    assert found.tuned.flags == ("small_n",)
    assert found.judge == pytest.approx(np.concatenate([f, rest]).mean())
    with pytest.raises(MethodError, match="0 and 1"):
        judged_rate([2, 1], [0, 1], [1])
    with pytest.raises(MethodError, match="expected 2 and 1"):
        ppi_mean([1], [1], [1])


def test_ratio_needs_labels_of_both_and_resamples_prompts_for_both_at_once():
    rng = np.random.default_rng(2)
    truth = (rng.random((400, 2)) < (0.6, 0.5)).astype(float)
    judged = np.where(truth == 1, rng.random((400, 2)) < (0.6, 0.85), 0).astype(float)
    labelled = np.where((np.arange(400) % 4 == 0)[:, None], truth, np.nan)
    found = corrected_ratio(labelled[:, 0], judged[:, 0], labelled[:, 1], judged[:, 1], rng)
    assert found.low < found.value < found.high
    assert found.value > judged[:, 0].mean() / judged[:, 1].mean()
    few = np.where(np.arange(400) < 20, truth[:, 0], np.nan)
    assert corrected_ratio(few, judged[:, 0], labelled[:, 1], judged[:, 1], rng).flags == ("small_n",)


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_ppi_python(seed):
    from ppi_py import ppi_mean_ci, ppi_mean_pointestimate

    y, f, rest = answers(seed, 120, 500)
    plain, se, _ = ppi_mean(y, f, rest, weight=1.0)
    assert plain.value == pytest.approx(float(ppi_mean_pointestimate(y, f, rest, lam=1)[0]), abs=1e-9)
    low, high = ppi_mean_ci(y, f, rest, alpha=0.1, lam=1)
    assert (plain.low, plain.high) == pytest.approx((float(low[0]), float(high[0])), abs=1e-3)
    tuned, _, _ = ppi_mean(y, f, rest)
    assert tuned.value == pytest.approx(float(ppi_mean_pointestimate(y, f, rest)[0]), abs=3e-3)
    assert se > 0
