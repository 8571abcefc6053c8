"""Short commands, start included: help, and one indicator from a built store."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import ROOT, Measured, child, python, several, weighbridge

RIVALS = str(ROOT / "benchmarks" / "rivals.py")
ASKED = ("indicator", "download_share", "--from", "2025-08", "--to", "2025-08", "--quiet")


def measure(scratch: Path, runs: int) -> list[Measured]:
    """``--help`` beside a bare start of Python; an indicator beside a script in DuckDB or Polars."""
    home = scratch / "start-home"
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
    for rival in ("duckdb", "polars"):
        plain = [child(python(RIVALS, "starter", rival)) for _ in range(runs)]
        found.append(several("indicator, asked before", held, plain, target="1 s", rival=f"script, {rival}"))
        found.append(several("indicator, asked anew", anew, plain, target="1 s", rival=f"script, {rival}"))
    return found
