"""What each embedding model was adapted from, by MTEB."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Embedding models of MTEB",
    producer="MTEB (embeddings-benchmark)",
    homepage="https://github.com/embeddings-benchmark/mteb",
    terms=Terms.APACHE_2_0,
    credit="mteb 2.26.24, ModelMeta, Apache-2.0.",
    cadence="with each release",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def mteb_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The curated field ``adapted_from``: fine-tunes, quantisations and extensions alike."""
    return {"lineage_edges": edge_rows(records)}
