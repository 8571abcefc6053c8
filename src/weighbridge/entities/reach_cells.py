"""How far models reach: the listed models that descend from others, by distance to their root."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities import _derivations as derived
from weighbridge.entities._seating import with_seats
from weighbridge.entities._splitting import DESCENT_COLUMNS, split
from weighbridge.entities.pooling import IN_POOLS, pooled
from weighbridge.store.scanning import settled
from weighbridge.tables._widest import widest_marked

DISTANCES = ("0", "1", "2", "3", "4_and_more", "unknown")
_KEYS = (
    "list_id",
    "crawl_id",
    "month",
    "observed_on",
    "distance",
    "copy_kind",
    "account",
    "unit",
    "organisation_id",
    "parent_organisation_id",
    "root_organisation_id",
)


@entity(
    columns=(
        Column("list_id", "text", "The list whose newest capture was read."),
        Column("crawl_id", "text", "That capture."),
        Column("month", "text", "Its month, YYYY-MM."),
        Column("observed_on", "date", "Its last day."),
        Column("is_widest", "boolean", "Whether the capture is of the list with the most models."),
        Column(
            "distance", "text", "Steps on the longest path to a root; unknown in circles.", values=DISTANCES
        ),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("account", "text", "The account that published the models.", nullable=True),
        Column("unit", "text", "What is resampled: the publisher, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day; XX not established."),
        Column("owner_id", "text", "The publisher's ultimate owner.", nullable=True),
        Column("owner_country", "text", "The ultimate owner's seat."),
        *DESCENT_COLUMNS,
        Column("models", "number", "Models in the cell; of a merge its part."),
        Column("flow", "number", "Their 30-day downloads.", nullable=True),
    ),
    key=_KEYS,
    pools=pooled,
    reads=("model_observations", "crawls", "origins", "ancestry", "origin_parts", "seats"),
    judgements=("organisations", "accounts", "families", "lineage"),
    rules=(
        Rule(
            "A listing holds few of the small derivatives.",
            "Reach is a lower limit, and comparable between makers of one list only.",
        ),
        IN_POOLS,
    ),
)
def reach_cells(
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    ancestry: nw.LazyFrame,
    parts: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> nw.LazyFrame:
    """Models of each list's newest capture by distance from their root."""
    who = derived.published(origins, "copy_kind")
    listed = derived.newest(observations, crawls, origins)
    whole = (
        listed.join(who, on="canonical_id", how="left")
        .join(ancestry.select("canonical_id", distance=_distance()), on="canonical_id", how="left")
        .with_columns(
            distance=nw.col("distance").fill_null(DISTANCES[-1]),
            base_organisation_id=nw.lit(None).cast(nw.String),
            models=nw.lit(1.0),
            flow=nw.col("downloads").cast(nw.Float64),
        )
    )
    cells = (
        split(whole, parts, ("models", "flow"))
        .rename({"captured_on": "observed_on"})
        .group_by(*_KEYS)
        .agg(models=nw.col("models").sum(), flow=nw.col("flow").sum(), counted=nw.col("flow").count())
        # A sum over nothing observed is not zero.
        .with_columns(flow=nw.when(nw.col("counted") > 0).then(nw.col("flow")))
        .drop("counted")
    )
    return with_seats(cells.join(_marked(listed), on="list_id", how="inner"), seats)


def _distance() -> nw.Expr:
    """The steps to the root as a word; empty in a circle."""
    depth = nw.col("depth")
    return nw.when(depth >= 4).then(nw.lit(DISTANCES[4])).otherwise(depth.cast(nw.String))


def _marked(listed: nw.LazyFrame) -> nw.LazyFrame:
    """The lists with ``is_widest``: the one with the most models."""
    counted = settled(listed.group_by("list_id").agg(models=nw.len()))
    return settled(widest_marked(counted, within=()).drop("models"))
