"""The Hugging Face Hub's own list of models, as its API or a dump of it gives it."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._card_text import TEXT_FIELDS
from weighbridge.sources._lineage import (
    ADAPTER_FIELDS,
    CARD_FIELDS,
    GGUF_FIELDS,
    TREE_FIELDS,
    hub_rows,
    model_types,
)
from weighbridge.sources._observations import long_rows

NONE_DECLARED = "none-declared"


@source(
    title="Models of the Hugging Face Hub",
    producer="Hugging Face",
    homepage="https://huggingface.co/docs/hub/api",
    terms=Terms.PLATFORM,
    credit="Hugging Face Hub, model listing; single facts, no dump of the listing is republished.",
    cadence="live; a snapshot a day or a week",
    tables=("model_observations", "model_facts", "lineage_edges"),
    list_id="hub_models",
    covers_accounts=True,
    list_title="models in an imported or fetched listing of the Hub",
    fields=(
        Field("id", Kind.MODEL_ID, required=True, aliases=("modelId",)),
        Field("downloads", Kind.COUNT),
        Field("downloads_all_time", Kind.COUNT, path="downloadsAllTime"),
        Field("likes", Kind.COUNT),
        Field("created_at", Kind.DATE, path="createdAt"),
        Field("pipeline_tag", Kind.TEXT),
        Field("library_name", Kind.TEXT),
        Field("tags", Kind.TEXTS),
        Field("licence_tag", Kind.TAG, path="tags", prefix="license:"),
        Field("licence_card", Kind.JSON, path="cardData.license"),
        Field("parameters", Kind.COUNT, path="safetensors.total", aliases=("gguf.total",)),
        Field("model_type", Kind.JSON, path="config.model_type", aliases=("gguf.architecture",)),
        *CARD_FIELDS,
        *TREE_FIELDS,
        *ADAPTER_FIELDS,
        *GGUF_FIELDS,
        *TEXT_FIELDS,
    ),
)
def hub_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Records of ``/api/models``: JSON lines, a JSON list, or Parquet, plain or compressed.

    A snapshot is one listing with its date. ``downloads`` is the rolling 30-day count, a listing that
    lacks a counter simply gives no observation of it: an absent count is not zero. A licence is the
    card's, else the tag's; a record with tags and no licence among them declares none. A model listed
    twice (a crawl repeats rows) keeps its larger count. What a model was made from is read from its tags,
    its card's ``base_model``, the Hub's model tree and an adapter's configuration alike, whatever form or
    spelling they use. A record may carry more: the metadata of a GGUF file (``gguf.metadata`` or
    ``gguf_metadata``, keys as in the file) and the text of the card (``card_text`` or ``readme``). A GGUF
    file's base fields are copied from the card of the model that was converted, so they name an ancestor; of
    the text a few set phrases are read, and a card that names several models in them says nothing.
    """
    rows = records.with_columns(
        list_id=nw.lit("hub_models"),
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
    declared = nw.when(nw.col("licence_tag").is_null() & ~nw.col("tags").is_null()).then(
        nw.lit(NONE_DECLARED)
    )
    tagged = declared.otherwise(nw.col("licence_tag"))
    typed = rows.join(model_types(records), on="id", how="left")
    stated_type = nw.col("model_type").str.replace_all('"', "", literal=True)
    facts = typed.select(
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
