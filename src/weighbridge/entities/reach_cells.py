"""How far models reach: the listed models that descend from others, by distance to their root."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities import _derivations as derived
from weighbridge.entities._splitting import DESCENT_COLUMNS
from weighbridge.store.arrow import pc, table_of

DISTANCES = ("0", "1", "2", "3", "4_and_more", "unknown")
_KEYS = (
    "list_id",
    "crawl_id",
    "month",
    "observed_on",
    "distance",
    "copy_kind",
    "account",
    "unit",
    "organisation_id",
    "parent_organisation_id",
    "root_organisation_id",
)


@entity(
    columns=(
        Column("list_id", "text", "The list whose newest capture was read."),
        Column("crawl_id", "text", "That capture."),
        Column("month", "text", "Its month, YYYY-MM."),
        Column("observed_on", "date", "Its last day."),
        Column("is_widest", "boolean", "Whether the capture is of the list with the most models."),
        Column(
            "distance", "text", "Steps on the longest path to a root; unknown in circles.", values=DISTANCES
        ),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("account", "text", "The account that published the models.", nullable=True),
        Column("unit", "text", "What is resampled: the publisher, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day; XX not established."),
        Column("owner_id", "text", "The publisher's ultimate owner.", nullable=True),
        Column("owner_country", "text", "The ultimate owner's seat."),
        *DESCENT_COLUMNS,
        Column("models", "number", "Models in the cell; of a merge its part."),
        Column("flow", "number", "Their 30-day downloads.", nullable=True),
    ),
    key=_KEYS,
    reads=("model_observations", "crawls", "origins", "ancestry", "origin_parts", "seats"),
    judgements=("organisations", "accounts", "families", "lineage"),
    rules=(
        Rule(
            "A listing holds few of the small derivatives.",
            "Reach is a lower limit, and comparable between makers of one list only.",
        ),
    ),
)
def reach_cells(
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    ancestry: nw.LazyFrame,
    parts: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> Iterator[pa.Table]:
    """Models of each list's newest capture by distance from their root."""
    who = derived.publishers_of(origins, "copy_kind")
    depth = derived.native(ancestry.select("canonical_id", "depth"))
    rows = derived.newest_listed(observations, crawls).join(who, "canonical_id").join(depth, "canonical_id")
    shares = derived.native(parts).drop_columns(["part", "copied_organisation_id", "root_grade"])
    rows = rows.join(shares, "canonical_id")
    rows = rows.append_column("whole", pa.array(np.ones(rows.num_rows)))
    flow = rows["downloads"].cast(pa.float64())
    rows = rows.set_column(rows.column_names.index("downloads"), "downloads", flow)
    table = table_of(
        {
            **{name: rows[name] for name in ("list_id", "crawl_id", "month")},
            "observed_on": rows["captured_on"].cast(pa.date32()),
            "distance": _distance(rows["depth"]),
            **{name: rows[name] for name in _KEYS[5:]},
            "models": derived.cut(rows, "whole"),
            "flow": derived.cut(rows, "downloads"),
        }
    )
    cells = table.group_by(list(_KEYS), use_threads=False).aggregate([("models", "sum"), ("flow", "sum")])
    cells = _with_widest(cells.rename_columns([*_KEYS, "models", "flow"]))
    return derived.with_seats_of(cells, seats)


def _distance(depth: pa.ChunkedArray) -> pa.Array:
    steps = pc.fill_null(depth.cast(pa.int64()), -1).to_numpy()
    names = [DISTANCES[5] if step < 0 else DISTANCES[min(step, 4)] for step in steps.tolist()]
    return pa.array(names, pa.string())


def _with_widest(cells: pa.Table) -> pa.Table:
    """The list with the most models; of equal ones the first in the alphabet."""
    summed = cells.group_by("list_id").aggregate([("models", "sum")]).sort_by("list_id").to_pylist()
    most = max((row["models_sum"] for row in summed), default=0)
    best = next((row["list_id"] for row in summed if row["models_sum"] == most), None)
    return cells.append_column("is_widest", pc.equal(cells["list_id"], best or ""))
