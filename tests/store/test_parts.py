"""A table of parts: what shares a capture is built together, everything else apart and once."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import RAW, bare, take, take_raw, take_records

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.table import Column, Table
from weighbridge.store.contract import checked_groups, checked_table
from weighbridge.store.engine import DuckEngine
from weighbridge.store.parting import apart, values_of


def record(name: str, downloads: int) -> dict:
    return {"id": name, "downloads": downloads, "likes": 3, "tags": ["license:mit"]}


def counts(wb) -> set[tuple]:
    rows = pq.read_table(wb.table("model_observations")).to_pylist()
    return {(row["crawl_id"], row["model_id"], row["measure"], row["value"]) for row in rows}


def parts_of(wb) -> dict[str, int]:
    """Every part on disk with the time it was written."""
    found = wb.home.derived.glob("model_observations_part/*/model_observations.parquet")
    return {path.parent.name: path.stat().st_mtime_ns for path in found}


def test_a_new_capture_is_one_new_part_and_leaves_the_others(tmp_path):
    """Two captures, then a third: the parts of the first two are not written again, and nothing is lost."""
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-01-15", [record("a/one", 10), record("b/two", 20)])
    take_records(wb, tmp_path, "2026-02-15", [record("a/one", 11)])
    first = counts(wb)
    before = parts_of(wb)
    names = [path.name for path in wb.table_files("model_observations")]
    assert names == ["hub_models-2026-01-15.parquet", "hub_models-2026-02-15.parquet"]
    take_records(wb, tmp_path, "2026-03-15", [record("a/one", 12)])
    assert counts(wb) == first | {
        ("2026-03-15", "a/one", "downloads_30d", 12),
        ("2026-03-15", "a/one", "likes", 3),
    }
    after = parts_of(wb)
    assert len(after) == 3
    assert {name: after[name] for name in before} == before


def test_verify_knows_every_file_of_a_table_of_parts(tmp_path):
    """All of it is checked; a file that nobody named is found, and so is one that was changed."""
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-01-15", [record("a/one", 10)])
    folder = wb.table("model_observations")
    assert not wb.verify().findings
    (folder / "stray.parquet").write_bytes(b"x")
    (finding,) = wb.verify().findings
    assert finding.path == folder / "stray.parquet"
    (folder / "stray.parquet").unlink()
    (path,) = wb.table_files("model_observations")
    path.write_bytes(path.read_bytes()[:-1])
    assert {item.path for item in wb.verify().findings} >= {path}


@pytest.mark.parametrize("rows_a_group", [1, 2, 100])
def test_values_of_a_file_by_statistics_and_by_reading(tmp_path, rows_a_group):
    """The same values whether each row group holds one (read off its statistics) or several (read)."""
    rows = pa.table({"list_id": ["a", "a", "b"], "crawl_id": ["1", "1", "2"], "n": [1, 2, 3]})
    path = tmp_path / "rows.parquet"
    pq.write_table(rows, path, row_group_size=rows_a_group)
    assert values_of(DuckEngine(), ("list_id", "crawl_id"), path) == {("a", "1"), ("b", "2")}


def test_snapshots_that_share_a_capture_are_one_part_even_by_a_third(tmp_path, tiny):
    """1 holds x, 2 holds y, 3 holds both: all three may meet. 4 stands apart."""
    held = []
    some = tiny._builder(None).snapshots
    for number, crawls in enumerate((["x"], ["y"], ["x", "y"], ["z"])):
        path = tmp_path / f"{number}.parquet"
        pq.write_table(pa.table({"list_id": ["l"] * len(crawls), "crawl_id": crawls}), path)
        held.append((some[number], path))
    found = apart(DuckEngine(), ("list_id", "crawl_id"), held)
    assert [set(map(id, part.snapshots)) for part in found] == [
        {id(some[0]), id(some[1]), id(some[2])},
        {id(some[3])},
    ]


def test_a_later_snapshot_with_the_same_captures_is_built_with_the_first(tmp_path):
    """The same crawls exported twice are one part; what stands is the later word (see the table's tests)."""
    wb = take_raw(bare(tmp_path / "home"), "osir_2025-01-14.csv")
    take(wb, "osir", RAW / "osir_2025-12-20.csv", "2025-12-20")
    later = (RAW / "osir_2025-01-14.csv").read_text().replace("Qwen,first,10,", "Qwen,first,999,")
    (tmp_path / "later.csv").write_text(later)
    take(wb, "osir", tmp_path / "later.csv", "2025-12-24")
    names = [path.stem for path in wb.table_files("model_observations")]
    assert names == ["osir-2025-01-14", "osir-2025-12-20"]


SMALL = Table(
    name="small",
    method="Rows.",
    room="table",
    columns=(Column("k", "text", "Key."), Column("v", "integer", "Value.", nullable=True)),
    key=("k",),
    reads=("staged",),
    build=lambda rows: rows,
)


def test_groups_are_checked_across_their_borders():
    """The last key of a group and the first of the next may not be one; what is right passes as it is."""
    one, two = pa.table({"k": ["a", "b"], "v": [1, None]}), pa.table({"k": ["c"], "v": [3]})
    given = pa.concat_tables(checked_groups(SMALL, [one, two]))
    assert given.to_pylist() == checked_table(SMALL, pa.concat_tables([two, one])).to_pylist()
    with pytest.raises(ContractError, match="is not unique"):
        list(checked_groups(SMALL, [one, pa.table({"k": ["b"], "v": [4]})]))
    with pytest.raises(ContractError, match="is empty in 1 rows"):
        list(checked_groups(SMALL, [one, pa.table({"k": pa.array([None], pa.string()), "v": [4]})]))


def test_manifest_names_the_parts(tmp_path):
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-01-15", [record("a/one", 10)])
    folder = wb.table("model_observations").parent
    (entry,) = json.loads((folder / "manifest.json").read_text())["files"]
    assert entry["name"] == "model_observations/hub_models-2026-01-15.parquet"
    assert entry["rows"] == 2
