"""From the pages of a run to one snapshot: records in order, each once, with what was asked beside them."""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.fetching import Lane
from weighbridge.catalogue.source import Source
from weighbridge.store import atomic
from weighbridge.store.fetching.fields import tables_reading
from weighbridge.store.fetching.journal import Journal, Line, in_order
from weighbridge.store.fetching.lanes import Gap
from weighbridge.store.fetching.shapes import Drift, Shape, added, drifts, new_keys
from weighbridge.store.home import Home
from weighbridge.store.manifest import NAME, Fetched, Manifest, file_entry, read_manifest
from weighbridge.store.snapshots import Snapshot, snapshots

RECORDS, RECEIPTS = "records.jsonl.zst", "receipts.jsonl"


@dataclass(frozen=True, slots=True)
class Assembled:
    """The snapshot of a run; ``is_unchanged`` where the newest one held already has the same bytes."""

    snapshot: Snapshot
    is_unchanged: bool


def assemble(
    home: Home, source: Source, lanes: Sequence[Lane], journal: Journal, gaps: Sequence[Gap]
) -> Assembled:
    """Write the snapshot of a run, or find that nothing has changed; the caller holds the store's lock."""
    lines = in_order(journal.lines, [lane.name for lane in lanes])
    before = _before(home, source, journal.wanted.today)
    shape: Shape = before.manifest.fetched.shape if before and before.manifest.fetched else {}
    found = drifts(source, [(f"{line.lane}, page {line.page:,}", line.shape) for line in lines], shape)
    stopped = _stopped(source, found, before, journal, lines)
    target = home.snapshots / source.name / journal.wanted.today
    with tempfile.TemporaryDirectory(dir=journal.folder, prefix=atomic.PREFIX) as place:
        records = Path(place) / RECORDS
        repeated = _write_records(records, journal, lines)
        receipts = Path(place) / RECEIPTS
        receipts.write_text("".join(_receipt(line) for line in lines), encoding="utf-8")
        whole = added(line.shape for line in lines)
        fetched = Fetched(
            receipts=file_entry(receipts),
            pages=len(lines),
            records=sum(line.records for line in lines) - repeated,
            repeated=repeated,
            is_partial=any(not gap.may_fail for gap in gaps) and _must_be_whole(source),
            gaps=tuple(gap.words for gap in gaps),
            stopped=stopped,
            withheld=tuple(item.field for item in found),
            shape=whole,
        )
        manifest = Manifest(
            source=source.name,
            date=journal.wanted.today,
            form="raw",
            origin="fetched",
            terms=source.terms.value,
            retrieved_at=datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat(),
            files=(file_entry(records, lanes[0].url),),
            notes=_notes(fetched, new_keys(whole, shape)),
            fetched=fetched,
        )
        if before and _same(before.manifest, manifest):
            return Assembled(before, is_unchanged=True)
        return Assembled(_stored(manifest, target, (records, receipts)), is_unchanged=False)


def _must_be_whole(source: Source) -> bool:
    return source.fetch is not None and source.fetch.must_be_whole


def _before(home: Home, source: Source, today: str) -> Snapshot | None:
    """The newest good fetched snapshot before today, else the newest of any kind."""
    earlier = [item for item in snapshots(home, source.name, today) if item.date < today]
    held = [item for item in earlier if not item.manifest.is_partial]
    good = [item for item in held if item.manifest.fetched and not item.manifest.stopped]
    return (good or held or [None])[-1]


def _same(held: Manifest, made: Manifest) -> bool:
    """Whether a fetched snapshot holds the very bytes; one of today is then the one that was made."""
    if held.fetched is None or (held.fetched.gaps != made.fetched.gaps if made.fetched else True):
        return False
    return [file.sha256 for file in held.files] == [file.sha256 for file in made.files]


def _write_records(target: Path, journal: Journal, lines: Sequence[Line]) -> int:
    """Write every record once, the later reading where a moving list repeated one; how many were repeats."""
    keys = np.frombuffer(b"".join(journal.keys(line) for line in lines), dtype=np.uint64)
    # The first index in the reversed array is the last reading.
    _, first = np.unique(keys[::-1], return_index=True)
    is_kept = np.zeros(len(keys), dtype=bool)
    is_kept[len(keys) - 1 - first] = True
    at = 0
    with pa.output_stream(str(target), compression="zstd") as out:
        for line in lines:
            rows = journal.records(line).splitlines(keepends=True)
            if len(rows) != line.records:
                raise ContractError(f"{line.file} holds {len(rows)} records, expected {line.records}.")
            kept = is_kept[at : at + len(rows)]
            at += len(rows)
            out.write(b"".join(row for row, keep in zip(rows, kept, strict=True) if keep))
    return int(len(keys) - is_kept.sum())


def _receipt(line: Line) -> str:
    body = {"lane": line.lane, "page": line.page, "records": line.records, **line.receipt}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n"


def _stopped(
    source: Source, found: Sequence[Drift], before: Snapshot | None, journal: Journal, lines: Sequence[Line]
) -> dict[str, str]:
    """For each table that reads a changed field, the message that says so."""
    if not found or before is None:
        return {}
    reading = tables_reading(source, [item.field for item in found], journal, lines)
    stopped: dict[str, str] = {}
    for item in found:
        for table in reading[item.field]:
            stopped[table] = (
                f"{table} is not read from {source.name} of {journal.wanted.today}: its field "
                f"'{item.field}' is {item.found} from {item.page} on, expected {item.expected}. The last "
                f"good snapshot is that of {before.date} and stays in use. If the source changed its form, "
                f"mend sources/{source.name}.py."
            )
    return stopped


def _notes(fetched: Fetched, fresh: Sequence[str]) -> tuple[str, ...]:
    notes = [f"missing: {gap}" for gap in fetched.gaps]
    if fetched.is_partial:
        notes.insert(0, "partial: it feeds no table until the rest is fetched.")
    notes += fetched.stopped.values()
    if fresh:
        notes.append(f"new fields: {', '.join(fresh)}.")
    if fetched.repeated:
        notes.append(
            f"{fetched.repeated:,} records came twice while the list moved; the later reading is kept."
        )
    return tuple(notes)


def _stored(manifest: Manifest, target: Path, files: Sequence[Path]) -> Snapshot:
    if target.exists():
        held = read_manifest(target)
        has_gaps = held.fetched is not None and bool(held.fetched.gaps)
        if held.digest == manifest.digest and not has_gaps:
            return Snapshot(target, held, shipped=False)
        if not has_gaps:
            raise ContractError(
                f"A snapshot of {manifest.source} dated {manifest.date} exists with other bytes. "
                "Snapshots are never edited. What was fetched is kept: move the old folder away and run the "
                "command again, or fetch anew tomorrow."
            )
        # A snapshot with a gap was a promise; what completes it takes its place.
        target.rename(target.with_name(f"{atomic.PREFIX}partial-{target.name}"))
    with atomic.new_folder(target) as folder:
        for file in files:
            file.rename(folder / file.name)
        (folder / NAME).write_bytes(manifest.to_json())
    return Snapshot(target, read_manifest(target), shipped=False)
