"""Who calls the weights of a model open, and who calls them closed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.price_cells import model_key, rated_key
from weighbridge.entities.router_models import load_router_models

BOARD, OURS = "lmarena", "weighbridge"
Row = dict[str, Any]


@entity(
    columns=(
        Column("month", "text", "The month of the list, YYYY-MM."),
        Column("listed_on", "text", "The day of the list."),
        Column("model_key", "text", "The model's name without maker, variant and spelling."),
        Column("said_by", "text", "The seller, the board or the judgement that says so."),
        Column("kind", "text", "Who that is.", values=("seller", "board", "judgement")),
        Column("says", "text", "open or closed.", values=("open", "closed")),
        Column("said_on", "text", "The day it was read."),
        Column("statements", "integer", "Entries that say so."),
    ),
    key=("listed_on", "model_key", "said_by", "says"),
    reads=("openness_flags", "arena_ratings"),
    judgements=("router_models", "arena_models"),
    rules=(
        Rule("One model is spelt differently by each seller.", "Joined by name without maker and dots."),
        Rule(
            "One seller lists a model twice, with both answers.",
            "Two rows: it contradicts itself, and that is shown.",
        ),
        Rule(
            "Weights follow the service by days.",
            "The newest board by the day of the list is read, and judgements as they stood on that day.",
        ),
        Rule("A model is on no seller's list.", "Left out: nothing can be compared."),
    ),
)
def openness_sayings(flags: nw.LazyFrame, ratings: nw.LazyFrame) -> pa.Table:
    """One row a list, model, sayer and answer; nobody's answer outweighs another's."""
    held: list[Row] = flags.collect(backend="pyarrow").to_native().to_pylist()
    days = sorted({row["listed_on"] for row in held})
    boards = ratings.filter(nw.col("openness") != "unknown").select("board_date", "model_id", "openness")
    rated: list[Row] = boards.unique().collect(backend="pyarrow").to_native().to_pylist()
    return pa.Table.from_pylist([cell for day in days for cell in _of_day(day, held, rated)])


def _of_day(day: str, held: Iterable[Row], rated: Iterable[Row]) -> list[Row]:
    """Every answer of one list, beside what the board and the judgements said by then."""
    counts: dict[tuple[str, str, str, str, str], int] = {}
    for row in held:
        if row["listed_on"] == day:
            says = "open" if row["is_open"] else "closed"
            key = (model_key(row["model_label"], row["provider"]), row["provider"], "seller", says, day)
            counts[key] = counts.get(key, 0) + 1
    listed = {key[0] for key in counts}
    for model, (says, seen) in _on_board(day, rated).items():
        if model in listed:
            counts[model, BOARD, "board", says, seen] = 1
    for model, says in _judged(day).items():
        if model in listed:
            counts[model, OURS, "judgement", says, day] = 1
    return [
        {
            "month": day[:7],
            "listed_on": day,
            "model_key": model,
            "said_by": sayer,
            "kind": kind,
            "says": says,
            "said_on": seen,
            "statements": count,
        }
        for (model, sayer, kind, says, seen), count in counts.items()
    ]


def _on_board(day: str, rated: Iterable[Row]) -> Mapping[str, tuple[str, str]]:
    """What the newest board by a day says of each model, where all its variants agree."""
    known = [row for row in rated if row["board_date"].isoformat() <= day]
    newest = max((row["board_date"] for row in known), default=None)
    said: dict[str, set[str]] = {}
    for row in known:
        if row["board_date"] == newest:
            said.setdefault(rated_key(row["model_id"]), set()).add(row["openness"])
    return {
        model: (next(iter(answers)), newest.isoformat())
        for model, answers in said.items()
        if len(answers) == 1 and newest is not None
    }


def _judged(day: str) -> Mapping[str, str]:
    """What was looked up of models on routers, as of a day."""
    on = datetime.date.fromisoformat(day)
    found = {}
    for model in load_router_models().values():
        is_open = model.weights_from is not None and model.weights_from <= on
        found[model_key(model.weights_id or model.model)] = "open" if is_open else "closed"
    return found
