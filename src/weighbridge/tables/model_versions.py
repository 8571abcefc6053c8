"""Versions of models as a benchmark hub lists them: maker, accessibility, training compute."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

STAGED = (
    Column("observed_on", "date", "The day of the capture."),
    Column("model_version", "text", "The version: a model at one setting."),
    Column("model", "text", "The model it is a version of.", nullable=True),
    Column("index_value", "number", "Capability index value of that vintage.", nullable=True),
    Column("released_on", "date", "Release.", nullable=True),
    Column("organisation_label", "text", "The maker as listed.", nullable=True),
    Column("country_label", "text", "The maker's country as listed.", nullable=True),
    Column("accessibility", "text", "How it can be had, in the publisher's words.", nullable=True),
    Column("training_flop", "number", "Training compute in floating-point operations.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(*STAGED, Column("source", "text", "The source that gave the row.")),
    key=("source", "observed_on", "model_version"),
    reads=("staged",),
    rules=(
        Rule("One version is listed twice.", "One row; of each fact the larger value."),
        Rule("Compute is an estimate.", "Kept as given; often 6 x parameters x tokens by construction."),
    ),
)
def model_versions(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a capture and model version."""
    return rows.group_by("source", "observed_on", "model_version").agg(
        model=nw.col("model").max(),
        index_value=nw.col("index_value").max(),
        released_on=nw.col("released_on").max(),
        organisation_label=nw.col("organisation_label").max(),
        country_label=nw.col("country_label").max(),
        accessibility=nw.col("accessibility").max(),
        training_flop=nw.col("training_flop").max(),
    )
