"""The capability index fitted again, beside the published one and what was said from it."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow.parquet as pq

from weighbridge.catalogue.units import Unit
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World

DAYS = 365.25 / 12
_COLUMNS = ["model", "value", "published_value", "released_on", "country"]


def _rows(world: World, as_of: str | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(
        world.table("capability_index", as_of), columns=_COLUMNS
    ).to_pylist()
    return rows


@probe("index")
def distance(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The mean distance between the published index and our fit, over models that have both."""
    gaps = [
        abs(row["value"] - row["published_value"])
        for row in _rows(world, as_of)
        if row["published_value"] is not None
    ]
    return Answer(sum(gaps) / len(gaps) if gaps else None)


@probe("index_of")
def index_of(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The index of one model."""
    values = [row["value"] for row in _rows(world, as_of) if row["model"] == asked.only]
    return Answer(values[0] if values else None)


@probe("months_behind")
def months_behind(world: World, asked: Asked, as_of: str | None) -> Answer:
    """Months from the day a country's best model first reached a model's index to that model's release."""
    rows = [row for row in _rows(world, as_of) if row["released_on"] is not None]
    mine = next((row for row in rows if row["model"] == asked.only), None)
    if mine is None:
        return Answer(None, Unit.MONTHS)
    reached: list[datetime.date] = [
        row["released_on"]
        for row in rows
        if row["country"] == asked.choices["country"] and row["value"] >= mine["value"]
    ]
    if not reached:
        return Answer(None, Unit.MONTHS)
    return Answer((mine["released_on"] - min(reached)).days / DAYS, Unit.MONTHS)
