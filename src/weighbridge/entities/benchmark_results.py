"""Benchmark scores with everything resolved: whose model, open or closed, and how sure the score is."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from functools import cache
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.accounts import resolve_account
from weighbridge.entities.arena_models import CLOSED, OPEN, OPENNESS, UNKNOWN
from weighbridge.entities.epoch_labels import country_of_label, openness_of_access
from weighbridge.entities.judgement_files import read_judgements, require, require_support
from weighbridge.entities.organisations import NOT_ESTABLISHED, country_of

EVALPLUS = "evalplus"
FILE = "evalplus_models"
COLUMNS = ("model", "organisation_id", "openness", "evidence", "source", "confidence", "note")
SE_KINDS = ("printed", "binomial", "none")


@entity(
    columns=(
        Column("benchmark_id", "text", "The benchmark."),
        Column("model_version", "text", "The model, at the setting that was run."),
        Column("harness", "text", "Who ran it and how."),
        Column("score", "number", "The score between 0 and 1."),
        Column("standard_error", "number", "Its standard error.", nullable=True),
        Column("se_kind", "text", "Printed by who ran it, or computed from the items.", values=SE_KINDS),
        Column("counts_from", "text", "Release of the model, else the day of the capture."),
        Column("is_dated", "boolean", "Whether the release is known."),
        Column("country", "text", "The maker's country; XX not established, NONE several."),
        Column("openness", "text", "Whether its weights can be downloaded.", values=OPENNESS),
        Column("source", "text", "The source of the score."),
    ),
    key=("source", "benchmark_id", "harness", "model_version"),
    reads=("benchmark_scores", "benchmark_policy", "model_versions"),
    judgements=("evalplus_models", "accounts", "organisations", "benchmarks"),
    rules=(
        Rule(
            "Most boards print no standard error.",
            "That of so many independent items, sqrt(p (1 - p) / items), where the items are known; marked.",
        ),
        Rule("No release day is given.", "The model counts from the day of the capture; marked."),
        Rule("No maker is named.", "The owner of the model's page on the Hub, a judgement, or XX."),
    ),
)
def benchmark_results(scores: nw.LazyFrame, policy: nw.LazyFrame, versions: nw.LazyFrame) -> pa.Table:
    """One row a benchmark, harness and model version."""
    items = {row["benchmark_id"]: row["items"] for row in _rows(policy)}
    access = {row["model_version"]: row["accessibility"] for row in _rows(versions)}
    return pa.Table.from_pylist([_row(row, items, access) for row in _rows(scores)], schema=_SCHEMA)


_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("benchmark_id", "model_version", "harness")),
        ("score", pa.float64()),
        ("standard_error", pa.float64()),
        *((name, pa.string()) for name in ("se_kind", "counts_from")),
        ("is_dated", pa.bool_()),
        *((name, pa.string()) for name in ("country", "openness", "source")),
    ]
)


def _rows(frame: nw.LazyFrame) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = frame.collect(backend="pyarrow").to_native().to_pylist()
    return found


def _row(
    row: dict[str, Any], items: Mapping[str, int | None], access: Mapping[str, str | None]
) -> dict[str, Any]:
    country, openness = _maker(row, access)
    error, kind = row["standard_error"], "printed"
    if error is None:
        count = items.get(row["benchmark_id"])
        error, kind = (_binomial(row["score"], count), "binomial") if count else (None, "none")
    released = row["released_on"]
    kept = ("benchmark_id", "model_version", "harness", "score", "source")
    return {
        **{name: row[name] for name in kept},
        "standard_error": error,
        "se_kind": kind,
        "counts_from": released.isoformat() if released else row["observed_on"],
        "is_dated": released is not None,
        "country": country,
        "openness": openness,
    }


def _binomial(score: float, items: int) -> float:
    """The error of a share of independent items; at 0 and 1 that of half an item, never none."""
    held = min(max(score, 0.5 / items), 1 - 0.5 / items)
    return math.sqrt(held * (1 - held) / items)


def _maker(row: dict[str, Any], access: Mapping[str, str | None]) -> tuple[str, str]:
    if row["source"] != EVALPLUS:
        place = country_of_label(row["country_label"] or "")
        return place, openness_of_access(access.get(row["model_version"]))
    day = datetime.date.fromisoformat(row["observed_on"])
    judged = load_evalplus_models().get(row["model_version"])
    if judged:
        return country_of(judged[0], day), judged[1]
    owner = row["organisation_label"]
    if not owner:
        return NOT_ESTABLISHED, UNKNOWN
    account = resolve_account("huggingface", owner, day)
    # A model with a page on the Hub is one whose weights lie there.
    return (country_of(account.organisation_id, day) if account else NOT_ESTABLISHED), OPEN


@cache
def load_evalplus_models() -> Mapping[str, tuple[str, str]]:
    """Maker and openness of models that EvalPlus links nowhere."""
    found = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        model, organisation, openness, evidence, source, confidence, _ = row
        require(openness, (OPEN, CLOSED), FILE, line, "openness")
        require_support(FILE, line, evidence, source, confidence)
        found[model] = (organisation, openness)
    return found
