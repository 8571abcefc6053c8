"""Kills a fetch at random moments, lets the last run complete, and says what is left. Run as a script."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from weighbridge.catalogue import registry
from weighbridge.entities.fetched_accounts import fetch_plans
from weighbridge.store.fetching.running import Run
from weighbridge.store.home import Home
from weighbridge.store.manifest import read_manifest
from weighbridge.store.verify import verify

PAGES = 50
DAY = datetime.date(2026, 11, 1)


def fetch(home: Home) -> None:
    """One run, in a child: it may be killed."""
    plans = fetch_plans(home, ["hub_models"], (), False, DAY)
    (found,) = Run(home, [item.source for item in plans]).all(plans)
    os._exit(0 if found.state in ("whole", "held") else 9)


def run(home: Home, pages: int | None = None, after: float = 0.0) -> bool:
    """Run a child, killed ``after`` so many further ``pages``; whether it ended before that."""
    child = os.fork()
    if child == 0:
        fetch(home)
    wanted, ends = None if pages is None else fetched(home) + pages, None
    while ends is None or time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            if status:
                raise SystemExit(f"a run failed with status {status}")
            return True
        if ends is None and wanted is not None and fetched(home) >= min(wanted, PAGES):
            ends = time.monotonic() + after
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def fetched(home: Home) -> int:
    """How many pages a run has in its journal."""
    journal = home.fetching / "hub_models" / "journal.jsonl"
    try:
        return journal.read_bytes().count(b"\n")
    except OSError:
        return 0


def content(home: Home) -> dict[str, object]:
    """All of the snapshot that hangs on the world, and nothing that hangs on when it was asked."""
    folder = home.snapshots / "hub_models" / DAY.isoformat()
    manifest = read_manifest(folder)
    bytes_of = {
        file.name: hashlib.sha256((folder / file.name).read_bytes()).hexdigest() for file in manifest.files
    }
    assert manifest.fetched is not None
    fetched = manifest.fetched
    return {
        "files": bytes_of,
        "digest": manifest.digest,
        "counts": [fetched.pages, fetched.records, fetched.repeated, fetched.is_partial, list(fetched.gaps)],
        "shape": fetched.shape,
        "notes": list(manifest.notes),
    }


def main() -> None:
    folder, seed, kills = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    registry.sources()
    draw = random.Random(seed)
    quiet = Home(folder / "quiet", folder / "none")
    assert run(quiet)
    expected = content(quiet)
    killed = half = homes = 0
    different, findings = [], []
    while killed < kills:
        homes += 1
        home = Home(folder / f"home-{homes}", folder / "none")
        # Mostly within a page or between two; with the last pages, also while the snapshot is made.
        while killed < kills and not run(
            home, draw.randint(0, 15), draw.choice((0, 0.003, 0.02, 0.2)) * draw.random()
        ):
            killed += 1
            half += 0 < fetched(home) < PAGES
            findings += [str(found) for found in verify(home).findings]
        run(home)
        found = content(home)
        different += [f"{homes}: {name}" for name in expected if found[name] != expected[name]]
        if (home.fetching / "hub_models").exists():
            different.append(f"{homes}: pages are left over")
    report = {"killed": killed, "half": half, "homes": homes, "different": different, "findings": findings}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
