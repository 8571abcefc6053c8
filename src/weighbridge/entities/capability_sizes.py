"""What a model of the capability index takes: parameters, active parameters, training compute."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.judgement_files import read_judgements, require_support, row_error

FILE = "capability_models"
COLUMNS = (
    "model",
    "hub_id",
    "parameters_b",
    "active_parameters_b",
    "evidence",
    "source",
    "confidence",
    "note",
)
BILLION = 1e9


@entity(
    columns=(
        Column("model", "text", "The model."),
        Column("parameters", "number", "Total parameters.", nullable=True),
        Column("active_parameters", "number", "Parameters active per token.", nullable=True),
        Column("training_flop", "number", "Training compute, an estimate.", nullable=True),
    ),
    key=("model",),
    reads=("capability_scores", "notable_models", "model_versions"),
    judgements=("capability_models",),
    rules=(
        Rule("The size of closed models is not published.", "Empty: no size is guessed from price or speed."),
        Rule("A size stands in a name, in a list, or in both.", "A judgement a model, with its evidence."),
        Rule("A model has several versions with different compute.", "The largest estimate."),
    ),
)
def capability_sizes(scores: nw.LazyFrame, notable: nw.LazyFrame, versions: nw.LazyFrame) -> pa.Table:
    """One row a model of the index."""
    judged = load_sizes()
    listed = {row["model"]: row for row in _rows(notable)}
    compute: dict[str, float] = {}
    for row in _rows(versions):
        name, flop = row["model"], row["training_flop"]
        if name and flop:
            compute[name] = max(flop, compute.get(name, 0.0))
    names = sorted({row["model"] for row in _rows(scores.select("model").unique())})
    return pa.Table.from_pylist([_row(name, judged, listed, compute) for name in names], schema=_SCHEMA)


_SCHEMA = pa.schema(
    [
        ("model", pa.string()),
        *((name, pa.float64()) for name in ("parameters", "active_parameters", "training_flop")),
    ]
)


def _row(
    name: str,
    judged: Mapping[str, tuple[float, float | None]],
    listed: Mapping[str, Any],
    compute: Mapping[str, float],
) -> dict[str, Any]:
    total, active = judged.get(name, (None, None))
    known = listed.get(name, {})
    return {
        "model": name,
        "parameters": total * BILLION if total else known.get("parameters"),
        "active_parameters": active * BILLION if active else None,
        "training_flop": max(filter(None, (compute.get(name), known.get("training_flop"))), default=None),
    }


def _rows(frame: nw.LazyFrame) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = frame.collect(backend="pyarrow").to_native().to_pylist()
    return found


@cache
def load_sizes() -> Mapping[str, tuple[float, float | None]]:
    """Total and active parameters in billions by model, checked."""
    found: dict[str, tuple[float, float | None]] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        name, _, total, active, evidence, source, confidence, _ = row
        require_support(FILE, line, evidence, source, confidence)
        try:
            sizes = float(total), float(active) if active else None
        except ValueError:
            raise row_error(FILE, line, f"'{total}', '{active}'", "billions as numbers", "mend it") from None
        if name in found or sizes[0] <= 0 or (sizes[1] or 0) > sizes[0]:
            advice = "one row a model; active parameters are part of all"
            raise row_error(FILE, line, f"'{name}' with {total} and {active}", "a size", advice)
        found[name] = sizes
    return found
