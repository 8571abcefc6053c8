"""Indicator licence_moves: nine models by hand, and every move of the shipped lists counted beside it."""

from __future__ import annotations

import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare, take_records

from weighbridge.definitions.cube import cube_of
from weighbridge.definitions.licence_move_shares import moves_in
from weighbridge.entities.licences import resolve_licence

# Tag on the first and the second day; Chinese models first, two of one family (Qwen3).
TAGS = {
    "Qwen/Qwen3-8B": ("license:other-thing", "license:apache-2.0"),  # unread at first: could be a move
    "Qwen/Qwen3-4B": ("license:cc-by-nc-4.0", "license:apache-2.0"),
    "Qwen/Qwen3-1.7B": ("license:cc-by-nc-4.0", "license:Apache 2.0"),  # another spelling
    "deepseek-ai/DeepSeek-V3": ("license:deepseek", "license:mit"),
    "zai-org/GLM-4.5": ("license:cc-by-nc-4.0", "license:cc-by-nc-4.0"),
    "moonshotai/Kimi-K2-Instruct": ("license:cc-by-nc-4.0", "license:whatever-1"),  # unread now
    "01-ai/Yi-34B": ("license:mit", "license:cc-by-nc-4.0"),
    "baichuan-inc/Baichuan2-7B-Chat": ("license:cc-by-nc-4.0", "license:cc-by-nc-4.0"),
    "google/gemma-3-27b-it": ("license:gemma", "license:gemma"),
    "internlm/internlm3-8b-instruct": ("", "license:mit"),  # no tag at first
}
DAYS = ("2026-01-15", "2026-02-15")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("moves")
    wb = bare(folder / "home")
    for at, day in enumerate(DAYS):
        records = [
            {"id": model, "downloads": 100, "tags": [tags[at]] if tags[at] else []}
            for model, tags in TAGS.items()
        ]
        take_records(wb, folder, day, records, source="hub_models")
    return wb


def test_part_that_moved_by_hand(world):
    """To permissive: 4 moved (one had no tag), 2 stayed, 2 nobody can tell; without the untagged 3 of 5."""
    row = world.indicator("licence_moves").at("2026-02", "CN")
    assert row.value == pytest.approx(4 / 6)
    assert (row.bound_low, row.bound_high) == (pytest.approx(4 / 8), pytest.approx(6 / 8))
    declared = world.indicator("licence_moves", first_tag="declared").at("2026-02", "CN")
    assert declared.value == pytest.approx(3 / 5)


def test_each_move_is_told_once_by_the_first_capture_that_shows_it():
    """Two thousand cells of 40 models on two lists, in no order, some sums without a name."""
    chance = random.Random(5)
    names = ("list_id", "model_id", "to_class", "observed_on", "from_class", "country", "since")
    words = (
        ("a", "b"),
        (None, *(f"m/{n}" for n in range(40))),
        ("permissive", "custom", "unknown"),
        tuple(f"2026-{month:02}-15" for month in range(12, 0, -1)),
        ("custom", "unknown"),
        ("CN", "US"),
        ("2025-12-15",),
    )
    cells = [dict(zip(names, map(chance.choice, words), strict=True)) for _ in range(2_000)]
    tags = {"from_tag": None, "to_tag": "license:mit", "models": 1.0}
    made = moves_in(cube_of(pa.Table.from_pylist([cell | tags for cell in cells])))
    columns = [made.text(name) for name in ("list_id", "observed_on", "model_id", "to_class")]
    found = list(zip(*([c.labels[code] for code in c.codes] for c in columns), strict=True))
    first: dict[tuple[str, ...], str] = {}
    for cell in cells:
        if cell["model_id"]:
            told = (cell["list_id"], cell["model_id"], cell["to_class"])
            first[told] = min(first.get(told, "9"), cell["observed_on"])
    assert {(name, model, now): seen for name, seen, model, now in found} == first
    assert len(found) == len(first)
    assert found == sorted(found, key=lambda move: move[:3])


def test_siblings_are_one_family(world):
    """Six known models of five families, Qwen3 twice: (2+1+1+1+1)^2 / (4+4) = 4.5 effective ones."""
    row = world.indicator("licence_moves").at("2026-02", "CN")
    assert row.n == 5
    assert "few_clusters" in row.flags


def test_from_permissive_and_too_few(world):
    """One permissive model is too few for a part; the first capture has nothing to compare with."""
    result = world.indicator("licence_moves", move="from_permissive")
    row = result.at("2026-02", "CN")
    assert (row.value, row.flags) == (None, ("small_n",))
    assert result.months == ["2026-02"]


def test_every_move_is_named_with_its_days(world):
    notes = world.indicator("licence_moves").notes
    assert any("4 models moved to a permissive licence, 1 from one" in note for note in notes)
    (yi,) = [note for note in notes if note.startswith("01-ai/Yi-34B")]
    assert "2026-01-15 to 2026-02-15: mit (permissive) to cc-by-nc-4.0 (non-commercial)" in yi
    assert "China" in yi
    assert not any("GLM-4.5" in note for note in notes), "what did not move is not named"


def test_shipped_moves_are_those_a_plain_walk_finds(starter):
    """Each list's tags walked day by day, model by model, without the program's tables of cells."""
    seen: dict[tuple[str, str], list[tuple[object, str]]] = {}
    for row in pq.read_table(starter.table("model_facts")).to_pylist():
        if row["licence_tag"] is not None:
            of_model = seen.setdefault((row["list_id"], row["model_id"]), [])
            of_model.append((row["observed_on"], resolve_licence(row["licence_tag"]).published_class))
    walked = set()
    for (name, model), tags in seen.items():
        first, last = min(tags)[1], max(tags)[1]
        if first != last and "unknown" not in (first, last):
            walked.add((name, model, first, last))
    cells = pq.read_table(starter.table("licence_move_cells")).to_pylist()
    told = {
        (cell["list_id"], cell["model_id"], cell["from_class"], cell["to_class"])
        for cell in cells
        if cell["model_id"] and "unknown" not in (cell["from_class"], cell["to_class"])
    }
    assert told == walked
    assert len(walked) >= 10
    moved = {model for _, model, _, _ in walked}
    notes = " ".join(starter.indicator("licence_moves").notes)
    assert all(model in notes for model in moved)
