"""The synthetic listing: seeded, as hard to read as a real one, and read by the project's own import."""

import json

import pytest
from benchmarks.synthetic_listing import write_listing
from tests.tiny_world.worlds import TODAY, bare, tree

from benchmarks import listing, whole

MODELS = 20_000


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("listing") / "listing.jsonl"
    return path, write_listing(path, MODELS)


def test_the_same_size_and_seed_give_the_same_bytes(written, tmp_path):
    path, said = written
    assert write_listing(tmp_path / "again.jsonl", MODELS) == said
    assert (tmp_path / "again.jsonl").read_bytes() == path.read_bytes()


def test_bases_come_as_texts_and_as_lists_and_cards_may_be_empty(written):
    path, _ = written
    records = [json.loads(line) for line in path.read_text().splitlines() if line.endswith('"}')]
    bases = {type((one["cardData"] or {}).get("base_model")) for one in records}
    assert bases == {str, list, type(None)}
    assert sum(one["cardData"] is None for one in records) > 100
    assert all(one["id"].startswith("invented-") for one in records)


def test_every_line_is_read_or_set_aside(written, tmp_path):
    """Blank lines are no records; everything else is a record or has a reason."""
    path, said = written
    lines = path.read_text().splitlines()
    blank = sum(not line for line in lines)
    wb = bare(tmp_path / "home")
    done = wb.import_file("hub_models", path, "2026-11-01", today=TODAY)
    assert (done.records, done.quarantined) == (said["lines"] - said["wrong"], said["wrong"] - blank)
    assert {row["line"] for row in wb.quarantined(done.snapshot)} == {
        number for number, line in enumerate(lines, start=1) if line and not line.endswith('"}')
    }


def test_a_bound_on_memory_changes_no_byte(written, tmp_path, monkeypatch):
    """What has no room goes to the disk, beside the store, and is gone afterwards."""
    path, _ = written
    made = []
    for name, threads, memory in (("free", "2", "4GB"), ("bound", "1", "96MB")):
        monkeypatch.setenv("WEIGHBRIDGE_THREADS", threads)
        monkeypatch.setenv("WEIGHBRIDGE_MEMORY", memory)
        wb = bare(tmp_path / name)
        wb.import_file("hub_models", path, "2026-11-01", today=TODAY)
        made.append(tree(wb.home.derived))
    assert made[0] == made[1]
    assert any("lineage_edges.parquet" in str(held) for held in made[0])


def test_without_faults_each_model_is_there_once(tmp_path):
    said = write_listing(tmp_path / "pages.jsonl", 500, has_faults=False)
    records = [json.loads(line) for line in (tmp_path / "pages.jsonl").read_text().splitlines()]
    assert said["wrong"] == 0
    assert [one["_id"] for one in records] == [f"{number:024x}" for number in range(500)]


def test_growth_in_proportion_has_the_exponent_one():
    assert listing.exponent([10, 100], [2.0, 20.0]) == pytest.approx(1)
    assert listing.exponent([10, 50, 100], [1.0, 7.0, 100.0]) == pytest.approx(2)


def test_another_capture_is_the_same_models_counted_again(tmp_path):
    """Only counts differ; those of all time do not fall by more than a count of 30 days can explain."""
    read = []
    for capture in (0, 1, 2):
        path = tmp_path / f"{capture}.jsonl"
        write_listing(path, 400, has_faults=False, capture=capture, makers=("Qwen", "mistralai"))
        read.append([json.loads(line) for line in path.read_text().splitlines()])
    counts = ("downloads", "downloadsAllTime", "likes")
    stripped = [[{k: v for k, v in one.items() if k not in counts} for one in records] for records in read]
    assert stripped[0] == stripped[1] == stripped[2]
    moved = [
        sum(a.get("downloads") != b.get("downloads") for a, b in zip(*read[i : i + 2], strict=True))
        for i in (0, 1)
    ]
    assert min(moved) > 200
    owners = {one["author"] for one in read[0]}
    assert {"Qwen", "mistralai"} < owners
    assert all(name.startswith("invented-") for name in owners - {"Qwen", "mistralai"})


def test_a_world_of_captures_grows_and_is_dated_in_the_past(tmp_path):
    """Half of the models first, all of them last; each capture is one part of the observations."""
    sizes = [whole.listed(1_000, 12, capture) for capture in range(13)]
    assert (sizes[0], sizes[11], sizes[12]) == (500, 1_000, 1_000)
    assert sizes == sorted(sizes)
    assert [whole.day_of(capture) for capture in (0, 2, 12)] == ["2025-11-15", "2026-01-15", "2026-11-15"]
    assert len(whole.makers()) == whole.MAKERS
    folder = whole.world_of(tmp_path, 300, 2)
    wb = bare(folder / "home")
    names = [path.stem for path in wb.table_files("model_observations")]
    assert names == ["hub_models-2025-11-15", "hub_models-2025-12-15"]
    assert whole.observations(folder) > 2 * 300
