"""A process killed at any moment leaves the store as it was before or complete, never between."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tiny_world.worlds import bare, take_raw

RUNS = Path(__file__).with_name("runs.py")


def script(*arguments: object) -> subprocess.Popen[str]:
    words = [sys.executable, str(RUNS), *map(str, arguments)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed(folder: Path, seed: int, rounds: int, kills: int) -> dict:
    out, error = (process := script("kill", folder, seed, rounds, kills)).communicate()
    assert process.returncode == 0, error
    return json.loads(out.splitlines()[-1])


def check(report: dict, times: int) -> None:
    assert report["killed"] + report["ended"] == times
    assert report["killed"] > times / 3, "most runs were caught on the way"
    assert report["half"] > 0, "some were caught with part of the work done"
    assert not report["findings"], "verify was clean after each"
    assert not report["different"], "the next run completed with the bytes of an undisturbed one"


@pytest.mark.slow
def test_killed_fifty_times_at_random_moments(tmp_path):
    """Ten stores, each hit five times and then left to complete: clean each time, equal bytes at the end."""
    check(killed(tmp_path, seed=20261101, rounds=10, kills=5), 50)


def test_killed_at_random_moments(tmp_path):
    """The same in short: two stores, hit four times each."""
    check(killed(tmp_path, seed=7, rounds=2, kills=4), 8)


def test_what_a_killed_process_left_is_removed_by_the_next_writer(tmp_path):
    """A temporary name counts for nothing in `verify` and is gone after the next import."""
    wb = take_raw(bare(tmp_path / "home"), "hub_models_2025-10-15.jsonl")
    for place in ("snapshots/hub_models", "derived/origins", "results/download_share", "derived"):
        left = wb.home.root / place / ".tmp-abandoned"
        left.mkdir(parents=True)
        (left / "half.parquet").write_bytes(b"PAR1")
    assert not wb.verify().findings
    take_raw(wb, "hub_models_2025-11-15.jsonl")
    assert not list(wb.home.root.rglob(".tmp-*"))


def test_two_processes_build_one_store(tmp_path):
    """Both end well, and the store holds the bytes of one undisturbed run."""
    sys.path.insert(0, str(RUNS.parent))
    try:
        from runs import content, findings
    finally:
        sys.path.pop(0)
    pair = [script("once", tmp_path / "shared") for _ in range(2)]
    alone = script("once", tmp_path / "alone")
    for process in (*pair, alone):
        _, error = process.communicate()
        assert process.returncode == 0, error
    assert content(tmp_path / "shared") == content(tmp_path / "alone")
    assert not findings(tmp_path / "shared")
