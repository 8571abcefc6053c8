"""Models of the LocalAI gallery with their originals."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Gallery of LocalAI",
    producer="LocalAI (mudler)",
    homepage="https://github.com/mudler/LocalAI",
    terms=Terms.MIT,
    credit="LocalAI gallery, commit 82c191a, MIT.",
    cadence="daily",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def localai_gallery(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """A GGUF repository and its original in one gallery entry; some bases come from its description.

    Descriptions are partly written by machines: what only they say is ``asserted``.
    """
    return {"lineage_edges": edge_rows(records)}
