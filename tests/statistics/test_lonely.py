"""Groups of one unit have no interval: leaving their draws out changes no figure."""

import numpy as np
import pytest

from weighbridge.statistics import lonely
from weighbridge.statistics.resampling import multinomial_weights
from weighbridge.statistics.shares import group_shares

FIELDS = ("value", "low", "high", "bound_low", "bound_high", "outer_low", "outer_high", "n")


def masses(rng, units, months, groups):
    """Whole counts: a few groups of several units, many of one, and the unattributed in the last column."""
    table = np.zeros((units, months, groups))
    for unit in range(units):
        group = unit if unit < groups - 1 else int(rng.integers(0, 3))
        table[unit, :, group] = rng.integers(0, 1000, months)
    table[: units // 4, :, groups - 1] = rng.integers(0, 50, (units // 4, months))
    return table


@pytest.mark.parametrize("unattributed", ["in_denominator", "excluded"])
@pytest.mark.parametrize("unknown", [None, 29])
def test_shares_are_equal_with_and_without_the_detour(monkeypatch, unknown, unattributed):
    rng = np.random.default_rng(5)
    counts = masses(rng, 40, 4, 30)
    weights = multinomial_weights(40, 300, rng)
    short = group_shares(counts, weights, unknown=unknown, unattributed=unattributed)
    monkeypatch.setattr(lonely, "WORTH_IT", 10_000)
    whole = group_shares(counts, weights, unknown=unknown, unattributed=unattributed)
    for name in FIELDS:
        # Lonely groups have bounds of the value, and no outer interval either way.
        np.testing.assert_array_equal(getattr(short, name), getattr(whole, name), err_msg=name)
    assert (short.flags == whole.flags).all()
    for group in np.flatnonzero((counts > 0).sum(axis=0).max(axis=0) > 1).tolist():
        np.testing.assert_array_equal(short.of_group(short.draws, group), whole.draws[..., group])
    assert np.isnan(short.of_group(short.draws, 20)).all()


def test_the_detour_is_taken_only_where_many_are_lonely():
    in_group = np.array([[3, 1, 1, 0]])
    assert lonely.drawn_groups(in_group, unknown=None).all()
    many = np.array([[3, *[1] * 8]])
    assert lonely.drawn_groups(many, unknown=None).tolist() == [True, *[False] * 8]
    more = np.array([[3, *[1] * 9]])
    assert lonely.drawn_groups(more, unknown=4).nonzero()[0].tolist() == [0, 4]


@pytest.mark.parametrize("shape", [(3, 0), (0, 4), (2, 0, 0)])
def test_nothing_watched_needs_nothing(shape):
    """A list that holds none of what is asked for has months without groups, or groups without months."""
    assert lonely.drawn_groups(np.zeros(shape), unknown=None).tolist() == [True] * shape[-1]
