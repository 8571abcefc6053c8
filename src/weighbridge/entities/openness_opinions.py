"""What the arena's board and our own judgements say of the weights that sellers flag."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Rule, entity
from weighbridge.entities.openness_sayings import SAYING_COLUMNS, saying
from weighbridge.entities.price_cells import model_key, rated_key
from weighbridge.entities.router_models import load_router_models

BOARD, OURS = "lmarena", "weighbridge"
Row = dict[str, Any]


@entity(
    columns=SAYING_COLUMNS,
    key=("listed_on", "model_key", "said_by", "says"),
    reads=("openness_sayings", "arena_ratings"),
    judgements=("router_models", "arena_models"),
    rules=(
        Rule(
            "Weights follow the service by days.",
            "The newest board by the day of the list is read, and judgements as they stood on that day.",
        ),
        Rule("A board lists variants of a model with different answers.", "It says nothing of that model."),
        Rule("A model is on no seller's list.", "Left out: nothing can be compared."),
    ),
)
def openness_opinions(sayings: nw.LazyFrame, ratings: nw.LazyFrame) -> pa.Table:
    """One row a list and model of it: what the newest board by then, or a judgement, says."""
    held: list[Row] = sayings.collect(backend="pyarrow").to_native().to_pylist()
    boards = ratings.filter(nw.col("openness") != "unknown").select("board_date", "model_id", "openness")
    rated: list[Row] = boards.unique().collect(backend="pyarrow").to_native().to_pylist()
    rows: list[dict[str, str]] = []
    for day in sorted({row["listed_on"] for row in held}):
        listed = {row["model_key"] for row in held if row["listed_on"] == day}
        for model, (is_open, seen) in _on_board(day, rated).items():
            rows += [saying(day, model, BOARD, is_open, seen)] if model in listed else []
        for model, is_open in _judged(day).items():
            rows += [saying(day, model, OURS, is_open, day)] if model in listed else []
    return pa.Table.from_pylist(rows)


def _on_board(day: str, rated: Iterable[Row]) -> Mapping[str, tuple[bool, str]]:
    """What the newest board by a day says of each model, where all its variants agree."""
    known = [row for row in rated if row["board_date"].isoformat() <= day]
    newest = max((row["board_date"] for row in known), default=None)
    if newest is None:
        return {}
    said: dict[str, set[str]] = {}
    for row in known:
        if row["board_date"] == newest:
            said.setdefault(rated_key(row["model_id"]), set()).add(row["openness"])
    return {
        model: (answers == {"open"}, newest.isoformat())
        for model, answers in said.items()
        if len(answers) == 1
    }


def _judged(day: str) -> Mapping[str, bool]:
    """What was looked up of models on routers, as of a day."""
    on = datetime.date.fromisoformat(day)
    return {
        model_key(model.weights_id or model.model): model.weights_from is not None
        and model.weights_from <= on
        for model in load_router_models().values()
    }
