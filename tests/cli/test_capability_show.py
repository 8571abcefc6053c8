"""`capability show` on the shipped scores: one model, its vintages, anchors, names nobody knows."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest
from tests.cli.conftest import Runner
from tests.tiny_world.worlds import _starter, shared_root


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return _starter(shared_root(tmp_path_factory) / "starter-home")


@pytest.fixture
def show(store, tmp_path_factory, tmp_path):
    run = Runner(shared_root(tmp_path_factory) / "starter-home", tmp_path)
    return lambda *words: run("capability", "show", *words, "--quiet")


def published(store, table, name, value):
    rows = pq.read_table(store.table(table)).to_pylist()
    return {row[value] for row in rows if row["model"] == name}


def test_a_model_stands_beside_its_published_value_and_its_other_vintage(store, show):
    """Ours within 0.25 of the published value; the value of May stands apart, as another scale."""
    said = json.loads(show("gpt-oss-120b", "--format", "json").out)
    (theirs,) = published(store, "capability_published", "gpt-oss-120b", "value")
    assert said["published_value"] == pytest.approx(theirs)
    assert said["value"] == pytest.approx(theirs, abs=0.25)
    assert said["low"] < said["value"] < said["high"]
    (may,) = published(store, "model_versions", "gpt-oss-120b", "index_value")
    assert said["other_vintages"] == [
        {"observed_on": "2026-05-01", "value": pytest.approx(may), "source": "epoch_eci_versions"}
    ]
    assert "another scale, not to be subtracted" in show("gpt-oss-120b").out


def test_an_anchor_has_no_interval_and_says_why(show):
    said = json.loads(show("GPT-5", "--format", "json").out)
    assert (said["value"], said["low"], said["flags"]) == (150.0, None, ["fixed_by_definition"])


def test_an_unknown_vintage_or_model_names_the_nearest(show):
    vintage = show("--vintage", "2026-02-01")
    assert vintage.code == 2
    assert "Nearest: 2026-08-11" in vintage.err
    model = show("gpt-oss-121b")
    assert model.code == 2
    assert "gpt-oss-120b" in model.err
