"""Derived tables: computed once, named by the digest of all that went in, checked on the way.

A table's folder is ``derived/<name>/<key>``; the key covers the inputs' keys, the engine and the code.
Same key, same bytes; a changed input gives a new key, so nothing is ever stale and nothing is rebuilt
that has not changed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import cast

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue import registry
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.source import Source
from weighbridge.catalogue.table import STAGED, Table
from weighbridge.store import atomic, table_keys
from weighbridge.store.contract import (
    checked_groups,
    checked_table,
    declared_columns,
    empty_table,
    shaped_alike,
)
from weighbridge.store.digests import code_digest, sha256_file, sha256_value
from weighbridge.store.engine import (
    EMBEDDED,
    DuckEngine,
    Engine,
    engine_name,
    open_embedded,
    open_engine,
    write_batches,
    write_groups,
)
from weighbridge.store.home import Home
from weighbridge.store.manifest import NAME, Manifest
from weighbridge.store.memory import give_back
from weighbridge.store.packaged import unpacked
from weighbridge.store.parting import Part, apart, linked
from weighbridge.store.records import good_records, read_records
from weighbridge.store.snapshots import Snapshot, snapshots

Progress = Callable[[str], None]
QUARANTINE = "quarantine"
CELLS = "cells.parquet"
_KEY = 20
_SMALL = 1 << 19
"""Rows that are sorted in memory; of more, the table and its sorted copy would stand there at once."""
_ITSELF = "weighbridge.store.derived"


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived table on disk: the key that names all its inputs, its file, or the folder of its files."""

    name: str
    key: str
    path: Path

    @property
    def files(self) -> list[Path]:
        """The Parquet files whose rows are the table."""
        return sorted(self.path.iterdir()) if self.path.is_dir() else [self.path]


def _code(name: str, *kinds: str) -> str:
    """The digest of the code a declaration rests on: its file, this one, and all that they import."""
    held = [registry.modules(kind)[name] for kind in kinds if name in registry.modules(kind)]
    return code_digest(_ITSELF, *held[:1])


def _elsewhere() -> list[str]:
    """The engine's name where it is another than our own: its sums may differ in their last bit."""
    name = engine_name()
    return [] if name == EMBEDDED else [name]


