"""How much makers tell, from the Foundation Model Transparency Index of December 2025."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._openness import scored_rows


@source(
    title="Foundation Model Transparency Index 2025",
    producer="Stanford Center for Research on Foundation Models",
    homepage="https://github.com/stanford-crfm/fmti",
    terms=Terms.CC_BY_4_0,
    credit="Foundation Model Transparency Index, December 2025 (Stanford CRFM), CC-BY-4.0.",
    cadence="yearly",
    tables=("openness_scores",),
    platform="fmti",
    fields=(
        Field("system", Kind.TEXT, required=True, path="developer"),
        Field("maker", Kind.TEXT, path="developer"),
        Field("score", Kind.COUNT, required=True),
    ),
)
def transparency_index(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a maker: on how many of a hundred indicators it discloses what is asked.

    About makers, not models, and about what is told, not what may be taken: a maker of closed models can
    score high.
    """
    return {"openness_scores": scored_rows(records, "maker", "score")}
