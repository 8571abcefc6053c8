"""The capability index fitted again under resampled scores, draw by draw."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.capability_fits import DRAWS, SEED, fit_scores

FIT = -1
"""The number of the draw that is the fit of all scores itself."""


@entity(
    columns=(
        Column("fitted_on", "date", "The vintage."),
        Column("model", "text", "The model."),
        Column("draw", "integer", "Number of the draw; -1 is the fit of all scores."),
        Column("value", "number", "Index value; empty in a draw that did not converge.", nullable=True),
    ),
    key=("fitted_on", "model", "draw"),
    reads=("capability_scores",),
    rules=(
        Rule("A draw does not converge.", "Its values are empty and counted; past 1 % there is no interval."),
        Rule(
            "The anchors are fixed.",
            "130 and 150 in every draw: their interval is empty, never of width zero.",
        ),
        Rule("A model has fewer than four benchmarks.", "Not fitted; no score is made up."),
    ),
)
def capability_draws(scores: nw.LazyFrame) -> pa.Table:
    """Index values of every model in 500 draws of each model's scores with replacement, and in the fit.

    Draws are those of the publisher's code (seed 12345, scores in the order of the published file), so that
    the published intervals are met and any two models can be compared draw by draw.
    """
    vintages: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in scores.collect(backend="pyarrow").to_native().to_pylist():
        vintages[row["fitted_on"]].append(row)
    parts = [_long(day, rows) for day, rows in sorted(vintages.items())]
    return pa.concat_tables(parts) if parts else _empty()


def _long(day: Any, rows: list[dict[str, Any]]) -> pa.Table:
    fit = fit_scores(rows, draws=DRAWS, seed=SEED)
    values = np.vstack([fit.index.value, fit.index.draws])
    size = len(fit.models)
    return pa.table(
        {
            "fitted_on": pa.array([day] * values.size, pa.date32()),
            "model": pa.array(np.tile(np.array(fit.models, dtype=object), values.shape[0]), pa.string()),
            "draw": pa.array(np.repeat(np.arange(FIT, values.shape[0] + FIT), size)),
            "value": pa.array(values.ravel(), from_pandas=True),
        }
    )


def _empty() -> pa.Table:
    kinds = (
        ("fitted_on", pa.date32()),
        ("model", pa.string()),
        ("draw", pa.int64()),
        ("value", pa.float64()),
    )
    return pa.schema(kinds).empty_table()


def draw_matrix(draws: pa.Table) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Models and values, shape (1 + draws, models), of one vintage; the first row is the fit itself.

    NaN in draws that did not converge.
    """
    column: Any = draws["model"].combine_chunks().dictionary_encode()
    row = draws["draw"].to_numpy() - FIT
    names: list[str] = column.dictionary.to_pylist()
    values = np.full((int(row.max(initial=-1)) + 1, len(names)), np.nan)
    values[row, column.indices.to_numpy()] = draws["value"].to_numpy()
    return tuple(names), values
