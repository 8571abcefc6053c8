"""The page of hosts: the same weights at every host with its country, and three facts on each host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow.parquet as pq

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH
from weighbridge.charts.labels import Label, label_of
from weighbridge.definitions.cube import cube_of
from weighbridge.definitions.price_offers import Offer, by_model, offers_in
from weighbridge.definitions.wording import group_name
from weighbridge.entities.hosts import Host, laboratory_of, load_hosts
from weighbridge.entities.organisations import load_countries
from weighbridge.web import links
from weighbridge.web.bridge import Bridge
from weighbridge.web.page import Page
from weighbridge.web.strips import glyph

PATH = "hosts/index.html"
MOST_MODELS, SHOWN_OPEN = 12, 1
NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True)
class HostLine:
    """One host: seat, machines, laboratory; an empty label where a country is not established."""

    name: str
    seat: Label | None
    machines: str
    laboratory: str
    laboratory_seat: Label | None
    is_abroad: bool
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Sale:
    """One host's price for one model."""

    host: str
    channel: str
    seat: Label | None
    machines: str
    price_in: str
    price_out: str
    price: str


@dataclass(frozen=True, slots=True)
class Sold:
    """One model at every seller, cheapest first, and what its cheapest and dearest host ask."""

    model: str
    maker: Label | None
    sentence: str
    sales: tuple[Sale, ...]


def hosts_pages(bridge: Bridge) -> list[Page]:
    """The one page of hosts; none where no price is stored."""
    try:
        cube = cube_of(pq.read_table(bridge.table("price_cells")))
    except UsageError:
        return []
    if not cube.size:
        return []
    offers = offers_in(cube, max(cube.text("month").labels))
    day = offers[0].priced_on
    lines = [_line(host, day) for host in sorted(load_hosts().values(), key=lambda h: h.name.casefold())]
    sold = _sold(offers, day)
    answer = _answer(lines)
    return [
        Page(
            path=PATH,
            template="hosts.html",
            title="Hosts · weighbridge",
            description=answer,
            section=links.INDICATORS,
            trail=(
                ("Indicators", links.INDICATORS),
                ("Price", f"{links.INDICATORS}#topic-price"),
                ("Hosts on one page", ""),
            ),
            context={
                "answer": answer,
                "day": day,
                "sold": sold,
                "shown_open": SHOWN_OPEN,
                "telling": [line for line in lines if line.is_abroad or line.machines != NOT_TOLD],
                "silent": [line for line in lines if not line.is_abroad and line.machines == NOT_TOLD],
                "count": len(lines),
                "glyph": glyph,
                "unseated": sum(line.seat is None for line in lines),
                "untold": sum(line.machines == NOT_TOLD for line in lines),
            },
        )
    ]


def _label(code: str | None, day: str) -> Label | None:
    return label_of("country", code, day) if code and code != "XX" else None


def _countries(codes: Sequence[str]) -> str:
    known = load_countries()
    return ", ".join(known[code].name if code in known else code for code in codes) or NOT_TOLD


def _line(host: Host, day: str) -> HostLine:
    whose, seat = laboratory_of(host.host_id, date.fromisoformat(day))
    name = group_name(whose, "organisation").partition(" (")[0] if whose else DASH
    return HostLine(
        host.name,
        _label(host.headquarters_country, day),
        _countries(host.datacentre_countries),
        name,
        _label(seat, day),
        bool(seat and host.headquarters_country and seat != host.headquarters_country),
        host.source,
        host.as_of,
    )


def _answer(lines: Sequence[HostLine]) -> str:
    seated = sum(line.seat is not None for line in lines)
    told = sum(line.machines != NOT_TOLD for line in lines)
    abroad = [line.name for line in lines if line.is_abroad]
    return (
        f"Of {len(lines)} hosts, {seated} have an established seat and {told} say in which countries their "
        f"machines stand. {len(abroad)} sign contracts in another country than that of the laboratory they "
        f"belong to: {', '.join(abroad)}."
    )


def _sold(offers: Sequence[Offer], day: str) -> list[Sold]:
    """Open models with most hosts, each at every seller."""
    held = by_model([offer for offer in offers if offer.openness == "open"])
    hosts = {model: sum(offer.channel != "router" for offer in own) for model, own in held.items()}
    most = sorted((model for model in held if hosts[model] > 1), key=lambda model: (-hosts[model], model))
    return [_one(model, held[model], day) for model in most[:MOST_MODELS]]


def _one(model: str, own: Sequence[Offer], day: str) -> Sold:
    ranked = sorted(own, key=lambda offer: (offer.price, offer.provider))
    named = [offer for offer in ranked if offer.channel != "router"]
    low, high = named[0], named[-1]
    sentence = (
        f"{len(named)} hosts, from ${low.price:.2f} ({_host_name(low)}) to ${high.price:.2f} "
        f"({_host_name(high)}): {high.price / low.price:.1f} times."
    )
    sales = tuple(_sale(offer, day) for offer in ranked)
    return Sold(model, _label(own[0].maker_country, day), sentence, sales)


def _host_name(offer: Offer) -> str:
    host = load_hosts().get(offer.host)
    return host.name if host else offer.provider


def _sale(offer: Offer, day: str) -> Sale:
    is_router = offer.channel == "router"
    return Sale(
        _host_name(offer),
        offer.channel,
        _label(offer.country, day),
        "the host is not named" if is_router else _countries(offer.datacentres),
        f"{offer.price_in:.3f}",
        f"{offer.price_out:.3f}",
        f"{offer.price:.3f}",
    )
