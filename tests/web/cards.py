"""Cards of invented models for the site's tests: every list, price and figure in them is made up."""

from __future__ import annotations

from datetime import date

from weighbridge.diligence.card.card import Card, Named
from weighbridge.diligence.card.hosting import Seller
from weighbridge.diligence.card.memory import memory_of
from weighbridge.diligence.card.quality import Measured
from weighbridge.diligence.card.safety import Tested
from weighbridge.diligence.licence_path import terms_of
from weighbridge.diligence.lineage_path import Ancestry
from weighbridge.entities.designations import Designation
from weighbridge.entities.instruments import Instrument

DAY = date(2026, 10, 5)


def listing(list_id, organisation, status, start, known, told_in=""):
    instrument = Instrument(
        list_id,
        "ZZ",
        "Invented body",
        f"Invented list {list_id}",
        "list",
        "in_force",
        None,
        None,
        "an invented body's suppliers",
        "",
        None,
        "made for a test",
        "https://example.org/list",
        "high",
        "",
    )
    return Designation(
        list_id,
        organisation,
        known,
        status,
        start,
        None,
        date(2026, 10, 1) if status == "in_force" else None,
        "none",
        "made for a test",
        "https://example.org/entry",
        "high",
        "a <b>note</b>",
        confirmed_by="A. Reader" if status == "in_force" else "",
        told_in=told_in,
        own_instrument=instrument,
    )


STATES = (
    listing("a", "maker-a", "in_force", date(2025, 2, 1), date(2025, 3, 1)),
    listing("b", "maker-a", "contested", date(2025, 6, 1), date(2025, 6, 1)),
    listing("c", "maker-a", "pending", None, date(2026, 1, 5)),
    listing("d", "maker-a", "withdrawn", date(2026, 2, 1), date(2026, 2, 1)),
    listing(
        "own-e", "maker-a", "in_force", date(2026, 3, 1), date(2026, 3, 1), "own/designations.csv line 2"
    ),
)


def measured(value, se, measure="gpqa_diamond", title="GPQA", is_share=True):
    low, high = (None, None) if se is None else (value - 1.645 * se, value + 1.645 * se)
    about = ("at one setting", "Invented evaluator", "2026-09-01", "made up")
    return Measured(measure, title, value, low, high, se, *about, is_share)


def seller(name, seat, price, channel="direct"):
    return Seller(
        name.lower(), name, channel, seat, (), None, None, price, price, price, True, DAY.isoformat()
    )


SELLERS = (
    seller("Cheap", "FR", 0.10),
    seller("Middle", "US", 0.20),
    seller("Dear", "US", 0.80),
    seller("Nowhere", None, 0.40),
    seller("Through", None, 0.15, "router"),
)
FAILED = Tested(
    "jailbreak",
    "unsafe answers",
    3,
    100,
    None,
    "",
    "run",
    "own machine",
    "rules",
    "Invented lab",
    "2026-08-01",
    "https://example.org/test",
    "",
)


def card_of_found(found: Ancestry, quality=(), sellers=(), named=(), safety=()) -> Card:
    """The card of an invented ancestry with what is given, and everything else unknown."""
    rows = [
        {
            "parameters": 7_000_000_000,
            "active_parameters": None,
            "observed_on": DAY,
            "source": "invented_list",
        }
    ]
    return Card(
        as_of="2026-10-05",
        day=DAY.isoformat(),
        ancestry=found,
        licence=terms_of(found, {}),
        named=tuple(named),
        sellers=tuple(sellers),
        quality=tuple(quality),
        safety=tuple(safety),
        memory=memory_of(found.model.model_id, rows if sellers else []),
        pipeline="",
        stale=(4, 5),
    )


def tuned_card(found: Ancestry) -> Card:
    """Everything there is to draw: five states of one maker, four hosts and a router, four measures."""
    maker = next(root.maker for root in found.roots if root.maker.organisation_id == "maker-a")
    named = (
        Named("publisher", found.model.publisher, ()),
        Named("root", maker, STATES),
    )
    quality = (
        measured(0.557, 0.03),
        measured(1234.0, 6.0, "arena", "arena", is_share=False),
        measured(0.4, None, "live", "Live"),
    )
    return card_of_found(found, quality, SELLERS, named, (FAILED,))


def root_card(found: Ancestry) -> Card:
    """A root measured by one of the tuned model's measures, and sold by nobody."""
    return card_of_found(
        found, (measured(0.3, 0.03),), named=(Named("publisher", found.model.publisher, ()),)
    )


def other_card(found: Ancestry) -> Card:
    """A model of another root that no list names."""
    named = (Named("publisher", found.model.publisher, ()),)
    return card_of_found(found, (measured(0.6, 0.03),), (seller("Cheap", "FR", 0.3),), named)
