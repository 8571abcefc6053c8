"""Adapters of AdapterHub and the models they sit on."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Adapters of AdapterHub",
    producer="AdapterHub",
    homepage="https://github.com/adapter-hub/Hub",
    terms=Terms.APACHE_2_0,
    credit="adapter-hub/Hub, commit a53c6b7, Apache-2.0.",
    cadence="ended in May 2024",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def adapterhub_adapters(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The ``model_name`` of each adapter.

    Adapters lie on AdapterHub, not on the Hub; bases bear old short ids.
    """
    return {"lineage_edges": edge_rows(records, platform="adapterhub")}
