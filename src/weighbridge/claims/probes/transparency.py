"""Scores of transparency and openness, as stored."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq

from weighbridge.catalogue.units import Unit
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World


def _rows(world: World, source: str, as_of: str | None) -> list[dict[str, Any]]:
    columns = ["maker", "source", "score", "released", "has_datasets"]
    table = pq.read_table(world.table("openness_scores", as_of), columns=columns)
    return [row for row in table.to_pylist() if row["source"] == source]


@probe("fmti_firms")
def firms(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The firms the transparency index scores."""
    held = {row["maker"] for row in _rows(world, "transparency_index", as_of)}
    return Answer(float(len(held)) if held else None, Unit.COUNT)


@probe("fmti_score")
def score(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The indicators of a hundred a firm meets; of all firms, their mean."""
    rows = _rows(world, "transparency_index", as_of)
    held = [row["score"] for row in rows if asked.only in ("all", row["maker"]) and row["score"] is not None]
    return Answer(sum(held) / len(held) if held else None)


@probe("with_datasets")
def with_datasets(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The part of the systems judged by the openness tool and released in a year that publish their data."""
    year = asked.months[0][:4]
    rows = [
        row
        for row in _rows(world, "model_openness_tool", as_of)
        if row["has_datasets"] is not None and str(row["released"] or "")[:4] == year
    ]
    if not rows:
        return Answer(None, Unit.SHARE)
    share = sum(bool(row["has_datasets"]) for row in rows) / len(rows)
    return Answer(share, Unit.SHARE, f"{len(rows)} judged systems of {year}, each counted once")
