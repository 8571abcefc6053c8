"""What each seller asks for each model on the day of the newest list: all that is asked about one model."""

from __future__ import annotations

import datetime
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Rule, entity
from weighbridge.entities.price_cells import PRICE_COLUMNS, SELLER_COLUMNS, offers_on, priced_rows, seller_of
from weighbridge.store.contract import empty_table

COLUMNS = (*SELLER_COLUMNS, *PRICE_COLUMNS)


@entity(
    columns=COLUMNS,
    key=("model_key", "provider"),
    reads=("prices",),
    judgements=("hosts", "price_providers"),
    rules=(
        Rule(
            "A question about one model needs no ratings and no earlier months.",
            "The newest month of `price_cells` without them: the same sellers at the same prices.",
        ),
    ),
)
def price_offers(prices: nw.LazyFrame) -> pa.Table:
    """One row a model and seller: the price on the newest list, as in the newest month of `price_cells`."""
    held = priced_rows(prices)
    newest = max((row["listed_on"] for row in held), default="")
    rows: list[dict[str, Any]] = []
    for offer in offers_on(held, datetime.date.fromisoformat(newest), True) if held else ():
        told = seller_of(offer)
        rows.append({"model_key": offer["model_key"], **told, "priced_on": newest})
    return pa.Table.from_pylist(rows, schema=empty_table(COLUMNS).schema)
