"""The few models that can move a figure alone."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._makers import TRAITS, WHOSE
from weighbridge.entities._seating import with_seats
from weighbridge.entities._splitting import DESCENT_COLUMNS, DESCENT_KEYS, split
from weighbridge.store.scanning import distinct, settled

LEAST_PART = 0.001


@entity(
    columns=(
        Column("list_id", "text", "The list of models that was watched."),
        Column("crawl_id", "text", "The capture that stands for the month."),
        Column("month", "text", "The month, YYYY-MM."),
        Column("canonical_id", "text", "The model, under one id."),
        Column("model_id", "text", "The model's id as spelled in the list."),
        Column("observed_on", "date", "The last day of the capture."),
        Column("account", "text", "The account under the name counted under.", nullable=True),
        Column("unit", "text", "What is resampled: the organisation, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day; XX not established."),
        Column("owner_id", "text", "The publisher's ultimate owner.", nullable=True),
        Column("owner_country", "text", "The ultimate owner's seat on that day."),
        Column("base_organisation_id", "text", "Of a copy: the maker of what it copies.", nullable=True),
        Column("base_country", "text", "That maker's seat on the day."),
        Column("base_owner_id", "text", "That maker's ultimate owner.", nullable=True),
        Column("base_owner_country", "text", "The ultimate owner's seat on the day."),
        Column("family_id", "text", "The family, by name.", nullable=True),
        Column("line_pattern", "text", "The line, by name.", nullable=True),
        Column("line_account", "text", "The line of the account.", nullable=True),
        Column("is_language", "boolean", "Whether it generates text.", nullable=True),
        Column("is_tracked", "boolean", "Whether it is on the curated list."),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("size_class", "text", "Total parameters, decimal billions."),
        Column("flow", "number", "30-day downloads; of a merge the part of its maker."),
        Column("flow_capped", "number", "The same, at the model's usual count where flagged."),
        Column("state", "text", "Why the count is flagged.", nullable=True),
        *DESCENT_COLUMNS,
    ),
    key=("list_id", "crawl_id", "canonical_id", *DESCENT_KEYS),
    reads=("model_observations", "crawls", "origins", "count_states", "seats", "origin_parts"),
    judgements=("organisations", "accounts", "families"),
    rules=(
        Rule(
            "One model can decide a country's share.",
            "Every model with at least 0.1 % of a capture is kept, in all captures of its list, so that "
            "results name those that matter and say what they counted before and after.",
        ),
    ),
)
def heavy_models(
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    states: nw.LazyFrame,
    seats: nw.LazyFrame,
    parts: nw.LazyFrame,
) -> nw.LazyFrame:
    """Models with at least 0.1 % of one month list's 30-day downloads, in all captures of that list.

    A result recomputes itself without each of them and names those that move it by more than a point.
    """
    months = crawls.filter(nw.col("is_month_list")).select(
        "list_id", "crawl_id", "downloads_30d", on="observed_on"
    )
    flow = observations.filter((nw.col("measure") == "downloads_30d") & ~nw.col("value").is_null())
    every = flow.drop("account").join(months, on=["list_id", "crawl_id"], how="inner")
    named = every.join(_heavy(every, origins), on=["list_id", "platform", "model_id"], how="inner").join(
        states.select("list_id", "crawl_id", "model_id", "state", "base"),
        on=["list_id", "crawl_id", "model_id"],
        how="left",
    )
    usual = nw.when(nw.col("base").is_null() | (nw.col("state") == "launch_burst")).then(nw.col("value"))
    rows = named.with_columns(capped=usual.otherwise(nw.col("base")))
    single = rows.group_by(
        "list_id",
        "crawl_id",
        "month",
        "on",
        "canonical_id",
        *WHOSE,
        *TRAITS,
    ).agg(
        model_id=nw.col("model_id").min(),
        flow=nw.col("value").max(),
        flow_capped=nw.col("capped").max(),
        state=nw.col("state").max(),
    )
    whole = split(single.rename({"on": "observed_on"}), parts, ("flow", "flow_capped"))
    return with_seats(whole, seats)


def _heavy(every: nw.LazyFrame, origins: nw.LazyFrame) -> nw.LazyFrame:
    """By list all names of the models that are large in one of its captures, with their traits; few."""
    is_large = nw.col("value") >= nw.col("downloads_30d") * LEAST_PART
    names = origins.select("platform", "model_id", "canonical_id")
    held = every.filter(is_large).join(names, on=["platform", "model_id"], how="inner")
    large = distinct(held.select("list_id", "canonical_id"))
    who = origins.select(
        "platform",
        "model_id",
        "canonical_id",
        *WHOSE,
        *TRAITS,
    )
    return settled(who.join(settled(large), on="canonical_id", how="inner"))
