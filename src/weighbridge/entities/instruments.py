"""Rules, lists and letters of public bodies that bear on the use of a model, with dates and whom they bind.

All states' instruments have one form: issuer, jurisdiction, what it binds, from which day it holds and from
which day it could be known. A rule may take over the names of a list (``follows_from``). Facts for counsel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.judgement_files import (
    parse_day,
    read_judgements,
    require,
    require_support,
    row_error,
)

FILE = "instruments"
COLUMNS = (
    "instrument_id",
    "jurisdiction",
    "issuer",
    "name",
    "kind",
    "status",
    "true_from",
    "known_from",
    "binds",
    "follows_from",
    "confirmed_on",
    "evidence",
    "source",
    "confidence",
    "note",
)
KINDS = ("list", "ban", "statute", "guideline", "letter", "bill")
STATUSES = ("in_force", "pending", "withdrawn", "contested", "future", "introduced", "open")


@dataclass(frozen=True, slots=True)
class Instrument:
    """One rule or list: who issued it, whom it binds, since when, and how we know."""

    instrument_id: str
    jurisdiction: str
    issuer: str
    name: str
    kind: str
    status: str
    true_from: date | None
    known_from: date | None
    binds: str
    follows_from: str
    confirmed_on: date | None
    evidence: str
    source: str
    confidence: str
    note: str

    def status_on(self, day: date) -> str | None:
        """The status on a day; None where it could not be known yet. What holds later is ``future``."""
        if self.known_from and self.known_from > day:
            return None
        if self.true_from and self.true_from > day:
            return "future"
        return "in_force" if self.status == "future" else self.status


@entity(
    columns=(
        Column("instrument_id", "text", "The rule or list."),
        Column("jurisdiction", "text", "Where its issuer governs: an ISO code, with a part where it is one."),
        Column("issuer", "text", "The body, by its name."),
        Column("name", "text", "What it is called here."),
        Column("kind", "text", "What kind of instrument.", values=KINDS),
        Column("status", "text", "As last known.", values=STATUSES),
        Column("true_from", "date", "First day it holds.", nullable=True),
        Column("known_from", "date", "First day it could be known.", nullable=True),
        Column("binds", "text", "Who has duties under it."),
        Column("follows_from", "text", "The list whose names it takes over.", nullable=True),
        Column("confirmed_on", "date", "Last comparison with the primary text.", nullable=True),
        Column("evidence", "text", "What was looked at."),
        Column("source", "text", "Where."),
        Column("confidence", "text", "How sure we are."),
        Column("note", "text", "What else must be known.", nullable=True),
    ),
    key=("instrument_id",),
    reads=(),
    judgements=("instruments",),
    rules=(
        Rule("A rule that begins later.", "Its status is future until its day, whatever is known of it."),
    ),
)
def instruments() -> pa.Table:
    """One row a rule, list or letter."""
    names = list(Instrument.__dataclass_fields__)
    rows = [
        {name: getattr(item, name) if getattr(item, name) != "" else None for name in names}
        for item in load_instruments().values()
    ]
    return pa.Table.from_pylist(rows)


@cache
def load_instruments() -> Mapping[str, Instrument]:
    """Every instrument by its identifier, checked."""
    found: dict[str, Instrument] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        held = dict(zip(COLUMNS, row, strict=True))
        require(held["kind"], KINDS, FILE, line, "kind")
        require(held["status"], STATUSES, FILE, line, "status")
        require_support(FILE, line, held["evidence"], held["source"], held["confidence"])
        key = held["instrument_id"]
        if not key or not held["binds"] or key in found:
            raise row_error(FILE, line, f"'{key}'", "an instrument, once, with whom it binds", "mend the row")
        days = {
            name: parse_day(held[name], FILE, line) for name in ("true_from", "known_from", "confirmed_on")
        }
        found[key] = Instrument(**{**held, **days})  # pyright: ignore[reportArgumentType]
    for item in found.values():
        if item.follows_from and item.follows_from not in found:
            raise row_error(FILE, 2, f"follows_from '{item.follows_from}'", "a row of its own", "add the row")
    return MappingProxyType(found)
