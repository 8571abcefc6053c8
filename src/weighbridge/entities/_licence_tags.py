"""Licence tags of a day as numbers: millions of models find their kind and class without a join of texts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.errors import ContractError
from weighbridge.entities._kinds import Kinds
from weighbridge.store.arrow import coded, table_of
from weighbridge.store.scanning import batches, beside, gathered

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Tags:
    """The licence tags in use, numbered in the order of the alphabet.

    ``class_of`` is the place of each one's class in ``classes``. Both end with a place for what is not
    known: of ``class_of`` it is that of a tag nobody has read, in ``classes`` it is empty.
    """

    held: pa.Table
    class_of: Ints
    classes: pa.Array

    @property
    def unknown(self) -> int:
        """The place of no class."""
        return len(self.classes) - 1


def tags_in_use(classes: nw.LazyFrame) -> Tags:
    """The tags and their published classes."""
    rows = gathered(classes.select("licence_tag", "published_class").sort("licence_tag"))
    read = coded(rows["published_class"])
    none: Any = pa.nulls(1, pa.string())
    of_tag = read.indices.fill_null(len(read.dictionary)).to_numpy().astype(np.int64)
    held = table_of({"licence_tag": rows["licence_tag"], "tag": np.arange(rows.num_rows)})
    return Tags(held, np.append(of_tag, len(read.dictionary)), pa.concat_arrays([read.dictionary, none]))


def read_tags(rows: nw.LazyFrame, tags: Tags, kinds: Kinds) -> tuple[Ints, Ints]:
    """The place of the name of each row, and the number of its ``licence_tag``: -1 where nobody read it."""
    numbered = kinds.numbering.of(rows).join(beside(rows, tags.held), on="licence_tag", how="left")
    place, tag = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for batch in batches(numbered.select("key", "tag")):
        place.append(_known_places(kinds, batch["key"].to_numpy()))
        tag.append(batch["tag"].fill_null(-1).to_numpy())
    return np.concatenate(place), np.concatenate(tag)


def _known_places(kinds: Kinds, keys: NDArray[np.uint64]) -> Ints:
    """The places of names that must be known.

    Raises
    ------
    ContractError
        If one is not.
    """
    place = kinds.keys.find(keys)
    if place.min(initial=0) < 0:
        raise ContractError("model_facts holds a model origins do not know; build origins again.")
    return place


def of_day(rows: nw.LazyFrame, list_id: str, observed_on: datetime.date) -> nw.LazyFrame:
    """The rows of one list and day."""
    return rows.filter(nw.col("list_id") == list_id, nw.col("observed_on") == observed_on)
