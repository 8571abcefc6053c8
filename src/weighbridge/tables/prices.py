"""Prices per million tokens by provider, model and period, with what is wrong with each."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, table

QUALITIES = (
    "priced",
    "free_tier",
    "not_priced",
    "part_missing",
    "negative",
    "other_currency",
    "unit_unknown",
    "jump",
)
PER_MILLION = {"mtok": 1.0, "per_1m": 1.0, "ktok": 1e3, "per_1k": 1e3, "tok": 1e6}
JUMP = 1_000
_NAMES = ("price_in", "price_out", "price_cached")


@table(
    staged_columns=(
        Column("provider", "text", "Who sells it, as the list names them."),
        Column("model_label", "text", "The model as the provider names it."),
        Column("region", "text", "Where it is sold, if prices differ by region.", nullable=True),
        Column("price_in", "number", "Price of what is read.", nullable=True),
        Column("price_out", "number", "Price of what is written.", nullable=True),
        Column("price_cached", "number", "Price of what is read again.", nullable=True),
        Column("currency", "text", "The currency of the prices."),
        Column("unit", "text", "What the prices are per."),
        Column("valid_from", "date", "First day of the price; empty where nobody says.", nullable=True),
        Column("valid_until", "date", "First day of the next price.", nullable=True),
        Column("basis", "text", "How the days are known."),
    ),
    columns=(
        Column("provider", "text", "Who sells it, as the list names them."),
        Column("model_label", "text", "The model as the provider names it."),
        Column("region", "text", "Where it is sold; `any` where prices do not differ."),
        Column("valid_from", "date", "First day of the price; empty where nobody says.", nullable=True),
        Column("valid_until", "date", "First day of the next price.", nullable=True),
        Column("price_in_usd_per_mtok", "number", "US dollars per million tokens read.", nullable=True),
        Column("price_out_usd_per_mtok", "number", "US dollars per million tokens written.", nullable=True),
        Column("price_cached_usd_per_mtok", "number", "Of tokens read again.", nullable=True),
        Column("quality", "text", "priced, or why there is no price.", values=QUALITIES),
        Column("basis", "text", "How the days are known."),
        Column("source", "text", "The source that gave the row."),
        Column("listed_on", "text", "The day of the snapshot that holds the row."),
    ),
    key=("source", "provider", "model_label", "region", "valid_from", "valid_until"),
    reads=("staged",),
    rules=(
        Rule("A price of zero is free, unknown or included.", "`free_tier`: no price, and never cheapest."),
        Rule(
            "Prices are per thousand or per million tokens.", "Turned into per million; other units are none."
        ),
        Rule("Prices are per character.", "`unit_unknown`: characters are not tokens, so it is kept apart."),
        Rule(
            "Prices are in another currency.", "`other_currency`: kept apart, for no rate of the day is held."
        ),
        Rule(
            "A price jumps a thousandfold from one period to the next.",
            "`jump`: a mistaken unit is likelier than such a change, so the later one is no price.",
        ),
        Rule(
            "A price begins after the day of the list.", "Kept: it is announced, and counts from its day on."
        ),
    ),
)
def prices(rows: nw.LazyFrame) -> pa.Table:
    """One row a source, provider, model and period.

    A price that bears no first day held on the day of the list; nothing is said of the time before.
    """
    held: list[dict[str, Any]] = rows.collect(backend="pyarrow").to_native().to_pylist()
    series: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    seen: dict[tuple[Any, ...], str] = {}
    for row in sorted(held, key=lambda row: str(row["snapshot_date"]), reverse=True):
        key = (row["source"], row["provider"], row["model_label"], row["region"] or "any")
        # Of several lists of one source the newest counts, whole.
        if seen.setdefault(key, row["snapshot_date"]) == row["snapshot_date"]:
            series[key].append(row)
    found = [cell for key in sorted(series) for cell in _periods(key, series[key])]
    unique = {
        (c["source"], c["provider"], c["model_label"], c["region"], c["valid_from"], c["valid_until"]): c
        for c in found
    }
    return pa.Table.from_pylist(list(unique.values()))


def _periods(key: tuple[str, ...], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The periods of one price in order of time, each judged against the one before."""
    cells: list[dict[str, Any]] = []
    before: tuple[float | None, ...] | None = None
    for row in sorted(rows, key=lambda row: (row["valid_from"] is not None, row["valid_from"])):
        quality, prices_now = _judged(row)
        if quality == "priced" and before is not None and _jumps(before, prices_now):
            quality, prices_now = "jump", (None, None, None)
        before = prices_now if quality == "priced" else before
        cells.append(
            {
                "source": key[0],
                "provider": key[1],
                "model_label": key[2],
                "region": key[3],
                "valid_from": row["valid_from"],
                "valid_until": row["valid_until"],
                "price_in_usd_per_mtok": prices_now[0],
                "price_out_usd_per_mtok": prices_now[1],
                "price_cached_usd_per_mtok": prices_now[2],
                "quality": quality,
                "basis": row["basis"],
                "listed_on": row["snapshot_date"],
            }
        )
    return cells


def _jumps(before: tuple[float | None, ...], now: tuple[float | None, ...]) -> bool:
    """Whether what is read or written costs a thousand times as much as before, or as little."""
    pairs = [(a, b) for a, b in zip(before[:2], now[:2], strict=True) if a and b]
    # A quotient of decimals can miss a thousand by its last bit.
    return any(max(a / b, b / a) > JUMP * (1 - 1e-9) for a, b in pairs)


def _judged(row: dict[str, Any]) -> tuple[str, tuple[float | None, ...]]:
    """The quality of a row and its prices per million tokens; none where it is not priced."""
    nothing = (None, None, None)
    given = [row[name] for name in _NAMES]
    if row["currency"].upper() != "USD":
        return "other_currency", nothing
    if row["unit"].lower() not in PER_MILLION:
        return "unit_unknown", nothing
    if any(price is not None and price < 0 for price in given):
        return "negative", nothing
    if given[0] is None and given[1] is None:
        return "not_priced", nothing
    if not given[0] and not given[1]:
        return "free_tier", nothing
    if not given[0] or not given[1]:
        return "part_missing", nothing
    scale = PER_MILLION[row["unit"].lower()]
    return "priced", tuple(None if not price else price * scale for price in given)
