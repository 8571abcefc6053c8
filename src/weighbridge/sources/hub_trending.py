"""The models at the top of the Hub's own order of the day."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.fetching import Fetch
from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._hub_asking import HUB_TOKEN, trending_models
from weighbridge.sources._hub_listing import HUB_FIELDS, facts_and_edges


@source(
    title="Trending models of the Hugging Face Hub",
    producer="Hugging Face",
    homepage="https://huggingface.co/models?sort=trending",
    terms=Terms.PLATFORM,
    credit="Hugging Face Hub, trending models; single facts, no dump of the listing is republished.",
    cadence="live",
    tables=("model_facts", "lineage_edges"),
    fields=HUB_FIELDS,
    fetch=Fetch(
        lanes=trending_models, asks="the hundred trending models: one page", token=HUB_TOKEN, key="_id"
    ),
)
def hub_trending(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Facts and parents of the models that trend, as soon as they do.

    What trends is chosen by the Hub for being talked about, so its counts say nothing of the whole and feed
    no indicator of use.
    """
    return facts_and_edges(records, "hub_trending")
