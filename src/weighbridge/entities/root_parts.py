"""How much of each model comes from each root."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.ancestry import descended, root_organisations
from weighbridge.entities.lineage_judgements import EVER, edition
from weighbridge.store.arrow import pc, table_of, taken


@entity(
    columns=(
        Column("canonical_id", "text", "The model."),
        Column("root_id", "text", "A model its paths end at; `unknown` for what comes out of a cycle."),
        Column("organisation_id", "text", "Whose own work that root is.", nullable=True),
        Column("fraction", "number", "The part of the model's weights from there; they sum to 1."),
    ),
    key=("canonical_id", "root_id"),
    reads=("lineage", "origins", "model_facts"),
    judgements=("lineage_answers", "family_origins", "architectures", "families", "accounts"),
    edition=edition,
    rules=(
        Rule(
            "A model has several parents.",
            "Each counts with its stated weight in the merge, else equally; never a coin toss.",
        ),
        Rule("A parent leads into a cycle.", "Its part is `unknown`; the other parts stay what they are."),
    ),
)
def root_parts(
    pairs: nw.LazyFrame, origins: nw.LazyFrame, facts: nw.LazyFrame, known_by: str = EVER
) -> pa.Table:
    """Fractions of each model by root: a model without parents is its own, others their parents' mean."""
    found = descended(pairs, origins, facts, known_by)
    known = found.part_root >= 0
    roots = taken(found.models, np.maximum(found.part_root, 0))
    return table_of(
        {
            "canonical_id": taken(found.models, found.part_node),
            "root_id": pc.if_else(pa.array(known), roots, "unknown"),
            "organisation_id": root_organisations(found),
            "fraction": found.part,
        }
    )
