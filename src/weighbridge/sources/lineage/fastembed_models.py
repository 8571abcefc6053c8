"""Conversions used by FastEmbed."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Models of FastEmbed",
    producer="Qdrant (FastEmbed)",
    homepage="https://github.com/qdrant/fastembed",
    terms=Terms.APACHE_2_0,
    credit="FastEmbed 0.9.1, model list, Apache-2.0.",
    cadence="with each release",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def fastembed_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """A converted repository and the model it holds, side by side."""
    return {"lineage_edges": edge_rows(records)}
