"""Quantised variants in GPUStack's catalogue."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Model catalogue of GPUStack",
    producer="GPUStack",
    homepage="https://github.com/gpustack/gpustack",
    terms=Terms.APACHE_2_0,
    credit="GPUStack 2.3.0, model-catalog, Apache-2.0.",
    cadence="with each release",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def gpustack_catalog(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Variants that share a catalogue entry with an original."""
    return {"lineage_edges": edge_rows(records)}
