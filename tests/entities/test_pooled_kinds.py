"""Counts read with small lone accounts in pools give the cells that were put into pools afterwards."""

from __future__ import annotations

import sys

import narwhals as nw
import pyarrow as pa
import pytest
from benchmarks.synthetic_hub import size_of, write_hub
from tests.entities.streams import files_of_hub, frames_of, rows_of

from weighbridge.catalogue import registry
from weighbridge.entities import _pooled_kinds, _series
from weighbridge.entities.pooling import LONE, Dealing, accounts_in, pooled
from weighbridge.store.engine import DuckEngine, plain

NAME = "adoption_cells"
LICENCES = ("licence_cells", "licence_move_cells")
DEALINGS = [
    Dealing(most_lone=0, kept=0, pools=1, large=2.0),
    Dealing(most_lone=0, kept=5, pools=7),
    Dealing(most_lone=0, kept=2, pools=1_000, large=0.01),
]


def afterwards(monkeypatch, engine, frames, dealing, name=NAME) -> pa.Table:
    """Every count joined by its texts, and the cells put into pools."""
    with monkeypatch.context() as patch:
        patch.setattr(_series, "FROM_ROWS", sys.maxsize)
        plainly = rows_of(name, registry.table(name).build(*frames), engine)
    found = pooled(engine, engine.frame(plainly), dealing)
    assert found is not None, "a world with lone accounts"
    return rows_of(name, found, engine)


def at_once(monkeypatch, engine, frames, dealing, name=NAME) -> pa.Table:
    with monkeypatch.context() as patch:
        patch.setattr(_series, "FROM_ROWS", 0)
        patch.setattr(_pooled_kinds, "Dealing", lambda: dealing)
        return rows_of(name, registry.table(name).build(*frames), engine)


def pools_in(cells: pa.Table) -> int:
    return sum(accounts_in(unit) > 1 for unit in set(cells["unit"].to_pylist()))


@pytest.mark.parametrize("dealing", DEALINGS)
@pytest.mark.parametrize("world", ["tiny", "starter"])
def test_worlds_with_likes_merges_months_and_flagged_counts(monkeypatch, request, world, dealing):
    wb = request.getfixturevalue(world)
    engine = DuckEngine()
    frames = frames_of(NAME, engine, lambda name: [wb.table(name)])
    expected = afterwards(monkeypatch, engine, frames, dealing)
    assert at_once(monkeypatch, engine, frames, dealing).equals(expected)
    if world == "starter":
        assert pools_in(expected) > 3


@pytest.mark.parametrize("dealing", DEALINGS)
def test_a_synthetic_hub_with_twins_and_spikes(monkeypatch, tmp_path, dealing):
    """Invented: 3,000 models of 900 accounts, one list after another."""
    write_hub(tmp_path, size_of(models=3_000, observations=12_000, accounts=900))
    engine = DuckEngine()
    frames = frames_of(NAME, engine, files_of_hub(tmp_path))
    at = registry.table(NAME).reads.index("origins")
    unplaced = nw.when(nw.col("organisation_id").is_null()).then(nw.concat_str(nw.lit(LONE), "unit"))
    frames[at] = frames[at].with_columns(unit=nw.coalesce(unplaced, "unit"))
    expected = afterwards(monkeypatch, engine, frames, dealing)
    assert pools_in(expected)
    assert at_once(monkeypatch, engine, frames, dealing).equals(expected)


def test_a_model_that_origins_do_not_know_counts_in_the_whole(monkeypatch, tiny):
    """Its account is nobody's, so it is in no pool; how large others are is a part of all that is counted."""
    engine = DuckEngine()
    frames = frames_of(NAME, engine, lambda name: [tiny.table(name)])
    at = registry.table(NAME).reads.index("origins")
    known = plain(engine.collect(frames[at]))
    frames[at] = engine.frame(known.slice(1))
    expected = afterwards(monkeypatch, engine, frames, DEALINGS[0])
    assert at_once(monkeypatch, engine, frames, DEALINGS[0]).equals(expected)


@pytest.mark.parametrize("dealing", DEALINGS)
@pytest.mark.parametrize("name", LICENCES)
def test_licences_of_the_starter(monkeypatch, starter, name, dealing):
    """Of one source a list and day, as lists are; some of its models moved and are told by name."""
    engine = DuckEngine()
    frames = frames_of(name, engine, lambda read: [starter.table(read)])
    at = registry.table(name).reads.index("model_facts")
    frames[at] = frames[at].filter(nw.col("list_id") != "llmfit")
    expected = afterwards(monkeypatch, engine, frames, dealing, name)
    assert at_once(monkeypatch, engine, frames, dealing, name).equals(expected)
    assert pools_in(expected)
    if name == "licence_move_cells":
        assert expected["model_id"].null_count < expected.num_rows


def test_few_lone_accounts_stay_apart(monkeypatch, starter):
    engine = DuckEngine()
    frames = frames_of(NAME, engine, lambda name: [starter.table(name)])
    found = at_once(monkeypatch, engine, frames, Dealing())
    assert not pools_in(found)
    assert sum(unit.startswith(LONE) for unit in set(found["unit"].to_pylist())) > 100
