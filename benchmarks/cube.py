"""A synthetic Hub of any size: the cube, then definitions and draws from it, beside plain rescans.

    python benchmarks/cube.py FOLDER STEP      one step in a process of its own; prints JSON

``cube`` runs the project's own expression over the partitions and writes the cells; ``ask`` loads them and
asks definitions of them. A world whose cells would not fit is asked about its last month, and says so.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

DEFINITIONS = [
    {"population": population, "size_floor": floor, "unattributed": unplaced}
    for population in ("all", "llm_vlm")
    for floor in ("none", "1b", "7b")
    for unplaced in ("in_denominator", "excluded")
]
RESCANS = ("all,none", "llm_vlm,none", "all,1b", "llm_vlm,1b")
DRAWS = 1_000
MOST_CELLS = 6_000_000
MEMORY = "640MB"  # of the engine; NumPy holds the rest of the 1 GiB


def make_cube(folder: Path) -> dict[str, Any]:
    """Reduce all observations to cells with the project's own expression, and write them."""
    from weighbridge.catalogue import registry
    from weighbridge.store.contract import shaped_alike
    from weighbridge.store.engine import DuckEngine, write_batches

    engine = DuckEngine(threads=2, memory=MEMORY)
    spill = folder / "spill"
    engine.connection.execute("SET temp_directory = ?", [str(spill)])
    declared = registry.table("adoption_cells")
    frames = [
        engine.scan(sorted((folder / "observations").glob("*.parquet")))
        if name == "model_observations"
        else engine.scan([folder / f"{name}.parquet"])
        for name in declared.reads
    ]
    start = time.perf_counter()
    cells = declared.build(*frames)
    if isinstance(cells, Iterator):
        write_batches(shaped_alike(declared, cells), folder / "cells.parquet")
    else:
        cells.to_native().write_parquet(str(folder / "cells.parquet"))
    seconds = time.perf_counter() - start
    count = engine.connection.execute(f"SELECT count(*) FROM '{folder / 'cells.parquet'}'").fetchone()
    shutil.rmtree(spill, ignore_errors=True)
    return {"seconds": seconds, "cells": count[0] if count else 0}


def ask(folder: Path) -> dict[str, Any]:
    """Definitions from the cube, one at a time; and the draws of one of them."""
    import numpy as np
    import pyarrow.parquet as pq

    from weighbridge.catalogue import registry
    from weighbridge.definitions.adoption import select, totals_of, units_of
    from weighbridge.definitions.choices import define
    from weighbridge.definitions.cube import cube_of
    from weighbridge.definitions.query import Query
    from weighbridge.definitions.shares import masses_of
    from weighbridge.statistics.resampling import multinomial_weights
    from weighbridge.statistics.shares import shares_of_masses
    from weighbridge.store.engine import plain

    path = folder / "cells.parquet"
    cells, filters = pq.read_metadata(path).num_rows, None
    if cells > MOST_CELLS:
        last = max(pq.read_table(folder / "crawls.parquet", columns=["month"])["month"].to_pylist())
        filters = [("month", "=", last)]
    start = time.perf_counter()
    cube = cube_of(plain(pq.read_table(path, filters=filters)))
    loading = time.perf_counter() - start
    declared, query, units = registry.indicator("download_share"), Query("country"), units_of(cube)
    definition = define(declared, {})
    selection = select(cube, definition, query, units)
    last = Query("country", selection.months[-1], selection.months[-1])
    seconds: dict[Query, list[float]] = {query: [], last: []}
    for asked, taken in seconds.items():
        for choices in DEFINITIONS:
            start = time.perf_counter()
            totals_of(select(cube, define(declared, choices), asked, units))
            taken.append(time.perf_counter() - start)
    months = range(len(selection.months) - 1, len(selection.months))
    start = time.perf_counter()
    matrix = multinomial_weights(len(units), DRAWS, np.random.default_rng(1))
    weighing = time.perf_counter() - start
    start = time.perf_counter()
    shape = (len(months), len(selection.groups))
    shares_of_masses(masses_of(selection, months), matrix, shape, unknown=selection.unknown)
    drawing = time.perf_counter() - start
    return {
        "loaded_cells": cube.size,
        "months": len(selection.months),
        "units": len(units),
        "loading": loading,
        "definition": median(seconds[query]),
        "definitions": seconds[query],
        "month": median(seconds[last]),
        "weights": weighing,
        "draws": drawing,
    }


def measure(scratch: Path, runs: int, models: int, observations: int, accounts: int) -> list[Any]:
    """One world of the size asked for; cube and rescans several times, each in a process of its own."""
    from benchmarks.measure import ROOT, Measured, child, python, several
    from benchmarks.synthetic_hub import world_of

    folder = world_of(scratch, models, observations, accounts)
    own, rivals = str(ROOT / "benchmarks" / "cube.py"), str(ROOT / "benchmarks" / "rivals.py")
    cubes = [child(python(own, str(folder), "cube")) for _ in range(runs)]
    asked = child(python(own, str(folder), "ask"))
    size = f"{observations / 1e6:g} M observations of {models / 1e6:g} M models"
    facts = {**asked.said, "cells": cubes[0].said["cells"], "observations": observations, "models": models}
    found = []
    for rival in ("duckdb", "polars"):
        scans = child(python(rivals, "hub", rival, str(folder), *RESCANS)).said["seconds"]
        told = {"rival": f"one rescan, {rival}", "rival_seconds": median(scans), "facts": facts}
        made = several(f"cube of {size}", cubes, target="16 s at 1 GiB")
        cube = {**made.as_dict(), **told}
        cube.pop("ratio")
        found.append(Measured(**cube))
        found.append(
            Measured(
                f"one definition, {facts['months']} months",
                len(DEFINITIONS),
                facts["definition"],
                None,
                asked.peak_mib,
                target="20 ms",
                spread=(min(facts["definitions"]), max(facts["definitions"])),
                **told,
            )
        )
    drawn = {"target": "0.5 s", "note": f"{facts['units']:,} units", "facts": facts}
    one_month = {"target": "20 ms", "facts": facts}
    found.append(
        Measured(
            "one definition, one month", len(DEFINITIONS), facts["month"], None, asked.peak_mib, **one_month
        )
    )
    found.append(
        Measured(f"{DRAWS:,} draws of one definition", 1, facts["draws"], None, asked.peak_mib, **drawn)
    )
    found.append(
        Measured("their weights, once a process", 1, facts["weights"], None, asked.peak_mib, **drawn)
    )
    return found


if __name__ == "__main__":
    print(json.dumps({"cube": make_cube, "ask": ask}[sys.argv[2]](Path(sys.argv[1]))))
