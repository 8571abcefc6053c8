"""What every licence tag in use stands for."""

from __future__ import annotations

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.licences import PUBLISHED_CLASSES, UNKNOWN, load_licences, resolve_licence
from weighbridge.store.scanning import distinct, gathered

UNTAGGED = ""


@entity(
    columns=(
        Column("licence_tag", "text", "The tag as found; empty text where it was not recorded."),
        Column("licence_id", "text", "The licence it stands for."),
        Column("spdx_expression", "text", "That licence as an SPDX expression."),
        Column("licence_class", "text", "Its class, from permissive to no licence declared."),
        Column("published_class", "text", "The class figures are published in.", values=PUBLISHED_CLASSES),
    ),
    key=("licence_tag",),
    reads=("model_facts",),
    judgements=("licences", "licence_aliases"),
    rules=(
        Rule(
            "`other` says that the terms are custom.", "Unknown until somebody read them; never permissive."
        ),
        Rule("Misspelt and renamed tags.", "Resolved by a row of judgement each, with its evidence."),
        Rule("No tag at all, where the source reads them.", "Undeclared: no right is granted."),
        Rule(
            "A list that did not record the tag.", "Unknown: another list shows that most of these have one."
        ),
        Rule("A tag nobody has explained.", "Unknown, and listed by `unresolved_licences`."),
    ),
)
def licence_classes(facts: nw.LazyFrame) -> pa.Table:
    """One row per distinct licence tag: licence, SPDX expression, class."""
    tags = gathered(distinct(facts.select("licence_tag")))["licence_tag"].to_pylist()
    rows = []
    for tag in sorted({tag or UNTAGGED for tag in tags} | {UNTAGGED}):
        licence = resolve_licence(tag) if tag else load_licences()[UNKNOWN]
        rows.append(
            {
                "licence_tag": tag,
                "licence_id": licence.licence_id,
                "spdx_expression": licence.spdx_expression,
                "licence_class": licence.licence_class,
                "published_class": licence.published_class,
            }
        )
    return pa.Table.from_pylist(rows)
