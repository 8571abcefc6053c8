"""Epoch AI's benchmark tables as records; which column is the score, on what scale, stands in the policy."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from weighbridge.catalogue.fetching import Page
from weighbridge.store.fetching.archives import zip_files
from weighbridge.store.fetching.splitting import texts

Policy = Mapping[str, str]
# A table of decisions, one row a benchmark; reading it imports nothing from the room it lies in.
_POLICY = "benchmarks"
# Epoch's own index and its parts: other sources read them.
_NO_BENCHMARK = "epoch_capabilities_index"


@functools.cache
def policies() -> tuple[Policy, ...]:
    """The policy of each benchmark that has a table of Epoch's."""
    held = files("weighbridge.entities") / "judgements" / f"{_POLICY}.csv"
    rows = csv.DictReader(io.StringIO(held.read_text(encoding="utf-8")))
    return tuple(row for row in rows if row["file"].endswith(".csv"))


def benchmark_runs(page: Page) -> list[str]:
    """The scores of all tables in the archive.

    A table without a policy, a policy without its table, a column that is gone: each gives a record
    that says so and goes to quarantine.
    """
    held = zip_files(page, r"(?:.*/)?[^/]+\.csv")
    return texts(
        scores_of({PurePosixPath(name).name: body for name, body in held if _NO_BENCHMARK not in name})
    )


def scores_of(tables: Mapping[str, bytes]) -> Iterator[Mapping[str, Any]]:
    """One record a score, benchmark by benchmark, then what has no policy."""
    for policy in policies():
        name = policy["file"]
        if name in tables:
            yield from _scores(tables[name], policy)
        else:
            yield {"benchmark_id": policy["benchmark_id"], "file": name, "problem": "not in the archive"}
    known = {policy["file"] for policy in policies()}
    for name in sorted(tables.keys() - known):
        yield {"file": name, "problem": "no row of the benchmark policy says how it is read"}


def _scores(body: bytes, policy: Policy) -> Iterator[Mapping[str, Any]]:
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig", errors="replace"), newline=""))
    column = policy["score_column"]
    lost = sorted({column, "Model version"} - set(rows.fieldnames or ()))
    if lost:
        problem = f"no column {' and '.join(lost)}"
        yield {"benchmark_id": policy["benchmark_id"], "file": policy["file"], "problem": problem}
        return
    for row in rows:
        if row[column]:  # a model may be listed without this score
            yield _score(row, policy)


def _score(row: Mapping[str, str], policy: Policy) -> Mapping[str, Any]:
    return {
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


def _scaled(text: str, scale: str) -> float | str | None:
    """The number on our scale; what is no number stays as it is, for the quarantine to name."""
    try:
        return round(float(text) * float(scale or 1), 12) if text else None
    except ValueError:
        return text


def _harness(row: Mapping[str, str], policy: Policy) -> str:
    """Who ran it and how: the evaluator, else the source, the examples shown and the agent."""
    if not policy["harness"].startswith("Source"):
        return policy["harness"]
    parts = [(row.get("Source") or "source not named").strip()]
    shots = (row.get("Shots") or "").strip().removesuffix("-shot").removesuffix(".0")
    parts += [f"{shots}-shot"] if shots else []
    parts += [extra for name in ("Agent", "Scaffold", "LiveBench Version") if (extra := row.get(name))]
    return ", ".join(parts)
