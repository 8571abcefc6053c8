"""Look-ups in tables and judgements that claims about single models and makers rest on."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.claims.asking import Ask
from weighbridge.claims.tried import Tried
from weighbridge.entities.licences import resolve_licence
from weighbridge.entities.organisations import country_of, load_countries, load_organisations
from weighbridge.store.arrow import pc


def rows(ask: Ask, table: str, columns: list[str], only: Any = None) -> pa.Table:
    """Some columns of a table, as far as the day asked for; of the rows that fit an expression, if any."""
    return pq.read_table(ask.world.table(table, ask.day), columns=columns, filters=only)


def _begins(column: str, prefix: str) -> Any:
    """Which rows hold a text that begins so, in whatever case."""
    return pc.starts_with(pc.utf8_lower(pc.field(column)), prefix.lower())


def seat(ask: Ask, organisation: str, claimed: str, on: datetime.date) -> Tried:
    """Whether an organisation has its seat where the statement puts it."""
    place = country_of(organisation, on)
    names = load_countries()
    held = load_organisations()[organisation].seat_on(on)
    found = f"seat in {names[place].name if place in names else place}"
    note = f"{held.evidence}; {held.source}" if held else ""
    command = f"weighbridge indicator download_share --group organisation --only {organisation}"
    return ask.fact("seat of the organisation", place == claimed, found, note, command)


def licence(ask: Ask, prefix: str, claimed: str) -> Tried:
    """Whether the repositories whose names begin so carry a licence, by the tags captured of them.

    Tags that name no licence (`other`) say nothing and are counted apart.
    """
    mine = rows(ask, "model_facts", ["licence_tag"], _begins("model_id", prefix))
    tags: list[Any] = [tag for tag in mine["licence_tag"].to_pylist() if tag]
    label = f"licence tags of {prefix}"
    if not tags:
        return ask.fact(label, None, "", f"No captured record of {prefix} carries a licence tag.")
    named: dict[str, int] = {}
    for tag in tags:
        name = resolve_licence(tag).licence_id
        named[name] = named.get(name, 0) + 1
    said = ", ".join(
        f"{name} ({count})" for name, count in sorted(named.items(), key=lambda x: (-x[1], x[0]))
    )
    told = {name for name in named if resolve_licence(name).licence_class != "unknown"}
    return ask.fact(label, told == {claimed} if told else None, f"{said}, of {len(tags)} records")


def first_created(ask: Ask, account: str, claimed: str, label: str) -> Tried:
    """Whether an account's first repository of a captured list was created in the month claimed."""
    mine = rows(ask, "model_facts", ["model_id", "created_on"], _begins("model_id", f"{account}/"))
    days: list[Any] = sorted(day for day in mine["created_on"].to_pylist() if day is not None)
    if not days:
        return ask.fact(label, None, "", f"No captured record of {account} carries a creation date.")
    first = days[0]
    models = len(set(mine["model_id"].to_pylist()))
    found = f"first on {first.day} {first.strftime('%b %Y')}, of {models} models listed"
    return ask.fact(label, first.isoformat()[:7] == claimed, found)


def stands_on(ask: Ask, child: str, parent: str, label: str) -> Tried:
    """Whether any model of one account is known to be made from one of another."""
    mine = rows(ask, "lineage", ["child_id", "parent_id"], _begins("child_id", child))
    fits = mine.filter(pc.starts_with(pc.utf8_lower(mine["parent_id"]), parent.lower()))
    if not mine.num_rows:
        return ask.fact(label, None, "", f"No edge of ancestry of {child} is stored.")
    named = sorted({str(child) for child in fits["child_id"].to_pylist()})
    found = (
        f"{len(named)} of {len(set(mine['child_id'].to_pylist()))} models of {child} are made from {parent}"
    )
    return ask.fact(label, bool(named), found, command=f"weighbridge lineage {named[0]}" if named else "")


def open_models(ask: Ask, organisation: str) -> list[str]:
    """An organisation's own language models with published weights, on any stored list."""
    is_own = (pc.field("organisation_id") == organisation) & (pc.field("copy_kind") == "first_party")
    mine = rows(ask, "origins", ["model_id"], is_own & pc.field("is_language"))
    return sorted({str(model) for model in mine["model_id"].to_pylist()})


def arena_openness(ask: Ask, model: str) -> set[str]:
    """How the boards of the period class a model's weights."""
    mine = rows(ask, "arena_ratings", ["board_date", "openness"], pc.field("model_id") == model)
    first, last = ask.claim.period or ("0000-00", "9999-12")
    return {
        str(row["openness"]) for row in mine.to_pylist() if first <= row["board_date"].isoformat()[:7] <= last
    }
