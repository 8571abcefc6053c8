"""A listing of the Hub as JSON lines: to checked records, and into the store, beside DuckDB.

    python benchmarks/listing.py FILE records|duckdb OUT    one step, in a process of its own

``records`` is the part rivals do as well: every line to a table on disk. Ours checks each field of each line
and sets aside, with line and reason, what is wrong; DuckDB turns a bad line into an empty row without a word.
Polars is no rival here: it stops at the first line that is no JSON. ``import`` is
the command: hash, copy, records, and from them the rows of three tables.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
import time
from pathlib import Path
from typing import Any

MEMORY = "320MB"  # of the engine; NumPy and Arrow hold the rest of 0.6 GiB
DAY = "2026-11-01"
TARGET = "300 MB/s at 0.6 GiB"
RIVALS = ("duckdb",)


def records(path: Path, out: Path) -> int:
    """Every line checked, in a table of the declared fields; how many lines were read."""
    from weighbridge.catalogue import registry
    from weighbridge.store.engine import DuckEngine
    from weighbridge.store.records import read_records

    engine = DuckEngine(memory=MEMORY, spill=out.with_suffix(".spill"))
    bad = out.with_suffix(".bad")
    return sum(read_records(engine, registry.source("hub_models"), path, DAY, out, bad))


def duckdb(path: Path, out: Path) -> int:
    """The same fields by DuckDB's own reader; cards as JSON, unchecked."""
    import duckdb

    con = duckdb.connect()
    con.execute("SET memory_limit = ?", [MEMORY])
    con.execute("SET temp_directory = ?", [str(out.with_suffix(".spill"))])
    texts = ("id", "createdAt", "pipeline_tag", "library_name")
    whole = ("downloads", "downloadsAllTime", "likes")
    columns = dict.fromkeys(texts, "VARCHAR") | dict.fromkeys(whole, "BIGINT")
    columns |= {"tags": "VARCHAR[]", "cardData": "JSON", "safetensors": "JSON"}
    given = ", ".join(f"{name}: '{kind}'" for name, kind in columns.items())
    read = f"read_json('{path}', format='newline_delimited', ignore_errors=true, columns={{{given}}})"
    con.execute(f"COPY (SELECT * FROM {read}) TO '{out}' (FORMAT parquet)")
    return int(con.execute(f"SELECT count(*) FROM '{out}'").fetchall()[0][0])


def exponent(sizes: list[float], seconds: list[float]) -> float:
    """By which power of the size the time grows: 1 is in proportion. From the smallest to the largest."""
    return math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])


def measure(scratch: Path, runs: int, sizes: tuple[int, ...]) -> list[Any]:
    """Listings of several sizes; at the largest beside rivals, and how the time grew from the smallest."""
    from benchmarks.measure import ROOT, child, python, several, weighbridge
    from benchmarks.synthetic_listing import write_listing

    own, found, took = str(ROOT / "benchmarks" / "listing.py"), [], []
    for models in sizes:
        path = scratch / f"listing-{models}.jsonl"
        if not path.is_file():
            write_listing(path, models)
        out, home, size = scratch / "table.parquet", scratch / "listing-home", path.stat().st_size / 1e6
        words = weighbridge("import", "hub_models", str(path), "--as-of", DAY)
        into = []
        for _ in range(runs):
            shutil.rmtree(home, ignore_errors=True)
            into.append(child(words, home, WEIGHBRIDGE_MEMORY=MEMORY))
        took.append(sorted(run.cpu_seconds for run in into)[len(into) // 2])
        told = f"{models / 1e6:g} M models, {size:,.0f} MB"
        rivals = RIVALS if models == sizes[-1] else ()
        read = [child(python(own, str(path), "records", str(out))) for _ in range(runs) if rivals]
        for rival in rivals:
            theirs = [child(python(own, str(path), rival, str(out))) for _ in range(runs)]
            note = f"peak of the rival {max(run.peak_mib for run in theirs):,.0f} MiB; {_rate(size, read)}"
            name = f"listing to checked records, {told}"
            found.append(several(name, read, theirs, target=TARGET, rival=rival, note=note))
        growth = ""
        if len(took) > 1:
            grown = exponent([float(n) for n in sizes[: len(took)]], took)
            growth = f"; processor time grows with the models to the power of {grown:.2f}"
        found.append(
            several(f"import hub_models, {told}", into, target=TARGET, note=_rate(size, into) + growth)
        )
    return found


def _rate(size: float, runs: list[Any]) -> str:
    seconds = sorted(run.seconds for run in runs)[len(runs) // 2]
    work = sorted(run.cpu_seconds for run in runs)[len(runs) // 2]
    return f"{size / seconds:,.0f} MB/s, {size / work:,.0f} MB a second of one processor"


if __name__ == "__main__":
    start = time.perf_counter()
    count = {"records": records, "duckdb": duckdb}[sys.argv[2]](Path(sys.argv[1]), Path(sys.argv[3]))
    print(json.dumps({"seconds": time.perf_counter() - start, "rows": count}))
