"""Sums under product weights, against loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.crossed import crossed_totals
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.resampling import exponential_weights


@given(st.integers(0, 50), st.integers(0, 2**32 - 1))
def test_agrees_with_loops(size, seed):
    rng = np.random.default_rng(seed)
    row, column, cell = (rng.integers(0, n, size) for n in (4, 3, 5))
    mass = rng.random(size)
    weights = (rng.random((6, 4)), rng.random((6, 3)))
    expected = np.zeros((6, 5))
    for r, c, k, x in zip(row, column, cell, mass, strict=True):
        for d in range(6):
            expected[d, k] += weights[0][d, r] * weights[1][d, c] * x
    np.testing.assert_allclose(crossed_totals(row, column, cell, mass, weights, 5), expected, atol=1e-12)


def test_one_row_unit_changes_no_share():
    rng = np.random.default_rng(1)
    column, cell, mass = rng.integers(0, 9, 200), rng.integers(0, 4, 200), rng.random(200)
    rows = (np.ones((50, 1)), exponential_weights(1, 50, rng))
    other = exponential_weights(9, 50, rng)
    totals = [crossed_totals(np.zeros(200, int), column, cell, mass, (one, other), 4) for one in rows]
    shares = [total / total.sum(axis=1, keepdims=True) for total in totals]
    np.testing.assert_allclose(*shares)


def test_different_numbers_of_draws_are_refused():
    with pytest.raises(MethodError, match="expected as many"):
        crossed_totals([0], [0], [0], [1.0], (np.ones((2, 1)), np.ones((3, 1))), 1)
