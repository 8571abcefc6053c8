"""Own releases over twenty billion parameters, and the licences their pages name."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq

from weighbridge.catalogue.units import Unit
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World
from weighbridge.entities.licences import resolve_licence
from weighbridge.entities.organisations import country_of
from weighbridge.store.arrow import pc

LEAST = 20_000_000_000
PLAIN = ("apache-2.0", "mit")


def _released(world: World, asked: Asked, as_of: str | None) -> list[str]:
    """Models of their own that makers of a country created in the months, by id."""
    first, last = asked.months
    table = pq.read_table(
        world.table("origins", as_of),
        columns=["model_id", "organisation_id", "created_on"],
        filters=(pc.field("copy_kind") == "first_party") & (pc.field("parameters") > LEAST),
    )
    return [
        row["model_id"]
        for row in table.to_pylist()
        if row["organisation_id"]
        and row["created_on"]
        and first <= row["created_on"].isoformat()[:7] <= last
        and country_of(row["organisation_id"], row["created_on"]) == asked.choices["country"]
    ]


def _licences(world: World, models: list[str], as_of: str | None) -> dict[str, str]:
    """The licence each model's newest captured page names; empty where it names none."""
    rows: list[dict[str, Any]] = pq.read_table(
        world.table("model_facts", as_of),
        columns=["model_id", "observed_on", "licence_tag"],
        filters=pc.field("model_id").isin(models),
    ).to_pylist()
    newest: dict[str, tuple[str, str]] = {}
    for row in rows:
        entry = (str(row["observed_on"] or ""), row["licence_tag"] or "")
        newest[row["model_id"]] = max(newest.get(row["model_id"], entry), entry)
    return {model: tag for model, (_, tag) in newest.items()}


@probe("large_releases")
def count(world: World, asked: Asked, as_of: str | None) -> Answer:
    """How many such releases stand on stored lists."""
    return Answer(float(len(_released(world, asked, as_of))) or None, Unit.COUNT)


@probe("large_licence")
def licence(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The part of such releases under the licences asked for: names, ``none`` or ``custom``.

    ``custom`` is any other licence that is named, among them the tag `other`.
    """
    models = _released(world, asked, as_of)
    if not models:
        return Answer(None, Unit.SHARE)
    tags = _licences(world, models, as_of)
    kinds = [_kind(tags.get(model, "")) for model in models]
    wanted = asked.only.split("+")
    share = sum(kind in wanted for kind in kinds) / len(kinds)
    return Answer(share, Unit.SHARE, f"of {len(kinds)} releases on stored lists")


def _kind(tag: str) -> str:
    if not tag:
        return "none"
    named = resolve_licence(tag).licence_id
    return named if named in PLAIN else "custom"
