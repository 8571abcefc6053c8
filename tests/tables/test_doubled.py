"""Rows taken together by number are those a plain grouping gives."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pyarrow as pa
import pytest

from weighbridge.store.engine import DuckEngine, plain
from weighbridge.tables import _doubled
from weighbridge.tables._doubled import taken_together

KEY = ("list_id", "model_id")
VALUES = {"value": nw.col("value"), "tag": nw.col("tag"), "is_new": nw.col("is_new").cast(nw.Int64)}


def rows(size: int, models: int) -> pa.Table:
    """Invented: some models stand once, some several times, with empty places among their values."""
    rng = np.random.default_rng(20261127)
    value = rng.integers(0, 1_000, size)
    return pa.table(
        {
            "list_id": [("hub", "other")[n] for n in rng.integers(0, 2, size)],
            "model_id": [f"maker/model-{n}" for n in rng.integers(0, models, size)],
            "value": pa.array(value, mask=rng.random(size) < 0.2),
            "tag": [(None, "mit", "other")[n] for n in rng.integers(0, 3, size)],
            "is_new": [(None, True, False)[n] for n in rng.integers(0, 3, size)],
        }
    )


def in_order(frame) -> list[str]:
    table = plain(frame.collect("pyarrow").to_native())
    return sorted(map(repr, table.select([*KEY, *VALUES]).to_pylist()))


@pytest.mark.parametrize("many", [None, 40])
@pytest.mark.parametrize("models", [30, 2_000, 1_000_000])
def test_as_one_grouping(monkeypatch, models, many):
    """Also where keys share the engine's number, here cut so that they do."""
    scanned = _doubled.keyed
    if many is not None:

        def cut(frame, name, columns):
            return scanned(frame, name, columns).with_columns((nw.col(name) % many).alias(name))

        monkeypatch.setattr(_doubled, "keyed", cut)
    given = rows(3_000, models)
    frame = DuckEngine().frame(given)
    found = in_order(taken_together(frame, KEY, **VALUES))
    with monkeypatch.context() as patch:
        patch.setattr(_doubled, "is_embedded", lambda _: False)
        assert found == in_order(taken_together(frame, KEY, **VALUES))
    # Counted by hand: as many rows as there are different keys.
    pairs = zip(given["list_id"].to_pylist(), given["model_id"].to_pylist(), strict=True)
    assert len(found) == len(set(pairs))
