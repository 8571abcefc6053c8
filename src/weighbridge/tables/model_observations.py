"""What was counted of a model, by whom, on which day."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table
from weighbridge.tables._doubled import taken_together
from weighbridge.tables._newest import newest_rows

QUALITY = ("ok", "rounded", "stale", "stale_list", "hand_typed", "not_measured", "automatic")
MEASURES = ("downloads_30d", "downloads_all_time", "likes", "descendants")

STAGED = (
    Column("list_id", "text", "The list of models that was watched."),
    Column("platform", "text", "The hub the model lies on.", values=("huggingface", "modelscope")),
    Column("crawl_id", "text", "The capture of that list: a folder, a file or a date."),
    Column("observed_on", "date", "The day the count was taken, as well as it is known."),
    Column("month", "text", "The month the capture carries, YYYY-MM."),
    Column("model_id", "text", "The model's id as the list spells it, owner/name."),
    Column("measure", "text", "What was counted.", values=MEASURES),
    Column("value", "integer", "The count; empty where it was not taken.", nullable=True),
    Column(
        "quality", "text", "What is known against the count; it still counts as it stands.", values=QUALITY
    ),
)


@table(
    staged_columns=STAGED,
    columns=(
        *STAGED[:6],
        Column("account", "text", "The owner part of the id; empty for ids without one.", nullable=True),
        *STAGED[6:],
        Column("source", "text", "The source that gave the row."),
        Column("snapshot_date", "text", "The date of the snapshot that holds the row."),
    ),
    key=("list_id", "crawl_id", "measure", "model_id"),
    reads=("staged",),
    parts=("list_id", "crawl_id"),
    rules=(
        Rule(
            "A crawl lists a model twice, with different counts.",
            "The larger count stands; the other is a stale copy of the same counter.",
        ),
        Rule(
            "Two snapshots of one source hold the same capture.",
            "The row of the newer snapshot stands.",
        ),
        Rule(
            "Identifiers differ in case between lists (case twins), or were renamed.",
            "Kept as spelled here; the entity `origins` joins them under one id.",
        ),
        Rule(
            "A cumulative counter falls.",
            "Kept as counted; flows across a fall are not known (a fall by more than half is a reset).",
        ),
        Rule(
            "One model counts 187 million downloads in a month after 2 million the month before.",
            "Kept as counted; the entity `count_states` flags it, and the axis `spikes` can cap it.",
        ),
        Rule(
            "Three small models carry 86,920 adapters that one service attached.",
            "Their `descendants` are marked `automatic`.",
        ),
        Rule(
            "Counts typed by hand, counts not refreshed, lists that repeat an older one.",
            "Marked `hand_typed`, `stale`, `stale_list`; a stale list never stands for a month.",
        ),
        Rule(
            "Zero where nothing was fetched.",
            "The value is empty and marked `not_measured`; empty is not zero.",
        ),
    ),
)
def model_observations(rows: nw.LazyFrame) -> nw.LazyFrame:
    """Counts of models: 30-day downloads, all-time downloads, likes, descendants.

    One row per list, capture, model and measure. Counts are as published; ``quality`` says what is
    known against one. Downloads are requests for a model's query file, not users.
    """
    key = ["list_id", "crawl_id", "measure", "model_id"]
    single = taken_together(
        newest_rows(rows, key),
        (*key, "platform", "month", "source", "snapshot_date"),
        **{name: nw.col(name) for name in ("observed_on", "value", "quality")},
    )
    has_owner = nw.col("model_id").str.contains("/", literal=True)
    owner = nw.col("model_id").str.split("/").list.get(0)
    return single.with_columns(account=nw.when(has_owner).then(owner))
