"""Tokens a week through a router, by author and by model."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

STAGED = (
    Column("router", "text", "The router whose traffic it is."),
    Column("ranked", "text", "What the list ranks.", values=("author", "model")),
    Column("week", "date", "The Monday the week begins with."),
    Column("label", "text", "The author or model as listed; one label holds all others."),
    Column("tokens", "integer", "Prompt and completion tokens of the week."),
)
KEY = ("router", "ranked", "week", "label")


@table(
    staged_columns=STAGED,
    columns=(
        *STAGED,
        Column("earlier_tokens", "integer", "What an older capture said of a whole week.", nullable=True),
        Column("is_partial", "boolean", "Whether the week was not over when it was captured."),
        Column("captured_on", "text", "The day of the capture that gave the row."),
        Column("source", "text", "The source that gave the row."),
    ),
    key=KEY,
    reads=("staged",),
    rules=(
        Rule(
            "The last week of a capture is not over.",
            "Marked: a week whose seventh day is not before the day of the capture.",
        ),
        Rule(
            "A week is counted again in a later capture.",
            "The newest capture stands; what an older one said of the whole week is kept beside it.",
        ),
        Rule(
            "A week whose every count is zero.",
            "An empty capture, left out: the page held nothing, which says nothing about use.",
        ),
        Rule(
            "A name is missing from a week.",
            "No row: not listed is not unused; what it was used is in the others' row.",
        ),
    ),
)
def router_tokens(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a week and label, from the newest capture of the week.

    Weeks begin on Mondays. Labels are kept as listed; whose they are is told by `token_cells`.
    """
    week = ["source", "router", "ranked", "week", "snapshot_date"]
    totals = rows.group_by(*week).agg(total=nw.col("tokens").sum())
    told = rows.join(totals, on=week, how="inner").filter(nw.col("total") > 0)
    ends = nw.col("week").dt.offset_by("6d")
    marked = told.with_columns(
        captured_on=nw.col("snapshot_date"),
        is_partial=ends >= nw.col("snapshot_date").str.to_date(format="%Y-%m-%d"),
    )
    group = ["router", "ranked", "week"]
    newest = marked.group_by(*group).agg(newest=nw.col("captured_on").max())
    held = marked.join(newest, on=group, how="inner")
    stands = held.filter(nw.col("captured_on") == nw.col("newest"))
    before = held.filter((nw.col("captured_on") < nw.col("newest")) & ~nw.col("is_partial"))
    last = before.group_by(*group).agg(last=nw.col("captured_on").max())
    earlier = (
        before.join(last, on=group, how="inner")
        .filter(nw.col("captured_on") == nw.col("last"))
        .group_by(*KEY)
        .agg(earlier_tokens=nw.col("tokens").sum())
    )
    whole = stands.group_by(*KEY, "is_partial", "captured_on").agg(
        tokens=nw.col("tokens").sum(), source=nw.col("source").min()
    )
    return whole.join(earlier, on=list(KEY), how="left")
