"""Pairwise votes of the LLMFAO study: 8,931 human judgements over 59 models."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms


@source(
    title="LLMFAO pairwise votes",
    producer="LLMFAO (Dmitry Ustalov)",
    homepage="https://github.com/dustalov/llmfao",
    terms=Terms.CC_BY_4_0,
    credit="LLMFAO: Large Language Model Feedback Analysis and Optimization, crowd comparisons, CC-BY-4.0.",
    cadence="once, 2023",
    tables=("arena_battles",),
    platform="llmfao",
    fields=(
        Field("id", Kind.COUNT, required=True),
        Field("prompt", Kind.TEXT, required=True),
        Field("worker", Kind.TEXT, required=True),
        Field("left", Kind.TEXT, required=True),
        Field("right", Kind.TEXT, required=True),
        Field("winner", Kind.TEXT, required=True),
    ),
)
def llmfao_battles(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a vote: two models, who voted, and left, right or tie.

    ``id`` names a pair of answers, which several workers judged; a vote is the id with its worker.
    """
    word = nw.col("winner")
    outcome = nw.when(word == "left").then(nw.lit("a"))
    outcome = outcome.otherwise(nw.when(word == "right").then(nw.lit("b")).otherwise(word))
    rows = records.select(
        battle_id=nw.concat_str(nw.col("id").cast(nw.String), "worker", "line", separator="-"),
        model_a=nw.col("left"),
        model_b=nw.col("right"),
        outcome=outcome,
        voter_id=nw.col("worker"),
        prompt_id=nw.col("prompt"),
    )
    return {"arena_battles": rows}
