"""New derivatives by month, uploader, parent and root: from counts on base models, and from dated records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities import _derivations as derived
from weighbridge.entities._derivative_flows import flows
from weighbridge.entities._splitting import DESCENT_COLUMNS
from weighbridge.entities.identities import HUB, canonical_ids
from weighbridge.entities.pooling import IN_POOLS, pooled
from weighbridge.store.arrow import pc, table_of
from weighbridge.store.scanning import gathered

DOWNLOADS = ("unknown", "none", "to_5", "to_100", "over_100")
ALL_UPLOADERS = "@all uploaders"
_TEXT_KEYS = (
    "list_id",
    "month",
    "relation",
    "downloads_class",
    "account",
    "unit",
    "organisation_id",
    "root_unit",
    "parent_organisation_id",
    "root_organisation_id",
    "parent_set",
    "root_set",
)
_KINDS = {
    **dict.fromkeys(_TEXT_KEYS, pa.string()),
    "observed_on": pa.date32(),
    "is_automatic": pa.bool_(),
    "has_publisher": pa.bool_(),
    "is_third_party": pa.bool_(),
    "is_partial": pa.bool_(),
}


@entity(
    columns=(
        Column("list_id", "text", "The list the derivatives were counted in."),
        Column("month", "text", "The capture's month for counts, the month of creation for records."),
        Column("observed_on", "date", "The day for which seats are read."),
        Column("is_widest", "boolean", "Whether the list stands for the month: it counts the most."),
        Column(
            "relation",
            "text",
            "How they were made; `all` where only their sum is known.",
            values=derived.RELATIONS,
        ),
        Column("is_automatic", "boolean", "Adapters attached by the thousand."),
        Column("has_publisher", "boolean", "Whether the list says who published them."),
        Column("is_third_party", "boolean", "Whether another maker published them.", nullable=True),
        Column("is_partial", "boolean", "Whether the capture was taken before the month was over."),
        Column("downloads_class", "text", "30-day downloads of each.", values=DOWNLOADS),
        Column("account", "text", "The account that published them.", nullable=True),
        Column("unit", "text", "The resampled uploader."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day; XX not established."),
        Column("owner_id", "text", "The publisher's ultimate owner.", nullable=True),
        Column("owner_country", "text", "The ultimate owner's seat."),
        Column("root_unit", "text", "The resampled root: its maker, or nobody known."),
        *DESCENT_COLUMNS,
        Column("parent_set", "text", "Of several parents all their makers, with commas.", nullable=True),
        Column("root_set", "text", "Of several roots all their makers, with commas.", nullable=True),
        Column("models", "number", "New derivatives; of a merge the part of the root."),
    ),
    key=tuple(_KINDS),
    pools=pooled,
    reads=(
        "derivative_counts",
        "model_observations",
        "crawls",
        "origins",
        "lineage",
        "origin_parts",
        "seats",
    ),
    judgements=("organisations", "accounts", "families", "lineage"),
    rules=(
        Rule(
            "A count of derivatives says nothing of who published them.",
            "Flows from counts have no publisher; they are attributed to parent and root only.",
        ),
        Rule(
            "An account joins the watched ones with years of derivatives.",
            "Its first count is stock, not flow; only rises between two captures count.",
        ),
        Rule("A count falls.", "No flow: what was deleted hides what was added."),
        Rule(
            "One service attached tens of thousands of adapters to three small models.",
            "Their counts, and a thousand adapters of one base under one account, are `is_automatic`.",
        ),
        Rule(
            "A list shows only what is still there, and seldom the small derivatives.",
            "Records are dated by creation; earlier months and small uploaders are under-counted.",
        ),
        IN_POOLS,
    ),
)
def derivative_cells(
    counts: nw.LazyFrame,
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    pairs: nw.LazyFrame,
    parts: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> Iterator[pa.Table]:
    """New derivatives per month: rises of base models' counts, and records with a parent and a date.

    The two kinds of list never mix in a month: the one that counts more stands for it. Of lists of records
    it is the same one in every month, the one that holds the most. A merge counts for each root with its
    fraction.
    """
    made = derived.derivations(derived.standing(pairs))
    counted = _named(gathered(counts))
    listed = derived.without_counts(gathered(derived.newest(observations, crawls, origins)), counted)
    listed = listed.drop_columns(["month"]).join(made, "canonical_id", join_type="inner")
    wanted = pa.chunked_array([*listed["canonical_id"].chunks, *counted["canonical_id"].chunks], pa.string())
    who = derived.about(derived.published(origins), wanted)
    shares = derived.with_sets(derived.about(parts, wanted))
    records = _from_records(listed, who, shares)
    cells = pa.concat_tables([_from_counts(counted, who, shares), records])
    cells = cells.group_by(list(_KINDS), use_threads=False).aggregate([("models", "sum")])
    cells = _with_widest(cells.rename_columns([*_KINDS, "models"]))
    return derived.with_seats_of(cells, seats)


def _filled(rows: pa.Table, **columns: Any) -> pa.Table:
    """The rows with the cells' columns: given ones first, else those of that name."""
    held = {name: columns.get(name, rows[name] if name in rows.column_names else None) for name in _KINDS}
    made = {name: _column(value, rows.num_rows, _KINDS[name]) for name, value in held.items()}
    return table_of({**made, "models": derived.cut(rows, "amount")})


