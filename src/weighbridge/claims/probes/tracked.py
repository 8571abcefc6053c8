"""The ATOM Project's tracked list, counted."""

from __future__ import annotations

import pyarrow.parquet as pq

from weighbridge.catalogue.units import Unit
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World
from weighbridge.entities.organisations import load_organisations
from weighbridge.store.arrow import pc


@probe("tracked")
def tracked(world: World, asked: Asked, as_of: str | None) -> Answer:
    """Models on the curated list, or one country's part of them."""
    table = pq.read_table(
        world.table("origins", as_of), columns=["model_id", "organisation_id", "is_tracked"]
    )
    rows = table.filter(pc.field("is_tracked")).to_pylist()
    if not rows:
        return Answer(None)
    if asked.only == "all":
        return Answer(float(len({row["model_id"] for row in rows})), Unit.COUNT)
    known = load_organisations()
    seats = [
        known[row["organisation_id"]].seats[-1].country for row in rows if row["organisation_id"] in known
    ]
    return Answer(seats.count(asked.only) / len(rows), Unit.SHARE)
