"""Joins the seats of publisher, owner, copied maker, parent and root to rows of one day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.store.arrow import coded, table_of, taken
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
    """The same for rows in memory, seats in dictionary form: each organisation is looked up once a day."""
    prefixes = _prefixes(cells.column_names)
    asked, place = _asked(cells, [f"{prefix}organisation_id" for prefix in prefixes])
    found = gathered(with_seats(beside(seats, asked), seats).sort("place"))
    words = {name: coded(found[name]) for name in _SEAT}
    for prefix, at in zip(prefixes, np.split(place, len(prefixes)), strict=True):
        for name in _SEAT:
            cells = cells.append_column(f"{prefix}{name}", taken(words[name], at))
    return cells


def _asked(cells: pa.Table, columns: Sequence[str]) -> tuple[pa.Table, NDArray[np.int32]]:
    """Each organisation with each day it stands on; the place of every row's, column after column."""
    # One dictionary for all columns; in front of its words nobody.
    who: Any = pa.chunked_array([coded(cells[column]) for column in columns]).unify_dictionaries()
    words = who.chunk(0).dictionary if who.num_chunks else pa.array([], pa.string())
    number = np.concatenate([part.indices.fill_null(-1).to_numpy() + 1 for part in who.chunks])
    day = coded(cells["observed_on"])
    days = max(len(day.dictionary), 1)
    pair = number * days + np.tile(day.indices.to_numpy(), len(columns))
    # Organisations and days are few: what occurs is marked, where sorting all rows would take far longer.
    occurs = np.zeros((len(words) + 1) * days, dtype=bool)
    occurs[pair] = True
    held = np.flatnonzero(occurs)
    place = (np.cumsum(occurs, dtype=np.int32) - 1)[pair]
    asked = {
        "organisation_id": taken(pa.concat_arrays([pa.nulls(1, pa.string()), words]), held // days),
        "observed_on": taken(day.dictionary, held % days),
        "place": np.arange(held.size),
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
