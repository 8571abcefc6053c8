"""Base models named by Epoch AI."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Base models in Epoch AI's notable models",
    producer="Epoch AI",
    homepage="https://epoch.ai/data/notable-ai-models",
    terms=Terms.CC_BY_4_0,
    credit="Epoch AI, notable AI models, 2026-01-26, CC-BY-4.0.",
    cadence="weekly",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def epoch_base_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The base model field of each notable model. Models are named in words, not by id."""
    return {"lineage_edges": edge_rows(records, platform="epoch")}
