"""Adding counts up before names are joined changes no cell."""

from __future__ import annotations

import sys

import numpy as np
import pyarrow.parquet as pq
import pytest
from benchmarks.synthetic_hub import size_of, write_hub

from weighbridge.catalogue import registry
from weighbridge.entities import _presumming
from weighbridge.statistics.keys import KeyTable
from weighbridge.store.engine import DuckEngine, plain


def both_ways(monkeypatch, frames, engine):
    """The cells as built by joining every count, and by adding up first; sorted by all columns."""
    declared = registry.table("adoption_cells")
    made = []
    for limit in (sys.maxsize, 0):
        monkeypatch.setattr(_presumming, "FROM_ROWS", limit)
        # Helpers of the expression are not of the table; one of them counts rows, of which there are fewer.
        table = engine.collect(declared.build(*frames)).select([column.name for column in declared.columns])
        made.append(table.sort_by([(name, "ascending") for name in sorted(table.column_names)]))
    return made


def frames_of(engine, path_of):
    return [engine.scan(path_of(name)) for name in registry.table("adoption_cells").reads]


def test_a_synthetic_hub_with_twins_and_spikes(monkeypatch, tmp_path):
    write_hub(tmp_path, size_of(models=2_000, observations=9_000, accounts=60))
    engine = DuckEngine()

    def path_of(name):
        if name == "model_observations":
            return sorted((tmp_path / "observations").glob("*.parquet"))
        return [tmp_path / f"{name}.parquet"]

    plainly, summed = both_ways(monkeypatch, frames_of(engine, path_of), engine)
    assert summed.num_rows > 100
    assert summed.equals(plainly)


@pytest.mark.parametrize("world", ["tiny", "starter"])
def test_worlds_with_several_measures_merges_and_months(monkeypatch, request, world):
    """Likes beside downloads count a model once; merges, flagged counts and twins pass through one by one."""
    wb = request.getfixturevalue(world)
    engine = DuckEngine()
    plainly, summed = both_ways(monkeypatch, frames_of(engine, lambda name: [wb.table(name)]), engine)
    assert summed.equals(plainly)
    assert (
        summed.select(plainly.column_names).num_rows == pq.read_metadata(wb.table("adoption_cells")).num_rows
    )


def test_a_model_that_origins_do_not_know_is_joined_as_before(monkeypatch, tiny):
    engine = DuckEngine()
    frames = frames_of(engine, lambda name: [tiny.table(name)])
    at = registry.table("adoption_cells").reads.index("origins")
    known = plain(pq.read_table(tiny.table("origins")))
    frames[at] = engine.frame(known.slice(1))
    plainly, summed = both_ways(monkeypatch, frames, engine)
    assert summed.equals(plainly)


def test_keys_are_found_where_they_stand_and_others_are_not():
    rng = np.random.default_rng(7)
    # Neighbours and equal high bits, so that slots collide.
    keys = np.unique(np.concatenate([rng.integers(0, 2**63, 5_000), np.arange(5_000) << 40])).astype(
        np.uint64
    )
    keys = rng.permutation(keys)
    table = KeyTable(keys)
    asked = rng.permutation(keys.size)
    assert (table.find(keys[asked]) == asked).all()
    assert (table.find(np.setdiff1d(np.arange(3, 9_000, 7).astype(np.uint64), keys)) == -1).all()
    assert KeyTable(np.array([], dtype=np.uint64)).find(keys[:3]).tolist() == [-1, -1, -1]
