"""Hub listings stored by os-ai-map: the most downloaded models and tracked accounts, with all tags."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._hub_listing import NONE_DECLARED
from weighbridge.sources._lineage import BASE_TAG, MODEL_TYPES, exploded, tag_rows
from weighbridge.sources._observations import long_rows


@source(
    title="Hub listings of os-ai-map",
    producer="Current AI (os-ai-map)",
    homepage="https://github.com/currentai-org/os-ai-map",
    terms=Terms.MIT,
    credit="currentai-org/os-ai-map, commit 57cbce2, MIT.",
    cadence="two captures, April and June 2026",
    tables=("model_observations", "model_facts", "lineage_edges"),
    list_id="os_ai_map",
    list_title="the Hub's 1,000 most downloaded models and those of tracked accounts",
    fields=(
        Field("captured", Kind.DATE, required=True),
        Field("model_id", Kind.MODEL_ID, required=True),
        Field("downloads", Kind.COUNT),
        Field("likes", Kind.COUNT),
        Field("created_at", Kind.DATE),
        Field("pipeline_tag", Kind.TEXT),
        Field("tags", Kind.TEXT),
    ),
)
def os_ai_map(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Two captures of Hub records with 30-day downloads, likes, creation date and all tags.

    The first capture is dated by the newest change in it (28 April 2026, a lower bound), the second by its
    commit. Accounts whose request failed were left out without a word (973 tracked rows, then 2,061), so
    the two captures differ in what they watch. Tags name bases with their relation.
    """
    rows = records.with_columns(
        id=nw.col("model_id"),
        list_id=nw.lit("os_ai_map"),
        platform=nw.lit("huggingface"),
        crawl_id=nw.col("captured").dt.to_string("%Y-%m-%d"),
        observed_on=nw.col("captured"),
        month=nw.col("captured").dt.to_string("%Y-%m"),
    )
    tagged = rows.select("id", as_of=nw.col("crawl_id"), tags=nw.col("tags").fill_null("").str.split(","))
    task = nw.when(nw.col("pipeline_tag") != "").then(nw.col("pipeline_tag"))
    licence = nw.col("tags").str.split("license:").list
    # A record with tags but no licence among them declares none.
    tagged_licence = (
        nw.when(licence.len() > 1)
        .then(licence.get(1).str.split(",").list.get(0))
        .otherwise(nw.when(nw.col("tags") != "").then(nw.lit(NONE_DECLARED)))
    )
    typed = rows.with_columns(licence_tag=tagged_licence).join(_model_types(tagged), on="id", how="left")
    facts = typed.select(
        "list_id",
        "platform",
        "model_id",
        "observed_on",
        created_on=nw.col("created_at"),
        released_on=nw.lit(None).cast(nw.Date),
        parameters=nw.lit(None).cast(nw.Int64),
        active_parameters=nw.lit(None).cast(nw.Int64),
        licence_tag=nw.col("licence_tag"),
        pipeline_tag=task,
        architecture=nw.col("tagged_type"),
        weight_format=nw.lit(None).cast(nw.String),
        is_tracked=nw.lit(None).cast(nw.Boolean),
    )
    measures = {"downloads_30d": "downloads", "likes": "likes"}
    return {
        "model_observations": long_rows(rows, measures, {}),
        "model_facts": facts,
        "lineage_edges": tag_rows(_bases(tagged)),
    }


def _bases(tagged: nw.LazyFrame) -> nw.LazyFrame:
    named = exploded(tagged, "tags").filter(nw.col("text").str.starts_with(BASE_TAG))
    return named.with_columns(text=nw.col("text").str.slice(len(BASE_TAG)))


def _model_types(tagged: nw.LazyFrame) -> nw.LazyFrame:
    """The model type each record's tags name (``id``, ``tagged_type``); records without one are left out."""
    named = exploded(tagged, "tags").filter(nw.col("text").is_in(list(MODEL_TYPES)))
    # A record with two such tags names a general and a special type: the longer says more.
    longest = named.select("id", tagged_type=nw.col("text"), size=nw.col("text").str.len_chars())
    most = longest.group_by("id").agg(size=nw.col("size").max())
    return (
        longest.join(most, on=["id", "size"], how="inner")
        .group_by("id")
        .agg(tagged_type=nw.col("tagged_type").min())
    )
