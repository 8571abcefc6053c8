"""Licences of listed models, as tagged on the day of each capture."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS
from weighbridge.entities._seating import with_seats
from weighbridge.tables._widest import widest_marked


@entity(
    columns=(
        Column("list_id", "text", "The list of models that was watched."),
        Column("crawl_id", "text", "The capture that stands for the month."),
        Column("month", "text", "The month, YYYY-MM."),
        Column("observed_on", "date", "The last day of the capture."),
        Column("is_widest", "boolean", "Whether the list tags the most models that month."),
        Column("created_month", "text", "The month of creation, YYYY-MM.", nullable=True),
        Column("account", "text", "The account under the name counted under.", nullable=True),
        Column("unit", "text", "The organisation, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day of the capture; XX not established."),
        *MAKER_COLUMNS,
        Column("is_language", "boolean", "Whether the models generate text.", nullable=True),
        Column("is_tracked", "boolean", "Whether they are on the curated list."),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("size_class", "text", "Total parameters, decimal billions."),
        Column("licence_class", "text", "permissive, conditional, non_commercial, undeclared or unknown."),
        Column("models", "integer", "Models in the cell."),
        Column("flow", "integer", "Their 30-day downloads.", nullable=True),
    ),
    key=(
        "list_id",
        "crawl_id",
        "created_month",
        "unit",
        "account",
        "organisation_id",
        "base_organisation_id",
        "licence_class",
        *TRAITS,
    ),
    reads=("model_facts", "model_observations", "crawls", "origins", "licence_classes", "seats"),
    judgements=("organisations", "accounts", "families", "licences", "licence_aliases"),
    rules=(
        Rule(
            "Early captures carry no licence at all.",
            "A capture in which nothing is tagged is left out: its licences are not known, not undeclared.",
        ),
        Rule("A licence changes.", "Each capture is read with its own tags."),
    ),
)
def licence_cells(
    facts: nw.LazyFrame,
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    classes: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> nw.LazyFrame:
    """Models per capture, publisher, trait and licence class; only captures that tag licences."""
    tagged = facts.filter(~nw.col("licence_tag").is_null()).select("list_id", "observed_on").unique()
    months = crawls.filter(nw.col("is_month_list")).select("list_id", "crawl_id", "month", "observed_on")
    read = months.join(tagged, on=["list_id", "observed_on"], how="inner")
    listed = facts.join(read, on=["list_id", "observed_on"], how="inner").with_columns(
        licence_tag=nw.col("licence_tag").fill_null("")
    )
    flow = observations.filter(nw.col("measure") == "downloads_30d").select(
        "list_id", "crawl_id", "model_id", flow="value"
    )
    named = classes.select("licence_tag", licence_class="published_class")
    who = origins.select(
        "platform",
        "model_id",
        "canonical_id",
        "account",
        "unit",
        "organisation_id",
        "base_organisation_id",
        "created_on",
        *TRAITS,
    )
    models = (
        listed.select("list_id", "crawl_id", "month", "observed_on", "platform", "model_id", "licence_tag")
        .join(named, on="licence_tag", how="left")
        .join(flow, on=["list_id", "crawl_id", "model_id"], how="left")
        .join(who, on=["platform", "model_id"], how="left")
        .with_columns(created_month=nw.col("created_on").dt.to_string("%Y-%m"))
    )
    keys = [
        "list_id",
        "crawl_id",
        "month",
        "observed_on",
        "created_month",
        "account",
        "unit",
        "organisation_id",
    ]
    cells = models.group_by(*keys, "base_organisation_id", "licence_class", *TRAITS).agg(
        models=nw.col("canonical_id").n_unique(), flow=nw.col("flow").sum()
    )
    return with_seats(widest_marked(cells), seats)
