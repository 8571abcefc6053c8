"""What lists say of each model, under the id it is counted under: found without reading them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._fact_runs import ends_of_runs
from weighbridge.entities._series import is_long
from weighbridge.entities.identities import canonical_ids
from weighbridge.store.arrow import table_of
from weighbridge.store.scanning import by_turns, gathered

_NUMBERS = ("parameters", "active_parameters")
_TEXTS = ("licence_tag", "pipeline_tag")
_STATED = (*_NUMBERS, *_TEXTS)
# What an empty place counts as where rows are compared.
_EMPTY: Mapping[str, str] = {name: "-1" if name in _NUMBERS else "" for name in _STATED}
_AT_ONCE = 8_000_000


@entity(
    columns=(
        Column("canonical_id", "text", "The model, under the id it is counted under."),
        Column("observed_on", "date", "The day from which we know the fact."),
        Column("source", "text", "The source that gave the row."),
        Column("platform", "text", "The hub the model lies on."),
        Column("model_id", "text", "The model's id as the list spells it."),
        Column("parameters", "integer", "Total parameters.", nullable=True),
        Column("active_parameters", "integer", "Parameters active per token.", nullable=True),
        Column("licence_tag", "text", "The licence as tagged.", nullable=True),
        Column("pipeline_tag", "text", "The task as tagged.", nullable=True),
    ),
    key=("canonical_id", "observed_on", "source", "platform", "model_id"),
    reads=("model_facts",),
    judgements=("accounts", "renamed_repositories"),
    rules=(
        Rule(
            "One model is listed under several spellings, old names among them.",
            "All rows stand together, oldest first.",
        ),
        Rule("A row says nothing of size, licence or task.", "Left out."),
        Rule(
            "A list says the same of a model in every capture.",
            "Of the captures that say the same in a row the first and the last are kept.",
        ),
    ),
)
def resolved_facts(facts: nw.LazyFrame) -> Iterator[pa.Table]:
    """Size, licence and task of each model as listed on each day."""
    stated = ~nw.all_horizontal(*(nw.col(name).is_null() for name in _STATED), ignore_nulls=False)
    names = ("observed_on", "source", "platform", "model_id", *_STATED)
    said = facts.filter(stated).select("list_id", *names)
    found = ends_of_runs(said, _EMPTY) if is_long(said) else None
    turns = by_turns(said, "model_id", rows=_AT_ONCE)
    for rows in found or (gathered(_ends_of_runs(part)) for part in turns):
        ids = canonical_ids(rows["platform"], rows["model_id"])
        yield table_of({"canonical_id": ids, **{name: rows[name] for name in names}})


def _ends_of_runs(facts: nw.LazyFrame) -> nw.LazyFrame:
    """Of the days on which a list says the same of a model in a row, the first and the last."""
    own = ("source", "list_id", "platform", "model_id")
    told = [nw.col(name).fill_null(-1) for name in _NUMBERS]
    told += [nw.col(name).fill_null("") for name in _TEXTS]
    rows = facts
    for side, step in (("before", 1), ("after", -1)):
        near = [value.shift(step).over(*own, order_by="observed_on") for value in told]
        differs = [(value != other).fill_null(True) for value, other in zip(told, near, strict=True)]
        rows = rows.with_columns(nw.any_horizontal(*differs, ignore_nulls=False).alias(side))
    return rows.filter(nw.col("before") | nw.col("after"))
