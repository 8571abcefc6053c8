"""A user's own entries of lists and confirmations of shipped ones: kept apart from what ships.

A shipped entry is stale thirty days after anybody compared it with the primary text. Whoever does so writes
down who looked, when and where, in the store or in a file beside the policy; own entries, of public lists or
of lists of one's own (their id begins with ``own-``), stand in a second file. Both are plain CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from weighbridge.catalogue.errors import UsageError, nearest
from weighbridge.entities.designations import (
    STATUSES,
    Designation,
    designations_on,
    load_designations,
)
from weighbridge.entities.instruments import Instrument, load_instruments
from weighbridge.entities.organisations import load_organisations
from weighbridge.store import atomic
from weighbridge.store.home import Home

OWN = "own-"
ENTRIES, CONFIRMATIONS = "designations.csv", "confirmations.csv"
BESIDE = "models."
"""What the names of the two files begin with where they lie beside a policy."""
ENTRY_NEEDS = ("instrument_id", "organisation_id", "known_from", "status", "source", "by")
ENTRY_MAY = ("true_from", "true_to", "effect", "note", "instrument", "issuer", "jurisdiction", "binds")
CONFIRMED = ("instrument_id", "organisation_id", "confirmed_on", "source", "by")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody compared an entry with the primary text: who, on which day, where it stands."""

    instrument_id: str
    organisation_id: str
    confirmed_on: date
    source: str
    by: str

    def covers(self, item: Designation, day: date) -> bool:
        """Whether it is about this state of the entry, and was made by a day."""
        same = (item.instrument_id, item.organisation_id) == (self.instrument_id, self.organisation_id)
        return same and item.known_from <= self.confirmed_on <= day


