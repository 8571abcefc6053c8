"""What the cells of derivatives share: listed models, how each was made, counts cut between several roots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.relations import COPY_RELATIONS, SEVERAL_PARENTS, VAGUE_RELATIONS
from weighbridge.entities._seating import seated
from weighbridge.entities._splitting import GRAIN
from weighbridge.entities.identities import HUB
from weighbridge.entities.publishers import makers_of, owners_of
from weighbridge.store.arrow import coded, pc, table_of, taken, texts
from weighbridge.store.scanning import by_turns, gathered

RELATIONS = ("all", "finetune", "adapter", "merge", "quantized", "unspecified")
UNPLACED = "?"
# So many adapters of one base under one account are no person's work.
AUTOMATIC_FROM = 1_000
GROUP = 1 << 17
TURN = 250_000
NO_WEIGHTS = ("teacher", "component", "uses")


def lazy(table: pa.Table) -> nw.LazyFrame:
    """An Arrow table as a frame."""
    return nw.from_native(table).lazy("duckdb")


def with_seats_of(cells: pa.Table, seats: nw.LazyFrame) -> Iterator[pa.Table]:
    """The cells with the seats of their day, in groups that the store puts in order without holding all."""
    placed = seated(cells, lazy(gathered(seats)))
    for start in range(0, placed.num_rows, GROUP):
        yield placed.slice(start, GROUP)


def published(origins: nw.LazyFrame, *columns: str) -> nw.LazyFrame:
    """One row for each model of the Hub: publisher, creation, and further columns of ``origins``."""
    on_hub = origins.filter(nw.col("platform") == HUB)
    return on_hub.group_by("canonical_id", "account", "unit", "organisation_id").agg(
        created_on=nw.col("created_on").max(),
        is_floor=nw.col("is_created_floor").cast(nw.Int64).max(),
        **{name: nw.col(name).max() for name in columns},
    )


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


def newest(observations: nw.LazyFrame, crawls: nw.LazyFrame, origins: nw.LazyFrame) -> nw.LazyFrame:
    """The models of each list's newest month capture, with their 30-day downloads where counted."""
    months = crawls.filter(nw.col("is_month_list"))
    newest = months.group_by("list_id").agg(month=nw.col("month").max())
    last = months.join(newest, on=["list_id", "month"], how="inner").select(
        "list_id", "crawl_id", "month", captured_on="observed_on"
    )
    flow = nw.when(nw.col("measure") == "downloads_30d").then(nw.col("value"))
    names = origins.filter(nw.col("platform") == HUB).select("model_id", "canonical_id")
    return (
        observations.filter(nw.col("platform") == HUB)
        .drop("month")
        .join(last, on=["list_id", "crawl_id"], how="inner")
        .join(names, on="model_id", how="inner")
        .with_columns(flow=flow)
        .group_by("list_id", "crawl_id", "month", "captured_on", "canonical_id")
        .agg(downloads=nw.col("flow").max())
    )


def without_counts(listed: pa.Table, counts: pa.Table) -> pa.Table:
    """The listed models of lists that hold no counts: where a hub counted, a listing would count again."""
    return listed.filter(pc.invert(pc.is_in(listed["list_id"], value_set=pc.unique(counts["list_id"]))))


def about(frame: nw.LazyFrame, models: pa.ChunkedArray) -> pa.Table:
    """The rows of a frame on some models, by canonical id; taken in turns, so that few others are held."""
    wanted = pc.unique(models)
    turns = (gathered(part) for part in by_turns(frame, "canonical_id", rows=TURN))
    return pa.concat_tables([rows.filter(pc.is_in(rows["canonical_id"], value_set=wanted)) for rows in turns])


def is_of(cells: pa.Table, lists: Mapping[str, str]) -> pa.ChunkedArray:
    """Which cells are of the list that stands for their month."""
    stand = pa.array([f"{month} {list_id}" for month, list_id in lists.items()], pa.string())
    return pc.is_in(pc.binary_join_element_wise(cells["month"], cells["list_id"], " "), value_set=stand)


def standing(pairs: nw.LazyFrame) -> pa.Table:
    """Child, parent and relation of the pairs that stand and along which weights pass to another model."""
    stands = (nw.col("outcome") == "stands") & ~nw.col("relation").is_in(NO_WEIGHTS)
    return gathered(pairs.filter(stands).select("child_id", "parent_id", "relation"))


def derivations(stands: pa.Table) -> pa.Table:
    """Of each model with a standing parent: how it was made, whether by another maker, whether automatic."""
    child, parent = (stands[name].combine_chunks() for name in ("child_id", "parent_id"))
    rank = ranks_of(stands["relation"])
    columns = {
        "canonical_id": child,
        "rank": rank,
        "another": pc.not_equal(makers_of(child), makers_of(parent)),
        "automatic": _automatic(child, parent, rank == RELATIONS.index("adapter")),
    }
    single = (
        table_of(columns)
        .group_by("canonical_id")
        .aggregate([("rank", "min"), ("another", "max"), ("automatic", "max")])
    )
    return table_of(
        {
            "canonical_id": single["canonical_id"],
            "relation": named_relations(single["rank_min"].to_numpy()),
            "is_third_party": single["another_max"],
            "is_automatic": single["automatic_max"],
        }
    )


def _automatic(child: pa.Array, parent: pa.Array, is_adapter: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a child is one of a thousand adapters of one base under one account."""
    at = np.flatnonzero(is_adapter)
    owner = owners_of(taken(child, at))
    made = pc.binary_join_element_wise(owner, taken(parent, at), "\x00").dictionary_encode()
    code = made.indices.to_numpy()
    found = np.zeros(len(child), dtype=bool)
    found[at] = np.bincount(code, minlength=len(made.dictionary))[code] >= AUTOMATIC_FROM
    return found


def ranks_of(relation: pa.ChunkedArray) -> NDArray[np.int64]:
    """Relations by the place of their kind among ``RELATIONS``."""
    words = coded(relation)
    rank = [RELATIONS.index(kind_of(word)) for word in texts(words.dictionary)]
    return np.array(rank, dtype=np.int64)[words.indices.to_numpy()]


def named_relations(rank: NDArray[np.int64]) -> pa.Array:
    """The kinds of some places among ``RELATIONS``."""
    return taken(pa.array(RELATIONS), rank)


def kind_of(relation: str) -> str:
    """A relation as one of the four the Hub tells apart; what nobody said stays unspecified."""
    if relation in COPY_RELATIONS:
        return "quantized"
    if relation in SEVERAL_PARENTS:
        return "merge"
    if relation in VAGUE_RELATIONS:
        return "unspecified"
    return "adapter" if relation == "adapter" else "finetune"
