"""Models of the Hub that changed since the newest snapshot."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.fetching import Fetch
from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._hub_asking import HUB_TOKEN, changed_models
from weighbridge.sources._hub_listing import HUB_FIELDS, facts_and_edges


@source(
    title="Models of the Hugging Face Hub that changed",
    producer="Hugging Face",
    homepage="https://huggingface.co/models?sort=modified",
    terms=Terms.PLATFORM,
    credit="Hugging Face Hub, recently changed models; single facts, no dump of the listing is republished.",
    cadence="live; a snapshot a day between two whole listings",
    tables=("model_facts", "lineage_edges"),
    fields=HUB_FIELDS,
    fetch=Fetch(
        lanes=changed_models,
        asks="models changed since the newest snapshot, or in the last week",
        token=HUB_TOKEN,
        key="_id",
        must_be_whole=True,
    ),
)
def hub_changes(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Facts and parents of new and edited models: a small part of a whole listing.

    Counts of downloads move without a change of the repository, so a list of changes says nothing of use and
    feeds no indicator of it.
    """
    return facts_and_edges(records, "hub_changes")
