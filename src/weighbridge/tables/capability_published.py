"""Capability index values as their publisher printed them, vintage by vintage."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

STAGED = (
    Column("fitted_on", "date", "The day of the fit: values of two days are two scales."),
    Column("model", "text", "The model, as a group of its versions."),
    Column("value", "number", "The published index value."),
    Column("low", "number", "Lower end of the published 90 % interval.", nullable=True),
    Column("high", "number", "Upper end of the published 90 % interval.", nullable=True),
    Column("released_on", "date", "Release of the model.", nullable=True),
    Column("organisation_label", "text", "The maker as the publisher names it.", nullable=True),
    Column("country_label", "text", "The maker's country as the publisher names it.", nullable=True),
    Column("accessibility", "text", "How the model can be had, in the publisher's words.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(*STAGED, Column("source", "text", "The source that gave the row.")),
    key=("fitted_on", "model"),
    reads=("staged",),
    rules=(
        Rule("The same models move between vintages, by up to ten points.", "Each vintage stands alone."),
        Rule("The anchors' values are fixed.", "They have no interval, and none is made up."),
        Rule("17 models have no maker or country.", "Empty; they are on neither side of a comparison."),
    ),
)
def capability_published(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a vintage and model."""
    return rows.group_by("source", "fitted_on", "model").agg(
        value=nw.col("value").max(),
        low=nw.col("low").max(),
        high=nw.col("high").max(),
        released_on=nw.col("released_on").max(),
        organisation_label=nw.col("organisation_label").max(),
        country_label=nw.col("country_label").max(),
        accessibility=nw.col("accessibility").max(),
    )
