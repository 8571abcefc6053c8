"""A file of battles as Parquet: names by dictionary, piece by piece, and the measures of style."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue.errors import ContractError
from weighbridge.definitions.battle_files import read_battles
from weighbridge.statistics.battles import A_WINS, B_WINS, TIE


def coded(words, names):
    """A column by codes into a list of names, of which some may stand in no row."""
    return pa.DictionaryArray.from_arrays(pa.array([names.index(word) for word in words], pa.int16()), names)


def written(path, pieces, **more):
    """Each piece is a row group with its own lists of names."""
    tables = [
        pa.table({"model_a": a, "model_b": b, "winner": w, **{k: v[i] for k, v in more.items()}})
        for i, (a, b, w) in enumerate(pieces)
    ]
    with pq.ParquetWriter(path, tables[0].schema) as writer:
        for table in tables:
            writer.write_table(table)
    return path


def two_pieces(tmp_path, **more):
    pieces = [
        (
            coded(["x", "y", "x"], ["x", "never met", "y"]),
            coded(["y", "x", "y"], ["y", "x"]),
            coded(["model_a", "tie", "model_b"], ["tie", "model_a", "abstain", "model_b"]),
        ),
        (
            coded(["z", "y"], ["y", "z"]),
            coded(["x", "z"], ["z", "x"]),
            coded(["model_a", "model_a"], ["model_a"]),
        ),
    ]
    return written(tmp_path / "battles.parquet", pieces, **more)


def test_pieces_with_other_lists_of_names_add_up(tmp_path):
    """By hand: x beat y, y tied x, y beat x; then z beat x and y beat z."""
    found = read_battles(two_pieces(tmp_path))
    assert found.names == ("x", "y", "z"), "a name of the list that stands in no vote is no model"
    assert found.total == 5
    x, y, z = range(3)
    cells = ((x, y, A_WINS), (y, x, TIE), (x, y, B_WINS), (z, x, A_WINS), (y, z, A_WINS))
    assert all(found.table[cell] == 1 for cell in cells)
    assert found.dropped == {}, "a word of the list that stands in no vote is nothing left out"


def test_columns_are_found_in_any_case_and_only_those_wanted_are_read(tmp_path):
    path = two_pieces(tmp_path)
    table = pq.read_table(path).rename_columns(["Model_A", "Model_B", "Winner"])
    table = table.append_column("judge", pa.array([None, "p", "p", "q", "q"]))
    pq.write_table(table, tmp_path / "other.parquet")
    found = read_battles(tmp_path / "other.parquet")
    # The judge of the first vote is empty, which matters only where voters are asked for.
    assert (found.total, found.has_voters, found.voter) == (5, True, None)
    with pytest.raises(ContractError, match="row 1: 'judge' is empty"):
        read_battles(tmp_path / "other.parquet", by_voter=True)


def measures(first, second):
    return {"tokens_a": [pa.array(x) for x in first], "tokens_b": [pa.array(x) for x in second]}


def test_measures_of_style_stay_with_their_votes(tmp_path):
    path = two_pieces(tmp_path, **measures(([3, 1, 0], [5, 7]), ([0, 2, 0], [4, 8])))
    found = read_battles(path, style=("tokens",))
    # (a - b) / (a + b + 1): 3/4, -1/4, 0, 1/10, -1/16
    assert found.style[0] == pytest.approx([0.75, -0.25, 0, 0.1, -0.0625])
    a, b, outcome = found.rows
    assert np.array(found.names)[a].tolist() == ["x", "y", "x", "z", "y"]
    assert np.array(found.names)[b].tolist() == ["y", "x", "y", "x", "z"]
    assert outcome.tolist() == [A_WINS, TIE, B_WINS, A_WINS, A_WINS]


@pytest.mark.parametrize("bad", [-2, None])
def test_a_measure_below_zero_or_missing_names_its_row(tmp_path, bad):
    path = two_pieces(tmp_path, **measures(([3, 1, 0], [5, bad]), ([0, 2, 0], [4, 8])))
    with pytest.raises(ContractError, match=rf"row 5: 'tokens_a' is {bad}, expected a count of 0 or more"):
        read_battles(path, style=("tokens",))


def test_a_damaged_file_says_so(tmp_path):
    path = two_pieces(tmp_path)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ContractError, match="cannot be read as Parquet"):
        read_battles(path)
