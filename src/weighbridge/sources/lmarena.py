"""The leaderboard data set of LMArena: every published board, raw and with style held constant."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.fetching import Fetch, Lane, Wanted
from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._boards import board_rows, known
from weighbridge.store.fetching.splitting import parquet_records

CONTROLLED = "_style_control"
DATA_SET = "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main"
_WITH_STYLE = ("text", "vision", "search", "document")
SUBSETS = (
    *(name + style for name in _WITH_STYLE for style in ("", CONTROLLED)),
    *("webdev", "text_to_image", "image_edit", "text_to_video", "image_to_video", "video_edit"),
)


def newest_boards(wanted: Wanted) -> list[Lane]:
    """One file a part of the data set; each record is told which part it came from."""
    return [
        Lane(
            name, f"{DATA_SET}/{name}/latest-00000-of-00001.parquet", parquet_records, extra={"subset": name}
        )
        for name in SUBSETS
    ]


@source(
    title="LMArena leaderboard data set",
    producer="LMArena",
    homepage="https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    terms=Terms.CC_BY_4_0,
    credit="LMArena (lmarena.ai), leaderboard-dataset, CC-BY-4.0; columns renamed, boards selected.",
    cadence="with each board, a few times a week",
    tables=("arena_boards",),
    platform="lmarena",
    fetch=Fetch(
        lanes=newest_boards,
        asks="the newest board of each of the fourteen parts of the data set",
        token="HF_TOKEN",
    ),
    fields=(
        Field("model_name", Kind.TEXT, required=True),
        Field("organization", Kind.TEXT),
        Field("license", Kind.TEXT),
        Field("rating", Kind.NUMBER, required=True),
        Field("rating_lower", Kind.NUMBER),
        Field("rating_upper", Kind.NUMBER),
        Field("variance", Kind.NUMBER),
        Field("vote_count", Kind.COUNT),
        Field("rank", Kind.COUNT),
        Field("category", Kind.TEXT, required=True),
        Field("subset", Kind.TEXT, required=True),
        Field(
            "publish_date",
            Kind.DATE,
            required=True,
            path="leaderboard_publish_date",
            aliases=("snapshot_date",),
        ),
    ),
)
def lmarena(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Boards as LMArena publishes them, one record a model, category and date.

    ``subset`` is the name of the part of the data set a file was taken from, such as ``text`` or
    ``text_style_control``; the files do not carry it, so it is added as a column before an import. The
    interval is that of 95 %. Ratings are anchored anew with each board: only those of one date and
    category can be compared.
    """
    controlled = nw.col("subset").str.ends_with(CONTROLLED)
    rows = board_rows(
        records,
        board_date=nw.col("publish_date"),
        subset=nw.col("subset").str.replace_all(CONTROLLED, "", literal=True),
        category=nw.col("category"),
        style=nw.when(controlled).then(nw.lit("controlled")).otherwise(nw.lit("raw")),
        model_name=nw.col("model_name"),
        organisation_label=known("organization"),
        licence_label=known("license"),
        rating=nw.col("rating"),
        rating_low=nw.col("rating_lower"),
        rating_high=nw.col("rating_upper"),
        variance=nw.col("variance"),
        votes=nw.col("vote_count"),
        rank=nw.col("rank"),
    )
    return {"arena_boards": rows}
