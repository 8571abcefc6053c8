"""Derivatives and conversions counted on stored lists."""

from __future__ import annotations

import pyarrow.parquet as pq

from weighbridge.catalogue.units import Unit
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World
from weighbridge.store.arrow import pc


@probe("gguf_conversions")
def gguf_conversions(world: World, asked: Asked, as_of: str | None) -> Answer:
    """Models with GGUF in their name that are quantised copies of one account's models."""
    edges = pq.read_table(world.table("lineage", as_of), columns=["child_id", "parent_id", "relation"])
    mine = edges.filter(
        (pc.field("relation") == "quantized")
        & pc.starts_with(pc.field("parent_id"), f"{asked.only}/")
        & pc.match_substring(pc.field("child_id"), "gguf", ignore_case=True)
    )
    found = len(set(mine["child_id"].to_pylist()))
    return Answer(float(found) or None, Unit.COUNT, "copies whose direct parent is such a model")


@probe("derivative_ratio")
def derivative_ratio(world: World, asked: Asked, as_of: str | None) -> Answer:
    """Derivatives of one maker or line over those of another, on the list of the month."""
    first, second = asked.only.split("/")
    month = asked.months[1]
    counts = []
    for group, by in ((first, "line"), (second, asked.choices["second"])):
        result = world.indicator(
            "derivative_count", by, only=(group,), month_from=month, month_to=month, as_of=as_of
        )
        row = result.at(month, group)
        counts.append(row.value if row else None)
    above, below = counts
    return Answer(above / below if above is not None and below else None, Unit.RATIO)
