"""Joins the seats of publisher, owner and copied maker to rows of one day."""

from __future__ import annotations

import narwhals as nw


def with_seats(cells: nw.LazyFrame, seats: nw.LazyFrame) -> nw.LazyFrame:
    """The rows with country, owner and base country on their ``observed_on``; not placed is XX.

    Needs ``organisation_id`` and ``base_organisation_id``; each period of a seat is one row of ``seats``.
    """
    days = cells.select("observed_on").unique()
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
    base = held.select(
        "observed_on",
        base_organisation_id=nw.col("organisation_id"),
        base_country=nw.col("country"),
        base_owner_id=nw.col("owner_id"),
        base_owner_country=nw.col("owner_country"),
    )
    both = own.join(base, on=["base_organisation_id", "observed_on"], how="left")
    return both.with_columns(
        country=nw.col("country").fill_null("XX"),
        owner_country=nw.col("owner_country").fill_null("XX"),
        base_country=nw.col("base_country").fill_null("XX"),
        base_owner_country=nw.col("base_owner_country").fill_null("XX"),
    )
