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

KEY = ("platform", "model_id")
_DAY = len("2026-10-15")
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
    said, tags = _coded(_said(facts).collect(backend="pyarrow").to_native())
    seen = observations.group_by(*KEY).agg(last_on=nw.col("observed_on").max())
    counted = _typed(seen.collect(backend="pyarrow").to_native(), {"last_on": pa.date32()})
    return _together(said, counted), tags


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


def _said(facts: nw.LazyFrame) -> nw.LazyFrame:
    """One row a model: creation, curated or tagged size, whether it is tracked, and the latest task.

    The task stands behind its day, so that the largest of these texts is the one of the latest day.
    """
    worded = nw.concat_str(nw.col("observed_on").cast(nw.String), nw.col("pipeline_tag"))
    marked = facts.with_columns(
        curated=nw.when(nw.col("list_id") == "atom_tracked").then(nw.col("parameters")),
        worded=nw.when(~nw.col("pipeline_tag").is_null()).then(worded),
        tracked=nw.col("is_tracked").cast(nw.Int64),
        floor=nw.col("is_created_floor").cast(nw.Int64),
    )
    return marked.group_by(*KEY).agg(**{name: nw.col(name).max() for name in (*_KINDS, "worded")})


def _coded(rows: pa.Table) -> tuple[pa.Table, pa.Array]:
    """The rows with the places of their tasks, and the tasks."""
    tags = pc.utf8_slice_codeunits(rows["worded"].cast(pa.string()), _DAY)
    words = pc.unique(tags).drop_null().sort()
    place = pc.index_in(tags, value_set=words).combine_chunks()
    return _typed(rows, _KINDS).append_column("tag", place), words


def _typed(rows: pa.Table, kinds: Mapping[str, pa.DataType]) -> pa.Table:
    """The keys and some columns in one piece, in the types given, for engines differ in theirs."""
    columns = {
        "platform": rows["platform"].cast(pa.string()).dictionary_encode(),
        "model_id": rows["model_id"].cast(pa.string()),
    }
    return table_of(columns | {name: rows[name].cast(kind) for name, kind in kinds.items()}).combine_chunks()
