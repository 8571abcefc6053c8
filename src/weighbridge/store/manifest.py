"""The manifest of a snapshot: what was taken, from where, when, on what terms, with which bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError
from weighbridge.store.digests import sha256_file, sha256_value

NAME = "manifest.json"
FORMS = ("raw", "facts", "package")
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class File:
    """One stored file: its name, size in bytes, SHA-256, and the original's name or address."""

    name: str
    bytes: int
    sha256: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a snapshot came over the network.

    ``receipts`` is the file of what was asked and answered, page by page. ``gaps`` say what is missing;
    where ``is_partial`` the snapshot feeds no table, because counting a part as the whole would mislead.
    ``stopped`` names tables that may not be read from it, and why; ``withheld`` the fields that changed.
    ``shape`` is what fields looked like, for the next fetch to compare with.
    """

    receipts: File
    pages: int
    records: int
    repeated: int
    is_partial: bool = False
    gaps: tuple[str, ...] = ()
    stopped: Mapping[str, str] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    shape: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds. ``form``: ``raw`` (the source's bytes), ``facts`` (our tables), ``package``."""

    source: str
    date: str
    form: str
    origin: str
    terms: str
    retrieved_at: str
    files: tuple[File, ...]
    notes: tuple[str, ...] = ()
    fetched: Fetched | None = None

    @property
    def digest(self) -> str:
        """Names the content: source, date, form and the bytes, not when or by whom it was taken.

        Which fields are withheld belongs to it: they change what is read from the same bytes.
        """
        files = [[file.name, file.sha256] for file in self.files]
        withheld = [list(self.fetched.withheld)] if self.fetched and self.fetched.withheld else []
        return sha256_value([self.source, self.date, self.form, files, *withheld])

    @property
    def is_partial(self) -> bool:
        """Whether so much is missing that it feeds no table."""
        return self.fetched is not None and self.fetched.is_partial

    @property
    def stopped(self) -> Mapping[str, str]:
        """The tables that may not be read from it, and why."""
        return self.fetched.stopped if self.fetched else {}

    def to_json(self) -> bytes:
        """The manifest as stored."""
        body: dict[str, Any] = {
            "format": _FORMAT,
            "source": self.source,
            "date": self.date,
            "form": self.form,
            "origin": self.origin,
            "terms": self.terms,
            "retrieved_at": self.retrieved_at,
            "digest": self.digest,
            "notes": list(self.notes),
            "files": [
                {"name": f.name, "bytes": f.bytes, "sha256": f.sha256, "origin": f.origin} for f in self.files
            ],
        }
        if self.fetched is not None:
            body["fetched"] = asdict(self.fetched)
        return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


def file_entry(path: Path, origin: str = "") -> File:
    """The entry of a file that lies in a snapshot folder."""
    return File(path.name, path.stat().st_size, sha256_file(path), origin)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a snapshot folder; ``ContractError`` where it is missing or not readable."""
    path = folder / NAME
    try:
        body = json.loads(path.read_bytes())
        return _from_json(body)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContractError(
            f"{path} is no readable manifest ({error}). The folder was not written by weighbridge or was "
            "edited; move it away, or import the snapshot again."
        ) from error


def _from_json(body: Mapping[str, Any]) -> Manifest:
    if body["format"] != _FORMAT:
        raise ValueError(f"format {body['format']}, this version reads {_FORMAT}")
    files = tuple(File(f["name"], f["bytes"], f["sha256"], f["origin"]) for f in body["files"])
    return Manifest(
        source=body["source"],
        date=body["date"],
        form=body["form"],
        origin=body["origin"],
        terms=body["terms"],
        retrieved_at=body["retrieved_at"],
        files=files,
        notes=tuple(body["notes"]),
        fetched=_fetched(body["fetched"]) if "fetched" in body else None,
    )


def _fetched(body: Mapping[str, Any]) -> Fetched:
    given: dict[str, Any] = {name: value for name, value in body.items() if name in Fetched.__slots__}
    given |= {name: tuple(given[name]) for name in ("gaps", "withheld")}
    given["receipts"] = File(**body["receipts"])
    return Fetched(**given)
