"""Benchmark difficulties and slopes as their publisher printed them, vintage by vintage."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, table

STAGED = (
    Column("fitted_on", "date", "The day of the fit."),
    Column("benchmark", "text", "The benchmark."),
    Column("difficulty", "number", "Difficulty on the index's scale."),
    Column("slope", "number", "Slope per index point.", nullable=True),
    Column("is_anchor", "boolean", "Whether its slope is fixed at 1."),
    Column("released_on", "date", "Release of the benchmark.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(*STAGED, Column("source", "text", "The source that gave the row.")),
    key=("fitted_on", "benchmark"),
    reads=("staged",),
)
def capability_difficulties(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a vintage and benchmark."""
    return rows.group_by("source", "fitted_on", "benchmark").agg(
        difficulty=nw.col("difficulty").max(),
        slope=nw.col("slope").max(),
        is_anchor=nw.col("is_anchor").cast(nw.Int64).max().cast(nw.Boolean),
        released_on=nw.col("released_on").max(),
    )
