"""LMArena's raw boards of May 2025 to January 2026, from the catalogue that feeds its site."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._boards import board_rows, half_width, known


@source(
    title="LMArena raw text boards, May 2025 to January 2026",
    producer="LMArena",
    homepage="https://github.com/lmarena/arena-catalog",
    terms=Terms.CC_BY_4_0,
    credit="LMArena (lmarena.ai), raw text boards of 2025-05-27 to 2026-01-29, CC-BY-4.0; captured "
    "second-hand.",
    cadence="now and then; ended",
    tables=("arena_boards",),
    platform="lmarena",
    fields=(
        Field("commit_date", Kind.DATE, required=True),
        Field("last_updated", Kind.DATE),
        Field("model", Kind.TEXT, required=True),
        Field("score", Kind.NUMBER, required=True),
        Field("low", Kind.NUMBER, path="lo"),
        Field("high", Kind.NUMBER, path="hi"),
        Field("interval", Kind.TEXT, path="ci"),
        Field("votes", Kind.COUNT),
        Field("organization", Kind.TEXT),
        Field("license", Kind.TEXT),
    ),
)
def lmarena_raw_boards(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Boards without style control, by the day they were last updated, else committed.

    Most boards from July 2025 on print neither an interval nor a licence, and those of June 2025 no
    organisation. For some weeks the maker's name was glued to the model's (``moonshotaikimi-k2``): kept
    here, resolved by the entity ``arena_models``.
    """
    printed = nw.col("interval").str.starts_with("+")
    score = nw.col("score")
    text = records.with_columns(printed=nw.when(printed).then(nw.col("interval")))
    rows = board_rows(
        text,
        board_date=nw.coalesce("last_updated", "commit_date"),
        model_name=nw.col("model"),
        organisation_label=known("organization"),
        licence_label=known("license"),
        rating=score,
        rating_low=nw.coalesce(nw.col("low"), score - half_width("printed", 1)),
        rating_high=nw.coalesce(nw.col("high"), score + half_width("printed", 0)),
        votes=nw.col("votes"),
    )
    return {"arena_boards": rows}
