"""Seats looked up for rows in memory are those that the engine joins."""

import datetime

import pyarrow as pa
import pytest

from weighbridge.entities._seating import seated, with_seats
from weighbridge.store.arrow import coded_text, table_of
from weighbridge.store.engine import DuckEngine

DAY = datetime.date
SEATS = pa.table(
    {
        "organisation_id": ["alpha", "alpha", "beta"],
        "country": ["CN", "SG", "US"],
        "owner_id": ["alpha", "gamma", "beta"],
        "owner_country": ["CN", "US", "US"],
        "seat_from": [DAY(1900, 1, 1), DAY(2025, 4, 1), DAY(1900, 1, 1)],
    }
)
ROWS = pa.table(
    {
        "row": [0, 1, 2, 3],
        "organisation_id": ["alpha", "alpha", None, "nobody-knows-them"],
        "base_organisation_id": [None, "alpha", "beta", "beta"],
        "observed_on": [DAY(2025, 3, 31), DAY(2025, 4, 1), DAY(2025, 4, 1), DAY(2024, 1, 1)],
    }
)


def in_codes(rows: pa.Table) -> pa.Table:
    """The rows with every text in dictionary form, one dictionary with a word no row has."""
    coded = table_of({name: coded_text(rows[name]) for name in rows.column_names})
    return coded.slice(1)


@pytest.mark.parametrize("rows", [ROWS, ROWS.slice(0, 0), in_codes(ROWS)], ids=["rows", "none", "in codes"])
def test_the_same_with_and_without_rows_before_and_after_a_move(rows):
    engine = DuckEngine()
    made = seated(rows, engine.frame(SEATS))
    joined = engine.collect(with_seats(engine.frame(rows), engine.frame(SEATS))).sort_by("row")
    assert set(made.column_names) == set(joined.column_names)
    assert made.cast(joined.select(made.column_names).schema).equals(joined.select(made.column_names))


def test_a_move_changes_the_seat_from_its_day_on():
    engine = DuckEngine()
    found = seated(ROWS, engine.frame(SEATS))
    assert found["country"].to_pylist() == ["CN", "SG", "XX", "XX"]
    assert found["base_owner_id"].to_pylist() == [None, "gamma", "beta", "beta"]
