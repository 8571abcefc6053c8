"""Models converted for Transformers.js."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Models converted for Transformers.js",
    producer="Hugging Face (transformers.js)",
    homepage="https://github.com/huggingface/transformers.js",
    terms=Terms.APACHE_2_0,
    credit="huggingface/transformers.js, commit 4c88295, supported_models.py, Apache-2.0.",
    cadence="with each release",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def transformersjs_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The list of converted originals; the name of each conversion follows the rule ``Xenova/<name>``.

    That each conversion is there was not checked, so the edge is inferred.
    """
    return {"lineage_edges": edge_rows(records)}
