"""Five thousand pages of models, each with its card, ancestry and drawing, from a built store.

As a child: ``python benchmarks/model_pages.py FOLDER COUNT`` writes the pages and says how many. Models are
the real ones of the starter snapshot, most used and most built upon first; a site shows some hundreds.
"""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

from benchmarks.measure import ROOT, Measured, child, python, several, weighbridge

SCRIPT = str(ROOT / "benchmarks" / "model_pages.py")
COUNT = 5_000


def measure(scratch: Path, runs: int) -> list[Measured]:
    """The store is built before; cards, drawings, pages and their files are made anew each time."""
    home = scratch / "start-home"
    child(weighbridge("card", "Qwen/Qwen3-8B", "--quiet"), home)
    made = [child(python(SCRIPT, str(scratch / f"pages-{n}"), str(COUNT)), home) for n in range(min(runs, 2))]
    said = made[0].said
    note = f"{said['pages']:,} pages, {said['bytes'] / 1e6:,.0f} MB"
    return [several(f"{said['pages']:,} pages of models", made, target="60 s, 1,024 MiB", note=note)]


def build(folder: Path, count: int) -> dict[str, int]:
    """Write the pages; how many there are, and their bytes."""
    import weighbridge as package
    from weighbridge.diligence import lineage_pages
    from weighbridge.web.model_pages import model_pages
    from weighbridge.web.page import Frame, render

    bridge = package.open()
    lineage_pages.MOST_USED = lineage_pages.MOST_BUILT_UPON = count  # type: ignore[misc]
    day = datetime.date.fromisoformat(bridge.as_of)
    models = lineage_pages.shown_models(bridge.lineage(), count, bridge.holdings(day=day))
    pages = model_pages(models, bridge.as_of)
    frame = Frame(bridge.as_of, len(bridge.snapshots()), frozenset(page.path for page in pages))
    total = 0
    for page in pages:
        target = folder / page.path
        target.parent.mkdir(parents=True, exist_ok=True)
        total += target.write_bytes(render(page, frame).encode())
    return {"pages": len(pages) - 1, "bytes": total}


if __name__ == "__main__":
    print(json.dumps(build(Path(sys.argv[1]), int(sys.argv[2]))))
