"""Puts small lone accounts into pools before the counts of their models are written anywhere.

What `weighbridge.entities.pooling` does with cells that are there, for counts that are added up by kind:
they are read twice, once to see how large each account is and when it is seen, and once with the accounts
of a pool as one. So the cells of a hub are never as many as its accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._kinds import Kinds
from weighbridge.entities.pooling import LONE, Dealing, pools_of, word_and_bit
from weighbridge.statistics.arrays import firsts, numbered
from weighbridge.store.arrow import coded, coded_text, pc, table_of, taken

_TAKEN = ("account", "unit")
Ints = NDArray[np.int64]
Seen = tuple[int, pa.Table, pa.Table | None]
"""The number of a capture, its sums by kind, and its cells of models told apart, if there are such."""


@dataclass(frozen=True, slots=True, eq=False)
class PooledKinds:
    """Kinds with the accounts of a pool as one; ``of_kind`` has the new number of each, ``pools`` names."""

    kinds: Kinds
    of_kind: Ints
    pools: pa.Table

    def sums(self, sums: pa.Table, told: Sequence[str] = ()) -> pa.Table:
        """Sums by capture, kind and whatever else is ``told`` by numbers, added up once more."""
        by = {name: sums[name].to_numpy() for name in ("capture", *told)}
        by["kind"] = self.of_kind[sums["kind"].to_numpy()]
        sizes = [int(column.max(initial=0)) + 1 for column in by.values()]
        places, at = numbered(np.ravel_multi_index(list(by.values()), sizes))
        columns: dict[str, object] = dict(zip(by, np.unravel_index(places, sizes), strict=True))
        for name in sums.column_names:
            if name not in columns:
                columns[name] = _added(sums[name], at, places.size)
        return table_of(columns)

    def placed(self, models: pa.Table) -> pa.Table:
        """Single models with the new number of their kind."""
        at = models.column_names.index("kind")
        return models.set_column(at, "kind", pa.array(self.of_kind[models["kind"].to_numpy()]))

    def cells(self, cells: pa.Table) -> pa.Table:
        """Cells of models told apart, under the name of their pool."""
        place = pc.index_in(cells["unit"], self.pools["unit"])
        return _renamed(cells, pc.take(self.pools["pool"], place))


def pooled_kinds(
    kinds: Kinds, seen: Iterable[Seen], counts: Sequence[str], dealing: Dealing | None = None
) -> PooledKinds | None:
    """The kinds with small lone accounts in pools; None where lone accounts are few.

    ``seen`` has each capture once, in the order in which `pooled` takes captures; ``counts`` names the
    columns by which an account may be large, of sums and of cells.
    """
    dealing = dealing or Dealing()
    unit = coded(kinds.traits["unit"])
    is_lone = np.array(pc.starts_with(unit.dictionary, LONE))
    if int(is_lone.sum()) <= dealing.most_lone:
        return None
    sizes = _Sizes(unit, counts)
    for number, sums, cells in seen:
        sizes.take(number, sums, cells)
    accounts = sizes.accounts(is_lone)
    # Of all that have a name, those that no capture shows are no accounts of these cells.
    if accounts.num_rows <= dealing.most_lone:
        return None
    return _together(kinds, unit, pools_of(accounts, dealing))


class _Sizes:
    """The largest part each unit has of a capture, by any count, and the captures it is seen in."""

    def __init__(self, unit: pa.DictionaryArray, counts: Sequence[str]) -> None:
        self._unit_of_kind = unit.indices.fill_null(len(unit.dictionary)).to_numpy().astype(np.int64)
        self._units, self._counts = unit.dictionary, counts
        # Behind the units one more place, for whoever has no name.
        self._size = np.zeros(len(unit.dictionary) + 1)
        self._words: list[Ints] = []

    def take(self, number: int, sums: pa.Table, cells: pa.Table | None) -> None:
        """Take up a capture."""
        held = self._unit_of_kind[sums["kind"].to_numpy()]
        if cells is not None:
            of_cells = pc.fill_null(pc.index_in(cells["unit"], self._units), len(self._units)).to_numpy()
            held = np.concatenate([held, of_cells.astype(np.int64)])
        parts = [part for part in (sums, cells) if part is not None]
        for name in self._counts:
            counted = [pc.fill_null(pc.cast(part[name], pa.float64()), 0.0) for part in parts]
            mass = np.bincount(held, np.concatenate(counted), self._size.size)
            np.maximum(self._size, mass / max(mass.sum(), 1.0), out=self._size)
        word, bit = (int(told) for told in word_and_bit(np.asarray(number)))
        while len(self._words) <= word:
            self._words.append(np.zeros(self._size.size, dtype=np.int64))
        self._words[word][held] |= bit

    def accounts(self, is_wanted: NDArray[np.bool_]) -> pa.Table:
        """Some of the units that were seen, in the order of their names."""
        is_seen = np.logical_or.reduce([word[:-1] != 0 for word in self._words])
        at = np.flatnonzero(is_wanted & is_seen)
        seen = {f"seen_{number}": word[at] for number, word in enumerate(self._words)}
        found = table_of({"unit": taken(self._units, at), "size": self._size[at], **seen})
        return found.sort_by("unit")


def _together(kinds: Kinds, unit: pa.DictionaryArray, pools: pa.Table) -> PooledKinds:
    """The kinds that differ in nothing once the accounts of a pool bear its name."""
    place = pc.fill_null(pc.index_in(unit.dictionary, pools["unit"]), -1).to_numpy()
    # A place for whoever has no name, who is in no pool.
    at = np.append(place, -1)[unit.indices.fill_null(len(place)).to_numpy()]
    names, is_pooled = pools["pool"].combine_chunks().dictionary_encode(), at >= 0
    pool = np.append(names.indices.to_numpy(), -1)[at]
    told = np.where(is_pooled, pool, len(names.dictionary) + np.arange(kinds.size))
    # A kind of whoever is in no pool has a number of its own; those of a pool have one where nothing differs.
    for name in kinds.traits.column_names:
        if name not in _TAKEN:
            code = _codes(kinds.traits[name])
            told = numbered(told * (int(code.max(initial=0)) + 1) + code)[1]
    of_kind = numbered(told)[1]
    first = firsts(of_kind, int(of_kind.max(initial=-1)) + 1)
    traits = kinds.described(first)
    called = pc.take(names.dictionary, pa.array(pool[first], mask=~is_pooled[first]))
    held = _renamed(traits, called)
    told_by = table_of({name: coded_text(held[name]) for name in held.column_names})
    return PooledKinds(replace(kinds, traits=told_by), of_kind, pools)


def _renamed(rows: pa.Table, pool: pa.Array) -> pa.Table:
    """Rows under the name of their pool, which then stands for the account; those without one as they are."""
    is_free = pc.is_null(pool)
    named = {
        "unit": pc.coalesce(pool, pc.cast(rows["unit"], pa.string())),
        "account": pc.if_else(is_free, pc.cast(rows["account"], pa.string()), None),
    }
    return table_of({name: named.get(name, rows[name]) for name in rows.column_names})


def _codes(column: pa.ChunkedArray) -> Ints:
    """The values of a column as numbers from 0 on, an empty place as one of them."""
    found = coded(column)
    return found.indices.fill_null(len(found.dictionary)).to_numpy().astype(np.int64)


def _added(column: pa.ChunkedArray, at: Ints, size: int) -> pa.Array:
    """The values that share a place added up; over nothing observed the sum is empty, not zero."""
    value = pc.fill_null(column, 0.0).to_numpy()
    known = np.bincount(at, pc.is_valid(column).to_numpy(zero_copy_only=False), size)
    return pa.array(np.bincount(at, value, size), mask=known == 0)
