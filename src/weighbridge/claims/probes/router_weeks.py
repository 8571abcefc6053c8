"""Weekly tokens of one router, summed and compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq

from weighbridge.catalogue.units import Unit
from weighbridge.claims.probes.listed import months_apart
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World
from weighbridge.definitions.query import NotHeldError
from weighbridge.entities.router_models import weights_on
from weighbridge.store.arrow import pc


def _weeks(world: World, ranked: str, as_of: str | None) -> list[dict[str, Any]]:
    columns = ["ranked", "week", "account", "organisation_id", "weights", "flow"]
    rows: list[dict[str, Any]] = pq.read_table(
        world.table("token_weeks", as_of), columns=columns, filters=pc.field("ranked") == ranked
    ).to_pylist()
    return rows


@probe("tokens_within")
def tokens_within(world: World, asked: Asked, as_of: str | None) -> Answer:
    """A maker's tokens in the stored weeks of some months, added up."""
    first, last = asked.months
    rows = [row for row in _weeks(world, "author", as_of) if first <= row["week"][:7] <= last]
    weeks = {row["week"] for row in rows}
    mine = [float(row["flow"]) for row in rows if row["organisation_id"] == asked.only]
    if not mine:
        return Answer(None, Unit.COUNT)
    return Answer(sum(mine), Unit.COUNT, f"{len(weeks)} weeks stored, from {min(weeks)}")


@probe("open_tokens")
def open_tokens(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The part of a month's tokens that went to listed models with open weights."""
    rows = _in_month(_weeks(world, "model", as_of), asked.months[1], lambda row: str(row["week"]))
    total = sum(row["flow"] for row in rows)
    mine = sum(row["flow"] for row in rows if row["weights"] == "open")
    unlisted = sum(row["flow"] for row in rows if row["weights"] == "unknown")
    note = f"at least: {unlisted / total * 100:.0f} % of tokens went to models the ranking does not name"
    return Answer(mine / total, Unit.SHARE, note)


@probe("largest_open_model")
def largest_open_model(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The largest part any one model has of the tokens of open models a month's ranking names."""
    rows: list[dict[str, Any]] = pq.read_table(
        world.table("router_tokens", as_of), filters=pc.field("ranked") == "model"
    ).to_pylist()
    rows = _in_month(rows, asked.months[1], lambda row: row["week"].isoformat())
    tokens: dict[str, float] = {}
    for row in rows:
        if weights_on(row["router"], row["label"], row["week"]) == "open" and not row["is_partial"]:
            tokens[row["label"]] = tokens.get(row["label"], 0.0) + row["tokens"]
    total = sum(tokens.values())
    note = "open models among the nine a week that are named"
    return Answer(max(tokens.values()) / total if total else None, Unit.SHARE, note)


def _in_month(
    rows: list[dict[str, Any]], month: str, week: Callable[[dict[str, Any]], str]
) -> list[dict[str, Any]]:
    """The rows of the weeks that begin in a month; an error with the nearest month if there are none."""
    held = sorted({week(row)[:7] for row in rows})
    if month not in held:
        nearest = min(held, key=lambda other: (abs(months_apart(month, other)), other), default="")
        raise NotHeldError(f"No ranking by model of {month}.", nearest)
    return [row for row in rows if week(row)[:7] == month]
