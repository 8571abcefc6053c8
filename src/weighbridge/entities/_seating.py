"""Joins the seats of publisher, owner, copied maker, parent and root to rows of one day."""

from __future__ import annotations

import narwhals as nw


def with_seats(cells: nw.LazyFrame, seats: nw.LazyFrame, days: nw.LazyFrame | None = None) -> nw.LazyFrame:
    """The rows with seats and owners of publisher, base, parent and root on ``observed_on``; else XX.

    Needs ``organisation_id``; of base, parent and root those that are there. Each period of a seat is one
    row of ``seats``. ``days`` holds every ``observed_on`` of the rows, where it is known without computing
    them: the engine would compute the rows a second time for it.
    """
    days = (cells if days is None else days).select("observed_on").unique()
    current = (
        seats.join(days, how="cross")
        .filter(nw.col("seat_from") <= nw.col("observed_on"))
        .group_by("organisation_id", "observed_on")
        .agg(seat_from=nw.col("seat_from").max())
    )
    held = current.join(seats, on=["organisation_id", "seat_from"], how="inner").select(
        "organisation_id", "observed_on", "country", "owner_id", "owner_country"
    )
    own = cells.join(held, on=["organisation_id", "observed_on"], how="left")
    names = cells.collect_schema().names()
    others = [other for other in ("base", "parent", "root") if f"{other}_organisation_id" in names]
    for other in others:
        theirs = held.select(
            "observed_on",
            **{f"{other}_organisation_id": nw.col("organisation_id"), f"{other}_country": nw.col("country")},
            **{f"{other}_owner_id": nw.col("owner_id"), f"{other}_owner_country": nw.col("owner_country")},
        )
        own = own.join(theirs, on=[f"{other}_organisation_id", "observed_on"], how="left")
    prefixes = ("", *(f"{other}_" for other in others))
    placed = [f"{who}{seat}" for who in prefixes for seat in ("country", "owner_country")]
    return own.with_columns(nw.col(name).fill_null("XX") for name in placed)
