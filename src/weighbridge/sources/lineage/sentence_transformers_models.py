"""Bases and teachers of the classic sentence encoders."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Model table of sentence-transformers",
    producer="UKPLab (sentence-transformers)",
    homepage="https://github.com/UKPLab/sentence-transformers",
    terms=Terms.APACHE_2_0,
    credit="UKPLab/sentence-transformers, commit 85ec645, model table, Apache-2.0.",
    cadence="ended in October 2025",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def sentence_transformers_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The library's own table of its models: the base of each, and two teachers."""
    return {"lineage_edges": edge_rows(records)}
