"""All models of chosen accounts of the Hub."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.fetching import Fetch
from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._hub_asking import HUB_TOKEN, models_of_accounts
from weighbridge.sources._hub_listing import HUB_FIELDS, listing_rows


@source(
    title="Models of chosen accounts on the Hugging Face Hub",
    producer="Hugging Face",
    homepage="https://huggingface.co/organizations",
    terms=Terms.PLATFORM,
    credit="Hugging Face Hub, models by account; single facts, no dump of the listing is republished.",
    cadence="live; a snapshot a day or a week",
    tables=("model_observations", "model_facts", "lineage_edges"),
    list_id="hub_organisations",
    list_title="every model of the accounts that makers run themselves",
    covers_accounts=True,
    fields=HUB_FIELDS,
    fetch=Fetch(
        lanes=models_of_accounts,
        asks="every model of each account, one list an account",
        token=HUB_TOKEN,
        key="_id",
        must_be_whole=True,
        by_account=True,
    ),
)
def hub_organisations(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Records of ``/api/models?author=...``, for accounts judged to be an organisation's own or named.

    A few hundred requests instead of thousands: enough for shares among makers that are known, and blind to
    everybody else. An account that was renamed or closed lists nothing.
    """
    return listing_rows(records, "hub_organisations")
