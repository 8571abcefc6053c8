"""Seats looked up for rows in memory are those that the engine joins."""

import datetime

import pyarrow as pa

from weighbridge.entities._seating import seated, with_seats
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


def test_the_same_with_and_without_rows_before_and_after_a_move():
    engine = DuckEngine()
    for rows in (ROWS, ROWS.slice(0, 0)):
        made = seated(rows, engine.frame(SEATS))
        joined = engine.collect(with_seats(engine.frame(rows), engine.frame(SEATS))).sort_by("row")
        assert set(made.column_names) == set(joined.column_names)
        assert made.equals(joined.select(made.column_names))
    found = seated(ROWS, engine.frame(SEATS))
    assert found["country"].to_pylist() == ["CN", "SG", "XX", "XX"]
    assert found["base_owner_id"].to_pylist() == [None, "gamma", "beta", "beta"]
