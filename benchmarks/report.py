"""The report: first from a fresh clone, again into another folder, again with nothing changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.measure import ROOT, Measured, Once, child, python, several, weighbridge

RIVALS = str(ROOT / "benchmarks" / "rivals.py")


def measure(scratch: Path, runs: int) -> list[Measured]:
    """A fresh clone has no compiled code, no tables, no fonts; the rival answers one figure and no page."""
    first: list[Once] = []
    second: list[Once] = []
    same: list[Once] = []
    for n in range(min(runs, 2)):
        clone, home = scratch / f"clone-{n}", scratch / f"report-home-{n}"
        shutil.copytree(ROOT / "src", clone / "src", ignore=shutil.ignore_patterns("__pycache__"))
        own = {"PYTHONPATH": str(clone / "src")}
        words = weighbridge("report", "--quiet", "--out", str(clone / "site"))
        first.append(child(words, home, **own))
        second += [child([*words[:-1], str(clone / f"site-{i}")], home, **own) for i in range(runs)]
        same += [child(words, home, **own) for _ in range(runs)]
    plain = [child(python(RIVALS, "starter", "duckdb")) for _ in range(runs)]
    told = {"rival": "one figure by a script, DuckDB"}
    return [
        several("report, fresh clone after set-up", first, plain, target="180 s with set-up", **told),
        several("report, second, site anew", second, plain, target="10 s", **told),
        several("report, nothing changed", same, plain, target="2 s", **told),
    ]
