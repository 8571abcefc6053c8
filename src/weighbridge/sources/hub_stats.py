"""The daily table of the whole Hub that others publish as one Parquet file."""

from __future__ import annotations

import json
from typing import Any

import narwhals as nw

from weighbridge.catalogue.fetching import Fetch, Lane, Page, Wanted
from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._hub_asking import HUB, HUB_TOKEN
from weighbridge.sources._hub_listing import HUB_FIELDS, listing_rows
from weighbridge.store.fetching.splitting import json_of, texts, under

COLUMNS = (
    *("id", "createdAt", "lastModified", "downloads", "downloadsAllTime", "likes", "tags"),
    *("pipeline_tag", "library_name", "cardData", "baseModels", "safetensors", "gguf"),
)


def hub_stats_records(page: Page) -> list[str]:
    """Rows with their cards as objects: the table holds them as JSON texts."""
    return texts(_opened(row) for row in under(json_of(page)))


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    card = row.get("cardData")
    if isinstance(card, str):
        try:
            row["cardData"] = json.loads(card)
        except ValueError:
            del row["cardData"]
    return row


def models_table(wanted: Wanted) -> list[Lane]:
    """The table of models, of which only our columns are read."""
    url = f"{HUB}/datasets/cfahlgren1/hub-stats/resolve/main/models.parquet"
    return [Lane("models", url, hub_stats_records, columns=COLUMNS)]


@source(
    title="Hub stats, a daily table of the Hugging Face Hub",
    producer="cfahlgren1, from the Hugging Face Hub",
    homepage="https://huggingface.co/datasets/cfahlgren1/hub-stats",
    terms=Terms.APACHE_2_0,
    credit="cfahlgren1/hub-stats, models table, Apache-2.0; from the Hugging Face Hub.",
    cadence="daily, with gaps",
    tables=("model_observations", "model_facts", "lineage_edges"),
    list_id="hub_stats",
    list_title="models in the daily table of the whole Hub",
    covers_accounts=True,
    fields=HUB_FIELDS,
    fetch=Fetch(
        lanes=models_table,
        asks="the columns we read of one Parquet file, by ranges",
        token=HUB_TOKEN,
        key="id",
        must_be_whole=True,
    ),
)
def hub_stats(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The same models as the Hub's own listing, taken by others and published as one file.

    Its columns are those of the listing without gates and hashes: those are unknown, not false. It has the
    Hub as its only source, so it is no second witness beside a listing.
    """
    return listing_rows(records, "hub_stats")