def _column(value: Any, size: int, kind: Any) -> Any:
    """A column from one value for all rows, or from the column that is there."""
    if value is None or isinstance(value, str | bool):
        return pa.array([value] * size, kind)
    return value.cast(kind)


def _root_unit(rows: pa.Table) -> pa.ChunkedArray:
    return pc.fill_null(rows["root_organisation_id"], "@unknown root")


def _named(counts: pa.Table) -> pa.Table:
    """The counts with the id each model is counted under."""
    hubs = pa.chunked_array([pa.array([HUB] * counts.num_rows, pa.string())])
    return counts.append_column("canonical_id", canonical_ids(hubs, counts["model_id"]))


def _from_counts(counts: pa.Table, who: pa.Table, parts: pa.Table) -> pa.Table:
    """Rises of the counts on base models: their publisher is the parent, their roots the roots."""
    keys = ["list_id", "crawl_id", "month", "canonical_id", "relation"]
    values = ["observed_on", "value", "is_automatic"]
    single = counts.group_by(keys).aggregate([(name, "max") for name in values])
    owners = who.select(["canonical_id", "account", "organisation_id"])
    single = single.rename_columns([*keys, *values]).join(owners, "canonical_id")
    account = pc.fill_null(single["account"], "@unknown")
    single = single.set_column(single.column_names.index("account"), "account", account)
    found = flows(single).join(owners.drop_columns(["account"]), "canonical_id")
    rows = found.join(
        parts.drop_columns(["parent_organisation_id", "copied_organisation_id"]), "canonical_id"
    )
    rows = rows.rename_columns(["amount" if name == "flow" else name for name in rows.column_names])
    return _filled(
        rows,
        has_publisher=False,
        is_third_party=None,
        downloads_class="unknown",
        account=None,
        unit=ALL_UPLOADERS,
        organisation_id=None,
        root_unit=_root_unit(rows),
        parent_organisation_id=rows["organisation_id"],
        parent_set=None,
        is_partial=False,
    )


def _from_records(listed: pa.Table, who: pa.Table, parts: pa.Table) -> pa.Table:
    """Listed models with a known parent, by the month they were created in."""
    rows = listed.join(who, "canonical_id")
    dated = pc.and_(pc.is_valid(rows["created_on"]), pc.equal(pc.fill_null(rows["is_floor"], 0), 0))
    rows = rows.filter(dated).join(parts.drop_columns(["copied_organisation_id"]), "canonical_id")
    rows = rows.append_column("amount", pa.array(np.ones(rows.num_rows)))
    month = pc.strftime(rows["created_on"], "%Y-%m")
    return _filled(
        rows,
        month=month,
        is_partial=pc.equal(month, pc.strftime(rows["captured_on"], "%Y-%m")),
        observed_on=rows["created_on"],
        has_publisher=True,
        downloads_class=_downloads_class(rows["downloads"]),
        root_unit=_root_unit(rows),
    )


def _downloads_class(downloads: pa.ChunkedArray) -> pa.Array:
    count = downloads.cast(pa.float64()).to_numpy(zero_copy_only=False)
    code = np.select([np.isnan(count), count > 100, count > 5, count > 0], [0, 4, 3, 2], default=1)
    return pa.array([DOWNLOADS[i] for i in code.tolist()], pa.string())


def _with_widest(cells: pa.Table) -> pa.Table:
    """Which list stands for each month: the one that counts the most, floods apart.

    Records of two lists overlap, and which holds more of a month hangs on a handful of models: so one of
    them stands for all its months, or the series would pass to and fro between them.
    """
    # Sums by relation stand beside `all` in lists of counts; only one of the two may be counted.
    every = cells.select(["month", "list_id", "relation", "has_publisher", "is_automatic", "models"])
    every = every.filter(pc.or_(pc.equal(every["relation"], "all"), every["has_publisher"]))
    plain = every.filter(pc.invert(every["is_automatic"]))
    records = plain.filter(plain["has_publisher"])
    most = _largest(records.set_column(records.column_names.index("month"), "month", _same(records)))
    best: dict[str, str] = {}
    # A month that holds floods alone has a list, too.
    for rows in (every, plain):
        chosen = pc.or_(pc.invert(rows["has_publisher"]), pc.equal(rows["list_id"], most.get("", "")))
        best |= _largest(rows.filter(chosen))
    return cells.append_column("is_widest", derived.is_of(cells, best))


def _same(rows: pa.Table) -> pa.Array:
    return pa.array([""] * rows.num_rows, pa.string())


def _largest(rows: pa.Table) -> dict[str, str]:
    """The list that counts the most in each month; of equal ones the first in the alphabet."""
    summed = rows.group_by(["month", "list_id"]).aggregate([("models", "sum")])
    best: dict[str, tuple[float, str]] = {}
    for row in summed.sort_by("list_id").to_pylist():
        if row["month"] not in best or row["models_sum"] > best[row["month"]][0]:
            best[row["month"]] = (row["models_sum"], row["list_id"])
    return {month: list_id for month, (_, list_id) in best.items()}
