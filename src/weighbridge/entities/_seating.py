"""Joins the seats of publisher, owner, copied maker, parent and root to rows of one day."""

from __future__ import annotations

import narwhals as nw

_SEAT = ("country", "owner_id", "owner_country")


def with_seats(cells: nw.LazyFrame, seats: nw.LazyFrame) -> nw.LazyFrame:
    """The rows with seats and owners of publisher, base, parent and root on ``observed_on``; else XX.

    Needs ``organisation_id``; of base, parent and root those that are there. Each period of a seat is one
    row of ``seats``.
    """
    periods = _periods(seats)
    names = cells.collect_schema().names()
    others = [other for other in ("base", "parent", "root") if f"{other}_organisation_id" in names]
    prefixes = ("", *(f"{other}_" for other in others))
    own = cells
    for prefix in prefixes:
        theirs = periods.rename({name: f"{prefix}{name}" for name in ("organisation_id", *_SEAT)})
        own = _on_the_day(own.join(theirs, on=f"{prefix}organisation_id", how="left"))
    placed = [f"{who}{seat}" for who in prefixes for seat in ("country", "owner_country")]
    return own.with_columns(nw.col(name).fill_null("XX") for name in placed)


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
