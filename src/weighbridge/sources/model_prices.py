"""Prices of laboratories' own services, with their days, from the package model-prices."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

import narwhals as nw

from weighbridge.catalogue.source import Package, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._prices import PRICE_FIELDS, price_rows


def _dated(path: Path) -> str:
    """The day the package's prices were last confirmed."""
    head: str = json.loads(path.read_text(encoding="utf-8"))["updated_at"]
    return head[:10]


def _unpack(path: Path) -> Iterable[Mapping[str, object]]:
    """One record a provider, model and interval of the standard price; a price without change is one."""
    for provider, models in json.loads(path.read_text(encoding="utf-8"))["prices"].items():
        for model, modes in models.items():
            told = [entry["rates"] for entry in modes.get("standard", ()) if entry["rates"]]
            starts = [str(rates["valid_from"])[:10] for rates in told]
            for rates, (start, end) in zip(told, pairwise([*starts, None]), strict=True):
                if start != end:
                    yield {
                        "provider": provider,
                        "model": model,
                        "input": rates.get("input"),
                        "output": rates.get("output"),
                        "cached": rates.get("cache_read"),
                        "from": start,
                        "until": end,
                        "basis": rates.get("valid_from_basis"),
                    }


@source(
    title="Prices of laboratories (model-prices)",
    producer="model-prices, from models.dev and providers' pages",
    homepage="https://github.com/wakamex/model-prices",
    terms=Terms.MIT,
    credit="model-prices (github.com/wakamex/model-prices) and models.dev, MIT; read as installed.",
    cadence="with the pinned version",
    tables=("prices",),
    platform="model-prices",
    fields=PRICE_FIELDS,
    package=Package("model-prices", "model_prices", "snapshot.json", _dated, _unpack),
)
def model_prices(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a provider, model and period of the standard price per million tokens.

    Only what comes with the pinned version is read; the package's own refresh is never called. A start is
    `documented`, the day of a change in models.dev (often some days late), or `first observed`. Of
    several tiers by length the lowest counts, batch and fast modes do not.
    """
    return {"prices": price_rows(records)}
