"""Who an organisation is, where it is seated and who owns it, on a given day.

**Country** is the seat of the organisation itself: where the people who make the models are led from, not
the state of a holding company, a cloud region or the founders' passports. ``XX`` means the seat is not
established; it counts as unknown, never as "elsewhere". ``NONE`` means international by nature (a
collaboration without a home) and counts as a group of its own.

**Seats change.** A row of ``organisations.csv`` is one period in which both seat and owner hold. The
periods of one organisation tile: no day has two seats, and no day between the first and the last is
without one.

**Owner.** ``parent_organisation_id`` is the organisation that controls this one on that day (a laboratory
of a university, a firm bought by another). Attribution goes to the organisation itself unless the owner
is asked for, because a purchase changes who earns, not who made the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from weighbridge.entities.judgement_files import (
    covers,
    parse_day,
    read_judgements,
    require,
    require_support,
    row_error,
)

FILE = "organisations"
COLUMNS = (
    "organisation_id",
    "name",
    "parent_organisation_id",
    "country",
    "country_from",
    "country_to",
    "kind",
    "founded",
    "website",
    "evidence",
    "source",
    "confidence",
    "note",
)
KINDS = (
    "company",
    "startup",
    "university",
    "public_lab",
    "government",
    "non_profit",
    "community",
    "individual",
)

NOT_ESTABLISHED = "XX"
INTERNATIONAL = "NONE"

REGIONS = ("CN", "US", "EU", "other")


@dataclass(frozen=True, slots=True)
class Country:
    """One ISO 3166-1 country: alpha-2 code, English name, and the region used in group comparisons."""

    code: str
    name: str
    region: str
    note: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an organisation is seated and who owns it, during one period, and how we know."""

    country: str
    parent_organisation_id: str | None
    valid_from: date | None
    valid_to: date | None
    evidence: str
    source: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A maker, publisher or repackager of models, with its seats in order of time."""

    organisation_id: str
    name: str
    kind: str
    founded: str
    website: str
    seats: tuple[Seat, ...]

    def seat_on(self, on: date) -> Seat | None:
        """The seat that holds on a day; ``None`` before the first recorded period or after the last."""
        for seat in self.seats:
            if covers(seat.valid_from, seat.valid_to, on):
                return seat
        return None


@cache
def load_countries() -> Mapping[str, Country]:
    """The 249 countries of ISO 3166-1 by alpha-2 code."""
    rows = read_judgements("countries", ("country", "name", "region", "note"))
    return MappingProxyType({row[0]: Country(*row) for row in rows})


@cache
def load_organisations() -> Mapping[str, Organisation]:
    """Every organisation by its identifier, checked: countries, owners, periods, evidence."""
    found: dict[str, Organisation] = {}
    lines: dict[str, int] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        organisation = _organisation(row, line)
        known = found.get(organisation.organisation_id)
        lines.setdefault(organisation.organisation_id, line)
        found[organisation.organisation_id] = _merged(known, organisation, line) if known else organisation
    for identifier, organisation in found.items():
        _check_owner_chain(organisation, found, lines[identifier])
    return MappingProxyType(found)


def country_of(organisation_id: str, on: date, follow_parent: bool = False) -> str:
    """The country an organisation counts for on a day: ISO alpha-2, ``NONE``, or ``XX`` if not established.

    With ``follow_parent`` it is the seat of the owner at the end of the chain of owners on that day. An
    organisation we do not know, or a day outside its recorded periods, is ``XX``: we never guess.
    """
    organisations = load_organisations()
    identifier = ultimate_parent(organisation_id, on) if follow_parent else organisation_id
    organisation = organisations.get(identifier)
    seat = organisation.seat_on(on) if organisation else None
    return seat.country if seat else NOT_ESTABLISHED


def ultimate_parent(organisation_id: str, on: date | None = None) -> str:
    """The owner at the end of the chain of owners, on a day or (by default) by the newest row.

    An organisation without a recorded owner is its own; an unknown identifier is returned as it came.
    """
    organisations = load_organisations()
    current = organisation_id
    while (organisation := organisations.get(current)) is not None:
        seat = organisation.seats[-1] if on is None else organisation.seat_on(on)
        if seat is None or seat.parent_organisation_id is None:
            break
        current = seat.parent_organisation_id
    return current


def region_of(country: str) -> str:
    """The region of a country: ``CN``, ``US``, ``EU`` (27 members), ``other``; ``XX`` and ``NONE`` stay.

    Some published schemes count by another rule (Europe-facing rather than EU, for one); the
    ``note`` of ``countries.csv`` says which countries they move.
    """
    if country in (NOT_ESTABLISHED, INTERNATIONAL):
        return country
    entry = load_countries().get(country)
    return entry.region if entry else NOT_ESTABLISHED


def _organisation(row: list[str], line: int) -> Organisation:
    identifier, name, parent, country, start, end, kind, founded, website, *support = row
    evidence, source, confidence, note = support
    if not identifier or not name:
        raise row_error(FILE, line, "no organisation_id or name", "both", "fill them in")
    require(kind, KINDS, FILE, line, "kind")
    require_support(FILE, line, evidence, source, confidence)
    if country not in load_countries() and country not in (NOT_ESTABLISHED, INTERNATIONAL):
        advice = "use the code of countries.csv, XX (not established) or NONE (international by nature)"
        raise row_error(FILE, line, f"country '{country}'", "ISO 3166-1 alpha-2", advice)
    valid_from, valid_to = parse_day(start, FILE, line), parse_day(end, FILE, line)
    if valid_from and valid_to and valid_from >= valid_to:
        raise row_error(FILE, line, f"{start} to {end}", "a period that ends after it begins", "check both")
    seat = Seat(country, parent or None, valid_from, valid_to, evidence, source, confidence, note)
    return Organisation(identifier, name, kind, founded, website, (seat,))


def _merged(known: Organisation, added: Organisation, line: int) -> Organisation:
    """The organisation with one more period, which must begin where the last one ended."""
    before, after = known.seats[-1], added.seats[0]
    if before.valid_to is None or before.valid_to != after.valid_from:
        found = f"'{known.organisation_id}' until {before.valid_to or 'now'}, then from {after.valid_from}"
        advice = "set country_to of the earlier row to country_from of the later one"
        raise row_error(FILE, line, found, "periods that tile, in order of time", advice)
    if (known.name, known.kind) != (added.name, added.kind):
        raise row_error(FILE, line, "another name or kind", "the same on every row", "make the rows agree")
    seats = (*known.seats, after)
    return Organisation(known.organisation_id, known.name, known.kind, known.founded, known.website, seats)


def _check_owner_chain(organisation: Organisation, found: Mapping[str, Organisation], line: int) -> None:
    """Stop at an unknown owner or at an organisation that owns itself through others."""
    for seat in organisation.seats:
        seen = {organisation.organisation_id}
        parent = seat.parent_organisation_id
        while parent is not None:
            if parent not in found:
                raise row_error(FILE, line, f"owner '{parent}'", "a known organisation_id", "add its row")
            if parent in seen:
                raise row_error(FILE, line, f"owner '{parent}' twice in a chain", "no cycle", "cut a link")
            seen.add(parent)
            parent = found[parent].seats[-1].parent_organisation_id
