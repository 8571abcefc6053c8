"""Models whose licence tag changed its class since their list first tagged them."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS
from weighbridge.entities._seating import with_seats
from weighbridge.entities.licences import PUBLISHED_CLASSES
from weighbridge.tables._widest import widest_marked

_WHOSE = ("account", "unit", "organisation_id", "base_organisation_id")
_MODEL = ("list_id", "platform", "model_id")


@entity(
    columns=(
        Column("list_id", "text", "The list of models that was watched."),
        Column("crawl_id", "text", "The capture that stands for the month."),
        Column("month", "text", "The month, YYYY-MM."),
        Column("observed_on", "date", "The last day of the capture."),
        Column("is_widest", "boolean", "Whether the list holds the most such models that month."),
        Column("account", "text", "The account under the name counted under.", nullable=True),
        Column("unit", "text", "The organisation, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day of the capture; XX not established."),
        *MAKER_COLUMNS,
        Column("is_language", "boolean", "Whether the models generate text.", nullable=True),
        Column("is_tracked", "boolean", "Whether they are on the curated list."),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("size_class", "text", "Total parameters, decimal billions."),
        Column("from_class", "text", "The class of the first tag.", values=PUBLISHED_CLASSES),
        Column("to_class", "text", "The class of the month's tag.", values=PUBLISHED_CLASSES),
        Column("model_id", "text", "The model, where the class changed; else empty.", nullable=True),
        Column("from_tag", "text", "Its first tag, where the class changed.", nullable=True),
        Column("to_tag", "text", "The month's tag, where the class changed.", nullable=True),
        Column("since", "date", "The day its first tag was seen, where the class changed.", nullable=True),
        Column("models", "integer", "Models in the cell."),
    ),
    key=(
        "list_id",
        "crawl_id",
        "unit",
        "account",
        "organisation_id",
        "base_organisation_id",
        "from_class",
        "to_class",
        "model_id",
        *TRAITS,
    ),
    reads=("model_facts", "crawls", "origins", "licence_classes", "seats"),
    judgements=("organisations", "accounts", "families", "licences", "licence_aliases"),
    rules=(
        Rule("A list did not record the tag that day.", "No move: not recorded is not undeclared."),
        Rule("A model is tagged in one capture only.", "Left out: nothing can have moved."),
        Rule(
            "A tag is written in another way.",
            "No move: tags are compared by the class of the licence they stand for.",
        ),
        Rule(
            "The first tag, or the last, is `other` or unread.",
            "Class `unknown`: whether it moved is not known, and bounds the figures.",
        ),
    ),
)
def licence_move_cells(
    facts: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    classes: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> nw.LazyFrame:
    """Models per capture, publisher, class of the first tag and of the month's; those that moved by name."""
    named = classes.select("licence_tag", licence_class="published_class")
    tagged = (
        facts.filter(~nw.col("licence_tag").is_null())
        .select(*_MODEL, "observed_on", "licence_tag")
        .join(named, on="licence_tag", how="left")
    )
    first = tagged.group_by(*_MODEL).agg(since=nw.col("observed_on").min())
    began = first.join(
        tagged.rename({"observed_on": "since", "licence_tag": "from_tag", "licence_class": "from_class"}),
        on=[*_MODEL, "since"],
        how="inner",
    )
    months = crawls.filter(nw.col("is_month_list")).select("list_id", "crawl_id", "month", "observed_on")
    moved = nw.col("from_class") != nw.col("to_class")
    models = (
        tagged.rename({"licence_tag": "to_tag", "licence_class": "to_class"})
        .join(months, on=["list_id", "observed_on"], how="inner")
        .join(began, on=list(_MODEL), how="inner")
        .filter(nw.col("since") < nw.col("observed_on"))
        .join(
            origins.select("platform", "model_id", *_WHOSE, *TRAITS), on=["platform", "model_id"], how="left"
        )
        .with_columns(
            nw.when(moved).then(nw.col(name)).alias(name)
            for name in ("model_id", "from_tag", "to_tag", "since")
        )
    )
    keys = ["list_id", "crawl_id", "month", "observed_on", *_WHOSE, "from_class", "to_class"]
    cells = models.group_by(*keys, "model_id", "from_tag", "to_tag", "since", *TRAITS).agg(models=nw.len())
    return with_seats(widest_marked(cells), seats)
