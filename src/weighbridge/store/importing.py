"""Takes a file a user already has as a dated snapshot of a source."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import dataclass
from pathlib import Path

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.source import Source
from weighbridge.store import atomic
from weighbridge.store.derived import Builder, read_facts
from weighbridge.store.engine import DuckEngine
from weighbridge.store.home import Home
from weighbridge.store.manifest import Manifest
from weighbridge.store.records import read_records
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
    target = home.snapshots / source.name / date
    with atomic.writing(home):
        existed = target.exists()
        _try_reading(home, source, path, date)
        snapshot = _store(home, source, path, date, target)
        builder = Builder(home)
        facts = read_facts(builder.parsed(snapshot))
    return Imported(snapshot, int(str(facts["records"])), int(str(facts["quarantined"])), existed)


def _try_reading(home: Home, source: Source, path: Path, date: str) -> None:
    """Read the file once into nothing: what cannot be read raises before anything is stored."""
    import tempfile

    with atomic.told_of_disk(home.root), tempfile.TemporaryDirectory(prefix=atomic.PREFIX, dir=home.root) as folder:
        read_records(DuckEngine(), source, path, date, Path(folder) / "good", Path(folder) / "bad")


def _store(home: Home, source: Source, path: Path, date: str, target: Path) -> Snapshot:
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat()

    def manifest(entries: tuple[object, ...]) -> Manifest:
        return Manifest(
            source=source.name,
            date=date,
            form="raw",
            origin="imported file",
            terms=source.terms.value,
            retrieved_at=now,
            files=entries,  # type: ignore[arg-type]  # entries are manifest.File
        )

    name = "records" + "".join(path.suffixes[-2:]).lower()
    return write_snapshot(home, manifest, target, [(name, lambda to: _copy(path, to), path.name)])


def _copy(path: Path, to: Path) -> None:
    shutil.copyfile(path, to)
