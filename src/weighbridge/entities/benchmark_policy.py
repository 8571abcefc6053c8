"""How each benchmark is read: which score, against what chance level, over how many items, by whom run."""

from __future__ import annotations

from functools import cache

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.judgement_files import read_judgements, require_support, row_error

FILE = "benchmarks"
COLUMNS = (
    "benchmark_id",
    "title",
    "field",
    "file",
    "score_column",
    "score_scale",
    "chance_level",
    "items",
    "error_column",
    "error_scale",
    "harness",
    "run_by",
    "evidence",
    "source",
    "confidence",
    "note",
)


@entity(
    columns=(
        Column("benchmark_id", "text", "The benchmark."),
        Column("title", "text", "Its name."),
        Column("field", "text", "What it is about."),
        Column(
            "chance_level", "number", "What guessing scores; empty where it differs by task.", nullable=True
        ),
        Column("items", "integer", "Items of the test set, where they are known.", nullable=True),
        Column("run_by", "text", "One evaluator, or as reported by many."),
        Column("note", "text", "What else must be known.", nullable=True),
    ),
    key=("benchmark_id",),
    reads=("benchmark_scores",),
    judgements=("benchmarks",),
    rules=(
        Rule("A benchmark without a policy.", "The table stops: its scale would be a guess."),
        Rule("Scores stand in per cent or as parts.", "Brought to parts by the policy's scale."),
    ),
)
def benchmark_policy(scores: nw.LazyFrame) -> pa.Table:
    """One row a benchmark that has scores."""
    found = scores.select("benchmark_id").unique().collect(backend="pyarrow").to_native()
    policies = load_benchmarks()
    missing = sorted(set(found["benchmark_id"].to_pylist()) - policies.keys())
    if missing:
        advice = "add a row: title, score column, scale, chance level, items, harness"
        raise row_error(FILE, len(policies) + 2, f"no row for '{missing[0]}'", "a policy", advice)
    names = sorted(found["benchmark_id"].to_pylist())
    return pa.Table.from_pylist([policies[name] for name in names])


@cache
def load_benchmarks() -> dict[str, dict[str, str | float | int | None]]:
    """Policies by benchmark, checked."""
    found: dict[str, dict[str, str | float | int | None]] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        held = dict(zip(COLUMNS, row, strict=True))
        if held["benchmark_id"] in found or not held["benchmark_id"]:
            raise row_error(
                FILE, line, f"'{held['benchmark_id']}' twice or empty", "one row each", "keep one"
            )
        require_support(FILE, line, held["evidence"], held["source"], held["confidence"])
        found[held["benchmark_id"]] = {
            **{name: held[name] for name in ("benchmark_id", "title", "field", "run_by")},
            "chance_level": _number(held["chance_level"], line),
            "items": int(_number(held["items"], line) or 0) or None,
            "note": held["note"] or None,
        }
    return found


def _number(text: str, line: int) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise row_error(FILE, line, f"'{text}'", "a number", "write it with a point") from None
