"""The lower half of a model page: lists in time, prices by seat, figures with intervals, switches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.units import DASH
from weighbridge.charts.labels import Label, label_of
from weighbridge.definitions.result import UNKNOWN
from weighbridge.diligence.card.card import Card
from weighbridge.diligence.card.comparing import NO_DIFFERENCE
from weighbridge.diligence.card.hosting import ROUTER, Seller
from weighbridge.diligence.card.quality import ARENA, Measured, told_apart
from weighbridge.diligence.card.sentences import joined, maker_words, role_words, tests_words
from weighbridge.web.state_lines import state_lines
from weighbridge.web.strips import Strip, shape

MOST_MEASURES, MOST_SWITCHES = 6, 4


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What hosts of one seat ask: a mark each, on one scale for all seats."""

    label: Label
    strip: Markup
    span: str
    hosts: str
    most: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of this model or of one it was made from; the first of a measure names it."""

    measure: str
    who: str
    strip: Markup
    value: str
    why: str
    told: str
    source: str


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """A model that could take the place of this one."""

    model_id: str
    canonical_id: str
    publisher: str
    root: str
    terms: str
    figure: str
    beside: str
    price: str


def card_parts(card: Card | None, cards: Mapping[str, Card], as_of: str) -> dict[str, object]:
    """What the lower half of the page shows; ``cards`` are those of the other pages."""
    if card is None:
        return {"card": None}
    states = [
        (f"{role_words(item, card)} {maker_words(item.maker)}", state)
        for item in card.named
        for state in item.designations
    ]
    return {
        "card": card,
        "states": state_lines(states, card.ancestry_day),
        "not_listed": [
            f"{role_words(item, card)} {maker_words(item.maker)}"
            for item in card.named
            if not item.designations
        ],
        "prices": price_lines(card, as_of),
        "routers": [seller for seller in card.sellers if seller.channel == ROUTER],
        "figures": figure_lines(card, cards),
        "switches": switch_lines(card, cards),
        "untested": tests_words(card.not_tested),
    }


def price_lines(card: Card, as_of: str) -> list[PriceLine]:
    """Hosts by the seat of the entity one signs with, the cheapest seat first; routers name no host."""
    direct = [seller for seller in card.sellers if seller.channel != ROUTER]
    seats: dict[str, list[Seller]] = {}
    for seller in direct:
        seats.setdefault(seller.seat or UNKNOWN, []).append(seller)
    most = max((seller.price for seller in direct), default=0.0) * 1.06 or 1.0
    lines = []
    for seat, held in sorted(seats.items(), key=lambda item: min(seller.price for seller in item[1])):
        label = label_of("country", seat, as_of)
        strip = Strip(0.0, most)
        for part in (0.0, 0.25, 0.5, 0.75, 1.0):
            strip.rule(part * most, "grid" if part else "zero")
        for seller in held:
            # Who has no established seat is a hollow mark: a hatch would be an amount.
            unplaced = label.shape == "hatch"
            form = shape(
                "circle" if unplaced else label.shape, "ink3" if unplaced else label.token, hollow=unplaced
            )
            strip.mark(seller.price, form)
        prices = [seller.price for seller in held]
        low, high = f"{min(prices):.2f}", f"{max(prices):.2f}"
        span = low if low == high else f"{low}{DASH}{high}"
        names = ", ".join(seller.name for seller in held)
        lines.append(PriceLine(label, strip.text(), span, names, f"{most:.2f}"))
    return lines


def figure_lines(card: Card, cards: Mapping[str, Card]) -> list[FigureLine]:
    """Each measure of this model as dot and interval, with those of the models it was made from, hollow."""
    above = [step.canonical_id for step in card.ancestry.path[1:]]
    lines: list[FigureLine] = []
    for item in card.quality[:MOST_MEASURES]:
        rows = [("this model", item)]
        for name in above:
            held = cards[name].quality if name in cards else ()
            rows += [(cards[name].model_id, found) for found in held if found.measure == item.measure]
        low, high = _scale([found for _, found in rows])
        for at, (who, found) in enumerate(rows):
            lines.append(
                FigureLine(
                    item.title if not at else "",
                    who,
                    _figure(found, low, high, is_own=not at),
                    _value(found),
                    _why(found),
                    f"{found.run_by}, {found.measured_on}",
                    found.source,
                )
            )
    return lines


def _scale(held: list[Measured]) -> tuple[float, float]:
    """From 0 to 1 for a part of a test; for a rating or an index round the figures shown."""
    if held[0].is_share:
        return 0.0, 1.0
    ends = [end for item in held for end in (item.value, item.low, item.high) if end is not None]
    air = max((max(ends) - min(ends)) * 0.25, 5.0)
    return min(ends) - air, max(ends) + air


def _figure(item: Measured, low: float, high: float, is_own: bool) -> Markup:
    strip = Strip(low, high)
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        strip.rule(low + part * (high - low), "zero" if item.is_share and not part else "grid")
    if item.low is not None and item.high is not None:
        strip.interval(item.low, item.high)
    strip.mark(item.value, shape("circle", "ink" if is_own else "ink3", 6.5 if is_own else 5.0, not is_own))
    return strip.text()


def _value(item: Measured) -> str:
    scale, digits = 100 if item.is_share else 1, 0 if item.measure == ARENA else 1
    if item.low is None or item.high is None:
        return f"{item.value * scale:.{digits}f}"
    return (
        f"{item.value * scale:.{digits}f} [{item.low * scale:.{digits}f}{DASH}{item.high * scale:.{digits}f}]"
    )


def _why(item: Measured) -> str:
    """Why a figure has no interval; empty where it has one."""
    if item.low is not None:
        return ""
    return "fixed by definition" if item.is_anchor else "no error printed"


def switch_lines(card: Card, cards: Mapping[str, Card]) -> list[SwitchLine]:
    """Among the models with a page: other roots, named by no list in force, nearest in quality first."""
    if not card.quality:
        return []
    base = card.quality[0]
    own = {maker.organisation_id for maker in card.root_makers}
    found: list[tuple[float, Card, Measured]] = []
    for other in cards.values():
        roots = {maker.organisation_id for maker in other.root_makers}
        figure = next((item for item in other.quality if item.measure == base.measure), None)
        if figure is None or not roots or other.ancestry.known_part < 1 or roots & own:
            continue
        if any(item.holding for item in other.named):
            continue
        found.append((abs(figure.value - base.value), other, figure))
    found.sort(key=lambda item: (item[0], item[1].canonical_id))
    return [_switch(other, figure, base) for _, other, figure in found[:MOST_SWITCHES]]


def _switch(card: Card, figure: Measured, base: Measured) -> SwitchLine:
    terms = card.licence.terms
    apart = told_apart(figure, base)
    words = {None: "not told", False: NO_DIFFERENCE}
    return SwitchLine(
        card.model_id,
        card.canonical_id,
        maker_words(card.ancestry.model.publisher, DASH),
        joined([maker_words(maker) for maker in card.root_makers]),
        ("at least " if terms.at_least else "") + terms.licence_class.replace("_", " "),
        f"{figure.title} {_value(figure)}",
        words.get(apart, "higher" if figure.value > base.value else "lower"),
        f"{min(seller.price for seller in card.sellers):.2f}" if card.sellers else DASH,
    )
