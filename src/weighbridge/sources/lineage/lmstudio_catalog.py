"""Models of LM Studio's first catalogue."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Model catalogue of LM Studio",
    producer="LM Studio",
    homepage="https://github.com/lmstudio-ai/model-catalog",
    terms=Terms.APACHE_2_0,
    credit="lmstudio-ai/model-catalog, commit 78bd560, Apache-2.0.",
    cadence="ended in 2024",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def lmstudio_catalog(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """A GGUF repository and its original in one entry, and one stated base."""
    return {"lineage_edges": edge_rows(records)}
