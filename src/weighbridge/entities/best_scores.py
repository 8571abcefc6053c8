"""How good each open model is: its best figure of each measure, under its plain name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.arena_ratings import newest_text_board
from weighbridge.entities.benchmark_policy import load_benchmarks
from weighbridge.entities.price_cells import rated_key
from weighbridge.store.contract import empty_table

Z = 1.6448536269514722
INDEX, ARENA = "eci", "arena"
_CREDITS = {"epoch_benchmark_hub": "Epoch AI, CC-BY-4.0", "evalplus": "EvalPlus, Apache-2.0"}

Row = dict[str, Any]
COLUMNS = (
    Column("plain_name", "text", "The model's name without owner, effort and mode."),
    Column("measure", "text", "An index, a rating by votes, or a benchmark."),
    Column("title", "text", "The measure as it is shown."),
    Column("value", "number", "The figure."),
    Column("low", "number", "Lower end of its 90 % interval.", nullable=True),
    Column("high", "number", "Upper end of its 90 % interval.", nullable=True),
    Column("se", "number", "Its standard error.", nullable=True),
    Column("setting", "text", "The model as it was run."),
    Column("run_by", "text", "Who ran it, and how."),
    Column("measured_on", "text", "The day of the list or fit."),
    Column("source", "text", "Whose figure it is, and its terms."),
    Column("is_share", "boolean", "Whether it lies between 0 and 1."),
    Column("is_anchor", "boolean", "Whether it is fixed by definition."),
)


@entity(
    columns=COLUMNS,
    key=("plain_name", "measure"),
    reads=("arena_boards", "benchmark_results", "benchmark_scores"),
    judgements=("arena_models", "benchmarks", "renamed_repositories", "accounts"),
    rules=(
        Rule(
            "A model was run at several settings.",
            "Its best stands: what it can do; which one it was is told in `setting`.",
        ),
        Rule("Weights that are closed.", "Left out: nobody can build on them."),
        Rule("No error is printed and none can be computed.", "No interval."),
    ),
)
def best_scores(boards: nw.LazyFrame, results: nw.LazyFrame, scores: nw.LazyFrame) -> pa.Table:
    """One row a model's name and measure: the newest board of votes, and every benchmark."""
    return best_of((*_arena(boards), *_benchmarks(results, scores)))


def best_of(rows: Iterable[Row]) -> pa.Table:
    """Of each model's name and measure the best row."""
    best: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["plain_name"], row["measure"])
        if key not in best or row["value"] > best[key]["value"]:
            best[key] = row
    return pa.Table.from_pylist(list(best.values()), schema=empty_table(COLUMNS).schema)


def rows_of_frame(frame: nw.LazyFrame) -> list[Row]:
    """The rows of a small frame."""
    found: list[Row] = frame.collect(backend="pyarrow").to_native().to_pylist()
    return found


def _arena(boards: nw.LazyFrame) -> Iterable[Row]:
    for row in newest_text_board(boards):
        if row["openness"] == "closed":
            continue
        low, high = _limits(row["rating"], row["se"])
        yield {
            "plain_name": rated_key(row["model_id"]),
            "measure": ARENA,
            "title": "arena",
            "value": row["rating"],
            "low": low,
            "high": high,
            "se": row["se"],
            "setting": row["model_name"],
            "run_by": "votes of visitors, style controlled",
            "measured_on": row["board_date"].isoformat(),
            "source": "LMArena, CC-BY-4.0",
            "is_share": False,
            "is_anchor": False,
        }


def _benchmarks(results: nw.LazyFrame, scores: nw.LazyFrame) -> Iterable[Row]:
    keys = ("source", "benchmark_id", "harness", "model_version")
    observed = {tuple(row[key] for key in keys): row["observed_on"] for row in rows_of_frame(scores)}
    policies = load_benchmarks()
    for row in rows_of_frame(results):
        if row["openness"] == "closed":
            continue
        low, high = _limits(row["score"], row["standard_error"], 0.0, 1.0)
        policy = policies.get(row["benchmark_id"], {})
        yield {
            "plain_name": _version_name(row["model_version"]),
            "measure": row["benchmark_id"],
            "title": _short(str(policy.get("title") or row["benchmark_id"])),
            "value": row["score"],
            "low": low,
            "high": high,
            "se": row["standard_error"],
            "setting": row["model_version"],
            "run_by": row["harness"],
            "measured_on": observed.get(tuple(row[key] for key in keys), ""),
            "source": _CREDITS.get(row["source"]) or str(row["source"]),
            "is_share": True,
            "is_anchor": False,
        }


def _short(title: str) -> str:
    return title.removesuffix(" Diamond") if title.startswith("GPQA") else title


@lru_cache(maxsize=1 << 14)
def _version_name(version: str) -> str:
    return rated_key(version)


def _limits(
    value: float, se: float | None, least: float | None = None, most: float | None = None
) -> tuple[float | None, float | None]:
    if se is None:
        return None, None
    low, high = value - Z * se, value + Z * se
    return (low if least is None else max(low, least), high if most is None else min(high, most))