@dataclass(frozen=True, slots=True)
class OwnLists:
    """What a user added: entries of their own, and confirmations."""

    entries: tuple[Designation, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()

    def __add__(self, other: OwnLists) -> OwnLists:
        return OwnLists(self.entries + other.entries, self.confirmations + other.confirmations)

    def on(
        self, organisation_id: str | None, day: date, supposed: Iterable[Designation] = ()
    ) -> tuple[Designation, ...]:
        """The standing states of an organisation on a day, shipped and own, with the newest confirmation."""
        held = designations_on(organisation_id, day, (*supposed, *self.entries))
        return tuple(self._confirmed(item, day) for item in held)

    def _confirmed(self, item: Designation, day: date) -> Designation:
        made = [word for word in self.confirmations if word.covers(item, day)]
        newest = max(made, key=lambda word: word.confirmed_on, default=None)
        if newest is None or (item.confirmed_on and item.confirmed_on >= newest.confirmed_on):
            return item
        return replace(
            item,
            confirmed_on=newest.confirmed_on,
            confirmed_by=newest.by,
            confirmed_source=newest.source,
        )

    def stale_part(self, day: date) -> tuple[int, int]:
        """How many entries known by a day nobody has confirmed in thirty days, and how many there are."""
        known = [item for item in (*load_designations(), *self.entries) if item.known_from <= day]
        return sum(self._confirmed(item, day).is_stale(day) for item in known), len(known)


def own_lists(home: Home, beside: Path | None = None) -> OwnLists:
    """What lies in the store, and beside a policy or in a repository where one is asked about."""
    found = _read(home.root / "own", "")
    if beside is None:
        return found
    return found + _read(beside if beside.is_dir() else beside.parent, BESIDE)


def _read(folder: Path, start: str) -> OwnLists:
    entries = _rows(folder / f"{start}{ENTRIES}", ENTRY_NEEDS, ENTRY_MAY)
    confirmations = _rows(folder / f"{start}{CONFIRMATIONS}", CONFIRMED, ("note",))
    return OwnLists(
        tuple(_entry(row, at) for at, row in entries),
        tuple(_confirmation(row, at) for at, row in confirmations),
    )


def _rows(path: Path, needs: Sequence[str], may: Sequence[str]) -> Iterable[tuple[str, dict[str, str]]]:
    """Every row with the place it stands at; nothing where there is no file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as text ({error}). Write it as CSV in UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text))
    names = list(reader.fieldnames or ())
    lost = [name for name in needs if name not in names]
    strange = [name for name in names if name not in (*needs, *may)]
    if lost or strange:
        close = [
            f"{name} (nearest: {', '.join(nearest(name, (*needs, *may))) or 'none'})" for name in strange
        ]
        raise UsageError(
            f"{path} line 1: lacks {', '.join(lost) or 'nothing'}; "
            f"not known: {', '.join(close) or 'nothing'}. "
            f"Columns: {', '.join(needs)}; where they apply {', '.join(may)}."
        )
    for row in reader:
        at = f"{path} line {reader.line_num}"
        if None in row or None in row.values():
            raise UsageError(
                f"{at}: another number of values than columns. Quote a value that holds a comma."
            )
        held = {name: (value or "").strip() for name, value in row.items()}
        for name in needs:
            if not held[name]:
                raise UsageError(f"{at}: {name} is empty. Say {_WHY.get(name, 'it')}, or leave the row out.")
        yield at, held


_WHY = {"source": "where it is written", "by": "who looked", "known_from": "since when it could be known"}


def _entry(row: Mapping[str, str], at: str) -> Designation:
    organisation = _known(row, "organisation_id", load_organisations(), at)
    if row["status"] not in STATUSES:
        raise UsageError(f"{at}: status '{row['status']}' is none of {', '.join(STATUSES)}.")
    start, end = _day(row, "true_from", at), _day(row, "true_to", at)
    if row["status"] != "pending" and start is None:
        raise UsageError(f"{at}: {row['status']} without true_from. Give the first day it holds.")
    if start and end and end <= start:
        raise UsageError(f"{at}: true_to {end} is not after true_from {start}. Mend the days.")
    return Designation(
        instrument_id=row["instrument_id"],
        organisation_id=organisation,
        known_from=_needed_day(row, "known_from", at),
        status=row["status"],
        true_from=start,
        true_to=end,
        confirmed_on=None,
        effect=row.get("effect", ""),
        evidence=f"own entry of {row['by']}",
        source=row["source"],
        confidence="own",
        note=row.get("note", ""),
        told_in=at,
        own_instrument=_own_instrument(row, at),
    )


def _own_instrument(row: Mapping[str, str], at: str) -> Instrument | None:
    """The list itself, where it is not one of the shipped: who keeps it, and whom it binds."""
    name = row["instrument_id"]
    if not name.startswith(OWN):
        _known(row, "instrument_id", load_instruments(), at)
        return None
    lost = [word for word in ("instrument", "issuer", "binds") if not row.get(word)]
    if lost:
        raise UsageError(f"{at}: {name} is a list of your own, and {', '.join(lost)} is empty. Fill it in.")
    return Instrument(
        instrument_id=name,
        jurisdiction=row.get("jurisdiction", ""),
        issuer=row["issuer"],
        name=row["instrument"],
        kind="list",
        status="in_force",
        true_from=None,
        known_from=None,
        binds=row["binds"],
        follows_from="",
        confirmed_on=None,
        evidence="own entry",
        source=row["source"],
        confidence="own",
        note="",
    )


def _confirmation(row: Mapping[str, str], at: str) -> Confirmation:
    name = row["instrument_id"]
    if not name.startswith(OWN):
        name = _known(row, "instrument_id", load_instruments(), at)
    return Confirmation(
        name,
        _known(row, "organisation_id", load_organisations(), at),
        _needed_day(row, "confirmed_on", at),
        row["source"],
        row["by"],
    )


def _known(row: Mapping[str, str], column: str, known: Mapping[str, object], at: str) -> str:
    word = row[column]
    if word not in known:
        close = ", ".join(nearest(word, known)) or "none"
        own = f" A list of your own begins with {OWN}." if column == "instrument_id" else ""
        raise UsageError(f"{at}: {column} '{word}' is not known. Nearest: {close}.{own}")
    return word


def _day(row: Mapping[str, str], column: str, at: str) -> date | None:
    text = row.get(column, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{at}: {column} '{text}' is no day. Write YYYY-MM-DD.") from None


def _needed_day(row: Mapping[str, str], column: str, at: str) -> date:
    found = _day(row, column, at)
    if found is None:
        raise UsageError(f"{at}: {column} is empty. Write YYYY-MM-DD.")
    return found


def confirm(home: Home, made: Confirmation) -> Path:
    """Write a confirmation into the store; an entry that does not stand on that day is an error."""
    held = own_lists(home)
    standing = held.on(made.organisation_id, made.confirmed_on)
    if all(item.instrument_id != made.instrument_id for item in standing):
        names = ", ".join(sorted({item.instrument_id for item in standing})) or "none"
        raise UsageError(
            f"No entry of '{made.organisation_id}' on '{made.instrument_id}' is known on "
            f"{made.confirmed_on}. Known: {names}."
        )
    path = home.root / "own" / CONFIRMATIONS
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(CONFIRMED)
    for item in dict.fromkeys((*held.confirmations, made)):
        day = item.confirmed_on.isoformat()
        lines.writerow((item.instrument_id, item.organisation_id, day, item.source, item.by))
    with atomic.writing(home):
        atomic.write_file(path, text.getvalue().encode())
    return path
