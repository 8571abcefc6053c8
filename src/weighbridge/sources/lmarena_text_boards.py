"""LMArena's text boards of June 2024 to August 2025, captured day by day by others."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._boards import board_rows, half_width, known


@source(
    title="LMArena text boards, June 2024 to August 2025",
    producer="LMArena",
    homepage="https://huggingface.co/spaces/lmarena-ai/lmarena-leaderboard",
    terms=Terms.CC_BY_4_0,
    credit="LMArena (lmarena.ai), text leaderboards of 2024-06-19 to 2025-08-06, CC-BY-4.0; captured "
    "second-hand from the leaderboard's repository.",
    cadence="almost daily; ended",
    tables=("arena_boards",),
    platform="lmarena",
    fields=(
        Field("commit_date", Kind.DATE, required=True),
        Field("model", Kind.TEXT, required=True),
        Field("score", Kind.NUMBER, required=True, aliases=("arena_score", "arena_elo")),
        Field("interval", Kind.TEXT, path="95_pct_ci"),
        Field("votes", Kind.COUNT),
        Field("rank", Kind.COUNT),
        Field("organization", Kind.TEXT),
        Field("license", Kind.TEXT),
    ),
)
def lmarena_text_boards(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Raw boards (style not held constant) by the day they were committed, names as shown to readers.

    Ratings and half-widths are printed in whole points. Two states committed on the last day, 2025-08-06,
    are one board: the second adds models that the first left out.
    """
    score = nw.col("score")
    rows = board_rows(
        records,
        board_date=nw.col("commit_date"),
        model_name=nw.col("model"),
        organisation_label=known("organization"),
        licence_label=known("license"),
        rating=score,
        rating_low=score - half_width("interval", 1),
        rating_high=score + half_width("interval", 0),
        votes=nw.col("votes"),
        rank=nw.col("rank"),
    )
    return {"arena_boards": rows}
