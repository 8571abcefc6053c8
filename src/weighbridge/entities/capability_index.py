"""The capability index of each model: ours and as published, whose it is, and whether it is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.arena_models import OPENNESS
from weighbridge.entities.capability_draws import draw_matrix
from weighbridge.entities.capability_fits import ANCHORS
from weighbridge.entities.epoch_labels import country_of_label, openness_of_access
from weighbridge.statistics.resampling import percentile_limits
from weighbridge.store.arrow import pc


@entity(
    columns=(
        Column("fitted_on", "date", "The vintage: values of two vintages are two scales."),
        Column("model", "text", "The model."),
        Column("value", "number", "Index value of our fit."),
        Column("low", "number", "Lower end of its 90 % interval; empty for anchors.", nullable=True),
        Column("high", "number", "Upper end of its 90 % interval; empty for anchors.", nullable=True),
        Column("is_anchor", "boolean", "Fixed by definition."),
        Column("is_unstable", "boolean", "The draws give no usable interval."),
        Column("benchmarks", "integer", "Benchmarks the model took."),
        Column("released_on", "date", "Release of the model.", nullable=True),
        Column("organisation_label", "text", "The maker as the publisher names it.", nullable=True),
        Column("country", "text", "The maker's country; XX not established, NONE several."),
        Column("openness", "text", "Whether its weights are open.", values=OPENNESS),
        Column("published_value", "number", "The published value.", nullable=True),
        Column("published_low", "number", "Lower end of the published interval.", nullable=True),
        Column("published_high", "number", "Upper end of the published interval.", nullable=True),
    ),
    key=("fitted_on", "model"),
    reads=("capability_draws", "capability_scores", "capability_published"),
    rules=(
        Rule(
            "No maker, country or accessibility is given.", "XX and unknown: on neither side of a comparison."
        ),
        Rule("An anchor's value is fixed.", "Its interval is empty, never of width zero."),
        Rule("Openness is that of the release, as the publisher states it.", "Taken as it is."),
    ),
)
def capability_index(draws: nw.LazyFrame, scores: nw.LazyFrame, published: nw.LazyFrame) -> pa.Table:
    """One row a vintage and model: our value and interval beside the published ones."""
    drawn: pa.Table = draws.collect(backend="pyarrow").to_native()
    taken = Counter((row["fitted_on"], row["model"]) for row in _rows(scores))
    known = {(row["fitted_on"], row["model"]): row for row in _rows(published)}
    released = {(row["fitted_on"], row["model"]): row["released_on"] for row in _rows(scores)}
    rows: list[dict[str, Any]] = []
    days: list[Any] = pc.unique(drawn["fitted_on"]).to_pylist()
    for day in days:
        names, values = draw_matrix(drawn.filter(pc.field("fitted_on") == pa.scalar(day)))
        low, high, unstable = percentile_limits(values[1:], values[0])
        for i, name in enumerate(names):
            limits = (float(values[0, i]), float(low[i]), float(high[i]), bool(unstable[i]))
            key = (day, name)
            rows.append(_row(key, limits, taken[key], known.get(key, {}), released.get(key)))
    return pa.Table.from_pylist(rows)


def _rows(frame: nw.LazyFrame) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = frame.collect(backend="pyarrow").to_native().to_pylist()
    return found


def _row(
    key: tuple[Any, str],
    fitted: tuple[float, float, float, bool],
    benchmarks: int,
    said: Mapping[str, Any],
    day: Any,
) -> dict[str, Any]:
    value, low, high, unstable = fitted
    if np.isnan(value):
        raise ContractError(f"The fit has no value for '{key[1]}', expected one: the draws are damaged.")
    is_anchor = key[1] in ANCHORS
    return {
        "fitted_on": key[0],
        "model": key[1],
        "value": value,
        "low": None if is_anchor or np.isnan(low) else low,
        "high": None if is_anchor or np.isnan(high) else high,
        "is_anchor": is_anchor,
        "is_unstable": unstable and not is_anchor,
        "benchmarks": benchmarks,
        "released_on": said.get("released_on") or day,
        "organisation_label": said.get("organisation_label"),
        "country": country_of_label(said.get("country_label") or ""),
        "openness": openness_of_access(said.get("accessibility")),
        "published_value": said.get("value"),
        "published_low": said.get("low"),
        "published_high": said.get("high"),
    }
