"""Originals of the arena and of benchmarks, as the records their sources read; see build_starter.py."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.sources._epoch_hub import policies, scores_of

# Overall on every date; other categories at both ends, and the one board with conflicting rows.
CATEGORIES = (
    "chinese",
    "coding",
    "creative_writing",
    "english",
    "exclude_ties",
    "expert",
    "hard_prompts",
    "instruction_following",
    "math",
    "multi_turn",
)
ENDS = ("2026-06-30", "2026-07-31")
CONFLICT = ("japanese", "2026-07-17", "text")


def boards(files: list[Path], target: Path) -> None:
    """The boards of summer 2026: some categories, ratings to two decimals."""
    rows = pq.read_table(files[0])
    category, date, subset = (
        np.array(rows[name].to_pylist()) for name in ("category", "snapshot_date", "subset")
    )
    ends = np.isin(date, ENDS) & np.isin(category, CATEGORIES)
    odd = (category == CONFLICT[0]) & (date == CONFLICT[1]) & (subset == CONFLICT[2])
    kept = rows.filter(pa.array((category == "overall") | ends | odd))
    for name in ("rating", "rating_lower", "rating_upper"):
        rounded = np.round(np.array(kept[name].to_pylist(), dtype=float), 2)
        kept = kept.set_column(kept.column_names.index(name), name, pa.array(rounded))
    # The variance is that of the interval, so it is computed again from it.
    pq.write_table(kept.drop_columns(["variance"]), target)


def catalogue(files: list[Path], target: Path) -> None:
    """One record a model and board of the two catalogues of December 2025."""
    days = {"raw": "2025-12-04", "style": "2025-12-17"}
    records = []
    for row in _rows(files[0]):
        for column, day in days.items():
            if row[column]:
                records.append(
                    {
                        "date": day,
                        "style": "raw" if column == "raw" else "controlled",
                        "model": row["model"],
                        "rating": float(row[column]),
                        "low": float(row[f"{column}_lo"]),
                        "high": float(row[f"{column}_hi"]),
                        # Makers were added by hand there; this one is Ant Group on every other board.
                        "organization": "Ant Group" if row["org"] == "Ant" else row["org"],
                    }
                )
    _write(records, target)


def benchmark_hub(files: list[Path], target: Path) -> None:
    """One record a score of every benchmark with a policy; what a score column means stands there."""
    folder = files[0].parent
    held = {policy["file"] for policy in policies()}
    tables = {path.name: path.read_bytes() for path in folder.glob("*.csv") if path.name in held}
    _write((record for record in scores_of(tables) if "problem" not in record), target)


def evalplus(files: list[Path], target: Path) -> None:
    """One record a model of the EvalPlus results, scores as parts."""
    names = {"humaneval": "humaneval", "humaneval+": "humaneval_plus", "mbpp": "mbpp", "mbpp+": "mbpp_plus"}
    records = []
    for model, held in json.loads(files[0].read_text(encoding="utf-8")).items():
        scores = {names[key]: round(value / 100, 6) for key, value in held["pass@1"].items() if value}
        link = str(held.get("link") or "")
        owner = (
            link.removeprefix("https://huggingface.co/").split("/")[0] if "huggingface.co/" in link else None
        )
        records.append({"model": model, **scores, "organization": owner})
    _write(records, target)


def _rows(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def _write(records: Iterable[Mapping[str, Any]], target: Path) -> None:
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    if not lines:
        sys.exit(f"{target.name}: nothing to write")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
