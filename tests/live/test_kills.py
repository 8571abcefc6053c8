"""A fetch killed at any moment goes on where it stopped, and ends with the bytes of an undisturbed run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.live.stand_in import serving

SCRIPT = Path(__file__).with_name("kills.py")


def killed(folder: Path, monkeypatch, seed: int, kills: int) -> None:
    with serving(count=400, page=8) as hub:
        monkeypatch.setenv("WEIGHBRIDGE_MIRRORS", f"https://huggingface.co={hub.url}")
        words = [sys.executable, str(SCRIPT), str(folder), str(seed), str(kills)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=3000)
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout.splitlines()[-1])
        assert report["killed"] == kills
        assert report["half"] > 0, "some were caught with part of the pages fetched"
        assert not report["findings"], "the store was sound after each"
        assert not report["different"], "every run that was killed ends with the bytes of an undisturbed one"
        pages, runs = 50, report["homes"] + 1
        assert pages * runs <= len(hub.log) <= pages * runs + kills, "a kill repeats at most the page it hit"


@pytest.mark.slow
def test_killed_at_thirty_random_moments(tmp_path, monkeypatch):
    killed(tmp_path, monkeypatch, seed=20261101, kills=30)


def test_killed_at_random_moments(tmp_path, monkeypatch):
    """The same in short."""
    killed(tmp_path, monkeypatch, seed=7, kills=4)
