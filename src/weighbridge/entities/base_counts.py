"""How many models stand on each model: from a hub's own counts, and from the known pairs of a listing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities import _derivations as derived
from weighbridge.entities._splitting import DESCENT_COLUMNS
from weighbridge.entities.identities import HUB, canonical_ids
from weighbridge.entities.pooling import IN_POOLS, pooled
from weighbridge.entities.publishers import owners_of
from weighbridge.store.arrow import pc, table_of
from weighbridge.store.scanning import gathered

TRAITS = ("family_id", "line_pattern", "line_account", "copy_kind", "size_class")
_KEYS = ("list_id", "crawl_id", "month", "observed_on", "canonical_id", "relation")


@entity(
    columns=(
        Column("list_id", "text", "The list that was watched."),
        Column("crawl_id", "text", "The capture that stands for the month."),
        Column("month", "text", "The month, YYYY-MM."),
        Column("observed_on", "date", "The last day of the capture."),
        Column("is_widest", "boolean", "Whether the list counts the most derivatives that month."),
        Column("canonical_id", "text", "The base model."),
        Column("relation", "text", "How its derivatives were made.", values=derived.RELATIONS),
        Column("is_automatic", "boolean", "Adapters attached by the thousand make up most of the count."),
        Column("has_publisher", "boolean", "Whether each derivative is known, not just their number."),
        Column("account", "text", "The account of the base model.", nullable=True),
        Column("unit", "text", "What is resampled: the base model's organisation, or its lone account."),
        Column("organisation_id", "text", "The base model's organisation.", nullable=True),
        Column("country", "text", "Its seat on the day; XX not established."),
        Column("owner_id", "text", "Its ultimate owner.", nullable=True),
        Column("owner_country", "text", "The ultimate owner's seat."),
        Column("family_id", "text", "The base model's family, by name.", nullable=True),
        Column("line_pattern", "text", "Its line, by name.", nullable=True),
        Column("line_account", "text", "The line of its account.", nullable=True),
        Column("is_language", "boolean", "Whether it generates text.", nullable=True),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("size_class", "text", "Its total parameters, decimal billions."),
        *DESCENT_COLUMNS,
        Column("models", "number", "Derivatives; of a merged base the part of the root."),
    ),
    key=(*_KEYS, "is_automatic", "parent_organisation_id", "root_organisation_id"),
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
            "A hub's count holds every derivative; a listing holds those that are listed.",
            "Both are kept by list and never mixed in a month; the listing's is a lower limit.",
        ),
        IN_POOLS,
    ),
)
def base_counts(
    counts: nw.LazyFrame,
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    pairs: nw.LazyFrame,
    parts: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> Iterator[pa.Table]:
    """Direct derivatives of each base model, by list, capture and relation."""
    counted = gathered(counts)
    newest = derived.newest(observations, crawls, origins).drop("downloads")
    listed = derived.without_counts(gathered(newest), counted)
    rows = _with_widest(pa.concat_tables([_counted(counted), _listed(listed, derived.standing(pairs))]))
    who = derived.published(origins, *TRAITS, "is_language").drop("created_on", "is_floor")
    rows = rows.join(derived.about(who, rows["canonical_id"]), "canonical_id")
    shares = parts.drop("part", "parent_organisation_id", "copied_organisation_id", "root_grade")
    rows = rows.join(derived.about(shares, rows["canonical_id"]), "canonical_id")
    cells = _filled(rows)
    return derived.with_seats_of(cells, seats)


def _counted(counts: pa.Table) -> pa.Table:
    """The hub's own counts; twins once, the larger."""
    hubs = pa.chunked_array([pa.array([HUB] * counts.num_rows, pa.string())])
    counts = counts.append_column("canonical_id", canonical_ids(hubs, counts["model_id"]))
    single = counts.group_by(list(_KEYS)).aggregate([("value", "max"), ("is_automatic", "max")])
    single = single.rename_columns([*_KEYS, "value", "is_automatic"])
    known = single.filter(pc.greater(single["value"], 0))
    return _shaped(known, known["value"], known["is_automatic"], False)


def _listed(listed: pa.Table, stands: pa.Table) -> pa.Table:
    """The children each model has among the models of a listing."""
    made = derived.derivations(stands).select(["canonical_id", "is_automatic"])
    edges = table_of(
        {
            "canonical_id": stands["child_id"],
            "base": stands["parent_id"],
            "relation": derived.named_relations(derived.ranks_of(stands["relation"])),
        }
    )
    rows = listed.join(edges, "canonical_id", join_type="inner").join(made, "canonical_id")
    keys = ["list_id", "crawl_id", "month", "captured_on", "base", "relation", "is_automatic"]
    summed = rows.group_by(keys).aggregate([([], "count_all")])
    summed = summed.rename_columns(
        ["list_id", "crawl_id", "month", "observed_on", "canonical_id", "relation", "is_automatic", "value"]
    )
    return _shaped(summed, summed["value"], summed["is_automatic"], True)


def _shaped(rows: pa.Table, value: Any, is_automatic: Any, has_publisher: bool) -> pa.Table:
    return table_of(
        {
            **{
                name: rows[name].cast(pa.date32() if name == "observed_on" else pa.string()) for name in _KEYS
            },
            "is_automatic": is_automatic.cast(pa.bool_()),
            "has_publisher": pa.array(np.full(rows.num_rows, has_publisher)),
            "amount": value.cast(pa.float64()),
        }
    )


def _with_widest(rows: pa.Table) -> pa.Table:
    """Which list stands for each month: the one that counts the most derivatives."""
    plain = rows.select(["month", "list_id", "relation", "has_publisher", "amount"])
    plain = plain.filter(pc.or_(pc.equal(plain["relation"], "all"), plain["has_publisher"]))
    summed = (
        plain.group_by(["month", "list_id"]).aggregate([("amount", "sum")]).sort_by("list_id").to_pylist()
    )
    best: dict[str, tuple[float, str]] = {}
    for row in summed:
        if row["month"] not in best or row["amount_sum"] > best[row["month"]][0]:
            best[row["month"]] = (row["amount_sum"], row["list_id"])
    lists = {month: list_id for month, (_, list_id) in best.items()}
    return rows.append_column("is_widest", derived.is_of(rows, lists))


def _filled(rows: pa.Table) -> pa.Table:
    """The rows with what a base model in no list lacks: its own account as unit, nothing known of it."""
    lone = pc.binary_join_element_wise("@", owners_of(rows["canonical_id"]), "")
    filled = {
        "unit": pc.coalesce(rows["unit"], lone),
        "copy_kind": pc.fill_null(rows["copy_kind"], "other"),
        "size_class": pc.fill_null(rows["size_class"], "unknown"),
    }
    named = ("account", "organisation_id", "family_id", "line_pattern", "line_account", "is_language")
    return table_of(
        {
            **{name: rows[name] for name in (*_KEYS, "is_automatic", "has_publisher", "is_widest", *named)},
            **filled,
            "parent_organisation_id": rows["organisation_id"],
            "root_organisation_id": rows["root_organisation_id"],
            "models": derived.cut(rows, "amount"),
        }
    )
