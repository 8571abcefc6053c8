"""One writer at a time: what is being made is never taken for what a killed process left behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from tests.tiny_world.worlds import LISTINGS, RAW, bare, take

from weighbridge.catalogue import registry
from weighbridge.store import atomic
from weighbridge.store.derived import Builder
from weighbridge.store.home import Home


def lock_of(home: Home, kind: str) -> tuple[AbstractContextManager[None], Path]:
    if kind == "store":
        return atomic.writing(home), home.root
    return atomic.making(home.derived / "table"), home.derived / "table"


@pytest.mark.parametrize("kind", ["store", "table"])
def test_a_step_of_longer_work_leaves_what_that_work_began(tmp_path, kind):
    home = Home(tmp_path)
    work, folder = lock_of(home, kind)
    with work, atomic.new_folder(home.derived / "table" / "key") as unfinished:
        with lock_of(home, kind)[0]:
            assert not atomic.is_free(folder)
        assert unfinished.is_dir()
        assert not atomic.is_free(folder), "the step gave back what the longer work still needs"
    assert atomic.is_free(folder)


@pytest.mark.parametrize("kind", ["store", "table"])
def test_the_next_writer_removes_what_a_killed_one_left(tmp_path, kind):
    home = Home(tmp_path)
    left = home.derived / "table" / f"{atomic.PREFIX}left"
    left.mkdir(parents=True)
    with lock_of(home, kind)[0]:
        assert not left.exists()


def test_a_writer_leaves_what_another_is_making(tmp_path):
    """An import while a table is made by another process: it waits for nothing and takes nothing away."""
    home = Home(tmp_path)
    with (
        atomic.making(home.derived / "table"),
        atomic.new_folder(home.derived / "table" / "key") as unfinished,
        ThreadPoolExecutor(1) as other,
    ):

        def write() -> bool:
            with atomic.writing(home), atomic.making(home.derived / "another"):
                return unfinished.is_dir()

        assert other.submit(write).result(20)


def folder_of(home: Home, words: str) -> Path:
    """The folder whose lock is held while the builder tells some words."""
    what, name = words.split()[:2]
    before = {"building": "", "reducing": "cells_", "reading": "parsed_"}[what]
    return home.derived / f"{before}{name}"


@pytest.mark.parametrize("what", ["table", "parts", "cells", "parsed"])
def test_whoever_builds_holds_the_lock(tmp_path, what):
    """Also who asks the builder itself: told of each step, its lock is held whenever one is taken."""
    wb = bare(tmp_path / "home")
    take(wb, "hub_models", RAW / f"hub_models_{LISTINGS[0]}.jsonl", LISTINGS[0])
    held: dict[str, bool] = {}

    def told(words: str) -> None:
        held[words] = not atomic.is_free(folder_of(wb.home, words))

    builder = Builder(wb.home, progress=told)
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
    assert all(atomic.is_free(folder_of(wb.home, words)) for words in held)
