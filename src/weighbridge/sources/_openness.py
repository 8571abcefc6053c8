"""Rows of judgements on openness, by component or as a count or score."""

from __future__ import annotations

import narwhals as nw

COMPONENTS = {
    "weights_end": "d_weights_endmodel",
    "weights_base": "d_weights_basemodel",
    "corpus_end": "d_datasources_endmodel",
    "corpus_base": "d_datasources_basemodel",
    "code": "d_code",
    "training_code": "d_trainingcode",
    "architecture": "d_hardware_architecture",
    "licences": "d_licenses",
    "paper": "d_paper",
    "preprint": "d_preprint",
    "card": "d_modelcard",
    "datasheet": "d_datasheet",
}
# The types by their names in the frame library, which is not read in for a declaration.
_SCORED = {
    "maker": "String",
    "released": "String",
    "licence": "String",
    "components": "Int64",
    "has_datasets": "Boolean",
    "score": "Int64",
}


def scored_rows(records: nw.LazyFrame, *given: str) -> nw.LazyFrame:
    """Rows of ``openness_scores``; what an index does not give is empty."""
    empty = {
        name: nw.lit(None, dtype=getattr(nw, kind)) for name, kind in _SCORED.items() if name not in given
    }
    return records.select("system", *given, **empty)