class Builder:
    """Builds tables of one store, as of one date, on one engine."""

    def __init__(self, home: Home, as_of: str | None = None, progress: Progress | None = None) -> None:
        self.home = home
        self.as_of = as_of
        self.progress = progress or (lambda _: None)
        # A part of a listing counted as the whole would mislead; `snapshots` shows it with its gap.
        self.snapshots = [item for item in snapshots(home, as_of=as_of) if not item.manifest.is_partial]
        self._engine: Engine | None = None
        self._built: dict[str, Derived] = {}
        self._keys: dict[str, str] = {}
        self._state = ""
        self._is_new = False

    @property
    def engine(self) -> Engine:
        """The engine, started when first needed: a result that is already there never needs it."""
        if self._engine is None:
            self._engine = open_engine(self.home.cache / f"spill-{os.getpid()}")
        return self._engine

    def feeding(self, table: Table) -> list[Snapshot]:
        """The snapshots whose sources feed a table, but those in which a field it reads has changed.

        A snapshot of facts that ships without a table feeds it nothing, and is not credited for it.
        """
        feeders = {source.name for source in registry.sources() if table.name in source.tables}
        held = [item for item in self.snapshots if item.source in feeders and _holds(item, table.name)]
        return [item for item in held if table.name not in item.manifest.stopped]

    def key(self, name: str) -> str:
        """The key of a table: known without building it."""
        if not self._state:
            self._state = table_keys.state_of(self.snapshots, self.as_of)
            self._keys = table_keys.remembered(self.home, self._state)
        if name not in self._keys:
            self._keys[name] = self._key(name)
            self._is_new = True
        return self._keys[name]

    def _remember(self) -> None:
        """Keep keys that were worked out anew, once for a whole question."""
        if self._is_new:
            table_keys.remember(self.home, self._state, self._keys)
            self._is_new = False

    def _key(self, name: str) -> str:
        table = registry.table(name)
        inputs = [
            _named(self.feeding(table)) if read == STAGED else [read, self.key(read)] for read in table.reads
        ]
        return self._key_of(table, inputs)

    def _key_of(self, table: Table, inputs: Sequence[object]) -> str:
        known = list(self._known(table).values())
        code = _code(table.name, "table", "entity")
        return sha256_value([table.name, code, list(inputs), *known, *_elsewhere()])[:_KEY]

    def _known(self, table: Table) -> dict[str, str]:
        """What a table with dated judgements is told of the day; nothing for any other."""
        return {"known_by": table.edition(self.as_of)} if table.edition else {}

    def table(self, name: str) -> Derived:
        """A table, built now if it is not there yet."""
        if name not in self._built:
            declared, target = registry.table(name), self._folder(name)
            self._once(target, lambda: self._build(declared, target), declared.reads)
            path = target / (name if declared.parts else f"{name}.parquet")
            self._built[name] = Derived(name, target.name, path)
        return self._built[name]

    def _build(self, table: Table, target: Path) -> None:
        self.progress(f"building {table.name}")
        if table.parts:
            self._join(table, target)
        else:
            self._write(table, target, [self._input(table, read) for read in table.reads])
        give_back()

    def _once(self, target: Path, make: Callable[[], None], reads: Sequence[str] = ()) -> None:
        """Make a folder of the store where it is not there yet, holding the lock of those of its name.

        Without it, another writer would take the unfinished folder for what a killed process left. Two
        processes may make tables of different names at the same time; so the tables it is made from are built
        before the lock is held.
        """
        if not (target / NAME).is_file():
            for read in reads:
                if read != STAGED:
                    self.table(read)
            with atomic.making(target.parent):
                # Who held the lock before may have made it.
                if not (target / NAME).is_file():
                    make()

    def _join(self, table: Table, target: Path) -> None:
        """A table of parts: each is built where it is not there yet, and stands in the folder as a file."""
        held = [(item, self.staged_file(item, table.name)) for item in self.feeding(table)]
        found = [(item, path) for item, path in held if path is not None]
        groups = apart(self.engine, table.parts, found) or [Part("nothing", ())]
        parts = {group.name: self._part(table, group) for group in groups}
        with atomic.new_folder(target) as folder:
            (folder / table.name).mkdir()
            names = {name: f"{table.name}/{name}.parquet" for name in sorted(parts)}
            files = [{**linked(parts[name], folder / file), "name": file} for name, file in names.items()]
            _write_facts(folder, {"table": table.name}, files)

    def _part(self, table: Table, part: Part) -> Path:
        folder = self.home.derived / f"{table.name}_part" / self._key_of(table, [_named(part.snapshots)])
        self._once(folder, lambda: self._write(table, folder, [self.staged(table, part.snapshots)]))
        return folder

    def is_built(self, name: str) -> bool:
        """Whether a table stands on disk under its present key."""
        return (self._folder(name) / NAME).is_file()

    def is_free(self, name: str) -> bool:
        """Whether no other process is building a table of this name now."""
        return atomic.is_free(self._folder(name).parent)

    def _folder(self, name: str) -> Path:
        key = self.key(name)
        self._remember()
        return self.home.derived / name / key

    def _reduced_folder(self, indicator: Indicator) -> Path:
        inputs = [[read, self.key(read)] for read in indicator.reads]
        key = sha256_value(
            ["cells", indicator.name, _code(indicator.name, "indicator"), inputs, *_elsewhere()]
        )[:_KEY]
        return self.home.derived / f"cells_{indicator.name}" / key

    def is_reduced(self, indicator: Indicator) -> bool:
        """Whether an indicator's cells stand on disk under their present key."""
        return (self._reduced_folder(indicator) / NAME).is_file()

    def reduced(self, indicator: Indicator) -> Path:
        """An indicator's cells, reduced now if need be: sorted, so that they do not hang on threads.

        Where the cells are those of a table as they stand, they are its file under a second name.
        """
        target = self._reduced_folder(indicator)
        self._once(target, lambda: self._reduce(indicator, target), indicator.reads)
        return target / CELLS

    def _reduce(self, indicator: Indicator, target: Path) -> None:
        frames = [self.frame(read) for read in indicator.reads]
        self.progress(f"reducing {indicator.name}")
        cells = indicator.reduce(*frames)
        with atomic.new_folder(target) as folder:
            if cells is frames[0]:
                entry = linked(self.table(indicator.reads[0]).path.parent, folder / CELLS)
            else:
                entry = self._write_cells(cells, folder)
            _write_facts(folder, {"indicator": indicator.name}, [entry])

    def _write_cells(self, cells: nw.LazyFrame, folder: Path) -> dict[str, object]:
        """Write cells in the order of all their columns; their entry."""
        groups = self.engine.ordered(cells, cells.collect_schema().names())
        return _entry(folder / CELLS, write_groups(groups, folder / CELLS))

    def frame(self, name: str) -> nw.LazyFrame:
        """A lazy frame over a table."""
        return self.engine.scan(self.table(name).files)

    def _input(self, table: Table, read: str) -> nw.LazyFrame:
        return self.staged(table, self.feeding(table)) if read == STAGED else self.frame(read)

    def staged(self, table: Table, feeding: Sequence[Snapshot]) -> nw.LazyFrame:
        """The rows some snapshots feed into a table, with the source and the snapshot's date."""
        names = [column.name for column in table.delivered]
        files: dict[str, dict[Path, str]] = {}
        for snapshot in feeding:
            path = self.staged_file(snapshot, table.name)
            if path is not None:
                files.setdefault(snapshot.source, {})[path] = snapshot.date
        parts = [
            self.engine.scan_named(held, "snapshot_date")
            .select(*names, "snapshot_date")
            .with_columns(source=nw.lit(source))
            for source, held in files.items()
        ]
        if not parts:
            return self.engine.frame(empty_table(table.delivered, ("source", "snapshot_date")))
        return nw.concat(parts, how="vertical") if len(parts) > 1 else parts[0]

    def staged_file(self, snapshot: Snapshot, table: str) -> Path | None:
        """The Parquet file of a snapshot's rows for a table; None where it has none."""
        if snapshot.manifest.form == "facts":
            path = snapshot.folder / f"{table}.parquet"
        else:
            path = self.parsed(snapshot) / f"{table}.parquet"
        return path if path.is_file() else None

    def parsed(self, snapshot: Snapshot) -> Path:
        """The folder of a raw snapshot's parsed rows and quarantine, parsed now if need be."""
        if snapshot.manifest.form == "package":
            return self._unpacked(registry.source(snapshot.source), snapshot)
        return self.parsed_from(registry.source(snapshot.source), snapshot.manifest, snapshot.files)

    def parsed_from(self, source: Source, manifest: Manifest, files: list[Path]) -> Path:
        """The parsed rows and quarantine of a snapshot with this manifest, from files that hold its bytes."""
        code = _code(source.name, "source")
        key = sha256_value(["parsed", source.name, manifest.digest, code])[:_KEY]
        target = self.home.derived / f"parsed_{source.name}" / key

        def read() -> None:
            self.progress(f"reading {source.name} {manifest.date}")
            withheld = manifest.fetched.withheld if manifest.fetched else ()
            parse(without(source, withheld), files, manifest.date, target)

        self._once(target, read)
        return target

    def _unpacked(self, source: Source, snapshot: Snapshot) -> Path:
        """The parsed rows of what a package carries, written out as records first."""
        with unpacked(source, snapshot.files[0]) as path:
            return self.parsed_from(source, snapshot.manifest, [path])

    def _write(self, table: Table, target: Path, frames: list[nw.LazyFrame]) -> None:
        """Build a table into its folder; what is lazy passes through memory group by group."""
        # A table in memory is held nowhere else, so that it can be let go once it is written.
        built = [table.build(*frames, **self._known(table))]
        with atomic.new_folder(target) as folder:
            path = folder / f"{table.name}.parquet"
            rows = write_groups(self._groups(table, built.pop(), folder), path)
            _write_facts(folder, {"table": table.name}, [_entry(path, rows)])

    def _groups(self, table: Table, built: object, folder: Path) -> Iterator[pa.Table]:
        """What a table's function gave, checked, in the order of the key."""
        if isinstance(built, pa.Table) and built.num_rows <= _SMALL and not table.pools:
            yield checked_table(table, built if built.column_names else empty_table(table.columns))
        elif isinstance(built, nw.LazyFrame) and not table.pools:
            yield from self._in_order(table, _declared(table, built))
        else:
            loose = folder / "loose.parquet"
            write_batches(self._loose(table, built), loose)
            del built
            rows = self.engine.scan([loose])
            fewer = table.pools(self.engine, rows) if table.pools else None
            yield from self._in_order(table, rows if fewer is None else fewer)
            loose.unlink()

    def _loose(self, table: Table, built: object) -> Iterator[pa.Table]:
        """The rows of a table as they come, so that they need not fit into memory."""
        if isinstance(built, nw.LazyFrame):
            return self.engine.batches(_declared(table, built))
        given = _sliced(built) if isinstance(built, pa.Table) else cast("Iterator[pa.Table]", built)
        return shaped_alike(table, chain(given, [empty_table(table.columns)]))

    def _in_order(self, table: Table, rows: nw.LazyFrame) -> Iterator[pa.Table]:
        return checked_groups(table, self.engine.ordered(rows, table.key))


