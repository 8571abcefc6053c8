"""What lists say of each model, under the id it is counted under: found without reading them all."""

from __future__ import annotations

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.identities import canonical_ids
from weighbridge.store.arrow import table_of

_STATED = ("parameters", "active_parameters", "licence_tag", "pipeline_tag")


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
    ),
)
def resolved_facts(facts: nw.LazyFrame) -> pa.Table:
    """Size, licence and task of each model as listed on each day."""
    stated = ~nw.all_horizontal(*(nw.col(name).is_null() for name in _STATED), ignore_nulls=False)
    names = ("observed_on", "source", "platform", "model_id", *_STATED)
    rows = facts.filter(stated).select(*names).collect(backend="pyarrow").to_native()
    ids = canonical_ids(rows["platform"], rows["model_id"])
    return table_of({"canonical_id": ids, **{name: rows[name] for name in names}})
