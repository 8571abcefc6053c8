"""Whole runs in processes of their own: undisturbed, killed at random moments, two at a time.

As a script it forks before any engine is started: `runs.py kill FOLDER SEED ROUNDS KILLS` prints one JSON
line; `runs.py once HOME` does one run.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from datetime import date
from pathlib import Path

RAW = Path(__file__).parent.parent / "tiny_world" / "raw"
FILES = (
    ("hub_models", "2025-10-15", "jsonl"),
    ("osir", "2025-01-14", "csv"),
)


def one_run(home: Path, starter: Path | None = None) -> None:
    """Import two files and ask a question: what a user's session does to a store."""
    import weighbridge
    from weighbridge.store.home import Home

    wb = weighbridge.open(home)
    wb.home = Home(wb.home.root, starter or home / "no-starter")
    for source, day, ending in FILES:
        wb.import_file(source, RAW / f"{source}_{day}.{ending}", day, date(2026, 11, 22))
    wb.indicator("download_share")


def content(home: Path) -> dict[str, str]:
    """SHA-256 of every file of a store; of manifests without the moment they were written."""
    found = {}
    for path in sorted(home.rglob("*")):
        if not path.is_file() or path.name == ".lock":
            continue
        raw = path.read_bytes()
        if path.name == "manifest.json" and "/snapshots/" in path.as_posix():
            raw = json.dumps(json.loads(raw) | {"retrieved_at": ""}).encode()
        found[path.relative_to(home).as_posix()] = hashlib.sha256(raw).hexdigest()
    return found


def findings(home: Path) -> list[str]:
    """What `verify` says of a store."""
    from weighbridge.store.home import Home
    from weighbridge.store.verify import verify

    return [f"{item.path}: {item.problem}" for item in verify(Home(home, home / "no-starter")).findings]


def in_child(home: Path, kill_after: float | None) -> bool:
    """One run in a forked process, killed after some seconds; whether it came to its end."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            one_run(home)
            code = 0
        os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if os.WEXITSTATUS(status):
        raise SystemExit("a run failed by itself")
    return True


def killed_runs(folder: Path, seed: int, rounds: int, kills: int) -> dict:
    """Rounds of runs killed one after another in one store, each round ended by a run left alone."""
    import duckdb  # noqa: F401  # imported before the fork, so that a run does not begin with seconds of imports
    import numpy  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    import weighbridge.api  # noqa: F401

    moments = random.Random(seed)
    begun = time.monotonic()
    in_child(folder / "undisturbed", None)
    length = time.monotonic() - begun
    expected = content(folder / "undisturbed")
    report = {"killed": 0, "ended": 0, "findings": [], "different": [], "half": 0, "seconds": length}
    for number in range(rounds):
        home = folder / f"round-{number}"
        for _ in range(kills):
            # What a killed run finished stays: those after it are shorter, and would mostly end.
            ended = in_child(home, moments.uniform(0, length / 2))
            report["ended" if ended else "killed"] += 1
            report["findings"] += findings(home)
            held = content(home) if home.exists() else {}
            report["half"] += 0 < len(held) < len(expected)
        in_child(home, None)
        if content(home) != expected or findings(home):
            report["different"].append(number)
        shutil.rmtree(home)
    return report


if __name__ == "__main__":
    if sys.argv[1] == "once":
        one_run(Path(sys.argv[2]))
    else:
        print(json.dumps(killed_runs(Path(sys.argv[2]), *map(int, sys.argv[3:6]))))
