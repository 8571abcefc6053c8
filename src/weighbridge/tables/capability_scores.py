"""What models scored on the benchmarks a capability index is fitted to."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

STAGED = (
    Column("fitted_on", "date", "The day of the capture: one vintage of the index."),
    Column("position", "integer", "Place of the score in the published file."),
    Column("model", "text", "The model, as a group of its versions."),
    Column("benchmark", "text", "The benchmark."),
    Column("score", "number", "The score between 0 and 1, corrected for chance."),
    Column("model_version", "text", "The version that scored best.", nullable=True),
    Column("released_on", "date", "Release of the model.", nullable=True),
    Column("reported_by", "text", "Where the score was read.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(*STAGED, Column("source", "text", "The source that gave the row.")),
    key=("fitted_on", "model", "benchmark"),
    reads=("staged",),
    rules=(
        Rule("A score lies outside 0..1.", "Set aside with its line: it is no score of this kind."),
        Rule("One model on one benchmark twice.", "The better score stands, as the publisher does it."),
        Rule("Display names change between vintages.", "Models are keyed by their group."),
    ),
)
def capability_scores(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a vintage, model and benchmark."""
    return rows.group_by("source", "fitted_on", "model", "benchmark").agg(
        position=nw.col("position").min(),
        score=nw.col("score").max(),
        model_version=nw.col("model_version").max(),
        released_on=nw.col("released_on").max(),
        reported_by=nw.col("reported_by").max(),
    )
