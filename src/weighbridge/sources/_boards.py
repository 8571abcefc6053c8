"""Rows of ``arena_boards`` from the records of a leaderboard."""

from __future__ import annotations

import narwhals as nw

COLUMNS = (
    "board_date",
    "subset",
    "category",
    "style",
    "model_name",
    "organisation_label",
    "licence_label",
    "rating",
    "rating_low",
    "rating_high",
    "variance",
    "votes",
    "rank",
    "coverage",
)


def board_rows(records: nw.LazyFrame, **columns: nw.Expr) -> nw.LazyFrame:
    """One row for each record, with every column of a board; what is not given is empty.

    An empty text is not known: boards leave the organisation of models of small makers blank.
    """
    empty: dict[str, nw.Expr] = {
        "organisation_label": nw.lit(None).cast(nw.String),
        "licence_label": nw.lit(None).cast(nw.String),
        "rating_low": nw.lit(None).cast(nw.Float64),
        "rating_high": nw.lit(None).cast(nw.Float64),
        "variance": nw.lit(None).cast(nw.Float64),
        "votes": nw.lit(None).cast(nw.Int64),
        "rank": nw.lit(None).cast(nw.Int64),
        "subset": nw.lit("text"),
        "category": nw.lit("overall"),
        "style": nw.lit("raw"),
        "coverage": nw.lit("full"),
    }
    return records.select(**{name: {**empty, **columns}[name] for name in COLUMNS})


def known(column: str) -> nw.Expr:
    """A text column, empty texts as not known."""
    return nw.when(nw.col(column) != "").then(nw.col(column))


def half_width(column: str, side: int) -> nw.Expr:
    """The upper (0) or lower (1) half of an interval printed as ``+5/-4``."""
    part = nw.col(column).str.split("/").list.get(side)
    for sign in ("+", "-"):
        part = part.str.replace_all(sign, "", literal=True)
    return part.cast(nw.Float64)
