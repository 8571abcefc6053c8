"""Formats of one model side by side, from Xinference's model specifications."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Model specifications of Xinference",
    producer="Xorbits (Xinference)",
    homepage="https://github.com/xorbitsai/inference",
    terms=Terms.APACHE_2_0,
    credit="Xinference 4.1.0, model specifications, Apache-2.0.",
    cadence="with each release",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def xinference_specs(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Quantised and converted repositories that share a catalogue entry with an original.

    The entry groups family and size; sizes that disagree were dropped.
    """
    return {"lineage_edges": edge_rows(records)}
