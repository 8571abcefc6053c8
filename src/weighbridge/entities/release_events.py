"""Every dated model on the newest capture of each list: what release events are made of."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS, WHOSE
from weighbridge.entities._seating import with_seats
from weighbridge.store.scanning import distinct
from weighbridge.tables._widest import widest_marked


@entity(
    columns=(
        Column("list_id", "text", "The list whose newest capture was read."),
        Column("captured_on", "date", "The day of the capture."),
        Column("month", "text", "The month of creation, YYYY-MM."),
        Column("observed_on", "date", "Creation of the repository: the day its maker's seat is read for."),
        Column("is_widest", "boolean", "Whether the capture has the most dated models of all lists."),
        Column("canonical_id", "text", "One id for case twins and renamed accounts."),
        Column("account", "text", "The account under the name counted under.", nullable=True),
        Column("unit", "text", "What is resampled: the organisation, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day of creation; XX not established."),
        *MAKER_COLUMNS,
        Column("is_language", "boolean", "Whether the model generates text.", nullable=True),
        Column("is_tracked", "boolean", "Whether it is on the curated list."),
        Column("copy_kind", "text", "first_party: only a maker's own repositories are releases."),
        Column("size_class", "text", "Total parameters, decimal billions."),
        Column("models", "integer", "One."),
    ),
    key=("list_id", "canonical_id"),
    reads=("model_observations", "crawls", "origins", "seats"),
    judgements=("organisations", "accounts", "families"),
    rules=(
        Rule(
            "A repository is created before, or long after, its model is released.",
            "The day is that of the repository; dated corrections exist for few models and are not used.",
        ),
        Rule(
            "Copies and conversions by others.",
            "No releases: only repositories of the organisation that made the model are kept.",
        ),
        Rule("Models dated on the Hub's first day, or not at all.", "In no event."),
    ),
)
def release_events(
    observations: nw.LazyFrame, crawls: nw.LazyFrame, origins: nw.LazyFrame, seats: nw.LazyFrame
) -> nw.LazyFrame:
    """Makers' own repositories with the day of their creation, from the newest capture of each list."""
    months = crawls.filter(nw.col("is_month_list"))
    newest = months.group_by("list_id").agg(month=nw.col("month").max())
    last = months.join(newest, on=["list_id", "month"], how="inner").select(
        "list_id", "crawl_id", captured_on="observed_on"
    )
    held = observations.join(last, on=["list_id", "crawl_id"], how="inner")
    listed = distinct(held.select("list_id", "captured_on", "platform", "model_id"))
    who = origins.select(
        "platform",
        "model_id",
        "canonical_id",
        *WHOSE,
        "created_on",
        "is_created_floor",
        *TRAITS,
    )
    dated = (
        listed.join(who, on=["platform", "model_id"], how="left")
        .filter(
            ~nw.col("created_on").is_null()
            & ~nw.col("is_created_floor")
            & (nw.col("copy_kind") == "first_party")
            & (nw.col("created_on") <= nw.col("captured_on"))
        )
        .drop("model_id", "platform", "is_created_floor")
    )
    keys = ["list_id", "captured_on", "canonical_id"]
    rest = [*WHOSE, "created_on", *TRAITS]
    # Two spellings of one model are one, whichever of them a list has.
    single = dated.group_by(*keys).agg(**{name: nw.col(name).min() for name in rest})
    marked = widest_marked(single, nw.len(), within=()).with_columns(
        month=nw.col("created_on").dt.to_string("%Y-%m"),
        models=nw.lit(1),
    )
    return with_seats(marked.rename({"created_on": "observed_on"}), seats)
