"""Agreement of raters: a printed example, the ends, and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest

from weighbridge.statistics.agreement import agreement
from weighbridge.statistics.errors import MethodError


def test_by_hand():
    """50 answers, both yes 20, both no 15, apart 5 and 10: seen 0.7, by chance 0.5, kappa 0.4."""
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    found = agreement(first, second)
    assert (found.answers, found.alike) == (50, 0.7)
    assert found.kappa.value == pytest.approx(0.4)


def test_ends():
    assert agreement(["a", "b"], ["a", "b"]).kappa.value == 1
    assert agreement(["a", "a"], ["a", "a"]).kappa.value is None
    with pytest.raises(MethodError, match="two raters"):
        agreement(["a"], [])


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_statsmodels(seed):
    from statsmodels.stats.inter_rater import cohens_kappa

    rng = np.random.default_rng(seed)
    first = rng.choice(list("abc"), 80)
    second = np.where(rng.random(80) < 0.6, first, rng.choice(list("abc"), 80))
    table = [[((first == a) & (second == b)).sum() for b in "abc"] for a in "abc"]
    expected = cohens_kappa(np.array(table))
    found = agreement(first.tolist(), second.tolist()).kappa
    assert found.value == pytest.approx(expected.kappa)
    assert (found.high - found.low) / 2 == pytest.approx(1.6448536 * expected.std_kappa, rel=1e-6)
