"""Every model any list holds, once, with what the lists say of it."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._naming import replaced
from weighbridge.entities._parting import PARTS, part_of, whole
from weighbridge.store.arrow import pc, table_of, taken
from weighbridge.store.scanning import by_turns, distinct, gathered, settled

KEY = ("platform", "model_id")
_AT_ONCE = 1_500_000
"""Models whose counts are looked at in one turn: their groups fit into little room."""
_KINDS = {
    "created_on": pa.date32(),
    "curated": pa.int64(),
    "parameters": pa.int64(),
    "tracked": pa.int8(),
    "floor": pa.int8(),
}
FACTS = ("last_on", *_KINDS, "tag")
"""What is known of a model, all as numbers or days, the larger the better where lists differ."""


def models_seen(observations: nw.LazyFrame, facts: nw.LazyFrame) -> tuple[pa.Table, pa.Array]:
    """A row a model with ``KEY`` and ``FACTS``, and the tasks in the order of the alphabet.

    ``tag`` is the place of the model's task among them: of the latest day that gives one, the last in the
    alphabet. ``curated`` is the size on a curated list; ``tracked`` and ``floor`` are 1 for yes.
    """
    # Each input is reduced to a row a model by itself, and the engine has its room back for the next.
    tags = settled(distinct(facts.select("pipeline_tag").filter(~nw.col("pipeline_tag").is_null())))
    numbered = settled(tags.with_row_index("tag", order_by="pipeline_tag"))
    words = gathered(numbered.sort("tag"))["pipeline_tag"].cast(pa.string()).combine_chunks()
    said = _coded(gathered(_said(facts, numbered, len(words))), len(words))
    return _together(said, _counted(observations)), words


def _counted(observations: nw.LazyFrame) -> pa.Table:
    """The last day on which each model was counted."""
    seen = observations.select(*KEY, "observed_on")
    last = {"last_on": nw.col("observed_on").max()}
    turns = by_turns(seen, "model_id", values=_AT_ONCE)
    rows = [gathered(part.group_by(*KEY).agg(**last)) for part in turns]
    return _typed(pa.concat_tables(rows), {"last_on": pa.date32()})


def _together(said: pa.Table, counted: pa.Table) -> pa.Table:
    """One row for each model of either table; where one says nothing of it its columns are empty."""
    said, counted = _under_one_list_of_hubs(said, counted)
    place = _places(said, counted)
    here = np.flatnonzero(place >= 0)
    here = here[np.argsort(place[here])]
    last_on = taken(whole(counted["last_on"]), here)
    said = said.append_column("last_on", replaced(pa.nulls(said.num_rows, pa.date32()), place[here], last_on))
    counted = counted.filter(pa.array(place < 0))
    return pa.concat_tables([said, counted], promote_options="default").combine_chunks()


def _under_one_list_of_hubs(*tables: pa.Table) -> list[pa.Table]:
    """The tables with the same hubs under the same numbers."""
    each = [whole(table["platform"]) for table in tables]
    hubs = pc.unique(pa.concat_arrays([column.dictionary for column in each])).sort()
    coded = [
        pa.DictionaryArray.from_arrays(pc.index_in(column.dictionary, hubs).take(column.indices), hubs)
        for column in each
    ]
    return [table.set_column(0, "platform", column) for table, column in zip(tables, coded, strict=True)]


def _places(said: pa.Table, counted: pa.Table) -> NDArray[np.int64]:
    """The row of ``said`` about each model of ``counted``; -1 where there is none."""
    found = np.full(counted.num_rows, -1)
    theirs, mine = _parts(said), _parts(counted)
    ids, wanted = (whole(table["model_id"]) for table in (said, counted))
    for part in np.unique(mine).tolist():
        rows, among = np.flatnonzero(mine == part), np.flatnonzero(theirs == part)
        at = pc.index_in(taken(wanted, rows), value_set=taken(ids, among))
        found[rows[np.asarray(pc.is_valid(at))]] = among[at.drop_null().to_numpy()]
    return found


def _parts(rows: pa.Table) -> NDArray[np.int64]:
    """The number of the part each model belongs to; no part holds models of two hubs."""
    hub = whole(rows["platform"]).indices.to_numpy().astype(np.int64)
    return hub * PARTS + part_of(whole(rows["model_id"]))


def _said(facts: nw.LazyFrame, tags: nw.LazyFrame, count: int) -> nw.LazyFrame:
    """One row a model: creation, curated or tagged size, whether it is tracked, and the latest task.

    The number of the task stands behind its day, so that the largest is the one of the latest day.
    """
    day = nw.col("observed_on").dt
    # Text takes the engine twice as long, for it has room of its own in every group.
    worded = (day.year() * 10_000 + day.month() * 100 + day.day()).cast(nw.Int64) * count + nw.col("tag")
    marked = facts.join(tags, on="pipeline_tag", how="left").with_columns(
        curated=nw.when(nw.col("list_id") == "atom_tracked").then(nw.col("parameters")),
        worded=worded,
        tracked=nw.col("is_tracked").cast(nw.Int64),
        floor=nw.col("is_created_floor").cast(nw.Int64),
    )
    return marked.group_by(*KEY).agg(**{name: nw.col(name).max() for name in (*_KINDS, "worded")})


def _coded(rows: pa.Table, tags: int) -> pa.Table:
    """The rows with the places of their tasks."""
    worded = rows["worded"].cast(pa.int64()).combine_chunks()
    place = pa.array(pc.fill_null(worded, 0).to_numpy() % max(tags, 1), pa.int32())
    # What is empty stays so.
    return _typed(rows, _KINDS).append_column(
        "tag", pc.if_else(pc.is_valid(worded), place, pa.scalar(None, pa.int32()))
    )


def _typed(rows: pa.Table, kinds: Mapping[str, pa.DataType]) -> pa.Table:
    """The keys and some columns in one piece, in the types given, for engines differ in theirs."""
    columns = {
        "platform": rows["platform"].cast(pa.string()).dictionary_encode(),
        "model_id": rows["model_id"].cast(pa.string()),
    }
    return table_of(columns | {name: rows[name].cast(kind) for name, kind in kinds.items()}).combine_chunks()
