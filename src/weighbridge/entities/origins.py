"""Of every model: who published it, as what, in which family and line, of which size and kind."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._copies import NONE, Block, Copies, at_places
from weighbridge.entities._models_seen import FACTS, models_seen
from weighbridge.entities._naming import Named, folded, named, replaced
from weighbridge.entities._parting import whole
from weighbridge.entities.accounts import load_accounts, resolve_account
from weighbridge.store.arrow import numbers, pc, table_of, taken, texts

SIZE_CLASSES = ("unknown", "under_1b", "1b_to_7b", "7b_to_70b", "70b_and_more")
BILLION = 1_000_000_000
_LIMITS = (1, 7, 70)
_BLOCK = 1 << 18
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_NOBODY: tuple[str | None, str] = (None, "unknown")
# Whose an account is where no model was ever counted: as of the day before the first counts.
_EARLIEST = datetime.date(2022, 11, 30)


@entity(
    columns=(
        Column("platform", "text", "The hub the model lies on."),
        Column("model_id", "text", "The model's id as a list spells it."),
        Column("canonical_id", "text", "One id for case twins and renamed accounts."),
        Column(
            "account",
            "text",
            "The owner under the name counted under; empty for ids without one.",
            nullable=True,
        ),
        Column("organisation_id", "text", "The organisation behind the account.", nullable=True),
        Column("unit", "text", "What is resampled: the organisation, or the lone account."),
        Column(
            "role",
            "text",
            "What the account does with models.",
            values=("first_party", "quantiser", "repackager", "mirror", "community", "personal", "unknown"),
        ),
        Column(
            "copy_kind",
            "text",
            "Whether the model is its publisher's own, a copy of another's, or neither is known.",
            values=("first_party", "copy", "other"),
        ),
        Column(
            "base_organisation_id", "text", "Of a copy: the maker of what it copies, by name.", nullable=True
        ),
        Column("family_id", "text", "The family, by name within the maker's own accounts.", nullable=True),
        Column("line_pattern", "text", "The line, by name within the maker's own accounts.", nullable=True),
        Column("line_account", "text", "The line of the account, whatever the name.", nullable=True),
        Column(
            "kind",
            "text",
            "What the model is for: the family's kind, else the task as tagged.",
            nullable=True,
        ),
        Column("is_language", "boolean", "Whether it generates text.", nullable=True),
        Column("is_tracked", "boolean", "On the curated list of first-party language models."),
        Column("size_class", "text", "Total parameters, decimal billions.", values=SIZE_CLASSES),
        Column("parameters", "integer", "Total parameters.", nullable=True),
        Column("created_on", "date", "Creation of the repository.", nullable=True),
        Column("is_created_floor", "boolean", "Created on the Hub's first day: true date earlier."),
    ),
    key=("platform", "model_id"),
    reads=("model_observations", "model_facts"),
    judgements=("organisations", "accounts", "families", "renamed_repositories"),
    rules=(
        Rule(
            "Case twins and renamed accounts count a model twice.",
            "Both spellings get one `canonical_id`; of two counts in one capture the larger stands.",
        ),
        Rule(
            "An account without a row is nobody's we know.",
            "It stays as a resampled unit of its own, its organisation empty, its country unknown.",
        ),
        Rule(
            "Size, kind and creation date stand in some lists only.",
            "Joined from any list: they do not change. A curated size comes before a tagged one.",
        ),
        Rule(
            "nvidia, amd and others mix own models with copies of others'.",
            "A name that says quantised or converted, and names another maker's family, makes it a copy.",
        ),
    ),
)
def origins(observations: nw.LazyFrame, facts: nw.LazyFrame) -> pa.Table:
    """Every model seen in any list, with its publisher and what it is.

    Publisher is the organisation behind the account that holds the repository; whose weights it is
    built on is another question. Language models are those whose task generates text, or, where no
    task is tagged, whose family is of such a kind; where neither is known it stays empty.
    """
    return pa.concat_tables(resolved(*models_seen(observations, facts)))


def resolved(rows: pa.Table, tags: pa.Array) -> Iterator[pa.Table]:
    """The rows of ``origins`` in blocks, from what lists say of each model and the tasks they name."""
    who = named(whole(rows["platform"]), whole(rows["model_id"]))
    rows = _shared_between_twins(rows, who)
    return _blocks(rows, who, _holders(rows, who), tags)


@dataclass(frozen=True, slots=True, eq=False)
class Holders:
    """The organisations and roles behind accounts, and which of them is behind each model."""

    organisations: pa.Array
    roles: pa.Array
    of_model: NDArray[np.int32]


def _shared_between_twins(rows: pa.Table, who: Named) -> pa.Table:
    """Give every spelling of a model the facts any of them has, so that its counts fall in one cell."""
    if not who.twins.size:
        return rows
    platform = whole(rows["platform"])
    hub = platform.indices.to_numpy()[who.twins]
    _, model = np.unique(who.shared * len(platform.dictionary) + hub, return_inverse=True)
    chosen: Any = pa.array(who.twins)
    twins = rows.select(FACTS).take(chosen).append_column("model", pa.array(model))
    most = twins.group_by("model").aggregate([(name, "max") for name in FACTS]).sort_by("model")
    for name in FACTS:
        shared = replaced(whole(rows[name]), who.twins, taken(most[f"{name}_max"].combine_chunks(), model))
        rows = rows.set_column(rows.column_names.index(name), name, shared)
    return rows


def _holders(rows: pa.Table, who: Named) -> Holders:
    """Who is behind each model's account on the last day it was counted, else on the last day of all."""
    platform = whole(rows["platform"])
    hub, hubs = platform.indices.to_numpy(), texts(platform.dictionary)
    at = np.flatnonzero(_is_judged(who, hub, hubs))
    day = _days(rows["last_on"])[at]
    seen = np.stack([hub[at], who.account[at], day]) if at.size else np.zeros((3, 0), dtype=np.int64)
    different, found = np.unique(seen, axis=1, return_inverse=True)
    numbered = {_NOBODY: 0}
    places = []
    for number, account, since in different.T.tolist():
        when = datetime.date.fromordinal(since + _EPOCH)
        holder = _holder(hubs[number], str(who.accounts[account].as_py()), when)
        places.append(numbered.setdefault(holder, len(numbered)))
    of_model = np.zeros(rows.num_rows, np.int32)
    of_model[at] = np.array(places, np.int32)[found.ravel()]
    organisations, roles = zip(*numbered, strict=True)
    return Holders(pa.array(organisations, pa.string()), pa.array(roles, pa.string()), of_model)


