"""The names of all models as numbers, so that millions of counts find their model without comparing texts."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.statistics.keys import KeyTable, unshared
from weighbridge.store.arrow import pc, table_of
from weighbridge.store.scanning import Numbering, gathered

IDENTITY = ("platform", "model_id")


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Each name a model goes by has a place.

    ``model`` is the number of the name's model and ``is_lone`` tells that the model has no other name;
    ``rank`` orders the names of one hub by the alphabet; ``ids`` holds their texts.
    """

    numbering: Numbering
    keys: KeyTable
    model: NDArray[np.int32]
    is_lone: NDArray[np.bool_]
    rank: NDArray[np.int32]
    ids: pa.Array

    @property
    def models(self) -> int:
        """How many models there are."""
        return int(self.model.max(initial=-1)) + 1


def names_of(origins: nw.LazyFrame) -> Names | None:
    """All names; nothing where two cannot be told apart by number, or one stands for no model."""
    told = told_apart(origins, (*IDENTITY, "canonical_id"))
    if told is None:
        return None
    numbering, rows = told
    canonical = rows["canonical_id"].combine_chunks().dictionary_encode()
    if canonical.null_count:
        return None
    model = canonical.indices.to_numpy()
    is_lone = np.bincount(model)[model] == 1
    return Names(
        numbering,
        KeyTable(rows["key"].to_numpy()),
        model,
        is_lone,
        _rank(rows),
        rows["model_id"].combine_chunks(),
    )


def told_apart(frame: nw.LazyFrame, columns: tuple[str, ...]) -> tuple[Numbering, pa.Table] | None:
    """A numbering under which no two names share a number, and the rows; nothing where none was found.

    The engine's own numbers repeat for a few names in a million, so those are numbered a second way.
    """
    rows = gathered(Numbering(IDENTITY).both(frame).select("key", "again", *columns))
    found = unshared(rows["key"].to_numpy(), rows["again"].to_numpy())
    if found is None:
        return None
    key, shared = found
    return Numbering(IDENTITY, shared), table_of({"key": key, **{name: rows[name] for name in columns}})


def _rank(rows: pa.Table) -> NDArray[np.int32]:
    """The order of the names; a table sorted by them, as it is stored, has it for nothing."""
    place = np.arange(rows.num_rows, dtype=np.int32)
    hub, name = (rows[column].combine_chunks() for column in IDENTITY)
    falls = pc.and_(pc.equal(hub[:-1], hub[1:]), pc.greater(name[:-1], name[1:]))
    hubs = pc.sum(pc.not_equal(hub[:-1], hub[1:])).as_py() or 0
    if rows.num_rows < 2 or (not pc.any(falls).as_py() and hubs + 1 == len(hub.unique())):
        return place
    rank = np.empty_like(place)
    rank[pc.sort_indices(name).to_numpy()] = place
    return rank
