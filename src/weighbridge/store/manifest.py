"""The manifest of a snapshot: what was taken, from where, when, on what terms, with which bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
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

    @property
    def digest(self) -> str:
        """Names the content: source, date, form and the bytes, not when or by whom it was taken."""
        files = [[file.name, file.sha256] for file in self.files]
        return sha256_value([self.source, self.date, self.form, files])

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
    )
