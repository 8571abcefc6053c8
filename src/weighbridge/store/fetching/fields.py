"""Which of a source's tables read a field: asked of the engine's own plan, so that nobody keeps a list."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import narwhals as nw

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.source import Source
from weighbridge.store.derived import without
from weighbridge.store.engine import DuckEngine
from weighbridge.store.fetching.journal import Journal, Line
from weighbridge.store.records import good_records, read_records


def tables_reading(
    source: Source, fields: Sequence[str], journal: Journal, lines: Sequence[Line]
) -> dict[str, list[str]]:
    """For each field the tables whose rows hang on it; all of them where that cannot be told."""
    everything = {name: list(source.tables) for name in fields}
    sample = next((line for line in lines if line.records), None)
    if sample is None:
        return everything
    engine = DuckEngine()
    # The sample lacks the very fields that are asked about: what rests on them must not be found empty.
    engine.connection.execute("SET disabled_optimizers = 'statistics_propagation,filter_pushdown'")
    with tempfile.TemporaryDirectory() as place:
        path, checked, bad = (
            Path(place) / name for name in ("sample.jsonl", "checked.parquet", "bad.parquet")
        )
        path.write_bytes(journal.records(sample))
        plain = without(source, fields)
        try:
            read_records(engine, plain, path, journal.wanted.today, checked, bad)
        except ContractError:
            return everything
        frames = source.read(good_records(engine, checked).with_columns(as_of=nw.lit(journal.wanted.today)))
        reads = {table: _scanned(engine, frame) for table, frame in frames.items()}
    return {name: [table for table in source.tables if name in reads.get(table, {name})] for name in fields}


def _scanned(engine: DuckEngine, frame: nw.LazyFrame) -> set[str]:
    """The columns of the file that a frame's plan takes up."""
    rows = engine.connection.execute(f"EXPLAIN (FORMAT json) {frame.to_native().sql_query()}").fetchall()
    return _projected(json.loads(rows[0][1]))


def _projected(node: Any) -> set[str]:
    if isinstance(node, list):
        return set[str]().union(*(_projected(item) for item in node))
    found: set[str] = set()
    extra = node.get("extra_info", {})
    if "PARQUET" in str(node.get("name", "")).upper():
        held = extra.get("Projections", [])
        found |= {held} if isinstance(held, str) else set(held)
        filters = str(extra.get("Filters", ""))
        found |= {filters.split(" ")[0].split("=")[0]} if filters else set()
    return found | _projected(node.get("children", []))
