"""The base_model field of model cards, as os-ai-map stored it."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Bases named in model cards, by os-ai-map",
    producer="Current AI (os-ai-map)",
    homepage="https://github.com/currentai-org/os-ai-map",
    terms=Terms.MIT,
    credit="currentai-org/os-ai-map, commit 57cbce2, MIT.",
    cadence="with each commit; June 2026",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def os_ai_map_cards(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The first entry of each card's ``base_model``.

    Its fetcher kept only the first parent of a merge, so a missing parent says nothing; old names of
    repositories stand as the cards have them.
    """
    return {"lineage_edges": edge_rows(records, stated="card_field")}
