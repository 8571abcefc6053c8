"""Ratings of models as arenas published them, board by board."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table
from weighbridge.tables._newest import newest_rows

STYLES = ("raw", "controlled")
COVERAGE = ("full", "top", "selected")

STAGED = (
    Column("board_date", "date", "The day of the board, as well as it is known."),
    Column("subset", "text", "The arena: text, vision, search and so on."),
    Column("category", "text", "Which prompts are counted; `overall` is all of them."),
    Column("style", "text", "Whether the style of answers is held constant.", values=STYLES),
    Column("model_name", "text", "The model's name as listed; a display name, no identifier."),
    Column("organisation_label", "text", "The maker as listed.", nullable=True),
    Column("licence_label", "text", "The licence as listed on that day.", nullable=True),
    Column("rating", "number", "The rating in points."),
    Column("rating_low", "number", "Lower end of the published 95 % interval.", nullable=True),
    Column("rating_high", "number", "Upper end of the published 95 % interval.", nullable=True),
    Column("variance", "number", "The published variance of the rating.", nullable=True),
    Column("votes", "integer", "Votes the rating rests on.", nullable=True),
    Column("rank", "integer", "The rank as listed.", nullable=True),
    Column("coverage", "text", "Whether all models are listed, the top, or chosen ones.", values=COVERAGE),
)
KEY = ("source", "subset", "category", "style", "board_date", "model_name")


@table(
    staged_columns=STAGED,
    columns=(
        *STAGED,
        Column("source", "text", "The source that gave the row."),
        Column("snapshot_date", "text", "The date of the snapshot that holds the row."),
    ),
    key=KEY,
    reads=("staged",),
    rules=(
        Rule(
            "A model stands several times on one board with different ratings and votes (six times on the "
            "Japanese board of 2026-07-17: rows of other categories under its name).",
            "The row with the most votes stands: it agrees with the neighbouring boards, the others do not.",
        ),
        Rule(
            "One board was captured twice, or by two commits.",
            "One row; of two snapshots the newer.",
        ),
        Rule(
            "The maker of some models is blank.",
            "Empty here; resolved by the model's name in the entity `arena_ratings`.",
        ),
        Rule(
            "Boards are anchored anew each time.",
            "Kept as published: ratings are only compared within one board.",
        ),
        Rule(
            "A board prints no interval.",
            "Empty here; imputed from votes, and flagged, in the entity `arena_ratings`.",
        ),
        Rule(
            "`rank` is 1 + the models with a higher rating, or a rank by intervals: it changed over time.",
            "Kept, never used: ranks are computed as sets.",
        ),
    ),
)
def arena_boards(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row per board and model: rating, interval, votes, maker and licence as listed that day.

    Boards of different dates, categories or style control are different scales. A board that lists the
    top, or chosen models, says so in ``coverage``: a model that is not on it may stand anywhere.
    """
    key = list(KEY)
    counted = newest_rows(rows, key).with_columns(most=nw.col("votes").fill_null(-1))
    most = counted.group_by(*key).agg(most=nw.col("most").max())
    chosen = counted.join(most, on=[*key, "most"], how="inner")
    # What is left twice is the same row from two captures; of each value one stands.
    return chosen.group_by(*key, "snapshot_date").agg(
        organisation_label=nw.col("organisation_label").max(),
        licence_label=nw.col("licence_label").max(),
        rating=nw.col("rating").max(),
        rating_low=nw.col("rating_low").min(),
        rating_high=nw.col("rating_high").max(),
        variance=nw.col("variance").max(),
        votes=nw.col("votes").max(),
        rank=nw.col("rank").min(),
        coverage=nw.col("coverage").max(),
    )
