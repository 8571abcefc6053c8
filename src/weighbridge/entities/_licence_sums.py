"""Models and downloads of a capture by kind and class of licence, read as numbers, a capture at a time."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._kinds import Plain
from weighbridge.entities._licence_tags import Tags, of_day, read_tags
from weighbridge.statistics.arrays import numbered
from weighbridge.store.arrow import table_of
from weighbridge.store.scanning import batches

Ints = NDArray[np.int64]


class LicenceSums:
    """The sums of captures; each is read when it is asked for.

    ``captures`` says of each its list, ``crawl_id``, day and whether one model may have several rows.
    ``less`` counts for each capture that was read by how much its rows outnumber its models' classes.
    """

    def __init__(
        self, told: Plain, facts: nw.LazyFrame, observations: nw.LazyFrame, captures: pa.Table, tags: Tags
    ) -> None:
        self._told, self._tags, self._captures = told, tags, captures
        self.classes = tags.classes
        self._facts = facts.with_columns(nw.col("licence_tag").fill_null(""))
        is_wanted = (nw.col("measure") == "downloads_30d") & ~nw.col("value").is_null()
        self._flows = observations.filter(is_wanted)
        self.less = np.zeros(captures.num_rows, dtype=np.int64)

    def __iter__(self) -> Iterator[tuple[int, pa.Table]]:
        """Each capture's number and its sums: ``capture``, ``kind``, ``class``, ``models`` and ``flow``.

        A download nobody observed adds nothing to ``flow``.
        """
        for number in range(self._captures.num_rows):
            yield number, self._of(number)

    def _of(self, number: int) -> pa.Table:
        list_id, crawl_id, day, is_mixed = (
            self._captures[name][number].as_py()
            for name in ("list_id", "crawl_id", "observed_on", "is_mixed")
        )
        place, tag = read_tags(of_day(self._facts, list_id, day), self._tags, self._told.kinds)
        classes = len(self._tags.classes)
        cell, at = numbered(self._told.kinds.slot[place] * np.int64(classes) + self._tags.class_of[tag])
        # A model is one under all its names.
        again = np.flatnonzero(self._told.is_twin[place] | is_mixed)
        surplus = _surplus(at[again], self._told.model[place[again]], cell.size)
        self.less[number] = surplus.sum()
        flow = self._flow(list_id, crawl_id)[place]
        columns = {
            "capture": np.full(cell.size, number),
            "kind": cell // classes,
            "class": cell % classes,
            "models": np.bincount(at, minlength=cell.size) - surplus,
            "flow": np.bincount(at, flow, cell.size),
        }
        return table_of(columns)

    def _flow(self, list_id: str, crawl_id: str) -> Ints:
        """The 30-day downloads of every name in one capture, 0 where nobody observed them."""
        kinds = self._told.kinds
        counts = self._flows.filter(nw.col("list_id") == list_id, nw.col("crawl_id") == crawl_id)
        rows = kinds.numbering.of(counts).select("key", "value")
        flow = np.zeros(kinds.slot.size, dtype=np.int64)
        for batch in batches(rows):
            at = kinds.keys.find(batch["key"].to_numpy())
            flow[at[at >= 0]] = batch["value"].to_numpy()[at >= 0]
        return flow


def _surplus(cell: Ints, model: Ints, cells: int) -> Ints:
    """By how much the rows of each cell outnumber its models."""
    pairs, rows = np.unique(np.stack([cell, model]), axis=1, return_counts=True)
    return np.bincount(pairs[0], rows - 1, cells).astype(np.int64)
