"""What the cells of derivatives share: listed models, how each was made, counts cut between several roots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.relations import COPY_RELATIONS, SEVERAL_PARENTS, VAGUE_RELATIONS
from weighbridge.entities._seating import seated
from weighbridge.entities._splitting import GRAIN
from weighbridge.entities.identities import HUB, canonical_ids
from weighbridge.entities.publishers import maker_of
from weighbridge.store.arrow import pc, table_of, texts

RELATIONS = ("all", "finetune", "adapter", "merge", "quantized", "unspecified")
UNPLACED = "?"
# So many adapters of one base under one account are no person's work.
AUTOMATIC_FROM = 1_000
GROUP = 1 << 17
NO_WEIGHTS = ("teacher", "component", "uses")


def native(frame: nw.LazyFrame) -> pa.Table:
    """The rows of a frame as an Arrow table."""
    return frame.collect(backend="pyarrow").to_native()


def lazy(table: pa.Table) -> nw.LazyFrame:
    """An Arrow table as a frame."""
    return nw.from_native(table).lazy("duckdb")


def with_seats_of(cells: pa.Table, seats: nw.LazyFrame) -> Iterator[pa.Table]:
    """The cells with the seats of their day, in groups that the store puts in order without holding all."""
    placed = seated(cells, lazy(native(seats)))
    for start in range(0, placed.num_rows, GROUP):
        yield placed.slice(start, GROUP)


def publishers_of(origins: nw.LazyFrame, *columns: str) -> pa.Table:
    """One row for each model of the Hub: publisher, creation, and further columns of ``origins``."""
    on_hub = origins.filter(nw.col("platform") == HUB)
    single = on_hub.group_by("canonical_id", "account", "unit", "organisation_id").agg(
        created_on=nw.col("created_on").max(),
        is_floor=nw.col("is_created_floor").cast(nw.Int64).max(),
        **{name: nw.col(name).max() for name in columns},
    )
    return native(single)


def with_sets(parts: pa.Table) -> pa.Table:
    """The parts with all makers of a model that has several; ``?`` stands for one nobody knows."""
    several = pc.unique(parts.filter(pc.greater(parts["part"], 0))["canonical_id"])
    mixed = parts.filter(pc.is_in(parts["canonical_id"], value_set=several))
    for name in ("parent", "root"):
        column = f"{name}_organisation_id"
        held: dict[str, set[str]] = {}
        for row in mixed.select(["canonical_id", column]).to_pylist():
            held.setdefault(row["canonical_id"], set()).add(row[column] or UNPLACED)
        sets = {model: ",".join(sorted(makers)) for model, makers in held.items() if len(makers) > 1}
        at = pc.index_in(parts["canonical_id"], value_set=pa.array(list(sets), pa.string()))
        words = pa.chunked_array([pa.array(list(sets.values()), pa.string())])
        parts = parts.append_column(f"{name}_set", words.take(at))
    return parts


def cut(rows: pa.Table, amount: str) -> pa.Array:
    """The amount's part between the running sums, to 1/1024; an amount that is not known stays so."""
    value = rows[amount].cast(pa.float64()).to_numpy(zero_copy_only=False)
    after = np.nan_to_num(rows["to_fraction"].to_numpy(zero_copy_only=False), nan=1.0)
    before = np.nan_to_num(rows["from_fraction"].to_numpy(zero_copy_only=False), nan=0.0)
    return pa.array(
        (np.rint(value * after * GRAIN) - np.rint(value * before * GRAIN)) / GRAIN, from_pandas=True
    )


