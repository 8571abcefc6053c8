"""Prices of models at many hosts, from the package genai-prices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import narwhals as nw

from weighbridge.catalogue.source import Package, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._prices import PRICE_FIELDS, price_rows

_OPENROUTER = re.compile(r"\n        id='openrouter',(.*?)\n    Provider\(", re.DOTALL)
_START = re.compile(r"start_date=datetime\.date\((\d+), (\d+), (\d+)\)")


def _dated(path: Path) -> str:
    """The newest day on which a price of OpenRouter began: those are recorded by machine, day by day.

    The file names no day of its own, and other providers' prices are announced ahead.
    """
    found = _OPENROUTER.search(path.read_text(encoding="utf-8"))
    days = _START.findall(found.group(1)) if found else []
    if not days:
        return "2026-11-03"
    return max(f"{int(y):04d}-{int(m):02d}-{int(d):02d}" for y, m, d in days)


def _unpack(path: Path) -> Iterable[Mapping[str, object]]:
    """One record a provider, model and period; a price that hangs on the time of day is left out."""
    from genai_prices.data import providers

    for provider in providers:
        for model in provider.models:
            prices: Any = model.prices
            plain = [(None, prices)] if not isinstance(prices, list) else [_period(item) for item in prices]
            held = [(start, price) for start, price in plain if start != "by the hour"]
            for at, (start, price) in enumerate(held):
                later = [day for day, _ in held[at + 1 :] if day is not None]
                yield {
                    "provider": provider.id,
                    "model": model.id,
                    "input": _number(price, "input_mtok"),
                    "output": _number(price, "output_mtok"),
                    "cached": _number(price, "cache_read_mtok"),
                    "from": start,
                    "until": min(later, default=None),
                    "region": None,
                }


def _period(item: Any) -> tuple[str | None, Any]:
    start = getattr(item.constraint, "start_date", None)
    if item.constraint is not None and start is None:
        return "by the hour", item.prices
    return (start.isoformat() if start else None), item.prices


def _number(price: Any, name: str) -> float | None:
    """The price, the lowest tier's where there are several; None where there is none."""
    value = getattr(price, name, None)
    base = getattr(value, "base", value)
    return None if base is None else float(base)


@source(
    title="Prices at hosts (genai-prices)",
    producer="Pydantic",
    homepage="https://github.com/pydantic/genai-prices",
    terms=Terms.MIT,
    credit="genai-prices (github.com/pydantic/genai-prices), MIT; read from the installed package.",
    cadence="with the pinned version",
    tables=("prices",),
    platform="genai-prices",
    fields=PRICE_FIELDS,
    package=Package("genai-prices", "genai_prices", "data.py", _dated, _unpack),
)
def genai_prices(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a provider, model and period of the price per million tokens.

    Only what comes with the pinned version is read; the package's own update is never called. Most prices
    bear no day: they hold on the day of the package, and nothing is said of earlier ones. A price announced
    for later begins later. Free variants have no price here: free is not cheap.
    """
    return {"prices": price_rows(records)}
