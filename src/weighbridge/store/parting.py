"""Tables of parts: what snapshots that share no capture feed is built apart, and stays when another comes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from weighbridge.store.engine import Engine
from weighbridge.store.manifest import NAME
from weighbridge.store.scanning import distinct
from weighbridge.store.snapshots import Snapshot

Values = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """Snapshots whose rows may meet, under a name that is unique among the parts of a table."""

    name: str
    snapshots: tuple[Snapshot, ...]


def apart(engine: Engine, columns: Sequence[str], held: Sequence[tuple[Snapshot, Path]]) -> list[Part]:
    """Snapshots put together where their files share a value of the columns, in the order they come in."""
    groups: list[tuple[set[tuple[str, ...]], list[Snapshot]]] = []
    for snapshot, path in held:
        values, members = set(values_of(engine, columns, path)), [snapshot]
        shared = [group for group in groups if group[0] & values]
        for group in shared:
            values |= group[0]
            members = group[1] + members
            groups.remove(group)
        groups.append((values, members))
    return [Part(_name_of(members), tuple(members)) for _, members in groups]


def _name_of(members: Sequence[Snapshot]) -> str:
    """The first snapshot stands for all: no snapshot is in two parts."""
    return f"{members[0].source}-{members[0].date}"


def values_of(engine: Engine, columns: Sequence[str], path: Path) -> Values:
    """The values of some text columns that stand together in a file.

    Read off the statistics of its row groups where each group holds one value, as those of a listing do.
    """
    return _stated(columns, path) or _scanned(engine, columns, path)


def _stated(columns: Sequence[str], path: Path) -> Values:
    """The values by the statistics of the file; nothing where a row group holds several."""
    found = set()
    with pq.ParquetFile(path) as file:
        at = {file.schema.column(i).path: i for i in range(len(file.schema))}
        for number in range(file.metadata.num_row_groups):
            group = file.metadata.row_group(number)
            stated = [group.column(at[name]).statistics for name in columns]
            plain = [s for s in stated if s is not None and s.has_min_max and not s.null_count]
            if len(plain) < len(columns) or any(s.min != s.max for s in plain):
                return frozenset()
            found.add(tuple(str(s.min) for s in plain))
    return frozenset(found)


def _scanned(engine: Engine, columns: Sequence[str], path: Path) -> Values:
    rows = engine.collect(distinct(engine.scan([path]).select(*columns))).to_pylist()
    return frozenset(tuple(str(row[name]) for name in columns) for row in rows)


def linked(table: Path, target: Path) -> dict[str, object]:
    """Give the one file of a derived folder a second name, copied where the disk knows no such; its entry."""
    own: dict[str, object] = json.loads((table / NAME).read_text(encoding="utf-8"))["files"][0]
    source = table / str(own["name"])
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    return {**own, "name": target.name}
