"""Cells cut from cells: the same as cutting once, and nothing of the cut between stays."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pyarrow as pa
import pytest

from weighbridge.definitions.cube import cube_of, trailing_year

RNG = np.random.default_rng(20261127)
SIZE = 400
NAMES = ("qwen", "llama", None)
TABLE = pa.table(
    {
        "family_id": [NAMES[at] for at in RNG.integers(0, 3, SIZE)],
        "is_widest": [(True, False, None)[at] for at in RNG.integers(0, 3, SIZE)],
        "flow": RNG.integers(0, 100, SIZE).tolist(),
    }
)


def rows(cube) -> list[tuple]:
    column = cube.text("family_id")
    names = [column.labels[code] if code >= 0 else None for code in column.codes]
    truths = [{1: True, 0: False, -1: None}[int(flag)] for flag in cube.flags["is_widest"]]
    return list(zip(names, truths, cube.counts["flow"].tolist(), strict=True))


@pytest.mark.parametrize("cuts", [1, 2, 3, 4])
def test_cuts_of_cuts_are_the_rows_of_the_table(cuts):
    cube, held = cube_of(TABLE), np.arange(SIZE)
    for _ in range(cuts):
        mask = RNG.random(cube.size) < 0.7
        # A column looked at before the next cut says the same as one that was not.
        assert cube.counts["flow"].size == cube.size
        cube, held = cube.where(mask), held[mask]
    assert rows(cube) == [tuple(row.values()) for row in TABLE.take(pa.array(held)).to_pylist()]


def test_places_may_come_in_any_order_and_more_than_once():
    first, second = np.array([5, 5, 17, 3]), np.array([3, 0, 0])
    cube = cube_of(TABLE).at(first).at(second)
    assert rows(cube) == [tuple(row.values()) for row in TABLE.take(pa.array(first[second])).to_pylist()]


def test_a_column_of_the_cut_between_is_free_when_only_the_last_cut_is_kept():
    between = cube_of(TABLE).where(RNG.random(SIZE) < 0.9)
    column = weakref.ref(between.counts["flow"])
    last = between.where(np.arange(between.size) % 2 == 0)
    expected = between.counts["flow"][::2].tolist()
    del between
    gc.collect()
    assert column() is None
    assert last.counts["flow"].tolist() == expected


def test_a_month_that_was_set_anew_stays_with_later_cuts():
    """A trailing year bears its last month, whatever its cells bore, also in a cut of it."""
    months = [f"2025-{month:02d}" for month in range(1, 13)]
    cube = cube_of(
        pa.table(
            {
                "list_id": ["hub"] * 12,
                "window": ["month"] * 12,
                "month": months,
                "flow": [10.0 * at for at in range(12)],
            }
        )
    )
    year = trailing_year(cube)
    half = year.where(year.counts["flow"] >= 60)
    assert half.text("month").labels == ("2025-12",)
    assert half.counts["flow"].tolist() == [60.0, 70.0, 80.0, 90.0, 100.0, 110.0]
