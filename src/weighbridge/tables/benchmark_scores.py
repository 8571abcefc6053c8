"""Scores of models on single benchmarks, with who ran them and how."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

STAGED = (
    Column("benchmark_id", "text", "The benchmark: a row of the benchmark policy."),
    Column("model_version", "text", "The model, at the setting that was run."),
    Column("harness", "text", "Who ran it and how: scores of two harnesses are two measurements."),
    Column("score", "number", "The score between 0 and 1."),
    Column("standard_error", "number", "Its standard error, where one is printed.", nullable=True),
    Column("released_on", "date", "Release of the model.", nullable=True),
    Column("organisation_label", "text", "The maker as listed.", nullable=True),
    Column("country_label", "text", "The maker's country as listed.", nullable=True),
    Column("reported_by", "text", "The paper or board it was read from.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(
        *STAGED,
        Column("observed_on", "text", "The day of the newest snapshot that holds it."),
        Column("source", "text", "The source that gave the row."),
    ),
    key=("source", "benchmark_id", "harness", "model_version"),
    reads=("staged",),
    rules=(
        Rule("A score lies outside 0..1.", "Set aside with its line."),
        Rule(
            "Harnesses differ in prompts, examples shown and scoring.",
            "Named in `harness`; an indicator takes one, or says that it mixes.",
        ),
        Rule("One model was run twice on one harness.", "The better run stands, with its error."),
    ),
)
def benchmark_scores(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a benchmark, harness and model version."""
    key = ["source", "benchmark_id", "harness", "model_version"]
    best = rows.group_by(*key).agg(score=nw.col("score").max())
    kept = rows.join(best, on=[*key, "score"], how="inner")
    return kept.group_by(*key, "score").agg(
        standard_error=nw.col("standard_error").max(),
        released_on=nw.col("released_on").max(),
        organisation_label=nw.col("organisation_label").max(),
        country_label=nw.col("country_label").max(),
        reported_by=nw.col("reported_by").max(),
        observed_on=nw.col("snapshot_date").max(),
    )
