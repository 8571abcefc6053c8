"""Licences of listed models, as tagged on the day of each capture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._alike import NAME, Alike, alike, twins
from weighbridge.entities._kinds import Kinds, Plain, plain_kinds
from weighbridge.entities._licence_sums import LicenceSums
from weighbridge.entities._licence_tags import tags_in_use
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS, WHOSE
from weighbridge.entities._pooled_kinds import pooled_kinds
from weighbridge.entities._seating import seated, with_seats
from weighbridge.entities._series import is_long
from weighbridge.entities.pooling import IN_POOLS, pooled
from weighbridge.store.arrow import coded, table_of, taken
from weighbridge.store.scanning import beside, gathered, settled
from weighbridge.tables._widest import widest_marked

_ALIKE = ("created_month", *WHOSE, *TRAITS)
_COUNTS = ("models", "flow")
_SLICE = 1 << 18


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
    pools=pooled,
    reads=("model_facts", "model_observations", "crawls", "origins", "licence_classes", "seats"),
    judgements=("organisations", "accounts", "families", "licences", "licence_aliases"),
    rules=(
        Rule(
            "Early captures carry no licence at all.",
            "A capture in which nothing is tagged is left out: its licences are not known, not undeclared.",
        ),
        Rule("A licence changes.", "Each capture is read with its own tags."),
        IN_POOLS,
    ),
)
def licence_cells(
    facts: nw.LazyFrame,
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    classes: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> nw.LazyFrame | Iterator[pa.Table]:
    """Models per capture, publisher, trait and licence class; only captures that tag licences."""
    captures = _captures(facts, crawls)
    created = origins.with_columns(created_month=nw.col("created_on").dt.to_string("%Y-%m"))
    told = plain_kinds(created, _ALIKE) if is_long(facts) else None
    if told is not None:
        held, tags = gathered(captures.sort("capture")), tags_in_use(classes)
        return _summed_first(LicenceSums(told, facts, observations, held, tags), told, captures, seats)
    numbered = alike(created, _ALIKE, ("canonical_id",))
    keys = ("capture", *numbered.by, "licence_class")
    listed = _listed(numbered.named(facts), captures, classes)
    surplus = settled(_surplus(listed, captures, numbered, twins(origins), keys))
    each = (
        listed.join(numbered.models, on=list(NAME), how="left")
        .join(_flows(numbered.named(observations), captures), on=["capture", *NAME], how="left")
        .select(*keys, "flow", models=nw.lit(1, nw.Int64))
    )
    every = nw.concat([each, surplus.select(*keys, "flow", "models")], how="vertical")
    summed = every.group_by(*keys).agg(nw.col(name).sum().cast(nw.Int64) for name in ("models", "flow"))
    # Added up, described and sorted in one question, three million cells did not always fit into 1 GB.
    cells = settled(summed)
    less = surplus.group_by("capture").agg(less=nw.col("models").sum())
    described = numbered.described(cells).join(_marked(captures, less), on="capture", how="inner")
    return with_seats(described.drop("capture"), seats)


def _summed_first(
    sums: LicenceSums, told: Plain, captures: nw.LazyFrame, seats: nw.LazyFrame
) -> Iterator[pa.Table]:
    """The cells of very many models, a capture at a time; small lone accounts in pools from the start."""
    seen = ((number, held, None) for number, held in sums)
    pools = pooled_kinds(told.kinds, seen, _COUNTS)
    for _ in seen:
        pass  # Where lone accounts are few, captures must be read once all the same: to know the widest.
    less = table_of({"capture": np.arange(sums.less.size), "less": -sums.less})
    marked = gathered(_marked(captures, beside(captures, less)).sort("capture"))
    kinds = told.kinds if pools is None else pools.kinds
    for _, each in sums:
        cells = each if pools is None else pools.sums(each, ("class",))
        for start in range(0, cells.num_rows, _SLICE):
            yield seated(_shaped(cells.slice(start, _SLICE), marked, kinds, sums.classes), seats)


def _shaped(sums: pa.Table, captures: pa.Table, kinds: Kinds, classes: pa.Array) -> pa.Table:
    """Sums with the columns their numbers stand for, texts in dictionary form."""
    columns = kinds.told(sums, captures, sums["capture"].to_numpy())
    columns["licence_class"] = taken(coded(classes), sums["class"].to_numpy())
    columns |= {name: sums[name].cast(pa.int64()) for name in _COUNTS}
    return table_of(columns)


def _captures(facts: nw.LazyFrame, crawls: nw.LazyFrame) -> nw.LazyFrame:
    """The captures that tag licences, numbered: their rows, and whether one model may have several."""
    days = facts.group_by("list_id", "observed_on").agg(
        models=nw.len(),
        tags=nw.col("licence_tag").count(),
        first=nw.col("source").min(),
        last=nw.col("source").max(),
    )
    months = crawls.filter(nw.col("is_month_list")).select("list_id", "crawl_id", "month", "observed_on")
    read = months.join(days.filter(nw.col("tags") > 0), on=["list_id", "observed_on"], how="inner")
    # A source says one thing of a model a day.
    marked = read.with_columns(is_mixed=nw.col("first") != nw.col("last")).drop("tags", "first", "last")
    return settled(marked.with_row_index("capture", order_by=["list_id", "crawl_id"]))


def _listed(facts: nw.LazyFrame, captures: nw.LazyFrame, classes: nw.LazyFrame) -> nw.LazyFrame:
    """The models of each capture, with the class of their licence."""
    named = classes.select("licence_tag", licence_class="published_class")
    return (
        facts.select("list_id", "observed_on", *NAME, nw.col("licence_tag").fill_null(""))
        .join(
            captures.select("capture", "list_id", "observed_on"), on=["list_id", "observed_on"], how="inner"
        )
        .join(named, on="licence_tag", how="left")
        .select("capture", *NAME, "licence_class")
    )


def _flows(observations: nw.LazyFrame, captures: nw.LazyFrame) -> nw.LazyFrame:
    """The 30-day downloads of each capture, by name."""
    return (
        observations.filter(nw.col("measure") == "downloads_30d")
        .join(captures.select("capture", "list_id", "crawl_id"), on=["list_id", "crawl_id"], how="inner")
        .select("capture", *NAME, flow="value")
    )


def _surplus(
    listed: nw.LazyFrame,
    captures: nw.LazyFrame,
    numbered: Alike,
    named_twice: nw.LazyFrame,
    keys: Sequence[str],
) -> nw.LazyFrame:
    """What counting rows counts too much, as models below zero: a model is one under all its names.

    Only models of several names are looked at, and captures whose models may have several rows.
    """
    mixed = captures.filter(nw.col("is_mixed")).select("capture")
    several = numbered.models.join(named_twice, on="canonical_id", how="inner")
    rows = nw.concat(
        [
            listed.join(mixed, on="capture", how="anti").join(several, on=list(NAME), how="inner"),
            listed.join(mixed, on="capture", how="inner").join(numbered.models, on=list(NAME), how="inner"),
        ],
        how="vertical",
    )
    found = rows.group_by(*keys, "canonical_id").agg(rows=nw.len())
    models = 1 - nw.col("rows").cast(nw.Int64)
    return found.filter(nw.col("rows") > 1).with_columns(models=models, flow=nw.lit(None, nw.Int64))


def _marked(captures: nw.LazyFrame, less: nw.LazyFrame) -> nw.LazyFrame:
    """The captures with ``is_widest``: the list that tags the most models of its month.

    ``less`` says of some captures by how many their models are fewer than their rows.
    """
    models = nw.col("models") + nw.col("less").fill_null(0)
    counted = captures.join(less, on="capture", how="left").with_columns(models=models)
    names = ("capture", "list_id", "crawl_id", "month", "observed_on", "is_widest")
    return settled(widest_marked(counted).select(*names))
