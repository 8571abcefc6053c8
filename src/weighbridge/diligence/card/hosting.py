"""Where prompts go by way of use, and what each seller asks: on own machines, at a host, through a router."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.diligence.card.holdings import Holdings
from weighbridge.entities.hosts import laboratory_of, load_hosts
from weighbridge.entities.organisations import NOT_ESTABLISHED

ROUTER = "router"


@dataclass(frozen=True, slots=True)
class Seller:
    """One seller of a model: whom one signs with, where its machines stand, whose it is, what it asks."""

    host_id: str | None
    name: str
    channel: str
    seat: str | None
    datacentres: tuple[str, ...]
    organisation_id: str | None
    organisation_country: str | None
    price_in: float
    price_out: float
    price: float
    is_dated: bool
    priced_on: str

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values; what is not recorded is null."""
        held = {name: getattr(self, name) for name in Seller.__dataclass_fields__}
        return {**held, "datacentres": list(self.datacentres) or None, "zero_retention": None}


def sellers(holdings: Holdings, canonical: str) -> list[Seller]:
    """Who sells the use of this very model, cheapest first; nobody where its name could mean another."""
    key = holdings.key_of(canonical)
    return [_seller(holdings, row) for row in holdings.offers(key)] if key else []


def _seller(holdings: Holdings, row: dict[str, Any]) -> Seller:
    host = load_hosts().get(row["host_id"] or "")
    country = row["host_country"]
    owner, owner_seat = laboratory_of(row["host_id"], holdings.day)
    return Seller(
        row["host_id"],
        host.name if host else row["provider"],
        row["channel"],
        None if country == NOT_ESTABLISHED else country,
        tuple(code for code in (row["datacentre_countries"] or "").split(";") if code),
        owner,
        owner_seat,
        row["price_in"],
        row["price_out"],
        row["price"],
        row["is_dated"],
        row["priced_on"],
    )


def by_seat(held: Sequence[Seller]) -> dict[str, tuple[float, float, int]]:
    """Lowest and highest price and number of hosts by seat; hosts without an established one under a dash."""
    found: dict[str, list[float]] = {}
    for seller in held:
        if seller.channel != ROUTER:
            found.setdefault(seller.seat or "–", []).append(seller.price)
    return {seat: (min(prices), max(prices), len(prices)) for seat, prices in sorted(found.items())}


def ways(held: Sequence[Seller], is_served: bool = False) -> list[dict[str, Any]]:
    """Where a prompt goes, for each way of use there is."""
    own = {"way": "self_hosted", "goes_to": "your own machines", "countries": None, "sellers": None}
    found: list[dict[str, Any]] = [] if is_served else [own]
    hosts = [seller for seller in held if seller.channel != ROUTER]
    if hosts:
        found.append(
            {
                "way": "host",
                "goes_to": "the host one signs with; where its machines stand is told by few",
                "countries": sorted({seller.seat for seller in hosts if seller.seat}),
                "sellers": len(hosts),
            }
        )
    routers = [seller for seller in held if seller.channel == ROUTER]
    if routers:
        found.append(
            {
                "way": "router",
                "goes_to": "a host the router chooses; its price list does not name it",
                "countries": None,
                "sellers": len(routers),
            }
        )
    return found
