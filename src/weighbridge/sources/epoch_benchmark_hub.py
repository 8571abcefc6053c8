"""Scores on single benchmarks gathered or measured by Epoch AI."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._epoch_hub import benchmark_runs
from weighbridge.sources._files import EPOCH, one_file


@source(
    title="Epoch AI benchmarking hub",
    producer="Epoch AI",
    homepage="https://epoch.ai/benchmarks",
    terms=Terms.CC_BY_4_0,
    credit="Epoch AI, 'AI Benchmarking Hub', epoch.ai/benchmarks, May 2026, CC-BY-4.0; scores that "
    "others reported name who did.",
    cadence="daily",
    tables=("benchmark_scores",),
    platform="epoch",
    fetch=one_file(f"{EPOCH}/benchmark_data.zip", benchmark_runs, "the tables of all benchmarks: one zip"),
    fields=(
        Field("benchmark_id", Kind.TEXT, required=True),
        Field("model_version", Kind.TEXT, required=True),
        Field("score", Kind.PART, required=True),
        Field("standard_error", Kind.NUMBER),
        Field("released_on", Kind.DATE),
        Field("organization", Kind.TEXT),
        Field("country", Kind.TEXT),
        Field("harness", Kind.TEXT, required=True),
        Field("reported_by", Kind.TEXT),
    ),
)
def epoch_benchmark_hub(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a model version, benchmark and run: a score between 0 and 1, who ran it and how.

    Epoch's own runs use one harness and print a standard error; scores taken from papers and leaderboards
    name their source and the number of examples shown, which together are their harness.
    """
    rows = records.select(
        benchmark_id=nw.col("benchmark_id"),
        model_version=nw.col("model_version"),
        harness=nw.col("harness"),
        score=nw.col("score"),
        standard_error=nw.col("standard_error"),
        released_on=nw.col("released_on"),
        organisation_label=nw.col("organization"),
        country_label=nw.col("country"),
        reported_by=nw.col("reported_by"),
    )
    return {"benchmark_scores": rows}
