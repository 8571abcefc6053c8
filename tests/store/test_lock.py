"""One writer at a time: what is being made is never taken for what a killed process left behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import filelock
import pytest
from tests.tiny_world.worlds import LISTINGS, RAW, bare, take

from weighbridge.catalogue import registry
from weighbridge.store import atomic
from weighbridge.store.derived import Builder
from weighbridge.store.home import Home


def is_free(home: Home) -> bool:
    """Whether another writer would get the lock now."""

    def ask() -> bool:
        try:
            with filelock.FileLock(home.root / ".lock", timeout=0):
                return True
        except filelock.Timeout:
            return False

    with ThreadPoolExecutor(1) as other:
        return other.submit(ask).result()


def test_a_step_of_longer_work_leaves_what_that_work_began(tmp_path):
    home = Home(tmp_path)
    with atomic.writing(home), atomic.new_folder(home.derived / "table" / "key") as unfinished:
        with atomic.writing(home):
            assert not is_free(home)
        assert unfinished.is_dir()
        assert not is_free(home), "the step gave back what the longer work still needs"
    assert is_free(home)


def test_the_next_writer_removes_what_a_killed_one_left(tmp_path):
    home = Home(tmp_path)
    left = home.derived / "table" / f"{atomic.PREFIX}left"
    left.mkdir(parents=True)
    with atomic.writing(home):
        assert not left.exists()


@pytest.mark.parametrize("what", ["table", "parts", "cells", "parsed"])
def test_whoever_builds_holds_the_lock(tmp_path, what):
    """Also who asks the builder itself: told of each step, the lock is held whenever one is taken."""
    wb = bare(tmp_path / "home")
    take(wb, "hub_models", RAW / f"hub_models_{LISTINGS[0]}.jsonl", LISTINGS[0])
    held: dict[str, bool] = {}
    builder = Builder(wb.home, progress=lambda words: held.update({words: not is_free(wb.home)}))
    if what == "parsed":
        (snapshot,) = builder.snapshots
        for folder in wb.home.derived.glob("parsed_*"):
            for file in [*folder.rglob("*")][::-1]:
                file.unlink() if file.is_file() else file.rmdir()
        builder.parsed(snapshot)
    elif what == "cells":
        builder.reduced(registry.indicator("download_share"))
    else:
        builder.table("crawls" if what == "table" else "model_observations")
    assert held
    assert all(held.values()), held
    assert is_free(wb.home)
