"""Chosen rows of LMArena's own catalogue, raw and style-controlled, of December 2025."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._boards import board_rows


@source(
    title="LMArena catalogue, December 2025, chosen rows",
    producer="LMArena",
    homepage="https://github.com/lmarena/arena-catalog",
    terms=Terms.CC_BY_4_0,
    credit="LMArena (lmarena.ai), arena-catalog, text leaderboards of December 2025 (commits 1d32ad77be82, "
    "081db238f8c5), CC-BY-4.0; rows chosen, ratings rounded to 0.01.",
    cadence="once",
    tables=("arena_boards",),
    platform="lmarena",
    fields=(
        Field("date", Kind.DATE, required=True),
        Field("style", Kind.TEXT, required=True),
        Field("model", Kind.TEXT, required=True),
        Field("rating", Kind.NUMBER, required=True),
        Field("low", Kind.NUMBER),
        Field("high", Kind.NUMBER),
        Field("organization", Kind.TEXT),
    ),
)
def lmarena_catalog(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Every Chinese model at or above gpt-oss-120b, and the models it is compared with, with intervals.

    The board's day is inferred: the raw one lists a model of 4 December and lacks one of the 16th, the
    style-controlled one has both. Models that are not listed may stand anywhere on the board.
    """
    rows = board_rows(
        records,
        board_date=nw.col("date"),
        style=nw.col("style"),
        model_name=nw.col("model"),
        organisation_label=nw.col("organization"),
        rating=nw.col("rating"),
        rating_low=nw.col("low"),
        rating_high=nw.col("high"),
        coverage=nw.lit("selected"),
    )
    return {"arena_boards": rows}
