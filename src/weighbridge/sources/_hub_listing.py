"""Records of the Hub's listing, wherever they were taken from: their fields, and the rows they make."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind
from weighbridge.sources._card_text import TEXT_FIELDS
from weighbridge.sources._lineage import (
    ADAPTER_FIELDS,
    CARD_FIELDS,
    GGUF_FIELDS,
    MODEL_TYPES,
    TAGGED_BASES,
    TREE_FIELDS,
    hub_rows,
)
from weighbridge.sources._observations import long_rows

NONE_DECLARED = "none-declared"

HUB_FIELDS = (
    Field("id", Kind.MODEL_ID, required=True, aliases=("modelId",)),
    Field("downloads", Kind.COUNT),
    Field("downloads_all_time", Kind.COUNT, path="downloadsAllTime"),
    Field("likes", Kind.COUNT),
    Field("created_at", Kind.DATE, path="createdAt"),
    Field("pipeline_tag", Kind.TEXT),
    Field("library_name", Kind.TEXT),
    Field("licence_tag", Kind.TAG, path="tags", prefix="license:"),
    # A record with two such tags names a general and a special type: the longer says more.
    Field("tagged_type", Kind.TAG, path="tags", words=MODEL_TYPES),
    TAGGED_BASES,
    Field("licence_card", Kind.JSON, path="cardData.license"),
    Field("parameters", Kind.COUNT, path="safetensors.total", aliases=("gguf.total",)),
    Field("model_type", Kind.JSON, path="config.model_type", aliases=("gguf.architecture",)),
    *CARD_FIELDS,
    *TREE_FIELDS,
    *ADAPTER_FIELDS,
    *GGUF_FIELDS,
    *TEXT_FIELDS,
)


def listing_rows(records: nw.LazyFrame, list_id: str) -> dict[str, nw.LazyFrame]:
    """Rows of observations, facts and edges from checked records of a listing of the Hub."""
    rows = records.with_columns(
        list_id=nw.lit(list_id),
        platform=nw.lit("huggingface"),
        crawl_id=nw.col("as_of"),
        observed_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        month=nw.col("as_of").str.slice(0, 7),
        model_id=nw.col("id"),
    )
    measures = {"downloads_30d": "downloads", "downloads_all_time": "downloads_all_time", "likes": "likes"}
    card = nw.col("licence_card").str.replace_all('"', "", literal=True)
    has_card = ~nw.col("licence_card").is_null()
    # A record with tags but no licence among them declares none; one without tags says nothing.
    declared = nw.when(nw.col("licence_tag").is_null() & ~nw.col("tagged_bases").is_null()).then(
        nw.lit(NONE_DECLARED)
    )
    tagged = declared.otherwise(nw.col("licence_tag"))
    stated_type = nw.col("model_type").str.replace_all('"', "", literal=True)
    facts = rows.select(
        "list_id",
        "platform",
        "model_id",
        "observed_on",
        created_on=nw.col("created_at"),
        released_on=nw.lit(None).cast(nw.Date),
        parameters=nw.col("parameters"),
        active_parameters=nw.lit(None).cast(nw.Int64),
        licence_tag=nw.when(has_card).then(card).otherwise(tagged),
        pipeline_tag=nw.col("pipeline_tag"),
        architecture=nw.when(nw.col("model_type").is_null())
        .then(nw.col("tagged_type"))
        .otherwise(stated_type),
        weight_format=nw.lit(None).cast(nw.String),
        is_tracked=nw.lit(None).cast(nw.Boolean),
    )
    return {
        "model_observations": long_rows(rows, measures, {}),
        "model_facts": facts,
        "lineage_edges": hub_rows(records),
    }


def facts_and_edges(records: nw.LazyFrame, list_id: str) -> dict[str, nw.LazyFrame]:
    """The same without counts: for lists that were chosen by something that moves counts."""
    made = listing_rows(records, list_id)
    return {name: made[name] for name in ("model_facts", "lineage_edges")}
