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

POLICY = Path(__file__).parent.parent / "src/weighbridge/entities/judgements/benchmarks.csv"
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
    records: list[Mapping[str, Any]] = []
    for policy in csv.DictReader(POLICY.open(encoding="utf-8")):
        if policy["file"].endswith(".csv"):
            records += _scores(folder / policy["file"], policy)
    _write(records, target)


def _scores(path: Path, policy: Mapping[str, str]) -> Iterable[Mapping[str, Any]]:
    for row in csv.DictReader(path.open(encoding="utf-8")):
        if not row[policy["score_column"]]:
            continue  # a model listed without this score
        yield {
            "benchmark_id": policy["benchmark_id"],
            "model_version": row["Model version"] or row.get("Name") or None,
            "score": _scaled(row[policy["score_column"]], policy["score_scale"]),
            "standard_error": _scaled(row.get(policy["error_column"]) or "", policy["error_scale"]),
            "released_on": row.get("Release date") or None,
            "organization": row.get("Organization") or None,
            "country": row.get("Country") or None,
            "harness": _harness(row, policy),
            "reported_by": row.get("Source") or policy["run_by"],
        }


def _scaled(text: str, scale: str) -> float | None:
    return round(float(text) * float(scale or 1), 12) if text else None


def _harness(row: Mapping[str, str], policy: Mapping[str, str]) -> str:
    """Who ran it and how: the evaluator, else the source, the examples shown and the agent."""
    if not policy["harness"].startswith("Source"):
        return policy["harness"]
    parts = [(row.get("Source") or "source not named").strip()]
    shots = (row.get("Shots") or "").strip().removesuffix("-shot").removesuffix(".0")
    parts += [f"{shots}-shot"] if shots else []
    parts += [extra for name in ("Agent", "Scaffold", "LiveBench Version") if (extra := row.get(name))]
    return ", ".join(parts)


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
