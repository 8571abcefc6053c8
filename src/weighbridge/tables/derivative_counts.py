"""How many derivatives a hub's model tree showed for a model, by relation, on the day of a capture."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

TREE = ("adapter", "finetune", "merge", "quantized")

STAGED = (
    Column("list_id", "text", "The list of models that was watched."),
    Column("crawl_id", "text", "The capture of that list."),
    Column("observed_on", "date", "The day the count was taken."),
    Column("month", "text", "The month the capture carries, YYYY-MM."),
    Column("model_id", "text", "The model the derivatives were made from."),
    Column("relation", "text", "How they were made; `all` is their sum.", values=("all", *TREE)),
    Column("value", "integer", "Derivatives shown that day."),
    Column(
        "is_automatic", "boolean", "Adapters one service attached by the thousand make up most of the count."
    ),
)


@table(
    staged_columns=STAGED,
    columns=(*STAGED, Column("source", "text", "The source that gave the row.")),
    key=("list_id", "crawl_id", "model_id", "relation"),
    reads=("staged",),
    rules=(
        Rule(
            "Three small models carry 86,920 adapters that one service attached.",
            "Their counts are marked `is_automatic`; an axis sets them apart.",
        ),
        Rule(
            "The tree prints its counts without names and leaves out relations that do not occur.",
            "By relation only where all four are printed, from January 2025 on; else `all`.",
        ),
        Rule("A capture lists a model twice.", "The larger count stands."),
        Rule(
            "A count falls between captures.", "Kept: repositories are deleted; no flow is read from a fall."
        ),
    ),
)
def derivative_counts(rows: nw.LazyFrame) -> nw.LazyFrame:
    """Counts of direct derivatives per model and capture, as the Hub's model tree showed them."""
    key = ["list_id", "crawl_id", "model_id", "relation"]
    single = rows.group_by(*key, "source").agg(
        observed_on=nw.col("observed_on").max(),
        month=nw.col("month").max(),
        value=nw.col("value").max(),
        marked=nw.col("is_automatic").cast(nw.Int64).max(),
    )
    return single.with_columns(is_automatic=nw.col("marked").cast(nw.Boolean))
