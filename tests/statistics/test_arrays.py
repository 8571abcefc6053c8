"""Numbers of what occurs: by marks where codes lie close, by hashing where they do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.arrays import numbered

WHOLE = st.integers(-(2**62), 2**62)


@pytest.mark.parametrize("most", [3, 40, 10**6, 2**60])
@given(st.data())
def test_numbers_are_those_of_a_sort(most, data):
    values = np.array(data.draw(st.lists(st.integers(0, most), max_size=30)), dtype=np.int64)
    found, place = numbered(values)
    assert found.tolist() == sorted(set(values.tolist()))
    np.testing.assert_array_equal(found[place], values)
    assert (found.dtype, place.dtype) == (np.int64, np.int64)


@given(st.lists(WHOLE, max_size=30))
def test_also_of_values_below_zero(values):
    found, place = numbered(np.array(values, dtype=np.int64))
    assert found[place].tolist() == values
