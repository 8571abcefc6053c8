"""Models whose licence tag changed its class since their list first tagged them."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._alike import NAME, Alike, alike
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS, WHOSE
from weighbridge.entities._seating import with_seats
from weighbridge.entities.licences import PUBLISHED_CLASSES
from weighbridge.entities.pooling import IN_POOLS, pooled
from weighbridge.store.scanning import settled
from weighbridge.tables._widest import widest_marked

_ALIKE = (*WHOSE, *TRAITS)
_MODEL = ("list_id", *NAME)
_NAMED = ("model_id", "from_tag", "to_tag", "since")


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
    pools=pooled,
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
        IN_POOLS,
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
    captures = settled(
        crawls.filter(nw.col("is_month_list"))
        .select("list_id", "crawl_id", "month", "observed_on")
        .with_row_index("capture", order_by=["list_id", "crawl_id"])
    )
    numbered = alike(origins, _ALIKE)
    named = numbered.named(facts)
    moved = nw.col("from_class") != nw.col("to_class")
    models = (
        _tagged(named, classes, "to", "model_id")
        .join(
            captures.select("list_id", "observed_on", "capture"), on=["list_id", "observed_on"], how="inner"
        )
        .join(_began(named, classes, numbered), on=list(_MODEL), how="inner")
        .filter(nw.col("since") < nw.col("observed_on"))
        .with_columns(nw.when(moved).then(nw.col(name)).alias(name) for name in _NAMED)
    )
    keys = ("capture", *numbered.by, "from_class", "to_class", *_NAMED)
    cells = models.group_by(*keys).agg(models=nw.len())
    described = numbered.described(cells).join(_marked(_tags(named), captures), on="capture", how="inner")
    return with_seats(described.drop("capture"), seats)


def _tags(named: nw.LazyFrame, *more: str) -> nw.LazyFrame:
    return named.filter(~nw.col("licence_tag").is_null()).select(*_MODEL, "observed_on", *more)


def _tagged(named: nw.LazyFrame, classes: nw.LazyFrame, which: str, *more: str) -> nw.LazyFrame:
    """The tags of each day, with the class of their licence."""
    read = classes.select("licence_tag", **{f"{which}_class": nw.col("published_class")})
    tagged = _tags(named, "licence_tag", *more).join(read, on="licence_tag", how="left")
    return tagged.rename({"licence_tag": f"{which}_tag"})


def _first(tags: nw.LazyFrame) -> nw.LazyFrame:
    return tags.group_by(*_MODEL).agg(since=nw.col("observed_on").min())


def _began(named: nw.LazyFrame, classes: nw.LazyFrame, numbered: Alike) -> nw.LazyFrame:
    """The first tag of each model on each list, and what its cell is told by."""
    tagged = _tagged(named, classes, "from").rename({"observed_on": "since"})
    began = _first(_tags(named)).join(tagged, on=[*_MODEL, "since"], how="inner")
    return began.join(numbered.models.select(*NAME, *numbered.by), on=list(NAME), how="left")


def _marked(tags: nw.LazyFrame, captures: nw.LazyFrame) -> nw.LazyFrame:
    """The captures with ``is_widest``: the list that holds the most such models that month."""
    began = _first(tags).join(tags.rename({"observed_on": "since"}), on=[*_MODEL, "since"], how="inner")
    later = (
        tags.join(
            captures.select("list_id", "observed_on", "capture"), on=["list_id", "observed_on"], how="inner"
        )
        .join(began, on=list(_MODEL), how="inner")
        .filter(nw.col("since") < nw.col("observed_on"))
    )
    counted = settled(later.group_by("capture").agg(models=nw.len()))
    return settled(widest_marked(captures.join(counted, on="capture", how="inner")).drop("models"))
