"""Prices of models by provider, and whether each calls the weights open, from models.dev."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw

from weighbridge.catalogue.fetching import Page
from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._files import one_file
from weighbridge.sources._prices import PRICE_FIELDS, price_rows
from weighbridge.store.fetching.splitting import json_of, texts

URL = "https://models.dev/api.json"
_COSTS = {"input": "input", "output": "output", "cached": "cache_read"}


def offers(page: Page) -> list[str]:
    """One record a provider and model that has a price or says whether its weights are open."""
    found = list(_offers(json_of(page)))
    if not found:
        raise ValueError("JSON without a provider that has models with prices or flags")
    return texts(found)


def _offers(providers: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(providers, dict):
        raise ValueError("JSON that is no object of providers")
    for provider, held in providers.items():
        models = held.get("models") if isinstance(held, dict) else None
        for name, model in (models or {}).items():
            cost = model.get("cost") or {}
            # Zero is a free tier or nobody knows: no price.
            told = {ours: cost[theirs] for ours, theirs in _COSTS.items() if cost.get(theirs)}
            priced = told if told.get("input") and told.get("output") else {}
            is_open = model.get("open_weights")
            flag = {"open_weights": is_open} if isinstance(is_open, bool) else {}
            if priced or flag:
                yield {"provider": provider, "model": name, **priced, **flag}


@source(
    title="models.dev, prices by provider",
    producer="models.dev (anomalyco/models.dev)",
    homepage="https://models.dev/",
    terms=Terms.MIT,
    credit="models.dev (anomalyco/models.dev), MIT.",
    cadence="live",
    tables=("prices", "openness_flags"),
    platform="models_dev",
    fields=(*PRICE_FIELDS, Field("is_open", Kind.BOOLEAN, path="open_weights")),
    fetch=one_file(URL, offers, "all providers with their models: one file"),
)
def models_dev(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a provider and model: its price in dollars for a million tokens, and whether it is open.

    A price of zero is a free tier or not known and is left out. Whether weights are open is what each
    provider's entry says; entries of one model contradict each other, and all are kept. `base_model` there
    means the model that is served, no ancestry, and is not read.
    """
    priced = records.filter(~nw.col("price_in").is_null() & ~nw.col("price_out").is_null())
    said = records.filter(~nw.col("is_open").is_null())
    flags = said.select("provider", "is_open", model_label="model")
    return {"prices": price_rows(priced), "openness_flags": flags}
