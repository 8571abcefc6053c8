"""Adding counts up before names are joined changes no cell."""

from __future__ import annotations

import sys

import narwhals as nw
import numpy as np
import pyarrow.parquet as pq
import pytest
from benchmarks.synthetic_hub import size_of, write_hub
from tests.entities.streams import built_both_ways, files_of_hub, frames_of

from weighbridge.catalogue import registry
from weighbridge.entities import _kinds, _names
from weighbridge.statistics.keys import KeyTable
from weighbridge.store import scanning
from weighbridge.store.engine import DuckEngine, plain

NAME = "adoption_cells"


def both_ways(monkeypatch, frames, engine):
    """The cells as built by joining every count, and by adding up first; sorted by all columns."""
    return built_both_ways(monkeypatch, NAME, frames, engine)


def test_a_synthetic_hub_with_twins_and_spikes(monkeypatch, tmp_path):
    write_hub(tmp_path, size_of(models=2_000, observations=9_000, accounts=60))
    engine = DuckEngine()
    plainly, summed = both_ways(monkeypatch, frames_of(NAME, engine, files_of_hub(tmp_path)), engine)
    assert summed.num_rows > 100
    assert summed.equals(plainly)


@pytest.mark.parametrize(
    ("names", "models", "kinds", "most", "is_summed"),
    [
        (1 << 18, 1 << 60, 1 << 60, 4096, True),
        (1 << 5, 1 << 60, 1 << 60, 4096, True),
        (1 << 5, 1 << 60, 1 << 60, 31, False),
        (1 << 60, 1 << 5, 1 << 60, 4096, True),
        (1 << 60, 1 << 60, 3, 4096, False),
    ],
)
def test_names_and_kinds_that_share_a_number_are_told_apart(
    monkeypatch, tmp_path, names, models, kinds, most, is_summed
):
    """The engine's numbers are no names: of millions of hub ids some share one.

    Here numbers are cut so that some do: such names get another number, and such models are told apart by
    their texts; where too many names would, or kinds share one, every count is joined by its texts.
    """
    write_hub(tmp_path, size_of(models=2_000, observations=9_000, accounts=60))
    engine = DuckEngine()

    path_of = files_of_hub(tmp_path)

    def cut(frame, name, columns):
        whole = scanned(frame, name, columns)
        many = {_names.IDENTITY: names, ("canonical_id",): models}.get(tuple(columns), kinds)
        return whole.with_columns(**{name: (nw.col(name) % many).cast(nw.UInt64)})

    scanned, ways = scanning.keyed, []
    added_up = sys.modules[registry.table("adoption_cells").build.__module__]._summed_first
    monkeypatch.setattr("weighbridge.statistics.keys._MOST_SHARED", most)
    monkeypatch.setattr(scanning, "keyed", cut)
    monkeypatch.setattr(_kinds, "keyed", cut)
    monkeypatch.setattr(
        sys.modules[added_up.__module__],
        "_summed_first",
        lambda *given: ways.append(True) or added_up(*given),
    )
    plainly, summed = both_ways(monkeypatch, frames_of(NAME, engine, path_of), engine)
    assert summed.equals(plainly)
    assert bool(ways) is is_summed
    if is_summed:
        shared = _names.IDENTITY if names < models else ("canonical_id",)
        keys = _kinds.gathered(cut(engine.scan(path_of("origins")), "key", shared).select("key"))
        assert np.unique(keys["key"].to_numpy()).size < keys.num_rows


@pytest.mark.parametrize("world", ["tiny", "starter"])
def test_worlds_with_several_measures_merges_and_months(monkeypatch, request, world):
    """Likes beside downloads count a model once; merges, flagged counts and twins pass through one by one."""
    wb = request.getfixturevalue(world)
    engine = DuckEngine()
    plainly, summed = both_ways(monkeypatch, frames_of(NAME, engine, lambda name: [wb.table(name)]), engine)
    assert summed.equals(plainly)
    assert (
        summed.select(plainly.column_names).num_rows == pq.read_metadata(wb.table("adoption_cells")).num_rows
    )


def test_a_model_that_origins_do_not_know_is_joined_as_before(monkeypatch, tiny):
    engine = DuckEngine()
    frames = frames_of(NAME, engine, lambda name: [tiny.table(name)])
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


def test_keys_asked_in_the_order_of_the_table_are_found_too():
    """Runs with gaps, strangers in between, and both ends of the table, where a guess would go past it."""
    rng = np.random.default_rng(8)
    keys = rng.permutation(np.arange(300_000)).astype(np.uint64) * np.uint64(3)
    table, at = KeyTable(keys), np.arange(keys.size)
    places = np.sort(np.concatenate([np.delete(at, rng.choice(at, 9_000, replace=False)), at[-70:], at[:70]]))
    assert (table.find(keys[places]) == places).all()
    assert (table.find(keys[places[::-1]]) == places[::-1]).all()
    strangers = rng.choice(places.size, 5_000, replace=False)
    asked, expected = keys[places], places.copy()
    asked[strangers] += np.uint64(1)
    expected[strangers] = -1
    assert (table.find(asked) == expected).all()
