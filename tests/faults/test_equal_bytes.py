"""Two clones at different paths, time zones, locales, hash seeds and thread counts build identical files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tiny_world.worlds import tree

import weighbridge

PACKAGE = Path(weighbridge.__file__).parent
RUNS = Path(__file__).with_name("runs.py")
VARIANTS = {
    "plain": {},
    "far": {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "1",
    },
    "west": {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "77", "WEIGHBRIDGE_THREADS": "1"},
    "wide": {"TZ": "Asia/Kathmandu", "LC_ALL": "de_DE.UTF-8", "WEIGHBRIDGE_THREADS": "2"},
}
STARTER_RUN = """
import sys
import weighbridge
wb = weighbridge.open(sys.argv[1])
wb.indicator("download_share", month_from="2024-11", month_to="2025-09")
wb.indicator("download_share", group="line", only=("qwen", "llama"))
wb.indicator("concentration", month_from="2026-05")
wb.indicator("licence_share")
wb.indicator("release_count", month_from="2026-01")
"""


def start(words: list[str], package: Path, settings: dict[str, str]) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ"))}
    environment = {**kept, "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1", **settings}
    return subprocess.Popen(
        [sys.executable, *words],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def clone(folder: Path, with_starter: bool) -> Path:
    """A copy of the package under another path."""
    ignored = ["__pycache__", "static", "templates", *([] if with_starter else ["starter"])]
    shutil.copytree(PACKAGE, folder / "weighbridge", ignore=shutil.ignore_patterns(*ignored))
    return folder / "weighbridge"


def built(home: Path) -> dict[str, str]:
    """Derived tables and results, by name and hash."""
    return {name: digest for name, digest in tree(home).items() if name.startswith(("derived", "results"))}


def test_tiny_world_in_four_surroundings(tmp_path):
    """Two runs at a time, two of them from a clone elsewhere: every derived and result file is the same."""
    other = clone(tmp_path / "else where" / "ünder", with_starter=False)
    names = list(VARIANTS)
    for pair in (names[:2], names[2:]):
        running = [
            start([str(RUNS), "once", str(tmp_path / name)], package, VARIANTS[name])
            for name, package in zip(pair, (PACKAGE, other), strict=True)
        ]
        for process in running:
            _, error = process.communicate()
            assert process.returncode == 0, error
    first = built(tmp_path / "plain")
    assert any(name.startswith("results/") for name in first)
    for name in names[1:]:
        assert built(tmp_path / name) == first, name


@pytest.mark.slow
def test_starter_snapshot_in_three_surroundings(tmp_path):
    """The shipped facts, hundreds of thousands of rows, built on one thread, on two, and from a clone."""
    other = clone(tmp_path / "elsewhere", with_starter=True)
    for name, package in (("plain", PACKAGE), ("west", other), ("wide", PACKAGE)):
        process = start(["-c", STARTER_RUN, str(tmp_path / name)], package, VARIANTS[name])
        _, error = process.communicate()
        assert process.returncode == 0, error
    first = built(tmp_path / "plain")
    assert len([name for name in first if name.startswith("results/")]) == 10
    for name in ("west", "wide"):
        assert built(tmp_path / name) == first, name
