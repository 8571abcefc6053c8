"""Entries give what the array they stand for gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.masses import Masses, joined
from weighbridge.statistics.resampling import effective_units, multinomial_weights, weighted_totals
from weighbridge.statistics.shares import group_shares, shares_of_masses, unit_counts

FIELDS = ("value", "low", "high", "bound_low", "bound_high", "outer_low", "outer_high", "n")
tables = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 7), st.integers(1, 5)),
    elements=st.integers(0, 9).map(float),
)


@given(tables, st.integers(0, 99))
def test_totals_counts_and_draws_are_those_of_the_array(table, seed):
    masses, groups = Masses.of(table), table.shape[1]
    weights = multinomial_weights(table.shape[0], 8, np.random.default_rng(seed))
    np.testing.assert_array_equal(masses.totals(groups), table.sum(axis=0))
    np.testing.assert_array_equal(masses.carried(groups), (table > 0).sum(axis=0))
    np.testing.assert_array_equal(masses.drawn(weights, groups), weighted_totals(weights, table))
    np.testing.assert_allclose(masses.effective(groups), effective_units(table))


@given(tables, st.randoms())
def test_the_order_of_entries_and_how_a_pair_is_cut_change_nothing(table, random):
    """Each entry twice, as one and the rest, in any order."""
    whole = Masses.of(table)
    ones = Masses(whole.unit, whole.group, np.ones(whole.value.size))
    cut = joined([ones, Masses(whole.unit, whole.group, whole.value - 1)])
    order = np.array(random.sample(range(cut.value.size), cut.value.size), dtype=np.int64)
    found = Masses(cut.unit[order], cut.group[order], cut.value[order]).summed()
    expected = whole.summed()
    for name in ("unit", "group", "value"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


def test_draws_are_taken_in_blocks(monkeypatch):
    """More weights than fit at once, and units that hold nothing."""
    rng = np.random.default_rng(3)
    table = rng.integers(0, 5, (50, 3)).astype(float)
    table[::2] = 0
    weights = multinomial_weights(50, 40, rng)
    for step in (1, 60, 10_000):
        monkeypatch.setattr("weighbridge.statistics.masses._AT_ONCE", step)
        for held in (weights, np.asfortranarray(weights)):
            found = Masses.of(table).drawn(held, 3)
            np.testing.assert_array_equal(found, np.einsum("ru,ug->rg", weights.astype(float), table))


@pytest.mark.parametrize("unattributed", ["in_denominator", "excluded"])
def test_shares_of_entries_are_those_of_the_array(unattributed):
    """Units numbered as columns of a wider matrix: those that hold nothing change no figure."""
    rng = np.random.default_rng(8)
    table = rng.integers(0, 3, (30, 4, 6)).astype(float)
    weights = multinomial_weights(30, 200, rng)
    masses = Masses.of(table)
    whole = group_shares(table, weights, unknown=5, unattributed=unattributed)
    wide = np.concatenate([weights, np.full((200, 4), 9, dtype=weights.dtype)], axis=1)
    found = shares_of_masses(masses, wide, (4, 6), unknown=5, unattributed=unattributed)
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(found, name), getattr(whole, name), err_msg=name)
    assert (found.flags == whole.flags).all()


@pytest.mark.parametrize("unattributed", ["in_denominator", "excluded"])
def test_units_are_counted_by_group_and_in_the_denominator(unattributed):
    """Counted out: of three units one has only what nobody has placed, and one has two groups."""
    table = np.array([[[4.0, 0, 0]], [[3, 5, 0]], [[0, 0, 7]]])
    counts = unit_counts(Masses.of(table), (1, 3), 2, unattributed)
    assert counts.in_group.tolist() == [[2, 1, 1]]
    left = unattributed == "excluded"
    assert counts.total.tolist() == [2 if left else 3]
    by_unit = [4, 8] if left else [4, 8, 7]
    assert counts.effective[0] == pytest.approx(sum(by_unit) ** 2 / sum(x * x for x in by_unit))


def test_a_mass_below_zero_is_refused():
    with pytest.raises(MethodError, match="expected finite masses of 0 or more"):
        Masses.of([[1.0, -1.0]])
