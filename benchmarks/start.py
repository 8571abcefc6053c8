"""Short commands, start included: help, an indicator, a card from a fresh store and from a built one."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.measure import ROOT, Measured, Once, child, python, several, weighbridge

RIVALS = str(ROOT / "benchmarks" / "rivals.py")
CARD = ("card", "microsoft/Fara-7B", "--quiet")
ASKED = ("indicator", "download_share", "--from", "2025-08", "--to", "2025-08", "--quiet")


def measure(scratch: Path, runs: int) -> list[Measured]:
    """``--help`` beside a bare start of Python; an indicator beside a script in DuckDB or Polars."""
    home = scratch / "start-home"
    # A scratch folder may hold what an earlier run was told; asked anew means that nothing is.
    shutil.rmtree(home / "results", ignore_errors=True)
    child(weighbridge(*ASKED), home)
    bare = [child(python("-c", "pass")) for _ in range(runs)]
    helped = [child(weighbridge("--help"), home) for _ in range(runs)]
    found = [several("--help", helped, bare, target="0.3 s", rival="bare Python")]
    held = [child(weighbridge(*ASKED), home) for _ in range(runs)]
    # Another month each time: a result that is not held yet, from tables that are.
    anew = [
        child(
            weighbridge("indicator", "download_share", "--month", f"2025-{n % 8 + 1:02}", "--group", group),
            home,
        )
        for n, group in zip(range(runs), ["organisation", "family", "line", "size"] * runs, strict=False)
    ]
    found += cards(scratch, runs, bare)
    for rival in ("duckdb", "polars"):
        plain = [child(python(RIVALS, "starter", rival)) for _ in range(runs)]
        found.append(several("indicator, asked before", held, plain, target="1 s", rival=f"script, {rival}"))
        found.append(several("indicator, asked anew", anew, plain, target="1 s", rival=f"script, {rival}"))
    return found


def cards(scratch: Path, runs: int, bare: list[Once]) -> list[Measured]:
    """A card from a store in which nothing was built, and again; no rival gives such an answer."""
    homes = [scratch / f"card-home-{n}" for n in range(runs)]
    for home in homes:
        shutil.rmtree(home, ignore_errors=True)
    fresh = [child(weighbridge(*CARD), home) for home in homes]
    again = [child(weighbridge(*CARD), homes[0]) for _ in range(runs)]
    return [
        several("card, first question to a fresh store", fresh, bare, target="1 s", rival="bare Python"),
        several("card, from a built store", again, bare, target="1 s", rival="bare Python"),
    ]
