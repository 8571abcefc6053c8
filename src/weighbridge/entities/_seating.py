"""Joins the seats of publisher, owner, copied maker, parent and root to rows of one day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.store.arrow import table_of, taken
from weighbridge.store.scanning import beside, gathered

_SEAT = ("country", "owner_id", "owner_country")


def with_seats(cells: nw.LazyFrame, seats: nw.LazyFrame) -> nw.LazyFrame:
    """The rows with seats and owners of publisher, base, parent and root on ``observed_on``; else XX.

    Needs ``organisation_id``; of base, parent and root those that are there. Each period of a seat is one
    row of ``seats``.
    """
    periods = _periods(seats)
    prefixes = _prefixes(cells.collect_schema().names())
    own = cells
    for prefix in prefixes:
        theirs = periods.rename({name: f"{prefix}{name}" for name in ("organisation_id", *_SEAT)})
        own = _on_the_day(own.join(theirs, on=f"{prefix}organisation_id", how="left"))
    placed = [f"{who}{seat}" for who in prefixes for seat in ("country", "owner_country")]
    return own.with_columns(nw.col(name).fill_null("XX") for name in placed)


def seated(cells: pa.Table, seats: nw.LazyFrame) -> pa.Table:
    """The same for rows in memory: each organisation is looked up once a day, wherever it stands."""
    prefixes = _prefixes(cells.column_names)
    asked, place = _asked(cells, [f"{prefix}organisation_id" for prefix in prefixes])
    found = gathered(with_seats(beside(seats, asked), seats).sort("place"))
    for prefix, at in zip(prefixes, np.split(place, len(prefixes)), strict=True):
        for name in _SEAT:
            cells = cells.append_column(f"{prefix}{name}", taken(found[name].combine_chunks(), at))
    return cells


def _asked(cells: pa.Table, columns: Sequence[str]) -> tuple[pa.Table, NDArray[np.intp]]:
    """Each organisation with each day it stands on; the place of every row's, column after column."""
    named = [cells[column].combine_chunks() for column in columns]
    # One dictionary for all columns; nobody is one of its words.
    who: Any = pa.chunked_array(named).dictionary_encode(null_encoding="encode").combine_chunks()
    day: Any = cells["observed_on"].combine_chunks().dictionary_encode()
    days = max(len(day.dictionary), 1)
    on = np.tile(day.indices.to_numpy(), len(columns))
    pair, place = np.unique(who.indices.to_numpy().astype(np.int64) * days + on, return_inverse=True)
    asked = {
        "organisation_id": taken(who.dictionary, pair // days),
        "observed_on": taken(day.dictionary, pair % days),
        "place": np.arange(pair.size),
    }
    return table_of(asked), place


def _prefixes(names: Sequence[str]) -> tuple[str, ...]:
    """Whose seats rows are to tell: before a column of the publisher stands nothing."""
    others = ("base_", "parent_", "root_")
    return ("", *(other for other in others if f"{other}organisation_id" in names))


def _on_the_day(joined: nw.LazyFrame) -> nw.LazyFrame:
    """Of the periods joined to a row the one of its day; every row stays, for its day is in one of them."""
    day, first, end = nw.col("observed_on"), nw.col("seat_from"), nw.col("seat_until")
    held = joined.filter((first.is_null() | (first <= day)) & (end.is_null() | (day < end)))
    return held.drop("seat_from", "seat_until")


def _periods(seats: nw.LazyFrame) -> nw.LazyFrame:
    """The periods of each organisation without a gap: also the one before its first seat."""
    following = nw.col("seat_from").shift(-1).over("organisation_id", order_by="seat_from")
    known = seats.select("organisation_id", *_SEAT, "seat_from", seat_until=following)
    first = seats.group_by("organisation_id").agg(seat_until=nw.col("seat_from").min())
    nobody = {name: nw.lit(None, nw.String) for name in _SEAT}
    before = first.with_columns(**nobody, seat_from=nw.lit(None, nw.Date))
    return nw.concat([known, before.select("organisation_id", *_SEAT, "seat_from", "seat_until")])
