"""Files scanned as one, each row with what its file is called; frames cut into turns."""

from __future__ import annotations

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weighbridge.store.engine import DuckEngine
from weighbridge.store.scanning import by_turns, gathered


def written(folder, count: int) -> dict:
    """As many files, the rows of each its number; what each is called."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for number in range(count):
        path = folder / f"part {number}.parquet"
        pq.write_table(pa.table({"number": [number, number]}), path)
        files[path] = f"2026-0{number + 1}-15"
    return files


@pytest.mark.parametrize("name", ["plain", "it's a folder", "ü%20#", "a[b]c"])
@pytest.mark.parametrize("count", [1, 3])
def test_each_row_tells_its_file(tmp_path, name, count):
    engine = DuckEngine()
    files = written(tmp_path / name, count)
    rows = engine.collect(engine.scan_named(files, "day")).to_pylist()
    assert len(rows) == 2 * count
    assert all(row["day"] == f"2026-0{row['number'] + 1}-15" for row in rows)


def test_a_relative_path_tells_it_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {path.relative_to(tmp_path): day for path, day in written(tmp_path / "here", 3).items()}
    assert not any(map(os.path.isabs, files))
    days = DuckEngine().scan_named(files, "day").collect("pyarrow").to_native()["day"].to_pylist()
    assert sorted(set(days)) == sorted(files.values())


def turns(frame, **most) -> list[list[str]]:
    return [gathered(part)["model_id"].to_pylist() for part in by_turns(frame, "model_id", **most)]


def test_turns_are_as_many_as_rows_or_values_ask_for():
    """Thirty models, each ten times: by rows ten turns of thirty, by values some three of about ten."""
    ids = [f"maker/model-{number}" for number in range(30)] * 10
    frame = DuckEngine().frame(pa.table({"model_id": ids}))
    assert len(turns(frame, rows=30)) == 10
    assert len(turns(frame, values=10)) in (2, 3, 4), "values are counted about"
    assert len(turns(frame, values=300)) == len(turns(frame, rows=300)) == 1
    for found in (turns(frame, rows=30), turns(frame, values=10)):
        assert sorted(model for part in found for model in part) == sorted(ids)
        assert sum(len(set(part)) for part in found) == 30, "a model is in one turn"


def test_no_rows_are_one_turn():
    frame = DuckEngine().frame(pa.table({"model_id": pa.array([], pa.string())}))
    assert turns(frame, values=5) == turns(frame, rows=5) == [[]]
