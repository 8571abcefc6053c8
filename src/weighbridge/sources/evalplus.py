"""EvalPlus: HumanEval and MBPP with more tests, greedy decoding, ended in December 2024."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms

MEASURES = ("humaneval", "humaneval_plus", "mbpp", "mbpp_plus")


@source(
    title="EvalPlus leaderboard",
    producer="EvalPlus",
    homepage="https://evalplus.github.io/leaderboard.html",
    terms=Terms.APACHE_2_0,
    credit="EvalPlus leaderboard, results of December 2024, Apache-2.0.",
    cadence="ended December 2024",
    tables=("benchmark_scores",),
    platform="evalplus",
    fields=(
        Field("model", Kind.TEXT, required=True),
        *(Field(name, Kind.PART) for name in MEASURES),
        Field("organization", Kind.TEXT),
    ),
)
def evalplus(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a model: the part of problems solved at the first attempt.

    ``organization`` is the owner of the model's page on the Hugging Face Hub, where it links there. All
    scores come from one harness. No release day is given.
    """
    parts = [
        records.filter(~nw.col(name).is_null()).select(
            benchmark_id=nw.lit(name),
            model_version=nw.col("model"),
            harness=nw.lit("EvalPlus, greedy"),
            score=nw.col(name),
            standard_error=nw.lit(None).cast(nw.Float64),
            released_on=nw.lit(None).cast(nw.Date),
            organisation_label=nw.col("organization"),
            country_label=nw.lit(None).cast(nw.String),
            reported_by=nw.lit("EvalPlus"),
        )
        for name in MEASURES
    ]
    return {"benchmark_scores": nw.concat(parts, how="vertical")}