def _sliced(rows: pa.Table) -> Iterator[pa.Table]:
    return (rows.slice(start, _SMALL) for start in range(0, max(rows.num_rows, 1), _SMALL))


def _declared(table: Table, frame: nw.LazyFrame) -> nw.LazyFrame:
    return frame.select(*declared_columns(table, frame.collect_schema().names()))


def _named(snapshots: Sequence[Snapshot]) -> list[list[str]]:
    """What names snapshots in a key."""
    return [[item.source, item.date, item.manifest.digest] for item in snapshots]


def _holds(snapshot: Snapshot, table: str) -> bool:
    """Whether a snapshot can have rows for a table its source feeds."""
    manifest = snapshot.manifest
    return manifest.form != "facts" or any(entry.name == f"{table}.parquet" for entry in manifest.files)


def without(source: Source, withheld: Sequence[str]) -> Source:
    """The source with some fields read as not known: they are no longer what they were."""
    fields = [
        replace(field, path="-withheld-", aliases=(), required=False) if field.name in withheld else field
        for field in source.fields
    ]
    return replace(source, fields=tuple(fields))


def parse(source: Source, files: list[Path], as_of: str, target: Path) -> None:
    """Read raw files of a source into its tables' staged rows and its quarantine, in one step.

    Always by the engine in this process, beside the files. Rows pass through memory group by group, so a
    listing of any length is read in the same room; tables are made side by side, each in its own order.
    """
    with atomic.new_folder(target) as folder:
        engine = open_embedded(folder / "spill")
        checked, bad = folder / "records.parquet", folder / "bad.parquet"
        good, wrong = read_records(engine, source, files[0], as_of, checked, bad)
        engine.answer_in_order()
        names = list(source.read(_dated(engine, checked, as_of)))

        def write(name: str) -> dict[str, object]:
            own = engine.beside()
            frame = source.read(_dated(own, checked, as_of))[name]
            columns = [column.name for column in registry.table(name).delivered]
            return _stream(own, frame.select(*columns), folder / f"{name}.parquet")

        with ThreadPoolExecutor(engine.threads) as pool:
            entries = list(pool.map(write, names))
        entries.append(_stream(engine, engine.scan([bad]), folder / f"{QUARANTINE}.parquet"))
        engine.connection.close()
        shutil.rmtree(folder / "spill", ignore_errors=True)
        checked.unlink()
        bad.unlink()
        entries.sort(key=lambda entry: str(entry["name"]))
        _write_facts(folder, {"records": good, "quarantined": wrong}, entries)


def _dated(engine: DuckEngine, checked: Path, as_of: str) -> nw.LazyFrame:
    """The good records of a file, with the day of their snapshot."""
    return good_records(engine, checked).with_columns(as_of=nw.lit(as_of))


def _stream(engine: DuckEngine, frame: nw.LazyFrame, path: Path) -> dict[str, object]:
    return _entry(path, write_batches(engine.batches(frame), path))


def _entry(path: Path, rows: int) -> dict[str, object]:
    return {"name": path.name, "rows": rows, "bytes": path.stat().st_size, "sha256": sha256_file(path)}


def _write_facts(folder: Path, facts: Mapping[str, object], files: Sequence[Mapping[str, object]]) -> None:
    body = {"format": 1, **facts, "files": files}
    (folder / NAME).write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


def read_facts(folder: Path) -> dict[str, object]:
    """What a derived folder says of itself: rows, quarantined, files with digests."""
    found: dict[str, object] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    return found
