"""What indices that count or score openness say of models and makers."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

STAGED = (
    Column("system", "text", "The model, or of an index of makers the maker, as listed."),
    Column("maker", "text", "The maker as listed.", nullable=True),
    Column("released", "text", "The day of the entry, as listed.", nullable=True),
    Column("licence", "text", "The licence of the weights as listed.", nullable=True),
    Column("components", "integer", "Components of the framework that are published.", nullable=True),
    Column("has_datasets", "boolean", "Whether its data are among them.", nullable=True),
    Column("score", "integer", "Indicators met, of a hundred.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(
        *STAGED,
        Column("source", "text", "The index."),
        Column("judged_on", "text", "The day of the snapshot."),
    ),
    key=("source", "judged_on", "system"),
    reads=("staged",),
    rules=(
        Rule("Two entries bear one name.", "One row, with the larger count: the fuller entry."),
        Rule("An index counts components, another scores makers.", "Kept apart by columns, never added up."),
    ),
)
def openness_scores(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row an index and model or maker, as the index has it. Facts: no score of ours stands here."""
    return (
        rows.with_columns(judged_on=nw.col("snapshot_date"))
        .group_by("source", "judged_on", "system")
        .agg(
            nw.col("maker").min(),
            nw.col("released").max(),
            nw.col("licence").min(),
            nw.col("components").max(),
            nw.col("has_datasets").max(),
            nw.col("score").max(),
        )
    )
