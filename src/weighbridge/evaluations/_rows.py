"""Builds verdict rows: every column filled, every word checked, no text of an exchange."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError, nearest
from weighbridge.catalogue.verdicts import ARMS, COLUMNS, NAMES, OUTCOMES, RUNNERS, TESTS

Row = dict[str, Any]
_DEFAULTS: Mapping[str, Any] = {
    "host": "unknown",
    "run_by": "unknown",
    "language": "en",
    "repeat": 0,
    "had_error": False,
    "judge": "rules",
}
_CLOSED = {"test": TESTS, "outcome": OUTCOMES, "arm": ARMS, "run_by": RUNNERS}


def row(where: str, **given: Any) -> Row:
    """A verdict row with defaults filled in; ``where`` names file and place in an error."""
    unknown = sorted(given.keys() - set(NAMES))
    if unknown:
        raise ContractError(f"{where}: '{unknown[0]}' is no column of a verdict. Known: {', '.join(NAMES)}.")
    found: Row = {name: given.get(name, _DEFAULTS.get(name)) for name in NAMES}
    found["cluster_1"] = found["cluster_1"] or found["item"]
    for column in COLUMNS:
        value = found[column.name]
        if value in (None, "") and not column.nullable:
            raise ContractError(f"{where}: '{column.name}' is missing. Every verdict needs it.")
        found[column.name] = None if value == "" else value
    for name, known in _CLOSED.items():
        if found[name] not in known:
            near = nearest(str(found[name]), known)
            hint = f"Nearest: {', '.join(near)}." if near else f"Known: {', '.join(known)}."
            raise ContractError(f"{where}: unknown {name} '{found[name]}'. {hint} Nothing was imported.")
    return found


def numbered(rows: list[Row]) -> list[Row]:
    """The rows with their places, counted within each run."""
    counts: dict[str, int] = {}
    for found in rows:
        found["position"] = counts.get(found["run"], 0)
        counts[found["run"]] = found["position"] + 1
    return rows


def csv_header(path: Path) -> list[str]:
    """The names of a CSV's columns; none where it is no readable text."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return next(csv.reader(stream), [])
    except (UnicodeDecodeError, csv.Error, OSError):
        return []


def csv_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a CSV, each with words that say where it stands."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        for record in reader:
            if None in record or None in record.values():
                raise ContractError(
                    f"{path}, line {reader.line_num}: another number of fields than the header. Is the "
                    f"file cut "
                    "off? Nothing was imported; get it again."
                )
            yield f"{path.name}, line {reader.line_num}", record


def json_file(path: Path) -> Any:
    """A JSON file's value, or an error that says that it is cut."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise ContractError(
            f"{path} is no whole JSON: {error}. Was it cut off, or is it still being written? Nothing was "
            "imported; get it again."
        ) from error


def head(path: Path, size: int = 4096) -> bytes:
    """The first bytes of a file; none of a folder."""
    if not path.is_file():
        return b""
    with path.open("rb") as stream:
        return stream.read(size)


def is_true(text: object) -> bool | None:
    """True, false, or None where nothing stands."""
    if isinstance(text, bool):
        return text
    return {"true": True, "1": True, "false": False, "0": False}.get(str(text or "").strip().casefold())
