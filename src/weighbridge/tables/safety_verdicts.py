"""Verdicts of safety tests, one row a model, item, attack and judge."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table
from weighbridge.catalogue.verdicts import COLUMNS, NAMES


@table(
    staged_columns=COLUMNS,
    columns=(
        *COLUMNS,
        Column("source", "text", "The source that gave the row."),
        Column("taken_on", "text", "The day of the snapshot it came in."),
    ),
    key=("source", "taken_on", "run", "suite", "position"),
    reads=("staged",),
    rules=(
        Rule(
            "Task numbers repeat across suites.",
            "A cluster is named by suite and number together; alone they would be too few.",
        ),
        Rule("A case has no verdict.", "Kept as `no_verdict`: it bounds a rate and is not in it."),
        Rule(
            "A run hit an error and was scored nevertheless.",
            "The verdict stands as published; `had_error` marks it and findings count it.",
        ),
    ),
)
def safety_verdicts(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a verdict, as its source recorded it: nothing is averaged, nothing is left out."""
    return rows.select(*NAMES, "source", taken_on=nw.col("snapshot_date"))
