"""All definitions of a month's download share, start included, beside one rescan a definition."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.measure import ROOT, Measured, child, python, several, weighbridge

RIVALS = str(ROOT / "benchmarks" / "rivals.py")
ASKED = ("sensitivity", "download_share", "--a", "CN", "--b", "US", "--month", "2025-08", "--quiet")


def measure(scratch: Path, runs: int) -> list[Measured]:
    """From a built store. The rival gets the same number of questions and gives no interval."""
    home = scratch / "start-home"
    child(weighbridge("indicator", "download_share", "--quiet"), home)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "all.json"
        child(weighbridge(*ASKED, "--format", "json", "--output", str(out)), home)
        count = len(json.loads(out.read_text(encoding="utf-8"))["rows"])
    ours = [child(weighbridge(*ASKED), home) for _ in range(runs)]
    found = []
    for rival in ("duckdb", "polars"):
        plain = [child(python(RIVALS, "starter", rival, str(count)))]
        found.append(
            several(
                f"sensitivity, {count} definitions",
                ours,
                plain,
                target="5 s",
                rival=f"{count} rescans, {rival}",
                facts={"definitions": count},
            )
        )
    return found
