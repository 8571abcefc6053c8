"""The models of each organisation in each month's capture: what concentration is resampled from."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._alike import NAME, alike, settled
from weighbridge.entities._makers import TRAITS, WHOSE
from weighbridge.entities._seating import with_seats

_ALIKE = ("canonical_id", *WHOSE, *TRAITS)


@entity(
    columns=(
        Column("list_id", "text", "The list of models that was watched."),
        Column("crawl_id", "text", "The capture that stands for the month."),
        Column("month", "text", "The month, YYYY-MM."),
        Column("observed_on", "date", "The last day of the capture."),
        Column("is_widest", "boolean", "Whether the list has the most models that month."),
        Column("canonical_id", "text", "The model, under one id."),
        Column("account", "text", "The account under the name counted under.", nullable=True),
        Column("unit", "text", "The organisation, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day; XX not established."),
        Column("owner_id", "text", "The publisher's ultimate owner.", nullable=True),
        Column("owner_country", "text", "The ultimate owner's seat on that day."),
        Column("base_organisation_id", "text", "Of a copy: the maker of what it copies.", nullable=True),
        Column("base_country", "text", "That maker's seat on the day."),
        Column("family_id", "text", "The family, by name.", nullable=True),
        Column("line_pattern", "text", "The line, by name.", nullable=True),
        Column("line_account", "text", "The line of the account.", nullable=True),
        Column("is_language", "boolean", "Whether it generates text.", nullable=True),
        Column("is_tracked", "boolean", "Whether it is on the curated list."),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("size_class", "text", "Total parameters, decimal billions."),
        Column("flow", "integer", "30-day downloads.", nullable=True),
        Column("likes", "integer", "Likes.", nullable=True),
    ),
    key=("list_id", "crawl_id", "canonical_id"),
    reads=("model_observations", "crawls", "origins", "seats"),
    judgements=("organisations", "accounts", "families"),
    rules=(Rule("A capture holds a model under two names.", "Counted once, with the larger count."),),
)
def organisation_models(
    observations: nw.LazyFrame, crawls: nw.LazyFrame, origins: nw.LazyFrame, seats: nw.LazyFrame
) -> nw.LazyFrame:
    """One row per month capture and model: concentration resamples models within organisations."""
    captures = settled(
        crawls.filter(nw.col("is_month_list"))
        .select("list_id", "crawl_id", "month", "observed_on", "is_widest")
        .with_row_index("capture", order_by=["list_id", "crawl_id"])
    )
    numbered = alike(origins, _ALIKE)
    flow = nw.when(nw.col("measure") == "downloads_30d").then(nw.col("value"))
    likes = nw.when(nw.col("measure") == "likes").then(nw.col("value"))
    counts = (
        numbered.named(observations)
        .filter(nw.col("measure").is_in(["downloads_30d", "likes"]) & ~nw.col("value").is_null())
        .join(captures.select("capture", "list_id", "crawl_id"), on=["list_id", "crawl_id"], how="inner")
        .select("capture", *NAME, flow=flow, likes=likes)
        .join(numbered.models, on=list(NAME), how="left")
    )
    single = counts.group_by("capture", *numbered.by).agg(nw.col(name).max() for name in ("flow", "likes"))
    described = numbered.described(single).join(captures, on="capture", how="inner")
    return with_seats(described.drop("capture"), seats)
