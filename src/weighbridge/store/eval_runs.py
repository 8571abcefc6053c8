"""Runs on disk: what was asked, and each answer as soon as it is there, so that a killed run goes on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from weighbridge.catalogue.errors import ContractError, UsageError, unknown_name
from weighbridge.store import atomic
from weighbridge.store.home import Home

PLAN, ANSWERS = "run.json", "answers.jsonl"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run's folder and what was asked in it."""

    name: str
    folder: Path
    plan: Mapping[str, Any]


def run_named(home: Home, name: str) -> StoredRun:
    """A stored run; an error with the nearest names otherwise."""
    folder = home.evaluations / "runs" / name
    if not (folder / PLAN).is_file():
        known = [run.name for run in stored_runs(home)]
        raise unknown_name(
            "run of your own", name, known, "Only runs made by `weighbridge eval run` keep answers."
        )
    return StoredRun(name, folder, json.loads((folder / PLAN).read_text(encoding="utf-8")))


def stored_runs(home: Home) -> list[StoredRun]:
    """All runs, by name."""
    place = home.evaluations / "runs"
    return [
        StoredRun(folder.name, folder, json.loads((folder / PLAN).read_text(encoding="utf-8")))
        for folder in sorted(place.glob("*"))
        if (folder / PLAN).is_file()
    ]


def open_run(home: Home, plan: Mapping[str, Any]) -> StoredRun:
    """The run of this very plan, begun now if it is not there: the same plan goes on where it stopped."""
    digest = hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()[:8]
    model = re.sub(r"[^A-Za-z0-9.]+", "-", str(plan["model"])).strip("-.")[:40]
    name = f"{plan['suite']}-{model}-{digest}"
    folder = home.evaluations / "runs" / name
    if not (folder / PLAN).is_file():
        atomic.write_file(folder / PLAN, (json.dumps(plan, indent=1) + "\n").encode())
    return StoredRun(name, folder, plan)


def answers(run: StoredRun) -> dict[str, dict[str, Any]]:
    """The answers of a run by task; of two to one task the later counts. A torn last line is left out."""
    found: dict[str, dict[str, Any]] = {}
    path = run.folder / ANSWERS
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = json.loads(line)
        except ValueError as error:
            if number == len(lines):
                break
            raise ContractError(
                f"{path}, line {number} is no record: {error}. Remove the line, or the run."
            ) from error
        found[answer["task"]] = answer
    return found


class Book:
    """Writes answers one after the other; each is on the disk before the next is counted as done."""

    def __init__(self, path: Path) -> None:
        self._guard = threading.Lock()
        self._stream = path.open("ab")
        if self._stream.tell() and not path.read_bytes().endswith(b"\n"):
            # A killed process tore the last line: it ends here, and its task is asked again.
            torn = path.read_bytes().rpartition(b"\n")[0]
            self._stream.truncate(len(torn) + 1 if torn else 0)

    def write(self, answer: Mapping[str, Any]) -> None:
        """Add one answer."""
        line = json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        with self._guard:
            self._stream.write(line)
            self._stream.flush()
            os.fsync(self._stream.fileno())

    def close(self) -> None:
        """End the book."""
        self._stream.close()


@contextlib.contextmanager
def writing_answers(run: StoredRun) -> Generator[Book]:
    """Hold a run's book; two processes never write one run."""
    lock = filelock.FileLock(run.folder / ".lock", timeout=0)
    try:
        with lock, atomic.told_of_disk(run.folder):
            book = Book(run.folder / ANSWERS)
            try:
                yield book
            finally:
                book.close()
    except filelock.Timeout as error:
        raise UsageError(f"Another process is running {run.name}. Wait for it, or end it.") from error
