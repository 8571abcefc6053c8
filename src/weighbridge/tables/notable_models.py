"""Notable models with parameters and training compute."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

STAGED = (
    Column("observed_on", "date", "The day of the capture."),
    Column("model", "text", "The model's name; no identifier."),
    Column("released_on", "date", "Publication of the model.", nullable=True),
    Column("organisation_label", "text", "The makers as listed, with commas.", nullable=True),
    Column("country_label", "text", "Their countries as listed, with commas.", nullable=True),
    Column("accessibility", "text", "How it can be had, in the publisher's words.", nullable=True),
    Column("parameters", "number", "Total parameters.", nullable=True),
    Column("training_flop", "number", "Training compute in floating-point operations.", nullable=True),
    Column("confidence", "text", "How sure the publisher is of the compute.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(*STAGED, Column("source", "text", "The source that gave the row.")),
    key=("source", "observed_on", "model"),
    reads=("staged",),
    rules=(Rule("Several countries stand in one cell.", "Kept; read as international where they differ."),),
)
def notable_models(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a capture and model."""
    return rows.group_by("source", "observed_on", "model").agg(
        released_on=nw.col("released_on").max(),
        organisation_label=nw.col("organisation_label").max(),
        country_label=nw.col("country_label").max(),
        accessibility=nw.col("accessibility").max(),
        parameters=nw.col("parameters").max(),
        training_flop=nw.col("training_flop").max(),
        confidence=nw.col("confidence").max(),
    )
