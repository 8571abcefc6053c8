"""Where llmfit found a GGUF copy of a model."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="GGUF repositories llmfit credits to models",
    producer="llmfit (AlexsJones)",
    homepage="https://github.com/AlexsJones/llmfit",
    terms=Terms.MIT,
    credit="llmfit 1.1.17, gguf_sources, MIT.",
    cadence="with each release",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def llmfit_gguf_sources(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """GGUF repositories the tool found by the name of a model.

    A name is a hint. 631 repositories were credited to several models of one name (mirrors); those rows
    are kept as ambiguous and never decide anything.
    """
    return {"lineage_edges": edge_rows(records)}
