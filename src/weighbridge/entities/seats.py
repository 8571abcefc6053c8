"""Where each organisation sits, over time: its own seat and its ultimate owner's."""

from __future__ import annotations

import datetime

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.organisations import country_of, load_organisations, ultimate_parent

ALWAYS = datetime.date(1900, 1, 1)


@entity(
    columns=(
        Column("organisation_id", "text", "The organisation."),
        Column("seat_from", "date", "First day of this seat; 1900-01-01 where it is not dated."),
        Column("name", "text", "The organisation's name."),
        Column("country", "text", "ISO 3166 code of its own seat; XX not established, NONE international."),
        Column("owner_id", "text", "Its ultimate owner; itself where it has none."),
        Column("owner_country", "text", "The seat of the ultimate owner."),
    ),
    key=("organisation_id", "seat_from"),
    reads=("crawls",),
    judgements=("organisations",),
    rules=(
        Rule(
            "Three organisations moved; one move decides a fifth of a crawl.",
            "One row per period: an observation takes the seat of its own day.",
        ),
        Rule("A seat that nobody established.", "XX: it counts as unknown, never as a country."),
        Rule("International by nature.", "NONE: a group of its own, part of what is known."),
    ),
)
def seats(crawls: nw.LazyFrame) -> pa.Table:
    """Seats of organisations, one row per period.

    A seat is where the organisation is run from by its own or public account; contested seats are in
    the judgement's note. Owned organisations keep their own seat; the owner's stands beside it.
    """
    rows = []
    for organisation in load_organisations().values():
        for start in _starts(organisation.organisation_id):
            owner = ultimate_parent(organisation.organisation_id, start)
            rows.append(
                {
                    "organisation_id": organisation.organisation_id,
                    "seat_from": start,
                    "name": organisation.name,
                    "country": country_of(organisation.organisation_id, start),
                    "owner_id": owner,
                    "owner_country": country_of(owner, start),
                }
            )
    return pa.Table.from_pylist(rows)


def _starts(organisation_id: str) -> list[datetime.date]:
    """The days on which the organisation's own seat or its owner's begins."""
    organisations = load_organisations()
    days = {ALWAYS}
    seen = set()
    todo: list[str | None] = [organisation_id]
    while todo:
        current = todo.pop()
        if current is None or current in seen:
            continue
        seen.add(current)
        for seat in organisations[current].seats:
            days.add(seat.valid_from or ALWAYS)
            todo.append(seat.parent_organisation_id)
    return sorted(days)
