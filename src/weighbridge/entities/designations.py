"""Whom public lists and rules name: one state a row, with the day it holds from and the day it was known.

A designation binds those its instrument is addressed to, which is seldom the firm it names. A state that
follows another (withdrawn, contested) is a further row. Nothing of it is advice.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType

import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.instruments import Instrument, load_instruments
from weighbridge.entities.judgement_files import (
    parse_day,
    read_judgements,
    require,
    require_support,
    row_error,
)
from weighbridge.entities.organisations import load_organisations

FILE = "designations"
COLUMNS = (
    "instrument_id",
    "organisation_id",
    "known_from",
    "status",
    "true_from",
    "true_to",
    "confirmed_on",
    "effect",
    "evidence",
    "source",
    "confidence",
    "note",
)
STATUSES = ("in_force", "pending", "withdrawn", "contested", "future")
HOLDING = ("in_force", "contested")
"""What holds on the day; a contested rule holds until a court says otherwise."""
STALE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Designation:
    """One state of one organisation on one list."""

    instrument_id: str
    organisation_id: str
    known_from: date
    status: str
    true_from: date | None
    true_to: date | None
    confirmed_on: date | None
    effect: str
    evidence: str
    source: str
    confidence: str
    note: str
    confirmed_by: str = ""
    confirmed_source: str = ""
    told_in: str = ""
    """File and line of a user's own entry; empty of what ships."""
    own_instrument: Instrument | None = None

    @property
    def instrument(self) -> Instrument:
        """The list or rule."""
        return self.own_instrument or load_instruments()[self.instrument_id]

    @property
    def since(self) -> date:
        """First day of the unbroken time it holds or stands: a suit against a listing does not begin it."""
        start = self.true_from or self.known_from
        own = [
            x
            for x in _by_organisation().get(self.organisation_id, ())
            if x.instrument_id == self.instrument_id
        ]
        for earlier in sorted((x for x in own if _begins(x) < _begins(self)), key=_begins, reverse=True):
            if not (self.holds and earlier.holds):
                break
            start = earlier.true_from or earlier.known_from
        return start

    @property
    def holds(self) -> bool:
        """Whether it holds: in force, also where a court has been asked."""
        return self.status in HOLDING

    def is_stale(self, day: date) -> bool:
        """Whether nobody has compared it with the primary text in the thirty days before a day."""
        return self.confirmed_on is None or (day - self.confirmed_on).days > STALE_DAYS

    def as_dict(self, day: date) -> dict[str, object]:
        """As plain JSON values, as of a day."""
        return {
            "instrument_id": self.instrument_id,
            "instrument": self.instrument.name,
            "issuer": self.instrument.issuer,
            "jurisdiction": self.instrument.jurisdiction,
            "organisation_id": self.organisation_id,
            "organisation": load_organisations()[self.organisation_id].name,
            "status": self.status,
            "since": self.since.isoformat(),
            "true_from": _iso(self.true_from),
            "true_to": _iso(self.true_to),
            "known_from": _iso(self.known_from),
            "confirmed_on": _iso(self.confirmed_on),
            "confirmed_by": self.confirmed_by or None,
            "confirmed_source": self.confirmed_source or None,
            "is_stale": self.is_stale(day),
            "binds": self.instrument.binds,
            "effect": self.effect,
            "evidence": self.evidence,
            "source": self.source,
            "confidence": self.confidence,
            "note": self.note or None,
            "own_entry": self.told_in or None,
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@entity(
    columns=(
        Column("instrument_id", "text", "The list or rule."),
        Column("organisation_id", "text", "The organisation it names."),
        Column("known_from", "date", "First day it could be known."),
        Column("status", "text", "The state that began.", values=STATUSES),
        Column("true_from", "date", "First day it holds; empty where none was published.", nullable=True),
        Column("true_to", "date", "First day it no longer holds.", nullable=True),
        Column("confirmed_on", "date", "Last comparison with the primary text.", nullable=True),
        Column("issuer", "text", "The body, by its name."),
        Column("binds", "text", "Who has duties under it."),
        Column("effect", "text", "What follows for those."),
        Column("evidence", "text", "What was looked at."),
        Column("source", "text", "Where."),
        Column("confidence", "text", "How sure we are."),
        Column("note", "text", "What else must be known.", nullable=True),
    ),
    key=("instrument_id", "organisation_id", "known_from"),
    reads=(),
    judgements=("designations", "instruments", "organisations"),
    rules=(
        Rule(
            "A listing is withdrawn, contested or repeated.", "A further row; the newest known state holds."
        ),
        Rule("Nobody has confirmed a row in 30 days.", "It is shown as stale and kept: old is not false."),
        Rule("Decided and not published.", "Pending, with the day it became known and no day it holds from."),
    ),
)
def designations() -> pa.Table:
    """One row a state of an organisation on a list."""
    rows = [
        {
            **{name: getattr(item, name) or None for name in COLUMNS},
            "issuer": item.instrument.issuer,
            "binds": item.instrument.binds,
        }
        for item in load_designations()
    ]
    return pa.Table.from_pylist(rows)


@cache
def load_designations() -> tuple[Designation, ...]:
    """All states in the file's order, checked."""
    found: dict[tuple[str, str, date], Designation] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        item = _designation(dict(zip(COLUMNS, row, strict=True)), line)
        key = (item.instrument_id, item.organisation_id, item.known_from)
        if key in found:
            raise row_error(FILE, line, f"{key[0]} of {key[1]} twice", "one state a day", "merge the rows")
        found[key] = item
    return tuple(found.values())


def _designation(held: Mapping[str, str], line: int) -> Designation:
    require(held["status"], STATUSES, FILE, line, "status")
    require_support(FILE, line, held["evidence"], held["source"], held["confidence"])
    for column, known in (("instrument_id", load_instruments()), ("organisation_id", load_organisations())):
        if held[column] not in known:
            raise row_error(
                FILE, line, f"{column} '{held[column]}'", "a row of its own", "add it there first"
            )
    names = ("known_from", "true_from", "true_to", "confirmed_on")
    days = {name: parse_day(held[name], FILE, line) for name in names}
    if days["known_from"] is None:
        raise row_error(FILE, line, "no known_from", "the day it could be known", "fill it in")
    start, end = days["true_from"], days["true_to"]
    if held["status"] != "pending" and start is None:
        raise row_error(FILE, line, f"{held['status']} without true_from", "its first day", "fill it in")
    if start and end and end <= start:
        raise row_error(FILE, line, f"true_to {end} before true_from {start}", "a later day", "mend the days")
    return Designation(**{**held, **days})  # pyright: ignore[reportArgumentType]


@cache
def _by_organisation() -> Mapping[str, tuple[Designation, ...]]:
    found: dict[str, list[Designation]] = defaultdict(list)
    for item in load_designations():
        found[item.organisation_id].append(item)
    return MappingProxyType({name: tuple(rows) for name, rows in found.items()})


def designations_on(
    organisation_id: str | None, day: date, extra: Iterable[Designation] = ()
) -> tuple[Designation, ...]:
    """The standing state of an organisation on each list, as it was on a day and could be known on it.

    Of several states of one list the newest counts; one that is known and begins later is ``future``. A list
    it stood on and was taken off is there, as withdrawn. ``extra`` are further states that are supposed.
    """
    if organisation_id is None:
        return ()
    own = [*_by_organisation().get(organisation_id, ()), *extra]
    newest: dict[tuple[str, bool], Designation] = {}
    for item in sorted(own, key=_begins):
        if item.organisation_id != organisation_id or item.known_from > day:
            continue
        # A user's own entry stands beside a shipped one of the same list, never in its place.
        place = (item.instrument_id, bool(item.told_in))
        if item.true_to and item.true_to <= day:
            newest.pop(place, None)
        else:
            newest[place] = item
    return tuple(_as_of(newest[name], day) for name in sorted(newest))


def _begins(item: Designation) -> tuple[date, date]:
    return item.true_from or item.known_from, item.known_from


def _as_of(item: Designation, day: date) -> Designation:
    if item.true_from is None or item.true_from <= day or item.status == "future":
        return item
    return replace(item, status="future")


def rules_following(instrument_id: str, day: date) -> tuple[tuple[Instrument, str], ...]:
    """The rules that take over a list's names, each with its status on a day."""
    return tuple(
        (item, status)
        for item in load_instruments().values()
        if item.follows_from == instrument_id and (status := item.status_on(day))
    )


def today() -> date:
    """The day in UTC: a question without a date is about now."""
    return datetime.datetime.now(datetime.UTC).date()
