"""New models of a country among all."""

from __future__ import annotations

from weighbridge.catalogue.units import Unit
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World


@probe("release_share")
def release_share(world: World, asked: Asked, as_of: str | None) -> Answer:
    """One country's part of the new language models of some months, those of unknown makers in the total."""
    first, last = asked.months
    result = world.indicator(
        "release_count",
        "country",
        month_from=first,
        month_to=last,
        as_of=as_of,
        choices=asked.choices,
    )
    total = sum(row.value or 0.0 for row in result.rows)
    mine = sum(row.value or 0.0 for row in result.rows if row.group == asked.only)
    unknown = sum(row.value or 0.0 for row in result.rows if row.group == "unknown")
    if not total:
        return Answer(None, Unit.SHARE)
    return Answer(mine / total, Unit.SHARE, f"{unknown / total * 100:.0f} % are of makers nobody has placed")
