"""Takes a file a user already has as a dated snapshot of a source."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.catalogue.source import Source
from weighbridge.store import atomic
from weighbridge.store.derived import Builder, read_facts
from weighbridge.store.home import Home
from weighbridge.store.manifest import File, Manifest, file_entry, read_manifest
from weighbridge.store.snapshots import Snapshot, parse_date, write_snapshot


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the snapshot, its records, and how many were set aside."""

    snapshot: Snapshot
    records: int
    quarantined: int
    existed: bool


def import_file(home: Home, source: Source, path: Path, as_of: str, today: datetime.date) -> Imported:
    """Store ``path`` as the snapshot of ``source`` dated ``as_of`` and read it.

    The file is read completely before anything is stored, so a file that is cut off, of another kind
    or of another source leaves the store as it was. The same bytes twice are one snapshot.
    """
    date = parse_date(as_of, "--as-of", today)
    if not path.exists():
        raise UsageError(f"No file {path}. Give the path of the file to import.")
    if path.is_dir():
        raise UsageError(f"{path} is a folder, expected a file. Give the path of one file.")
    target = home.snapshots / source.name / date
    with atomic.writing(home):
        existed = target.exists()
        planned = _planned(source, path, date)
        if existed:
            planned = _same_bytes(target, planned)
        # Read before it is stored, straight into its place: a large file is read once.
        parsed = Builder(home).parsed_from(source, planned, [path])
        facts = read_facts(parsed)
        snapshot = Snapshot(target, planned, False) if existed else _store(planned, path, target, parsed)
    return Imported(snapshot, int(str(facts["records"])), int(str(facts["quarantined"])), existed)


def _planned(source: Source, path: Path, date: str) -> Manifest:
    """The manifest the snapshot will have; its digest is known before anything is written."""
    with atomic.told_of_disk(path):
        entry = file_entry(path, path.name)
    name = "records" + "".join(path.suffixes[-2:]).lower()
    return Manifest(
        source=source.name,
        date=date,
        form="raw",
        origin="imported file",
        terms=source.terms.value,
        retrieved_at=datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat(),
        files=(replace(entry, name=name),),
    )


def _same_bytes(target: Path, planned: Manifest) -> Manifest:
    """The manifest of the snapshot that stands there, whose bytes are the same under whatever name."""
    stored = read_manifest(target)
    if _hashes(stored.files) != _hashes(planned.files):
        raise ContractError(
            f"A snapshot of {stored.source} dated {stored.date} exists with other bytes. Snapshots are never "
            "edited: give this file its own --as-of, or move the old folder away."
        )
    return stored


def _hashes(files: Iterable[File]) -> list[str]:
    return [file.sha256 for file in files]


def _store(planned: Manifest, path: Path, target: Path, parsed: Path) -> Snapshot:
    """Copy the file into its place; where that fails, what was read from it goes as well."""
    name = planned.files[0].name

    def unchanged(copied: tuple[File, ...]) -> Manifest:
        if _hashes(copied) != _hashes(planned.files):
            raise ContractError(f"{path} changed while it was read. It was not stored; import it again.")
        return planned

    try:
        return write_snapshot(unchanged, target, [(name, lambda to: _copy(path, to), path.name)])
    except (ContractError, OSError):
        shutil.rmtree(parsed, ignore_errors=True)
        raise


def _copy(path: Path, to: Path) -> None:
    shutil.copyfile(path, to)
