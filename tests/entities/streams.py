"""A table built from one join of all rows, and as numbers read capture after capture."""

from __future__ import annotations

import sys

import pyarrow as pa

from weighbridge.catalogue import registry
from weighbridge.entities import _series
from weighbridge.store.engine import plain


def rows_of(name, built, engine):
    """What an entity gave, be it a frame, a table or groups of rows: sorted by all its columns."""
    columns = [column.name for column in registry.table(name).columns]
    if isinstance(built, pa.Table):
        table = plain(built.select(columns))
    elif hasattr(built, "collect_schema"):
        # Helpers of an expression are not of the table.
        table = engine.collect(built).select(columns)
    else:
        table = pa.concat_tables([plain(group.select(columns)) for group in built])
    return table.combine_chunks().sort_by([(column, "ascending") for column in sorted(columns)])


def frames_of(name, engine, path_of):
    """The frames an entity reads, from the files a function names."""
    return [engine.scan(path_of(read)) for read in registry.table(name).reads]


def files_of_hub(folder):
    """Where the files of an invented hub are, by the name of their table."""

    def path_of(name):
        if name == "model_observations":
            return sorted((folder / "observations").glob("*.parquet"))
        return [folder / f"{name}.parquet"]

    return path_of


def built_both_ways(monkeypatch, name, frames, engine):
    """The rows by joining every count, and by numbers."""
    made = []
    for limit in (sys.maxsize, 0):
        with monkeypatch.context() as patch:
            patch.setattr(_series, "FROM_ROWS", limit)
            made.append(rows_of(name, registry.table(name).build(*frames), engine))
    return made
