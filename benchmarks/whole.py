"""A whole report on a synthetic Hub: listings of its captures imported, then every table, figure and page.

    python benchmarks/whole.py FOLDER 3000000 12 5      write and import capture 5 of 12

The models and counts are invented; the largest accounts bear real names, so that countries, licences and
lineage have something to find. Three reports are measured: the first, with nothing built; one after a
further capture, as on any night; and one with nothing changed. Imports are measured by ``listing``.
"""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path
from typing import Any

CAPTURES = 12
MAKERS = 900
FIRST_PANEL = 0.5
"""Part of all models the first capture lists; the list grows evenly to all of them."""
MEMORY = "1GB"  # of the engine; NumPy, Arrow and Python hold the rest
TARGET = "90 s at 2 GiB for 3 M models and 110 M observations"


def day_of(capture: int) -> str:
    """The 15th of a month, from November 2025 on."""
    month = 10 + capture
    return f"{2025 + month // 12}-{month % 12 + 1:02}-15"


def listed(models: int, captures: int, capture: int) -> int:
    """How many models a capture lists: those made first."""
    part = FIRST_PANEL + (1 - FIRST_PANEL) * min(1.0, capture / max(1, captures - 1))
    return max(1, int(models * part))


def makers() -> list[str]:
    """Accounts with a known maker, in an order that hangs on nothing of theirs."""
    from weighbridge.entities.accounts import load_accounts

    known = {account for platform, account in load_accounts() if platform == "huggingface"}
    names = sorted(known)
    random.Random(20261126).shuffle(names)
    return names[:MAKERS]


def take(folder: Path, models: int, captures: int, capture: int) -> None:
    """Write the listing of one capture and import it into the store in ``folder/home``."""
    from benchmarks.synthetic_listing import write_listing

    import weighbridge

    path = folder / "listing.jsonl"
    write_listing(path, listed(models, captures, capture), capture=capture, makers=makers())
    weighbridge.open(folder / "home").import_file("hub_models", path, day_of(capture))
    path.unlink()


def world_of(scratch: Path, models: int, captures: int) -> Path:
    """A store that holds all captures but nothing built of them; made if it is not there yet."""
    folder = scratch / f"whole-{models}-{captures}"
    for capture in range(captures):
        if not (folder / "home" / "snapshots" / "hub_models" / day_of(capture)).is_dir():
            _taken(folder, models, captures, capture)
    return folder


def _taken(folder: Path, models: int, captures: int, capture: int) -> None:
    from benchmarks.measure import child, python

    words = python(__file__, str(folder), str(models), str(captures), str(capture))
    folder.mkdir(parents=True, exist_ok=True)
    child(words, WEIGHBRIDGE_MEMORY="320MB")


def observations(folder: Path) -> int:
    """How many counts the imported captures hold."""
    import pyarrow.parquet as pq

    files = (folder / "home" / "derived").glob("parsed_hub_models/*/model_observations.parquet")
    return sum(pq.read_metadata(path).num_rows for path in files)


def measure(scratch: Path, sizes: tuple[int, ...], captures: int = CAPTURES) -> list[Any]:
    """The three reports at each size, and how the first grows with the rows."""
    from benchmarks.listing import exponent
    from benchmarks.measure import child, several, weighbridge

    found, rows, work = [], [], []
    for models in sizes:
        folder = world_of(scratch, models, captures)
        counts = observations(folder)
        home, site = scratch / "whole-home", scratch / "whole-site"
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(folder / "home", home)
        words = weighbridge("report", "--quiet", "--out", str(site))
        told = f"{models / 1e6:g} M models, {counts / 1e6:,.3g} M observations"
        first = child(words, home, WEIGHBRIDGE_MEMORY=MEMORY)
        rows.append(float(counts))
        work.append(first.cpu_seconds)
        note = ""
        if len(work) > 1:
            note = f"processor time grows with the rows to the power of {exponent(rows, work):.2f}"
        found.append(several(f"first report, {told}", [first], target=TARGET, note=note))
        shutil.move(home, folder / "night" / "home")
        _taken(folder / "night", models, captures, captures)
        shutil.move(folder / "night" / "home", home)
        night = child(words, home, WEIGHBRIDGE_MEMORY=MEMORY)
        found.append(several(f"report after one more capture, {told}", [night]))
        again = child(words, home, WEIGHBRIDGE_MEMORY=MEMORY)
        found.append(several(f"report, nothing changed, {told}", [again]))
    return found


if __name__ == "__main__":
    take(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:5]))
