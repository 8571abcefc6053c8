"""The Hugging Face Hub's own list of models, as its API or a dump of it gives it."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.fetching import Fetch
from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._hub_asking import HUB_TOKEN, all_models
from weighbridge.sources._hub_listing import HUB_FIELDS, listing_rows


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
    fields=HUB_FIELDS,
    fetch=Fetch(
        lanes=all_models,
        asks="every public model, newest first, a thousand a page",
        token=HUB_TOKEN,
        key="_id",
        must_be_whole=True,
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
    return listing_rows(records, "hub_models")
