"""Which vision weights were fine-tuned from which, by timm's names."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import EDGE_FIELDS, edge_rows


@source(
    title="Pretrained weights of timm",
    producer="timm (Hugging Face)",
    homepage="https://github.com/huggingface/pytorch-image-models",
    terms=Terms.APACHE_2_0,
    credit="timm 1.0.31, pretrained tags, Apache-2.0.",
    cadence="with each release",
    tables=("lineage_edges",),
    fields=EDGE_FIELDS,
)
def timm_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """A weight's name says ``<pretraining>_ft_<data>``; kept where the registry holds both names."""
    return {"lineage_edges": edge_rows(records)}
