"""Whether sellers call the weights of a model open, seller by seller."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

STAGED = (
    Column("provider", "text", "The seller whose entry says so, as listed."),
    Column("model_label", "text", "The model as the seller names it."),
    Column("is_open", "boolean", "Whether its weights are called open."),
)


@table(
    staged_columns=STAGED,
    columns=(
        *STAGED,
        Column("source", "text", "The list."),
        Column("listed_on", "text", "The day of the snapshot."),
    ),
    key=("source", "listed_on", "provider", "model_label", "is_open"),
    reads=("staged",),
    rules=(
        Rule("Two sellers contradict each other.", "Both rows stay: nobody is right by precedence here."),
        Rule("One seller lists a model twice, with both answers.", "Both rows stay, for the same reason."),
        Rule("An entry says nothing.", "No row: not told is not closed."),
    ),
)
def openness_flags(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a list, seller, model and answer. Facts as listed: nothing is resolved here."""
    said = rows.with_columns(listed_on=nw.col("snapshot_date"))
    return said.select("source", "listed_on", "provider", "model_label", "is_open").unique()
