"""New models by month of creation, as the newest capture of each list shows them."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._alike import NAME, alike
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS
from weighbridge.entities._seating import with_seats
from weighbridge.entities._splitting import DESCENT_COLUMNS, DESCENT_KEYS, split
from weighbridge.entities.pooling import IN_POOLS, pooled
from weighbridge.store.scanning import distinct, settled
from weighbridge.tables._widest import widest_marked

_ALIKE = ("created_on", "account", "unit", "organisation_id", *TRAITS)


@entity(
    columns=(
        Column("list_id", "text", "The list whose newest capture was read."),
        Column("crawl_id", "text", "That capture."),
        Column("month", "text", "The month the repositories were created in, YYYY-MM."),
        Column("captured_on", "date", "The day of the capture."),
        Column("observed_on", "date", "Creation: the day for which the maker's seat is read."),
        Column("is_widest", "boolean", "Whether the capture has the most dated models of all lists."),
        Column("account", "text", "The account under the name counted under.", nullable=True),
        Column("unit", "text", "What is resampled: the organisation, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day of creation; XX not established."),
        *MAKER_COLUMNS,
        Column("is_language", "boolean", "Whether the models generate text.", nullable=True),
        Column("is_tracked", "boolean", "Whether they are on the curated list."),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("size_class", "text", "Total parameters, decimal billions."),
        Column("models", "number", "Repositories created; of a merge the part of its maker."),
        *DESCENT_COLUMNS,
    ),
    key=(
        "list_id",
        "observed_on",
        "unit",
        "account",
        "organisation_id",
        "base_organisation_id",
        *TRAITS,
        *DESCENT_KEYS,
    ),
    pools=pooled,
    reads=("model_observations", "crawls", "origins", "seats", "origin_parts"),
    judgements=("organisations", "accounts", "families"),
    rules=(
        Rule(
            "The Hub knows no creation before 2 March 2022.",
            "Models dated on that day are older than we know; they are in no month.",
        ),
        Rule("A model without a date.", "In no month; the coverage is said with the result."),
        Rule(
            "A list shows what is there on its day.",
            "Models taken down before, or not listed, are missing: earlier months are under-counted.",
        ),
        IN_POOLS,
    ),
)
def release_cells(
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    seats: nw.LazyFrame,
    parts: nw.LazyFrame,
) -> nw.LazyFrame:
    """Repositories by day of creation, publisher and trait, from the newest month capture of each list."""
    captures = _newest(crawls)
    dated = origins.filter(~nw.col("created_on").is_null() & ~nw.col("is_created_floor"))
    numbered = alike(dated, _ALIKE, ("canonical_id", "base_organisation_id"))
    listed = numbered.named(observations).join(
        captures.select("capture", "list_id", "crawl_id"), on=["list_id", "crawl_id"], how="inner"
    )
    names = distinct(listed.select("capture", *NAME)).join(numbered.models, on=list(NAME), how="inner")
    models = distinct(names.drop("name")).with_columns(models=nw.lit(1.0))
    whole = split(models, parts, ("models",))
    cells = whole.group_by("capture", *numbered.by, "base_organisation_id", *DESCENT_KEYS).agg(
        models=nw.col("models").sum()
    )
    described = numbered.described(cells).join(_marked(whole, captures), on="capture", how="inner")
    named = described.with_columns(month=nw.col("created_on").dt.to_string("%Y-%m")).drop("capture")
    return with_seats(named.rename({"created_on": "observed_on"}), seats)


def _newest(crawls: nw.LazyFrame) -> nw.LazyFrame:
    """The newest month capture of each list, numbered."""
    months = crawls.filter(nw.col("is_month_list"))
    newest = months.group_by("list_id").agg(month=nw.col("month").max())
    last = months.join(newest, on=["list_id", "month"], how="inner").select(
        "list_id", "crawl_id", captured_on="observed_on"
    )
    return settled(last.with_row_index("capture", order_by=["list_id", "crawl_id"]))


def _marked(whole: nw.LazyFrame, captures: nw.LazyFrame) -> nw.LazyFrame:
    """The captures with ``is_widest``: the one with the most dated models."""
    counted = settled(whole.group_by("capture").agg(models=nw.col("models").sum()))
    return settled(widest_marked(captures.join(counted, on="capture", how="inner"), within=()).drop("models"))
