"""The synthetic Hub: seeded, pathological, and read by the project's own expression."""

import hashlib

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.synthetic_hub import NOTE, SPIKES_A_CAPTURE, TWIN_EVERY, size_of, write_hub

from benchmarks import cube

SIZE = size_of(models=2_000, observations=9_000, accounts=200)


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    write_hub(folder, SIZE)
    return folder


def rows_of(folder, sql):
    return duckdb.connect().execute(sql.format(hub=f"'{folder}/observations/*.parquet'")).fetchall()


def test_it_says_that_it_is_synthetic(hub):
    assert (hub / "README").read_text(encoding="utf-8").startswith(NOTE)


def test_the_same_size_and_seed_give_the_same_bytes(hub, tmp_path):
    write_hub(tmp_path, SIZE)
    for path in sorted(hub.rglob("*.parquet")):
        again = tmp_path / path.relative_to(hub)
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(again.read_bytes()).digest()


def test_it_has_the_size_asked_for(hub):
    ((count,),) = rows_of(hub, "SELECT count(*) FROM {hub}")
    assert count == pytest.approx(SIZE.observations, rel=0.05)


def test_the_panel_grows(hub):
    counts = [n for (n,) in rows_of(hub, "SELECT count(*) FROM {hub} GROUP BY crawl_id ORDER BY crawl_id")]
    assert counts == sorted(set(counts))
    assert counts[-1] > 1.8 * counts[0]


def test_few_models_hold_most(hub):
    sql = "SELECT sum(value) FILTER (r <= 0.01) / sum(value) FROM (SELECT value, percent_rank() OVER "
    ((part,),) = rows_of(hub, sql + "(PARTITION BY crawl_id ORDER BY value DESC) r FROM {hub})")
    assert part > 0.4


def test_spikes_are_there_and_flagged(hub):
    states = pq.read_table(hub / "count_states.parquet")
    assert states.num_rows == SPIKES_A_CAPTURE * SIZE.captures
    assert min(states["value"].to_numpy() / (states["base"].to_numpy() + 5_000)) >= 399


def test_twins_share_one_canonical_id_and_most_makers_are_unknown(hub):
    origins = pq.read_table(hub / "origins.parquet")
    twins = origins.num_rows - len(origins["canonical_id"].unique())
    assert twins == SIZE.models // TWIN_EVERY
    assert 0 < origins["organisation_id"].null_count < origins.num_rows


def test_the_cube_counts_every_model_once(hub):
    made = cube.make_cube(hub)
    assert made["cells"] > 0
    cells = pq.read_table(hub / "cells.parquet")
    states = {word.as_py() for word in cells["window"].unique()}
    assert states == {"crawl"}
    ((models,),) = rows_of(hub, "SELECT count(*) FROM {hub} WHERE model_id NOT LIKE 'A%'")
    assert float(pa.compute.sum(cells["models"]).as_py()) == models


def test_definitions_and_draws_are_timed(hub):
    cube.make_cube(hub)
    said = cube.ask(hub)
    assert said["months"] == SIZE.captures
    assert len(said["definitions"]) == len(cube.DEFINITIONS)
    assert said["draws"] > 0
