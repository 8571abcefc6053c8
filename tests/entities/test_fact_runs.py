"""Where what a list states begins and ends: read day by day, the same rows as by windows over all of them."""

from __future__ import annotations

import datetime
import sys

import numpy as np
import pyarrow as pa
import pytest

from weighbridge.catalogue import registry
from weighbridge.entities import _series, resolved_facts
from weighbridge.store.engine import DuckEngine, plain

DAYS = [datetime.date(2026, month, 1) for month in range(1, 9)]
NAME = "resolved_facts"


def facts(seed: int) -> pa.Table:
    """Invented: two lists of one source and one of another; a model stays, changes, goes and comes back."""
    rng = np.random.default_rng(seed)
    rows = []
    for source, list_id in (("one", "a"), ("one", "b"), ("two", "a")):
        for day in DAYS:
            for number in range(40):
                if rng.random() < 0.2:
                    continue
                rows.append(
                    {
                        "list_id": list_id,
                        "source": source,
                        "platform": "huggingface" if number % 5 else "modelscope",
                        "model_id": f"maker-{number % 3}/Model-{number}",
                        "observed_on": day,
                        "parameters": (None, -1, 7, 8)[rng.integers(4)] if number % 2 else 7,
                        "active_parameters": None,
                        "licence_tag": (None, "", "mit")[rng.integers(3)] if number % 4 == 0 else "mit",
                        "pipeline_tag": None,
                    }
                )
    texts = ("list_id", "source", "platform", "model_id", "licence_tag", "pipeline_tag")
    kinds = dict.fromkeys(texts, pa.string()) | dict.fromkeys(("parameters", "active_parameters"), pa.int64())
    schema = pa.schema({**kinds, "observed_on": pa.date32()})
    return pa.Table.from_pylist(rows, schema=schema)


def built(monkeypatch, given: pa.Table, limit: int) -> list[dict]:
    columns = [column.name for column in registry.table(NAME).columns]
    with monkeypatch.context() as patch:
        patch.setattr(_series, "FROM_ROWS", limit)
        groups = registry.table(NAME).build(DuckEngine().frame(given))
        rows = [row for group in groups for row in plain(group.select(columns)).to_pylist()]
    return sorted(rows, key=repr)


@pytest.mark.parametrize("seed", range(8))
def test_day_by_day(monkeypatch, seed):
    given = facts(seed)
    found = built(monkeypatch, given, 0)
    assert found == built(monkeypatch, given, sys.maxsize)
    assert len(found) < given.num_rows, "rows between the ends of a run are left out"


def test_a_run_by_hand(monkeypatch):
    """mit, mit, mit, then apache: the first and the last of each stay, also after a gap of one day."""
    tags = {1: "mit", 2: "mit", 4: "mit", 5: "apache-2.0", 6: "apache-2.0", 7: "apache-2.0"}
    one = facts(0).slice(0, 1).to_pylist()[0] | {
        "parameters": 7,
        "model_id": "a/m",
        "platform": "huggingface",
    }
    rows = [one | {"observed_on": DAYS[day], "licence_tag": tag} for day, tag in tags.items()]
    given = pa.Table.from_pylist(rows, schema=facts(0).schema)
    for limit in (0, sys.maxsize):
        kept = [row["observed_on"] for row in built(monkeypatch, given, limit)]
        assert sorted(kept) == [DAYS[day] for day in (1, 4, 5, 7)]


def test_statements_that_cannot_be_told_apart_are_compared_as_they_are(monkeypatch):
    monkeypatch.setattr("weighbridge.statistics.keys._MOST_SHARED", -1)
    given = facts(3)
    assert built(monkeypatch, given, 0) == built(monkeypatch, given, sys.maxsize)
    assert resolved_facts.ends_of_runs(DuckEngine().frame(given), resolved_facts._EMPTY) is None
