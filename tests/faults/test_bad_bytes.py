"""A bit that turned over is named by `verify`, and never answered from."""

from __future__ import annotations

import random
import shutil

import pytest
from tests.tiny_world.worlds import bare, take_raw


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with a snapshot, its tables and one result."""
    wb = take_raw(bare(tmp_path_factory.mktemp("bytes") / "home"), "hub_models_2025-10-15.jsonl")
    wb.indicator("download_share")
    assert not wb.verify().findings
    return wb


def flip(path, at: int, bit: int) -> bytes:
    """Turn one bit of a file over; returns what stood there."""
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
    return whole


def test_verify_names_the_file_of_a_turned_bit(store):
    """One bit in every stored file in turn, at a place drawn at random: that file is named, and no other.

    A file that stands under two names is named under both. What the cache keeps is no store: each file of
    it carries its own digest and is made anew where it fails.
    """
    places = random.Random(3)
    held = [p for p in sorted(store.home.root.rglob("*")) if p.is_file() and p.name != ".lock"]
    files = [path for path in held if store.home.cache not in path.parents]
    assert len(files) > 20
    for path in files:
        whole = flip(path, places.randrange(path.stat().st_size), places.randrange(8))
        found = store.verify().findings
        path.write_bytes(whole)
        if path.name == "manifest.json":
            # A bit of a note or a date leaves a readable manifest: what it names is still as it says.
            folder = path.parent
            assert all(item.path in (path, folder) or folder in item.path.parents for item in found)
            continue
        same = [other for other in files if other.samefile(path)]
        assert sorted(item.path for item in found) == same, path
        assert all("SHA-256" in item.problem for item in found)
    assert not store.verify().findings


def test_verify_names_what_is_missing_cut_or_too_much(store):
    """A file that is gone, one that is shorter, one that nobody stored, a manifest that is no manifest."""
    folder = next(store.home.snapshots.glob("hub_models/*"))
    records = next(folder.glob("records*"))
    whole = records.read_bytes()
    records.write_bytes(whole[:-1])
    assert [(f.path, "bytes, expected" in f.problem) for f in store.verify().findings] == [(records, True)]
    records.unlink()
    assert [(f.path, f.problem.startswith("missing")) for f in store.verify().findings] == [(records, True)]
    records.write_bytes(whole)
    (folder / "extra.txt").write_text("mine")
    assert [f.path.name for f in store.verify().findings] == ["extra.txt"]
    (folder / "extra.txt").unlink()
    manifest = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(b"{")
    assert ["no readable manifest" in f.problem for f in store.verify().findings] == [True]
    (folder / "manifest.json").write_bytes(manifest)
    assert not store.verify().findings


def test_every_finding_says_what_to_do(store):
    """Snapshots are imported again, derived tables deleted."""
    snapshot = next(store.home.snapshots.glob("hub_models/*/records*"))
    table = next(store.home.derived.glob("origins/*/origins.parquet"))
    for path, advice in ((snapshot, "import or fetch it again"), (table, "delete the folder")):
        whole = flip(path, path.stat().st_size // 2, 0)
        assert advice in store.verify().findings[0].problem
        path.write_bytes(whole)


def test_a_damaged_result_is_never_answered(store, tmp_path):
    """Two hundred single bits of a stored result: each time the answer is the true one, computed again."""
    shutil.copytree(store.home.root, tmp_path / "home")
    wb = bare(tmp_path / "home")
    told = wb.indicator("download_share").to_json()
    path = next(wb.home.results.glob("download_share/*/result.parquet"))
    places = random.Random(5)
    for _ in range(200):
        whole = flip(path, places.randrange(path.stat().st_size), places.randrange(8))
        assert wb.indicator("download_share").to_json() == told
        path.write_bytes(whole)
