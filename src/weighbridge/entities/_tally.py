"""The counts of one capture added up by kind, batch after batch: no array is as long as a capture."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._kinds import ALONE, Kinds
from weighbridge.store.arrow import table_of

MEASURES = {"flow": "downloads_30d", "likes": "likes", "cumulative": "downloads_all_time"}
OTHER = len(MEASURES)
"""The number of every measure that is none of these."""


class Tally:
    """Models and totals of a capture by kind, and the counts that must stand alone.

    Rows have the ``key`` of their model, the number of their measure as ``code``, a ``value`` and, where that
    is known, what it is ``capped``: a model for which the two differ stands alone. Of the names of one model
    the one with the largest count is the one that counts.
    """

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds
        # In front of the kinds one more place, for what is not added up by kind.
        self._size = kinds.size + 1
        places = (OTHER + 1) * self._size
        self._counted = np.zeros(places, dtype=np.int64)
        self._total = np.zeros(places, dtype=np.float64)
        self._is_seen = np.zeros(kinds.slot.size, dtype=bool)
        self._is_named = np.zeros(kinds.kind_of.size, dtype=bool)
        self._largest = np.full((OTHER + 1, kinds.kind_of.size), -1, dtype=np.int64)
        none = np.zeros(0, dtype=np.int64)
        self._alone: list[
            tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.int64], NDArray[np.int64]]
        ] = [(none, none.astype(np.int8), none, none)]
        self._strange: list[NDArray[np.uint64]] = [none.astype(np.uint64)]

    def add(self, rows: pa.RecordBatch) -> None:
        """Take up some rows."""
        is_capped = "capped" in rows.schema.names
        key, code, value = (rows[name].to_numpy() for name in ("key", "code", "value"))
        capped = rows["capped"].to_numpy() if is_capped else value
        at = self._kinds.keys.find(key)
        if at.min(initial=0) < 0:
            known = at >= 0
            self._strange.append(key[~known])
            at, code, value, capped = at[known], code[known], value[known], capped[known]
        slot = self._kinds.slot[at]
        if is_capped:
            slot = np.where(value == capped, slot, np.int32(ALONE))
        place = np.maximum(slot, ALONE) - ALONE
        if code.any():
            place = place + code.astype(np.int64) * self._size
        # Added in place: an array as long as the kinds for each batch would take longer than the batch.
        np.add.at(self._counted, place, 1)
        np.add.at(self._total, place, value.astype(np.float64))
        is_wanted = code < OTHER
        self._is_seen[at[(slot >= 0) & is_wanted]] = True
        self._take_twins(np.flatnonzero(slot < ALONE), slot, code, value)
        alone = np.flatnonzero((slot == ALONE) & is_wanted)
        self._alone.append((at[alone], code[alone], value[alone], capped[alone]))

    def _take_twins(
        self,
        held: NDArray[np.intp],
        slot: NDArray[np.int32],
        code: NDArray[np.int8],
        value: NDArray[np.int64],
    ) -> None:
        group = -2 - slot[held]
        self._is_named[group] = True
        np.maximum.at(self._largest, (code[held], group), value[held])

    def sums(self, number: int) -> pa.Table:
        """Models and totals by kind; a measure that nobody observed of a kind is empty."""
        kind_of, size = self._kinds.kind_of, self._size - 1
        counted = self._counted.reshape(-1, self._size)[:, 1:]
        total = self._total.reshape(-1, self._size)[:, 1:]
        models = self._models(counted) + np.bincount(kind_of[self._is_named], minlength=size)
        some = np.flatnonzero(models)
        columns: dict[str, object] = {
            "capture": np.full(some.size, number, dtype=np.int64),
            "kind": some,
            "models": models[some].astype(np.float64),
        }
        for code, name in enumerate(MEASURES):
            seen = np.flatnonzero(self._largest[code] >= 0)
            often = counted[code] + np.bincount(kind_of[seen], minlength=size)
            largest = self._largest[code, seen]
            whole = total[code] + np.bincount(kind_of[seen], weights=largest, minlength=size)
            columns[name] = pa.array(whole[some], mask=often[some] == 0)
        return table_of(columns)

    def _models(self, counted: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many models of each kind the capture holds; one with several measures is one model."""
        held = np.flatnonzero(counted.any(axis=1))
        if held.size == 1:
            return counted[held[0]]
        return np.bincount(self._kinds.slot[self._is_seen], minlength=counted.shape[1])

    def alone(self, number: int) -> pa.Table:
        """The counts that stand alone, each with the place of its model."""
        at, code, value, capped = (np.concatenate(parts) for parts in zip(*self._alone, strict=True))
        capture = np.full(at.size, number, dtype=np.int32)
        return table_of({"at": at, "code": code, "value": value, "capped": capped, "capture": capture})

    def strange(self) -> NDArray[np.uint64]:
        """The numbers of names that are not known."""
        return np.unique(np.concatenate(self._strange))
