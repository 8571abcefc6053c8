"""Measure the targets, each beside its plain rival in the same run: ``make bench``.

    python benchmarks/run.py                       the short targets
    python benchmarks/run.py cube --full           the synthetic Hub at full size: minutes, and 1 GB of disk
    python benchmarks/run.py --docs                also writes docs/benchmarks.md, with today's date

Results are printed and kept in ``build/bench``. Nothing here fails because a machine is slow.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.measure import Measured  # noqa: E402

from benchmarks import (  # noqa: E402
    arena,
    cube,
    every_definition,
    fetching,
    first_chart,
    growth,
    lineage,
    listing,
    model_pages,
    report,
    served,
    start,
    whole,
)

KEPT = ROOT / "build" / "bench"
DOCS = ROOT / "docs" / "benchmarks.md"
SMALL = (30_000, 1_100_000, 0)
FULL = (3_000_000, 110_000_000, 7_000)
SITE = ("model_pages", "served", "first_chart")
ALL = (
    "start",
    "every_definition",
    "report",
    "arena",
    "cube",
    "lineage",
    "listing",
    "fetching",
    "growth",
    "whole",
    *SITE,
)
GRAPHS, FULL_GRAPHS = (300_000,), (3_000_000, 10_000_000)
LISTINGS, FULL_LISTINGS = (20_000, 100_000), (300_000, 3_000_000)
PAGES, FULL_PAGES = 60, 3_000
WHOLE, FULL_WHOLE = (3_000,), (30_000, 300_000)
HUBS = ((15_000, 550_000, 1_000), (60_000, 2_200_000, 2_000), (240_000, 8_800_000, 4_000))


def measured(target: str, scratch: Path, runs: int, full: bool, accounts: int | None) -> list[Measured]:
    """The figures of one target."""
    if target == "cube":
        models, observations, held = FULL if full else SMALL
        return cube.measure(scratch, runs, models, observations, held if accounts is None else accounts)
    if target == "lineage":
        sizes = FULL_GRAPHS if full else GRAPHS
        return [item for models in sizes for item in lineage.measure(scratch, runs, models)]
    if target == "listing":
        return listing.measure(scratch, runs, FULL_LISTINGS if full else LISTINGS)
    if target == "growth":
        return growth.measure(scratch, (*HUBS, FULL) if full else HUBS)
    if target == "whole":
        return whole.measure(scratch, FULL_WHOLE if full else WHOLE)
    if target == "fetching":
        return fetching.measure(scratch, FULL_PAGES if full else PAGES)
    rooms = {
        "start": start,
        "every_definition": every_definition,
        "report": report,
        "arena": arena,
        "model_pages": model_pages,
        "served": served,
        "first_chart": first_chart,
    }
    return rooms[target].measure(scratch, runs)


def table(found: list[Measured]) -> str:
    """The figures as Markdown, which reads on a screen, too."""
    heads = [
        "what",
        "target",
        "median",
        "range",
        "processor",
        "peak memory",
        "rival",
        "rival's",
        "ratio",
        "runs",
    ]
    rows = [
        [
            item.name + (f" ({item.note})" if item.note else ""),
            item.target,
            _time(item.seconds),
            f"{_time(item.spread[0])} to {_time(item.spread[1])}" if any(item.spread) else "",
            _time(item.cpu_seconds),
            f"{item.peak_mib:,.0f} MiB" if item.peak_mib else "",
            item.rival,
            _time(item.rival_seconds),
            f"{item.ratio:.2g}" if item.ratio else "",
            str(item.runs),
        ]
        for item in found
    ]
    lines = ["| " + " | ".join(row) + " |" for row in [heads, ["---"] * len(heads), *rows]]
    return "\n".join(lines) + "\n"


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def machine() -> str:
    """The machine in general terms, and how busy it was."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
    cores = os.cpu_count() or 0
    return (
        f"{cores} cores, {platform.machine()}, Python {platform.python_version()}, load at the start {load}"
    )


def page(found: list[Measured], on: str, where: str) -> str:
    """docs/benchmarks.md."""
    opening = (
        "# Benchmarks\n\n"
        f"Measured {on} by `make bench` on a machine of {where}; medians, each beside a plain rival in the "
        "same run. The ratio is the rival's time over ours: above 1 we are faster. A rival answers one "
        "question by scanning the facts, and gives no interval, no bounds and no flags. The synthetic Hub is "
        "invented, every model and count of it.\n\n"
    )
    return opening + table(found)


def main() -> None:
    """Measure what is asked for and keep it."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("targets", nargs="*", help=f"of {', '.join(ALL)}; all otherwise")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--full", action="store_true", help="the synthetic Hub at full size")
    words.add_argument("--accounts", type=int, help="accounts of the synthetic Hub")
    words.add_argument("--scratch", type=Path, help="keep worlds and stores here")
    words.add_argument("--docs", action="store_true", help="write docs/benchmarks.md from all that is kept")
    given = words.parse_args()
    unknown = sorted(set(given.targets) - set(ALL))
    if unknown:
        words.error(f"no target {unknown[0]}; there are {', '.join(ALL)}")
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="weighbridge-bench-") as folder:
        for target in given.targets or ALL:
            now, where = f"{datetime.datetime.now(datetime.UTC).date()}", machine()
            found = measured(target, given.scratch or Path(folder), given.runs, given.full, given.accounts)
            body = {
                "target": target,
                "on": now,
                "machine": where,
                "found": [item.as_dict() for item in found],
            }
            (KEPT / f"{target}.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
            print(f"\n{target} ({where})\n\n{table(found)}", flush=True)
    if given.docs:
        DOCS.write_text(_kept_page(), encoding="utf-8")


def _kept_page() -> str:
    bodies = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(KEPT.glob("*.json"))]
    items = [
        Measured(**{k: v for k, v in item.items() if k != "ratio"}) for b in bodies for item in b["found"]
    ]
    days = sorted({body["on"] for body in bodies})
    return page(items, " to ".join(dict.fromkeys((days[0], days[-1]))), bodies[-1]["machine"])


if __name__ == "__main__":
    main()
