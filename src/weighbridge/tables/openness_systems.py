"""What an index of openness says of systems, component by component."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table
from weighbridge.sources._openness import COMPONENTS

LEVELS = ("open", "partial", "closed")
STAGED = (
    Column("system", "text", "The system as listed."),
    Column("maker", "text", "The maker as listed.", nullable=True),
    Column("origin", "text", "The maker's country as listed.", nullable=True),
    Column("released", "text", "Release as listed, YYYY-MM or a day.", nullable=True),
    Column("licence", "text", "The licence of the weights as listed.", nullable=True),
    *(
        Column(
            name, "text", f"Whether its {name.replace('_', ' ')} can be had.", nullable=True, values=LEVELS
        )
        for name in COMPONENTS
    ),
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
        Rule(
            "Two entries bear one name.",
            "One row; of two readings of a component the first by word: closed, open, partial.",
        ),
        Rule("An index judges some components only.", "Empty, never closed."),
    ),
)
def openness_systems(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row an index and system, as the index judges it. Facts: no score of ours stands here."""
    texts = ("maker", "origin", "released", "licence", *COMPONENTS)
    return (
        rows.with_columns(judged_on=nw.col("snapshot_date"))
        .group_by("source", "judged_on", "system")
        .agg(
            *(nw.col(name).min() for name in texts),
        )
    )
