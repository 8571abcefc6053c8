"""A stored table's rows by key: the same as looking through all of them, holding a group at a time."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from weighbridge.store.keyed import read_groups, read_rows_of

SIZE = 5_000
# Two rows a name, sorted by name as stored tables are.
ROWS = pa.table({"name": [f"owner/model-{at // 2:05d}" for at in range(SIZE)], "at": list(range(SIZE))})
WANTED = {
    "one": [7],
    "some in few groups": [3, 4, 2_400],
    "so many that a pass is quicker": [*range(0, 2_500, 3)],
    "none": [],
}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("keyed") / "rows.parquet"
    pq.write_table(ROWS, path, row_group_size=300)
    return path


@pytest.mark.parametrize("numbers", WANTED.values(), ids=WANTED.keys())
@pytest.mark.parametrize("columns", [None, ["at", "name"]])
def test_rows_by_name_are_those_of_a_pass_over_all(path, numbers, columns):
    names = [f"owner/model-{at:05d}" for at in numbers]
    expected = ROWS.filter(pc.is_in(ROWS["name"], value_set=pa.array(names, pa.string())))
    found = read_rows_of(path, "name", [*names, "a/unknown", "zz/unknown"], columns)
    assert found.num_rows == 2 * len(numbers)
    assert found.to_pylist() == expected.select(columns or ["name", "at"]).to_pylist()


def test_few_rows_do_not_hold_the_groups_they_came_from(path):
    found = read_rows_of(path, "name", ["owner/model-00007", "owner/model-02400"])
    assert found.num_rows == 4
    assert found.get_total_buffer_size() < 1_000, "four rows and no group of 300"


def test_groups_are_the_rows_of_a_file_and_of_a_folder(path, tmp_path):
    """A table in parts is a folder of files."""
    for number, start in enumerate((0, 2_000)):
        pq.write_table(ROWS.slice(start, 2_000 if number == 0 else SIZE), tmp_path / f"{number}.parquet")
    assert [group.num_rows for group in read_groups(path)] == [300] * 16 + [200]
    assert pa.concat_tables(read_groups(path)).equals(ROWS)
    assert pa.concat_tables(read_groups(tmp_path)).equals(ROWS)
    assert next(read_groups(tmp_path, ["at"])).column_names == ["at"]
