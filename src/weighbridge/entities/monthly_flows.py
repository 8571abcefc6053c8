"""Downloads of calendar months, from 30-day counts taken on odd days."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._flow_streams import SCHEMA, months_of, streamed_flows
from weighbridge.entities._series import EPOCH, is_long
from weighbridge.statistics.flows import PARTIAL_COVERAGE, PLAIN_COVERAGE, window_flow, window_weights
from weighbridge.store.arrow import pc
from weighbridge.store.scanning import gathered


@entity(
    columns=(
        Column("list_id", "text", "The list of models that was watched."),
        Column("platform", "text", "The hub the model lies on."),
        Column("month", "text", "The calendar month, YYYY-MM."),
        Column("observed_on", "date", "The last day of the month."),
        Column("model_id", "text", "The model's id; of several spellings the first in the alphabet."),
        Column("flow", "integer", "Downloads of the month, to the nearest whole one."),
        Column(
            "flow_capped", "integer", "The same from counts capped at the model's usual one where flagged."
        ),
        Column(
            "is_partial", "boolean", "Whether the list's captures cover less than four fifths of the month."
        ),
    ),
    key=("list_id", "month", "model_id"),
    reads=("model_observations", "count_states", "origins"),
    judgements=("accounts",),
    rules=(
        Rule(
            "An account is renamed between two captures.",
            "Both spellings are one series; of two counts in one capture the larger stands.",
        ),
        Rule(
            "Captures come on odd days and their 30 days overlap.",
            "A day takes the mean daily rate of the captures that cover it; a month is the sum of its days.",
        ),
        Rule(
            "Days no capture covers.",
            "Interpolated between neighbours at most 45 days apart; otherwise the month is not known.",
        ),
        Rule(
            "A month covered by less than half, or a model not seen around it.",
            "No row: not known is not zero.",
        ),
    ),
)
def monthly_flows(
    observations: nw.LazyFrame, states: nw.LazyFrame, origins: nw.LazyFrame
) -> pa.Table | Iterator[pa.Table]:
    """Day-weighted downloads per model and calendar month, list by list.

    Every capture that is not a stale copy counts, not only the one that stands for a month.
    """
    flow = observations.filter(
        (nw.col("measure") == "downloads_30d")
        & ~nw.col("value").is_null()
        & (nw.col("quality") != "stale_list")
    )
    usual = states.filter(nw.col("state") != "launch_burst").select("list_id", "crawl_id", "model_id", "base")
    made = streamed_flows(flow, usual, origins) if is_long(observations) else None
    if made is not None:
        return made
    named = origins.select("platform", "model_id", "canonical_id")
    rows = (
        flow.select("list_id", "platform", "crawl_id", "observed_on", "model_id", "value")
        .join(usual, on=["list_id", "crawl_id", "model_id"], how="left")
        .join(named, on=["platform", "model_id"], how="left")
    )
    table = gathered(rows)
    lists = sorted({str(name) for name in table["list_id"].unique().to_pylist()})
    parts = [_of_list(table.filter(pc.field("list_id") == name)) for name in lists]
    return pa.concat_tables([SCHEMA.empty_table(), *parts])


def _of_list(rows: pa.Table) -> pa.Table:
    """The months of one list; captures of one day are one observation, the last by name.

    Of two spellings in one capture the larger count stands: it is sorted last and overwrites the other.
    """
    rows = rows.sort_by([(name, "ascending") for name in ("observed_on", "crawl_id", "value", "model_id")])
    day = rows["observed_on"].cast(pa.date32()).cast(pa.int32()).to_numpy().astype(np.int64)
    model = rows["canonical_id"].combine_chunks().dictionary_encode()
    names = _spellings(rows, model.dictionary.to_pylist())
    days, at = np.unique(day, return_inverse=True)
    counts = np.full((len(names), days.size), np.nan)
    capped = counts.copy()
    place = model.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    value = rows["value"].cast(pa.float64()).to_numpy()
    base = rows["base"].cast(pa.float64()).to_numpy(zero_copy_only=False)
    counts[place, at] = value
    capped[place, at] = np.where(np.isnan(base), value, base)
    months, spans = months_of(int(days[0]) - 29, int(days[-1]))
    _, coverage = window_weights(days, spans)
    taken = np.flatnonzero(coverage >= PARTIAL_COVERAGE)
    flow = window_flow(counts, days, spans[taken]).value
    flow_capped = window_flow(capped, days, spans[taken]).value
    return _table(rows, names, [months[i] for i in taken], coverage[taken], spans[taken], flow, flow_capped)


def _spellings(rows: pa.Table, canonical: list[Any]) -> list[str]:
    """Of each canonical id the first spelling in the alphabet."""
    first = rows.group_by("canonical_id").aggregate([("model_id", "min")])
    found = dict(zip(first["canonical_id"].to_pylist(), first["model_id_min"].to_pylist(), strict=True))
    return [str(found[name]) for name in canonical]


def _table(
    rows: pa.Table,
    names: list[str],
    months: list[str],
    coverage: NDArray[np.float64],
    spans: NDArray[np.int64],
    flow: NDArray[np.float64],
    capped: NDArray[np.float64],
) -> pa.Table:
    model, month = np.nonzero(~np.isnan(flow))
    last = [EPOCH + datetime.timedelta(days=int(end)) for end in spans[:, 1]]
    size = model.size
    return pa.table(
        {
            "list_id": pa.array([rows["list_id"][0].as_py()] * size, pa.string()),
            "platform": pa.array([rows["platform"][0].as_py()] * size, pa.string()),
            "month": pa.array([months[i] for i in month], pa.string()),
            "observed_on": pa.array([last[i] for i in month], pa.date32()),
            "model_id": pa.array([names[i] for i in model], pa.string()),
            "flow": pa.array(np.rint(flow[model, month]).astype(np.int64)),
            "flow_capped": pa.array(np.rint(capped[model, month]).astype(np.int64)),
            "is_partial": pa.array(coverage[month] < PLAIN_COVERAGE),
        }
    )
