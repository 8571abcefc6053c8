"""What is asked for each model in a month under a definition: blended prices, sellers, ratings."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.run import Run
from weighbridge.statistics.prices import blended_price

RATIOS = {"3_1": 3.0, "1_1": 1.0, "10_1": 10.0}
STALE_DAYS = 31


@dataclass(frozen=True, slots=True)
class Offer:
    """One seller's price for one model, blended."""

    model: str
    provider: str
    host: str
    channel: str
    country: str
    datacentres: tuple[str, ...]
    is_first_party: bool
    is_dated: bool
    price_in: float
    price_out: float
    price: float
    maker: str
    maker_country: str
    openness: str
    rating: float | None
    se: float | None
    rated_on: str
    priced_on: str
    is_newest: bool


def months_of(run: Run) -> tuple[str, ...]:
    """The months asked for that have prices."""
    return run.query.months(run.cube.text("month").occurring)


def offers_in(cube: Cube, month: str, blend: str = "3_1", style: str = "controlled") -> list[Offer]:
    """Every seller's price of a month, with the blend's ratio."""
    held = cube.where(cube.text("month").equals(month) & cube.text("style").equals(style))
    price = blended_price(held.counts["price_in"], held.counts["price_out"], RATIOS[blend])
    texts = {name: _values(held, name) for name in held.texts}
    flags = {name: held.flags[name] == 1 for name in held.flags}
    return [
        Offer(
            model=texts["model_key"][i],
            provider=texts["provider"][i],
            host=texts["host_id"][i],
            channel=texts["channel"][i],
            country=texts["host_country"][i],
            datacentres=tuple(code for code in texts["datacentre_countries"][i].split(";") if code),
            is_first_party=bool(flags["is_first_party"][i]),
            is_dated=bool(flags["is_dated"][i]),
            price_in=float(held.counts["price_in"][i]),
            price_out=float(held.counts["price_out"][i]),
            price=float(price[i]),
            maker=texts["organisation_id"][i],
            maker_country=texts["country"][i],
            openness=texts["openness"][i],
            rating=_number(held.counts["rating"][i]),
            se=_number(held.counts["se"][i]),
            rated_on=texts["rated_on"][i],
            priced_on=texts["priced_on"][i],
            is_newest=bool(flags["is_newest"][i]),
        )
        for i in range(held.size)
    ]


def _values(cube: Cube, name: str) -> list[str]:
    column = cube.text(name)
    return [column.labels[code] if code >= 0 else "" for code in column.codes]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def by_model(offers: Iterable[Offer]) -> Mapping[str, list[Offer]]:
    """Offers of each model, models by name."""
    found: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        found[offer.model].append(offer)
    return dict(sorted(found.items()))


def price_of(offers: list[Offer], host: str) -> float | None:
    """One model's price under the choice of seller; None where nobody of that kind sells it."""
    if host == "first_party":
        offers = [offer for offer in offers if offer.is_first_party]
    if host == "median":
        offers = [offer for offer in offers if offer.channel != "router"]
    prices = [offer.price for offer in offers]
    if not prices:
        return None
    return float(np.median(prices)) if host == "median" else min(prices)


def is_stale(offer: Offer) -> bool:
    """Whether the rating is of another time than the price."""
    days: Any = datetime.date.fromisoformat(offer.priced_on) - datetime.date.fromisoformat(offer.rated_on)
    return days.days > STALE_DAYS


def require_offers(offers: list[Offer], month: str, what: str) -> list[Offer]:
    """The offers, or an error that says what is missing."""
    if not offers:
        raise UsageError(f"No price of {what} is held for {month}. Try another month, or --host cheapest.")
    return offers
