"""The models of each organisation in each month's capture: what concentration is resampled from."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._alike import NAME, alike, twins
from weighbridge.entities._makers import TRAITS, WHOSE
from weighbridge.entities._seating import with_seats
from weighbridge.store.scanning import settled

LONE = "@"
"""The unit of all lone accounts together; each alone is ``@`` and its name."""
COUNTS = ("flow", "likes")
# What concentration chooses models by: only sums of the same are added up.
_CHOSEN = ("is_language", "is_tracked", "copy_kind", "size_class")
# What only a row about one model tells.
_OWN = ("account", "organisation_id", "base_organisation_id", "family_id", "line_pattern", "line_account")
_ALIKE = ("canonical_id", *WHOSE, *TRAITS)
_MARKS = ("is_told", "is_one")


@entity(
    columns=(
        Column("list_id", "text", "The list of models that was watched."),
        Column("crawl_id", "text", "The capture that stands for the month."),
        Column("month", "text", "The month, YYYY-MM."),
        Column("observed_on", "date", "The last day of the capture."),
        Column("is_widest", "boolean", "Whether the list has the most models that month."),
        Column(
            "canonical_id", "text", "The model, under one id; empty where many are added up.", nullable=True
        ),
        Column("account", "text", "The account under the name counted under.", nullable=True),
        Column("unit", "text", "The organisation, or the lone account; @ alone for all of them together."),
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
    key=("list_id", "crawl_id", "canonical_id", *_CHOSEN),
    reads=("model_observations", "crawls", "origins", "seats"),
    judgements=("organisations", "accounts", "families"),
    rules=(
        Rule("A capture holds a model under two names.", "Counted once, with the larger count."),
        Rule(
            "Most models are of accounts whose organisation nobody knows.",
            "Added up by language, tracking, kind of copy and size: no more is told of them.",
        ),
        Rule(
            "Such an account copies the model of a known maker.",
            "One row: it is that maker's where copies are counted for the original.",
        ),
    ),
)
def organisation_models(
    observations: nw.LazyFrame, crawls: nw.LazyFrame, origins: nw.LazyFrame, seats: nw.LazyFrame
) -> nw.LazyFrame:
    """One row per month capture and model of a known maker: concentration resamples models within makers.

    Models of lone accounts are never resampled: rows without a ``canonical_id`` are sums over them.
    """
    captures = settled(
        crawls.filter(nw.col("is_month_list"))
        .select("list_id", "crawl_id", "month", "observed_on", "is_widest")
        .with_row_index("capture", order_by=["list_id", "crawl_id"])
    )
    numbered = alike(_told(origins), _ALIKE, _MARKS)
    flow = nw.when(nw.col("measure") == "downloads_30d").then(nw.col("value"))
    likes = nw.when(nw.col("measure") == "likes").then(nw.col("value"))
    counts = (
        numbered.named(observations)
        .filter(nw.col("measure").is_in(["downloads_30d", "likes"]) & ~nw.col("value").is_null())
        .join(captures.select("capture", "list_id", "crawl_id"), on=["list_id", "crawl_id"], how="inner")
        .select("capture", *NAME, flow=flow, likes=likes)
        .join(numbered.models, on=list(NAME), how="left")
    )
    # Two questions are asked of it, and it holds numbers only: known makers' models, and few sums.
    single = settled(_single(counts, ("capture", *_MARKS, *numbered.by)))
    described = numbered.described(single).join(captures, on="capture", how="inner")
    names = ("list_id", "crawl_id", "month", "observed_on", "is_widest", *_ALIKE, *COUNTS)
    told = described.filter(nw.col("is_told")).select(*names)
    rest = _added_up(described.filter(~nw.col("is_told")).select(*names))
    return with_seats(nw.concat([told, rest.select(*names)], how="vertical"), seats)


def _told(origins: nw.LazyFrame) -> nw.LazyFrame:
    """The models, with what a row is to tell of them.

    ``is_told`` marks those that have a row; the others lose what their sum cannot tell. ``is_one`` marks
    those that are first brought together under their ``canonical_id``: of the others only a model of several
    names, which would be added up once for each.
    """
    is_known = ~nw.col("organisation_id").is_null()
    is_copied = (nw.col("copy_kind") == "copy") & ~nw.col("base_organisation_id").is_null()
    several = twins(origins).with_columns(is_twin=nw.lit(True))
    marked = origins.join(several, on="canonical_id", how="left").with_columns(is_told=is_known | is_copied)
    is_one = nw.col("is_told") | ~nw.col("is_twin").is_null()
    return marked.with_columns(
        *(nw.when(nw.col("is_told")).then(nw.col(name)).alias(name) for name in _OWN),
        canonical_id=nw.when(is_one).then(nw.col("canonical_id")),
        unit=nw.when(nw.col("is_told")).then(nw.col("unit")).otherwise(nw.lit(LONE)),
        is_one=is_one,
    )


def _single(counts: nw.LazyFrame, keys: Sequence[str]) -> nw.LazyFrame:
    """The largest count of each model, and the sums of those that are not told apart."""
    largest = (
        nw.when(nw.col("is_one")).then(nw.col(f"largest_{name}")).otherwise(nw.col(name)).alias(name)
        for name in COUNTS
    )
    return _summed(counts, keys).select(*keys, *largest)


def _added_up(models: nw.LazyFrame) -> nw.LazyFrame:
    """The sums over models of several names and over all others as one."""
    keys = [name for name in models.collect_schema().names() if name not in ("canonical_id", *COUNTS)]
    return _summed(models, keys).with_columns(canonical_id=nw.lit(None, nw.String))


def _summed(rows: nw.LazyFrame, keys: Sequence[str]) -> nw.LazyFrame:
    """Sums and the largest of each count; a sum over nothing observed is empty, not zero."""
    largest = {f"largest_{name}": nw.col(name).max() for name in COUNTS}
    sums = rows.group_by(*keys).agg(*(nw.col(name).sum().cast(nw.Int64) for name in COUNTS), **largest)
    return sums.with_columns(
        nw.when(~nw.col(f"largest_{name}").is_null()).then(nw.col(name)).alias(name) for name in COUNTS
    )
