"""Which sellers call the weights of a model open, and which call them closed."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.price_cells import model_key

SAYING_COLUMNS = (
    Column("month", "text", "The month of the list, YYYY-MM."),
    Column("listed_on", "text", "The day of the list."),
    Column("model_key", "text", "The model's name without maker, variant and spelling."),
    Column("said_by", "text", "Who says so."),
    Column("says", "text", "open or closed.", values=("open", "closed")),
    Column("said_on", "text", "The day it was read."),
)


@entity(
    columns=SAYING_COLUMNS,
    key=("listed_on", "model_key", "said_by", "says"),
    reads=("openness_flags",),
    rules=(
        Rule("One model is spelt differently by each seller.", "Joined by name without maker and dots."),
        Rule(
            "One seller lists a model twice, with both answers.",
            "Two rows: it contradicts itself, and that is shown.",
        ),
    ),
)
def openness_sayings(flags: nw.LazyFrame) -> pa.Table:
    """One row a list, model, seller and answer; nobody's answer outweighs another's."""
    held: list[dict[str, Any]] = flags.collect(backend="pyarrow").to_native().to_pylist()
    said = {
        (row["listed_on"], model_key(row["model_label"], row["provider"]), row["provider"], row["is_open"])
        for row in held
    }
    return pa.Table.from_pylist([saying(day, model, who, is_open, day) for day, model, who, is_open in said])


def saying(day: str, model: str, who: str, is_open: bool, said_on: str) -> dict[str, str]:
    """One answer about one model, beside the list of a day."""
    return {
        "month": day[:7],
        "listed_on": day,
        "model_key": model,
        "said_by": who,
        "says": "open" if is_open else "closed",
        "said_on": said_on,
    }
