"""Verdicts the user imported, on disk: one folder a log, written in one step and never edited."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.table import Column
from weighbridge.catalogue.verdicts import COLUMNS
from weighbridge.store import atomic
from weighbridge.store.digests import sha256_file
from weighbridge.store.home import Home
from weighbridge.store.manifest import NAME

FILE = "verdicts.parquet"
_TYPES = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}


def schema_of(columns: Iterable[Column] = COLUMNS) -> pa.Schema:
    """The Arrow schema of verdict rows."""
    return pa.schema([(column.name, _TYPES[column.type]) for column in columns])


@dataclass(frozen=True, slots=True)
class Log:
    """An imported log: its name, what is known of it, and its file of rows."""

    name: str
    about: Mapping[str, Any]
    path: Path


def write_log(
    home: Home, kind: str, original: Path, rows: list[dict[str, Any]], as_of: str
) -> tuple[Log, bool]:
    """Store rows as a log named by kind and content; the same rows twice are one log.

    Returns the log and whether it was there already.
    """
    table = pa.Table.from_pylist(rows, schema=schema_of())
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()
    stem = re.sub(r"[^a-z0-9.]+", "-", original.name.casefold()).strip("-.")[:40]
    target = home.evaluations / "logs" / f"{kind}-{stem}-{digest[:8]}"
    existed = (target / NAME).is_file()
    if not existed:
        with atomic.writing(home), atomic.new_folder(target) as folder:
            pq.write_table(table, folder / FILE, compression="zstd")
            about = {
                "format": 1,
                "kind": kind,
                "file": original.name,
                "as_of": as_of,
                "rows": len(rows),
                "sha256": sha256_file(folder / FILE),
            }
            (folder / NAME).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return _log(target), existed


def _log(folder: Path) -> Log:
    about = json.loads((folder / NAME).read_text(encoding="utf-8"))
    return Log(folder.name, about, folder / FILE)


def read_logs(home: Home) -> list[Log]:
    """All imported logs, by name."""
    place = home.evaluations / "logs"
    return [_log(folder) for folder in sorted(place.glob("*")) if (folder / NAME).is_file()]