def _is_judged(who: Named, hub: NDArray[np.int32], hubs: list[str]) -> NDArray[np.bool_]:
    """Which models lie under an account there is a row for: nobody knows anything of the others."""
    low = folded(who.accounts)
    found = np.zeros(who.account.size, dtype=bool)
    for number, platform in enumerate(hubs):
        rows = pa.array(sorted(account for name, account in load_accounts() if name == platform), pa.string())
        known = np.asarray(pc.is_in(low, value_set=rows))
        here = np.flatnonzero((who.account != NONE) & (hub == number))
        found[here] = known[who.account[here]]
    return found


def _days(last_on: pa.ChunkedArray) -> NDArray[np.int32]:
    days, is_dated = numbers(last_on.cast(pa.int32()))
    today = days[is_dated].max() if is_dated.any() else _EARLIEST.toordinal() - _EPOCH
    return np.where(is_dated, days, today)


def _holder(platform: str, account: str, on: datetime.date) -> tuple[str | None, str]:
    found = resolve_account(platform, account, on)
    return (found.organisation_id, found.role) if found else _NOBODY


def _blocks(rows: pa.Table, who: Named, held: Holders, tags: pa.Array) -> Iterator[pa.Table]:
    """The finished rows, block by block: what is worked out for a name is many times its size."""
    copies = Copies(who.accounts, tags)
    units = pc.binary_join_element_wise("@", folded(who.accounts), "")
    for start in range(0, max(rows.num_rows, 1), _BLOCK):
        part = rows.slice(start, _BLOCK).combine_chunks()
        account, name = who.account[start : start + _BLOCK], who.name.slice(start, _BLOCK)
        holder = held.of_model[start : start + _BLOCK]
        organisation, role = taken(held.organisations, holder), taken(held.roles, holder)
        tracked = np.asarray(pc.fill_null(pc.equal(part["tracked"], 1), False))
        block = Block(account, name, whole(part["tag"]), tracked, organisation, role)
        yield table_of(
            {
                "platform": part["platform"].cast(pa.string()),
                "model_id": part["model_id"],
                "canonical_id": who.canonical.slice(start, _BLOCK),
                "account": at_places(who.accounts, account),
                "organisation_id": organisation,
                "unit": pc.coalesce(organisation, _own_units(units, block)),
                "role": role,
            }
            | copies.of(block)
            | _facts(part, tracked)
        )


def _own_units(units: pa.Array, block: Block) -> pa.Array:
    """Each account as a unit of its own; a model without an owner by its name."""
    alone = np.flatnonzero(block.account == NONE)
    names = pc.binary_join_element_wise("@", folded(taken(block.name, alone)), "")
    return replaced(at_places(units, block.account), alone, names)


def _facts(rows: pa.Table, tracked: NDArray[np.bool_]) -> dict[str, Any]:
    """What lists say of a model: tracked or not, its size and when it was created."""
    is_curated = pc.fill_null(pc.not_equal(rows["curated"], 0), False)
    sizes = pc.if_else(is_curated, rows["curated"], rows["parameters"])
    return {
        "is_tracked": tracked,
        "size_class": size_classes(sizes),
        "parameters": sizes,
        "created_on": rows["created_on"],
        "is_created_floor": pc.fill_null(pc.equal(rows["floor"], 1), False),
    }


def size_classes(parameters: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The bands of counts of parameters, decimal billions; lower ends belong to the band."""
    counts, is_known = numbers(parameters)
    band = 1 + np.searchsorted(np.array(_LIMITS) * BILLION, counts, side="right")
    return taken(pa.array(SIZE_CLASSES), np.where(is_known & (counts > 0), band, 0))
