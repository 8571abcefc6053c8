"""Base models named by the European Open Source AI Index."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Base models in the European Open Source AI Index",
    producer="European Open Source AI Index (Radboud University)",
    homepage="https://doi.org/10.5281/zenodo.15386042",
    terms=Terms.CC_BY_4_0,
    credit="European Open Source AI Index, doi 10.5281/zenodo.15386042, CC-BY-4.0.",
    cadence="several times a year",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def osai_base_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The base model field of each assessed system. Systems are named in words, not by id."""
    return {"lineage_edges": edge_rows(records, platform="osai")}
