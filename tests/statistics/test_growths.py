"""Growth over links: worked examples, brute force over splits of the unknown, SciPy's bootstrap."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.growths import Link, linked_growth
from weighbridge.statistics.masses import Masses
from weighbridge.statistics.resampling import multinomial_weights


def masses(table) -> Masses:
    """Entries of a small table of units and groups."""
    array = np.asarray(table, dtype=float)
    unit, group = np.nonzero(array)
    return Masses(unit, group, array[unit, group])


def test_eight_to_twenty_eight_with_unknown_two_and_four():
    """+250 %, between 28 / (8 + 2) - 1 = +180 % and (28 + 4) / 8 - 1 = +300 %."""
    before, after = masses([[8, 0], [0, 2]]), masses([[28, 0], [0, 4]])
    found = linked_growth([Link(before, after)], np.ones((2, 2)), 2, unknown=1)
    assert found.value[0] == pytest.approx(2.5)
    assert (found.bound_low[0], found.bound_high[0]) == pytest.approx((1.8, 3.0))
    assert found.flags[0] == ("one_unit",)


def test_links_multiply():
    """10 to 12 and 12 to 18 of accounts watched at each step: 1.2 x 1.5 - 1."""
    first = Link(masses([[10, 0], [0, 30]]), masses([[12, 0], [0, 30]]))
    second = Link(masses([[12, 0], [0, 30]]), masses([[18, 0], [0, 33]]))
    found = linked_growth([first, second], np.ones((2, 2)), 2, unknown=None)
    assert found.value.tolist() == pytest.approx([0.8, 0.1])


def test_nothing_before_and_nothing_after():
    """No growth from nothing; all gone is -1 and has no interval."""
    found = linked_growth(
        [Link(masses([[0, 5], [0, 5]]), masses([[3, 0], [2, 0]]))], np.ones((4, 2)), 2, unknown=None
    )
    assert np.isnan(found.value[0])
    assert "zero_base" in found.flags[0]
    assert found.value[1] == -1
    assert "zero_cell" in found.flags[1]
    assert np.isnan(found.low[1])


def test_bounds_are_the_ends_over_all_splits_of_the_unknown():
    """Whole units of the unknown given to the group or not, at both dates: nothing lies outside."""
    before, after = np.array([[6.0, 3.0], [2.0, 1.0]]), np.array([[9.0, 2.0], [7.0, 2.0]])
    found = linked_growth([Link(masses(before), masses(after))], np.ones((2, 2)), 2, unknown=1)
    ends = [(16 + late) / (8 + early) - 1 for early, late in itertools.product(range(5), range(5))]
    assert (found.bound_low[0], found.bound_high[0]) == pytest.approx((min(ends), max(ends)))


@pytest.mark.oracle
def test_the_interval_agrees_with_scipys_bootstrap():
    """A ratio of sums over 60 makers: percentile limits within Monte Carlo error."""
    rng = np.random.default_rng(5)
    before = rng.lognormal(0, 1, 60)
    after = before * np.exp(rng.normal(0.2, 0.4, 60))
    table = linked_growth(
        [Link(masses(before[:, None]), masses(after[:, None]))],
        multinomial_weights(60, 4000, rng),
        1,
        unknown=None,
    )
    other = stats.bootstrap(
        (after, before),
        lambda a, b, axis=-1: a.sum(axis=axis) / b.sum(axis=axis) - 1,
        paired=True,
        confidence_level=0.9,
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(6),
    ).confidence_interval
    assert (table.low[0], table.high[0]) == pytest.approx((other.low, other.high), abs=0.02)


def test_draws_are_those_of_the_dense_product():
    """Entries in any order and cut in two give the same exact totals as a matrix product."""
    rng = np.random.default_rng(7)
    table = rng.integers(0, 1000, (30, 4)).astype(float)
    weights = multinomial_weights(30, 50, rng)
    whole = masses(table)
    order = rng.permutation(whole.unit.size)
    cut = Masses(
        np.concatenate([whole.unit[order], whole.unit]),
        np.concatenate([whole.group[order], whole.group]),
        np.concatenate([whole.value[order] - 1, np.ones(whole.unit.size)]),
    )
    assert np.array_equal(cut.drawn(weights, 4), weights.astype(float) @ table)


def test_no_link_is_refused():
    """Growth needs two dates."""
    with pytest.raises(MethodError, match="no link"):
        linked_growth([], np.ones((2, 2)), 1, unknown=None)
