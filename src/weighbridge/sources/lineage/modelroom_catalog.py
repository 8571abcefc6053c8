"""Quantised copies and originals in modelroom's catalogue."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Catalogue of modelroom",
    producer="modelroom (jm-vis)",
    homepage="https://creativecommons.org/licenses/by/4.0/",
    terms=Terms.CC_BY_4_0,
    credit="modelroom 1.2.0 catalogue, CC-BY-4.0.",
    cadence="with each release",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def modelroom_catalog(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Copies its catalogue states as such."""
    return {"lineage_edges": edge_rows(records)}
