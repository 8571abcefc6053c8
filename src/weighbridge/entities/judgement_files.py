"""Reading the judgement files: small tables of decisions made by people, one decision a row.

A judgement says, for example, that an account on a platform is run by a certain organisation. Every row
carries the evidence that was looked at, the source it came from and how sure we are. The files are part
of the method: two results are comparable only if their judgement digests agree.

**Days.** Every date in these files is an ISO day. A period runs from its first day, included, to its last
day, excluded; blank means "since ever" or "still". Where only a month or a year is known, `from` is the
first day of it and `to` the first day after it, and the row's note says so; if the next row of the same
thing begins inside that month or year, `to` is that row's `from`, so that periods tile.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from importlib.resources import files

from weighbridge.catalogue.errors import ContractError

CONFIDENCES = ("high", "medium", "low")

FOLDER = files("weighbridge.entities") / "judgements"


def judgement_bytes(name: str) -> bytes:
    """The bytes of one judgement file of the package, e.g. ``judgement_bytes("accounts")``."""
    path = FOLDER / f"{name}.csv"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        known = ", ".join(sorted(p.name for p in FOLDER.iterdir() if p.name.endswith(".csv")))
        message = f"No judgement file '{name}.csv' in {FOLDER}. There are: {known}."
        raise ContractError(message) from None


def judgement_digest(names: Iterable[str]) -> str:
    """SHA-256 over the named judgement files: the fingerprint of the decisions a result rests on.

    Order does not matter; each file enters with its name and length, so that moving a row from one
    file to another changes the digest.
    """
    import hashlib  # costs more than all the rest of this module, and most callers never ask

    digest = hashlib.sha256()
    for name in sorted(set(names)):
        content = judgement_bytes(name)
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def read_judgements(name: str, columns: Sequence[str]) -> list[list[str]]:
    """The rows of a judgement file, each a list of text in the order of ``columns``.

    The header must be exactly ``columns``: a column that is missing, extra or out of place stops the load,
    because a shifted column would be read as another fact.
    """
    lines = csv.reader(judgement_bytes(name).decode("utf-8").rstrip("\n").split("\n"), strict=True)
    header = next(lines, [])
    if header != list(columns):
        raise ContractError(_header_message(name, header, columns))
    rows = list(lines)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(columns):
            advice = "quote a value that holds a comma"
            raise row_error(name, number, f"{len(row)} fields", f"{len(columns)} fields", advice)
    return rows


def _header_message(name: str, header: Sequence[str], columns: Sequence[str]) -> str:
    missing = [c for c in columns if c not in header]
    unknown = [c for c in header if c not in columns]
    parts = [
        f"{name}.csv line 1: columns are not the expected ones.",
        f"Missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}.",
        f"Found: {', '.join(header) or 'an empty file'}. Expected, in this order: {', '.join(columns)}.",
        "Rename or add the columns in the file; the README beside it says what each means.",
    ]
    return " ".join(parts)


def row_error(name: str, line: int, found: str, expected: str, advice: str) -> ContractError:
    """The error for one bad row: file, line, what was found, what was expected, what to do."""
    return ContractError(f"{name}.csv line {line}: found {found}; expected {expected}. To mend it: {advice}.")


def parse_day(text: str, name: str, line: int) -> date | None:
    """An ISO day, or ``None`` for a blank."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        advice = "write YYYY-MM-DD; the README beside the file has the rule for months and years"
        raise row_error(name, line, f"date '{text}'", "an ISO day", advice) from None


def covers(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Whether a period holds on a day: its first day counts, its last day does not."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)


def require(value: str, allowed: Collection[str], name: str, line: int, column: str) -> str:
    """The value, if the closed list allows it."""
    if value not in allowed:
        found = f"{column} '{value}'"
        raise row_error(name, line, found, f"one of {', '.join(allowed)}", f"use a listed {column}")
    return value


def require_support(name: str, line: int, evidence: str, source: str, confidence: str) -> None:
    """Stop at a row without evidence, source or a known degree of confidence."""
    if not evidence or not source:
        advice = "say what was looked at and where it can be found, or leave the row out"
        raise row_error(name, line, "no evidence or no source", "both", advice)
    if confidence not in CONFIDENCES:
        require(confidence, CONFIDENCES, name, line, "confidence")
