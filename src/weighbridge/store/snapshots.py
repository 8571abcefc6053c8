"""Dated, immutable snapshots: listing, finding, writing.

The shipped starter snapshot and the user's store are read as one; a snapshot the user has of the
same source and date comes before the shipped one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.store import atomic
from weighbridge.store.home import Home
from weighbridge.store.manifest import NAME, File, Manifest, file_entry, read_manifest
from weighbridge.store.packaged import packaged_manifests

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot on disk."""

    folder: Path
    manifest: Manifest
    shipped: bool

    @property
    def source(self) -> str:
        """The source it was taken from."""
        return self.manifest.source

    @property
    def date(self) -> str:
        """The date its content was true, as an ISO day."""
        return self.manifest.date

    @property
    def files(self) -> list[Path]:
        """The stored files, in the manifest's order."""
        return [self.folder / file.name for file in self.manifest.files]


def parse_date(text: str, flag: str, today: datetime.date | None = None) -> str:
    """An ISO day that exists and is not in the future; ``UsageError`` otherwise."""
    try:
        if not _DATE.match(text):
            raise ValueError("not YYYY-MM-DD")
        day = datetime.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{flag} '{text}' is no date ({error}). Expected YYYY-MM-DD, as in 2026-11-01."
        ) from error
    if today is not None and day > today:
        raise UsageError(
            f"{flag} {text} lies in the future (today is {today}). Give the day the data was taken."
        )
    return text


def snapshots(home: Home, source: str | None = None, as_of: str | None = None) -> list[Snapshot]:
    """All snapshots, sorted by source and date; those after ``as_of`` are left out."""
    found: dict[tuple[str, str], Snapshot] = {}
    for root, shipped in ((home.starter / "snapshots", True), (home.snapshots, False)):
        for folder in sorted(root.glob(f"{source or '*'}/*")):
            if not _DATE.match(folder.name) or not folder.is_dir():
                continue
            item = Snapshot(folder, read_manifest(folder), shipped)
            found[item.source, item.date] = item
    if home.starter.is_dir():
        found |= {(item.source, item.date): item for item in packaged(source)}
    ordered = [found[key] for key in sorted(found)]
    return [item for item in ordered if as_of is None or item.date <= as_of]


def packaged(source: str | None = None) -> list[Snapshot]:
    """The facts that installed packages carry: shipped with the program, as its starter is."""
    return [
        Snapshot(folder, manifest, shipped=True)
        for folder, manifest in packaged_manifests()
        if source in (None, manifest.source)
    ]


def write_snapshot(
    manifest: Callable[[tuple[File, ...]], Manifest],
    target: Path,
    files: Sequence[tuple[str, Callable[[Path], None], str]],
) -> Snapshot:
    """Write a snapshot in one step: each file by its writer, then the manifest.

    ``files`` are (name, writer, origin); ``manifest`` builds the manifest from the entries. Raises
    ``ContractError`` where a snapshot with other bytes has that date.
    """
    with atomic.new_folder(target) as folder:
        entries = []
        for name, writer, origin in files:
            writer(folder / name)
            entries.append(file_entry(folder / name, origin))
        made = manifest(tuple(entries))
        (folder / NAME).write_bytes(made.to_json())
    stored = read_manifest(target)
    if stored.digest != made.digest:
        raise ContractError(
            f"A snapshot of {made.source} dated {made.date} exists with other bytes. Snapshots are never "
            "edited: give this file its own date, or move the old folder away."
        )
    return Snapshot(target, stored, shipped=False)
