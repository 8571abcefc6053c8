"""Results on disk: Parquet with everything about a result in its schema, named by what went in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.units import Unit
from weighbridge.definitions.result import ROW_FIELDS, Result, Row, SnapshotRef
from weighbridge.store import atomic
from weighbridge.store.digests import sha256_file
from weighbridge.store.home import Home
from weighbridge.store.manifest import NAME

FILE = "result.parquet"


def _folder(home: Home, indicator: str, key: str) -> Path:
    return home.results / indicator / key


def read(home: Home, indicator: str, key: str) -> Result | None:
    """A result stored under a key; None where there is none or it is damaged (it is computed again)."""
    folder = _folder(home, indicator, key)
    try:
        content = (folder / FILE).read_bytes()
        body = json.loads((folder / NAME).read_text(encoding="utf-8"))
        digest = hashlib.sha256(content).hexdigest()
        if digest != body["files"][0]["sha256"]:
            return None
        # The plain reader: read_table would bring in data sets, and pandas where that is installed.
        table = pq.ParquetFile(pa.BufferReader(content)).read()
    except (OSError, ValueError, KeyError, IndexError):
        return None
    return _result(table, digest)


def write(home: Home, indicator: str, key: str, result: Result) -> Result:
    """Store a result in one step; returns it with the digest of its file."""
    target = _folder(home, indicator, key)
    with atomic.writing(home), atomic.new_folder(target) as folder:
        path = folder / FILE
        pq.write_table(result.to_arrow(), path, compression="zstd", store_schema=True)
        entry: dict[str, Any] = {
            "name": FILE,
            "rows": len(result.rows),
            "bytes": path.stat().st_size,
            "sha256": sha256_file(path),
        }
        body = {"format": 1, "indicator": indicator, "result_id": result.result_id, "files": [entry]}
        (folder / NAME).write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    return replace(result, stored_digest=entry["sha256"])


def _result(table: pa.Table, digest: str) -> Result:
    head: dict[str, Any] = json.loads((table.schema.metadata or {})[b"weighbridge"])
    columns: list[list[Any]] = [table[name].to_pylist() for name in ROW_FIELDS if name != "flags"]
    held: list[Any] = table["flags"].to_pylist()
    flags = (tuple(names) for names in held)
    rows = tuple(Row(*cells) for cells in zip(*columns, flags, strict=True))
    return Result(
        indicator=head["indicator"],
        title=head["title"],
        unit=Unit(head["unit"]),
        group_by=head["group_by"],
        definition=head["definition"],
        fingerprint=head["fingerprint"],
        result_id=head["result_id"],
        as_of=head["as_of"],
        level=head["level"],
        snapshots=tuple(SnapshotRef(**ref) for ref in head["snapshots"]),
        rows=rows,
        caveats=tuple(head["caveats"]),
        notes=tuple(head["notes"]),
        provenance=head["provenance"],
        stored_digest=digest,
    )
