"""The capability index of each open model, under its plain name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Rule, entity
from weighbridge.entities.best_scores import COLUMNS, INDEX, Row, Z, best_of, rows_of_frame
from weighbridge.entities.identities import HUB, canonical_id
from weighbridge.entities.judgement_files import read_judgements
from weighbridge.entities.price_cells import rated_key


@entity(
    columns=COLUMNS,
    key=("plain_name", "measure"),
    reads=("capability_index",),
    judgements=("capability_models", "renamed_repositories", "accounts"),
    rules=(
        Rule(
            "A question about one model does not wait for a fit it is not part of.",
            "Apart from `best_scores`: read where the model's name stands in the index.",
        ),
        Rule("Weights that are closed.", "Left out: nobody can build on them."),
    ),
)
def index_scores(index: nw.LazyFrame) -> pa.Table:
    """One row a model's name: its value in the newest fit of the index."""
    return best_of(_indexed(index))


def _indexed(index: nw.LazyFrame) -> Iterable[Row]:
    rows = rows_of_frame(index)
    newest = max((row["fitted_on"] for row in rows), default=None)
    for row in rows:
        if row["fitted_on"] != newest or row["openness"] == "closed":
            continue
        yield {
            "plain_name": index_name(row["model"]),
            "measure": INDEX,
            "title": "ECI",
            "value": row["value"],
            "low": row["low"],
            "high": row["high"],
            "se": None if row["low"] is None else (row["high"] - row["low"]) / (2 * Z),
            "setting": row["model"],
            "run_by": "index over benchmarks of many, fitted here",
            "measured_on": str(newest),
            "source": "Epoch AI, CC-BY-4.0",
            "is_share": False,
            "is_anchor": bool(row["is_anchor"]),
        }


def index_name(name: str) -> str:
    """The plain name of a model of the index: by its hub page where one was looked up, else by its label."""
    hub = _index_pages().get(name)
    return rated_key(hub if hub else name.replace(" ", "-"))


@lru_cache(maxsize=1)
def _index_pages() -> Mapping[str, str]:
    columns = ("model", "hub_id", "parameters_b", "active_parameters_b")
    support = ("evidence", "source", "confidence", "note")
    rows = read_judgements("capability_models", (*columns, *support))
    return {row[0]: canonical_id(HUB, row[1]) for row in rows if row[1]}
