"""Which models a name without owner and variant can mean: price lists and boards write no other."""

from __future__ import annotations

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.accounts import ROLES
from weighbridge.entities.publishers import publishers
from weighbridge.store.arrow import pc, table_of
from weighbridge.store.scanning import gathered


@entity(
    columns=(
        Column("plain_name", "text", "The name without owner, dots and underscores as hyphens."),
        Column("canonical_id", "text", "A model so called."),
        Column("role", "text", "What its account does.", values=(*ROLES, "unknown")),
        Column("is_copy", "boolean", "Whether it is a copy of another model."),
    ),
    key=("plain_name", "canonical_id"),
    reads=("ancestry",),
    judgements=("accounts",),
    rules=(
        Rule(
            "Many models bear one name.",
            "It means the one a maker published itself, else the only one; else none.",
        ),
    ),
)
def plain_names(models: nw.LazyFrame) -> pa.Table:
    """One row a model, by the name under which lists without owners would carry it."""
    rows = gathered(models.select("canonical_id", "copy_of"))
    ids = rows["canonical_id"].combine_chunks().cast(pa.string())
    name = pc.replace_substring_regex(pc.replace_substring_regex(ids, "^.*/", ""), "[._]", "-")
    return table_of(
        {
            "plain_name": name,
            "canonical_id": ids,
            "role": publishers(ids)[1],
            "is_copy": pc.is_valid(rows["copy_of"].combine_chunks()),
        }
    )
