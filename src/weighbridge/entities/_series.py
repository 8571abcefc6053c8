"""The counts of one list as a matrix of models and days, read a capture at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._names import Names
from weighbridge.store.ahead import ahead
from weighbridge.store.scanning import gathered, is_embedded

FROM_ROWS = 2_000_000
"""Fewer observations are joined as they are: that takes no longer."""
EPOCH = datetime.date(1970, 1, 1)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Capture:
    """The counts of one measure in one capture of a list."""

    list_id: str
    platform: str
    crawl_id: str
    measure: str
    day: int


def captures_of(counts: nw.LazyFrame) -> list[Capture]:
    """The captures that hold some counts, by list and measure, then day and name."""
    # Grouped, not made unique: for that the engine would number all rows.
    found = gathered(
        counts.group_by("list_id", "platform", "crawl_id", "measure", "observed_on").agg(rows=nw.len())
    )
    day = found["observed_on"].cast(pa.date32()).cast(pa.int32()).to_numpy().tolist()
    made = [
        Capture(row["list_id"], row["platform"], row["crawl_id"], row["measure"], on)
        for row, on in zip(found.to_pylist(), day, strict=True)
    ]
    return sorted(made, key=lambda one: (one.list_id, one.measure, one.day, one.crawl_id, one.platform))


def read_ahead(
    counts: nw.LazyFrame, captures: Sequence[Capture], names: Names
) -> Iterator[tuple[Capture, Ints, Ints]]:
    """The captures' counts, each with the place of its name; the next are read while these are used.

    A name that is not known has the place -1.
    """

    def read(one: Capture) -> pa.Table:
        inside = counts.filter(
            nw.col("list_id") == one.list_id,
            nw.col("crawl_id") == one.crawl_id,
            nw.col("measure") == one.measure,
            nw.col("observed_on") == nw.lit(EPOCH + datetime.timedelta(days=one.day)),
        )
        return gathered(names.numbering.of(inside).select("key", "value"))

    for one, rows in zip(captures, ahead(map(read, captures)), strict=True):
        yield one, names.keys.find(rows["key"].to_numpy()), rows["value"].to_numpy().astype(np.int64)


class Series:
    """Counts by model and day, NaN where a model was not seen.

    ``order`` numbers the models as they first came, -1 for those that never did; ``first`` is the place of
    the name each then went by, ``least`` the rank of its first name in the alphabet.
    """

    def __init__(self, names: Names, days: Ints) -> None:
        self.names, self.days = names, days
        self.counts = np.full((names.models, days.size), np.nan)
        self.order = np.full(names.models, -1, dtype=np.int32)
        self.first = np.full(names.models, -1, dtype=np.int32)
        self.least = np.full(names.models, np.iinfo(np.int32).max, dtype=np.int32)
        self._came = 0

    def came(self, at: Ints) -> None:
        """Note names in the order they came."""
        model = self.names.model[at]
        np.minimum.at(self.least, model, self.names.rank[at])
        fresh = np.flatnonzero(self.order[model] < 0)
        place = np.unique(model[fresh], return_index=True)[1]
        fresh = fresh[np.sort(place)]
        self.order[model[fresh]] = np.arange(self._came, self._came + fresh.size)
        self.first[model[fresh]] = at[fresh]
        self._came += fresh.size

    def put_last(self, day: int, at: Ints, value: Ints) -> None:
        """Take up a capture: of several counts of a model the larger stands, and a later capture's."""
        column = int(np.searchsorted(self.days, day))
        model = self.names.model[at]
        is_plain = self.names.is_lone[at] & (self.order[model] >= 0)
        self.counts[model[is_plain], column] = value[is_plain]
        rest = np.flatnonzero(~is_plain)
        rest = rest[np.lexsort((self.names.rank[at[rest]], value[rest]))]
        self.counts[model[rest], column] = value[rest]
        self.came(at[rest])

    def put_largest(self, day: int, at: Ints, value: Ints) -> None:
        """Take up a capture: of all counts of a model on one day the largest stands."""
        column = self.counts[:, int(np.searchsorted(self.days, day))]
        self.came(at)
        model = self.names.model[at]
        is_plain = self.names.is_lone[at]
        plain, twins = model[is_plain], model[~is_plain]
        column[plain] = np.fmax(column[plain], value[is_plain])
        np.fmax.at(column, twins, value[~is_plain].astype(np.float64))


def patterns(series: Series) -> Iterator[tuple[NDArray[np.bool_], Ints]]:
    """The models seen on the same days, in the order they came, and those days; all that were seen."""
    models = np.flatnonzero(series.order >= 0)
    words = np.packbits(~np.isnan(series.counts[models]), axis=1)
    found, group = np.unique(_joined(words), return_inverse=True)
    ordered = models[np.lexsort((series.order[models], group))]
    ends = np.cumsum(np.bincount(group, minlength=found.size))
    for start, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        rows = ordered[start:end]
        yield ~np.isnan(series.counts[rows[0]]), rows


def _joined(words: NDArray[np.uint8]) -> NDArray[Any]:
    """Each row of bytes as one value that sorts fast; up to eight bytes are a number."""
    size, width = words.shape
    if width > 8:
        return np.ascontiguousarray(words).view(np.dtype((np.void, width))).ravel()
    padded = np.zeros((size, 8), dtype=np.uint8)
    padded[:, :width] = words
    return padded.view(np.uint64).ravel()


def of_lists(captures: Sequence[Capture]) -> Mapping[str, list[Capture]]:
    """The captures of each list."""
    found: dict[str, list[Capture]] = {}
    for one in captures:
        found.setdefault(one.list_id, []).append(one)
    return found


def is_long(observations: nw.LazyFrame) -> bool:
    """Whether counts are so many that they are read as numbers, which the engine in this process can do."""
    if not is_embedded(observations):
        return False
    return int(gathered(observations.select(nw.len()))[0][0].as_py()) >= FROM_ROWS
