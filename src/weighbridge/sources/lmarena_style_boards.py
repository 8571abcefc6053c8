"""The top of LMArena's style-controlled text board of 9 November 2025, transcribed."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._boards import board_rows, known


@source(
    title="LMArena style-controlled text board, November 2025",
    producer="LMArena",
    homepage="https://lmarena.ai/leaderboard/text",
    terms=Terms.CC_BY_4_0,
    credit="LMArena (lmarena.ai), text leaderboard with style control of 2025-11-09, top of the board, "
    "CC-BY-4.0; transcribed by hand.",
    cadence="once",
    tables=("arena_boards",),
    platform="lmarena",
    fields=(
        Field("date", Kind.DATE, required=True),
        Field("model", Kind.TEXT, required=True),
        Field("score", Kind.NUMBER, required=True),
        Field("half_width", Kind.NUMBER, path="ci95"),
        Field("votes", Kind.COUNT),
        Field("rank", Kind.COUNT),
        Field("organization", Kind.TEXT),
        Field("license", Kind.TEXT),
    ),
)
def lmarena_style_boards(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The first 78 rows of one board: models further down are missing, not absent from the arena."""
    rows = board_rows(
        records,
        board_date=nw.col("date"),
        style=nw.lit("controlled"),
        model_name=nw.col("model"),
        organisation_label=known("organization"),
        licence_label=known("license"),
        rating=nw.col("score"),
        rating_low=nw.col("score") - nw.col("half_width"),
        rating_high=nw.col("score") + nw.col("half_width"),
        votes=nw.col("votes"),
        rank=nw.col("rank"),
        coverage=nw.lit("top"),
    )
    return {"arena_boards": rows}