def newest_listed(observations: nw.LazyFrame, crawls: nw.LazyFrame) -> pa.Table:
    """The models of each list's newest month capture, with their 30-day downloads where counted."""
    months = crawls.filter(nw.col("is_month_list"))
    newest = months.group_by("list_id").agg(month=nw.col("month").max())
    last = months.join(newest, on=["list_id", "month"], how="inner").select(
        "list_id", "crawl_id", "month", captured_on="observed_on"
    )
    flow = nw.when(nw.col("measure") == "downloads_30d").then(nw.col("value"))
    seen = (
        observations.filter(nw.col("platform") == HUB)
        .drop("month")
        .join(last, on=["list_id", "crawl_id"], how="inner")
        .with_columns(flow=flow)
        .group_by("list_id", "crawl_id", "month", "captured_on", "platform", "model_id")
        .agg(downloads=nw.col("flow").max())
    )
    rows = native(seen)
    keys = ["list_id", "crawl_id", "month", "captured_on", "canonical_id"]
    ids = canonical_ids(rows["platform"], rows["model_id"])
    table = rows.append_column("canonical_id", ids).select([*keys, "downloads"])
    single = table.group_by(keys).aggregate([("downloads", "max")])
    return single.rename_columns([*keys, "downloads"])


def without_counts(listed: pa.Table, counts: pa.Table) -> pa.Table:
    """The listed models of lists that hold no counts: where a hub counted, a listing would count again."""
    return listed.filter(pc.invert(pc.is_in(listed["list_id"], value_set=pc.unique(counts["list_id"]))))


def standing(pairs: pa.Table) -> pa.Table:
    """The pairs that stand and along which weights pass to another model."""
    apart = pc.is_in(pairs["relation"], value_set=pa.array(NO_WEIGHTS))
    return pairs.filter(pc.and_(pc.equal(pairs["outcome"], "stands"), pc.invert(apart)))


def derivations(pairs: pa.Table) -> pa.Table:
    """Of each model with a standing parent: how it was made, whether by another maker, whether automatic."""
    stands = standing(pairs)
    child, parent = texts(stands["child_id"]), texts(stands["parent_id"])
    kind = [kind_of(word) for word in texts(stands["relation"])]
    another = [maker_of(c) != maker_of(p) for c, p in zip(child, parent, strict=True)]
    automatic = _automatic(child, parent, kind)
    rank = [RELATIONS.index(word) for word in kind]
    columns: dict[str, Any] = {
        "canonical_id": child,
        "rank": rank,
        "another": another,
        "automatic": automatic,
    }
    single = (
        table_of(columns)
        .group_by("canonical_id")
        .aggregate([("rank", "min"), ("another", "max"), ("automatic", "max")])
    )
    names = pa.chunked_array([pa.array(RELATIONS)])
    return table_of(
        {
            "canonical_id": single["canonical_id"].cast(pa.string()),
            "relation": names.take(single["rank_min"]),
            "is_third_party": single["another_max"].cast(pa.bool_()),
            "is_automatic": single["automatic_max"].cast(pa.bool_()),
        }
    )


def _automatic(child: list[str], parent: list[str], kind: list[str]) -> list[bool]:
    """Whether a child is one of a thousand adapters of one base under one account."""
    owner = [name.partition("/")[0] for name in child]
    held = table_of({"owner": owner, "parent": parent, "kind": kind})
    adapters = held.filter(pc.equal(held["kind"], "adapter"))
    many = adapters.group_by(["owner", "parent"]).aggregate([([], "count_all")])
    many = many.filter(pc.greater_equal(many["count_all"], AUTOMATIC_FROM))
    flood = set(zip(texts(many["owner"]), texts(many["parent"]), strict=True))
    return [k == "adapter" and (o, p) in flood for o, p, k in zip(owner, parent, kind, strict=True)]


def kind_of(relation: str) -> str:
    """A relation as one of the four the Hub tells apart; what nobody said stays unspecified."""
    if relation in COPY_RELATIONS:
        return "quantized"
    if relation in SEVERAL_PARENTS:
        return "merge"
    if relation in VAGUE_RELATIONS:
        return "unspecified"
    return "adapter" if relation == "adapter" else "finetune"
