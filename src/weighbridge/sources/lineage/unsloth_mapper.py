"""The table by which Unsloth finds its copy of a model."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Unsloth's mapper of quantised and copied models",
    producer="Unsloth AI",
    homepage="https://github.com/unslothai/unsloth",
    terms=Terms.APACHE_2_0,
    credit="Unsloth 2026.10.9, mapper, Apache-2.0.",
    cadence="with each release",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def unsloth_mapper(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Quantised repository, re-upload and original, side by side in one entry.

    A re-upload is a ``copy``: the same weights under another account, not a derivative.
    """
    return {"lineage_edges": edge_rows(records)}
