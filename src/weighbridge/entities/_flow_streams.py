"""Downloads of calendar months of very many models, a list at a time and group by group.

A month is a weighted sum of a model's counts, with the same weights for all models seen on the same days.
So those are reckoned together, in the order in which one table of all rows would hold them: the processor
multiplies the last rows of a matrix in another way, and a half would be rounded to another side.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.errors import ContractError
from weighbridge.entities._names import Names, names_of
from weighbridge.entities._series import (
    EPOCH,
    Capture,
    Floats,
    Ints,
    Series,
    captures_of,
    of_lists,
    patterns,
    read_ahead,
)
from weighbridge.statistics.arrays import mass_array
from weighbridge.statistics.flows import PARTIAL_COVERAGE, PLAIN_COVERAGE, window_weights
from weighbridge.store.arrow import taken
from weighbridge.store.scanning import gathered

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("list_id", "platform", "month")),
        ("observed_on", pa.date32()),
        ("model_id", pa.string()),
        ("flow", pa.int64()),
        ("flow_capped", pa.int64()),
        ("is_partial", pa.bool_()),
    ]
)
BLOCK = 1 << 15
"""Models reckoned at once: so many that it takes no longer than all at once."""
_GROUP = 1 << 18


def streamed_flows(
    flow: nw.LazyFrame, usual: nw.LazyFrame, origins: nw.LazyFrame
) -> Iterator[pa.Table] | None:
    """The months' rows in groups; nothing where names cannot be told apart, or a list watches several hubs.

    ``flow`` are the counts that stand, ``usual`` the flagged ones with the model's usual count.
    """
    names, captures = names_of(origins), of_lists(captures_of(flow))
    if names is None or any(len({one.platform for one in held}) > 1 for held in captures.values()):
        return None
    flagged = _flagged(usual, origins, names)
    return _all_lists(flow, names, captures, flagged)


@dataclass(frozen=True, slots=True)
class Flag:
    """A model's usual count in one capture, told of one of its names."""

    crawl_id: str
    at: int
    base: float


def _flagged(usual: nw.LazyFrame, origins: nw.LazyFrame, names: Names) -> Mapping[str, list[Flag]]:
    """The flagged counts of each list."""
    rows = gathered(
        names.numbering.of(origins.join(usual, on="model_id", how="inner")).select(
            "key", "list_id", "crawl_id", "base"
        )
    )
    found: dict[str, list[Flag]] = {}
    for row, at in zip(rows.to_pylist(), names.keys.find(rows["key"].to_numpy()).tolist(), strict=True):
        found.setdefault(row["list_id"], []).append(Flag(row["crawl_id"], at, float(row["base"])))
    return found


def _all_lists(
    flow: nw.LazyFrame,
    names: Names,
    captures: Mapping[str, list[Capture]],
    flagged: Mapping[str, list[Flag]],
) -> Iterator[pa.Table]:
    yield SCHEMA.empty_table()
    for list_id, held in captures.items():
        waiting: list[pa.Table] = []
        for rows in _of_list(flow, names, held, flagged.get(list_id, [])):
            waiting.append(rows)
            if sum(part.num_rows for part in waiting) >= _GROUP:
                yield pa.concat_tables(waiting)
                waiting = []
        if waiting:
            yield pa.concat_tables(waiting)


class _Capped:
    """The counts of a list's flagged models with the usual count in place of a flagged one."""

    def __init__(self, series: Series, flags: Sequence[Flag]) -> None:
        self._series = series
        self._base = {(flag.crawl_id, flag.at): flag.base for flag in flags}
        self.models = np.unique(series.names.model[[flag.at for flag in flags]])
        self._is_flagged = np.zeros(series.names.models, dtype=bool)
        self._is_flagged[self.models] = True
        self.counts = np.full((self.models.size, series.days.size), np.nan)

    def put(self, one: Capture, at: Ints, value: Ints) -> None:
        """Take up a capture as the series does."""
        names = self._series.names
        held = np.flatnonzero(self._is_flagged[names.model[at]])
        held = held[np.lexsort((names.rank[at[held]], value[held]))]
        row = np.searchsorted(self.models, names.model[at[held]])
        column = int(np.searchsorted(self._series.days, one.day))
        for place, name, count in zip(row.tolist(), at[held].tolist(), value[held].tolist(), strict=True):
            self.counts[place, column] = self._base.get((one.crawl_id, name), count)

    def within(self, models: Ints) -> tuple[Ints, Floats]:
        """Which of some models are flagged, and their counts."""
        held = np.flatnonzero(self._is_flagged[models])
        return held, self.counts[np.searchsorted(self.models, models[held])]


def _of_list(
    flow: nw.LazyFrame, names: Names, captures: Sequence[Capture], flags: Sequence[Flag]
) -> Iterator[pa.Table]:
    """The months of one list; captures of one day are one observation, the last by name."""
    days = np.unique([one.day for one in captures])
    series = Series(names, days)
    capped = _Capped(series, flags)
    for one, at, value in read_ahead(flow, captures, names):
        if at.min(initial=0) < 0:
            raise ContractError(f"monthly_flows: capture '{one.crawl_id}' holds a model origins do not know.")
        series.put_last(one.day, at, value)
        capped.put(one, at, value)
    months, spans = months_of(int(days[0]) - 29, int(days[-1]))
    _, coverage = window_weights(days, spans)
    taken_up = np.flatnonzero(coverage >= PARTIAL_COVERAGE)
    calendar = Calendar(
        captures[0].list_id,
        captures[0].platform,
        [months[i] for i in taken_up],
        spans[taken_up],
        coverage[taken_up] < PLAIN_COVERAGE,
    )
    by_rank = np.argsort(names.rank) if _is_reordered(names) else None
    for is_seen, models in patterns(series):
        weights = window_weights(days[is_seen], calendar.spans)[0]
        for block in _blocks(models):
            counts = series.counts[np.ix_(block, np.flatnonzero(is_seen))]
            value = mass_array(counts, "counts") @ weights.T
            value_capped = _with_capped(counts, value, weights, *capped.within(block), is_seen)
            least = series.least[block]
            places = least if by_rank is None else by_rank[least]
            yield _table(calendar, taken(names.ids, places), value, value_capped)


def _is_reordered(names: Names) -> bool:
    return bool((names.rank != np.arange(names.rank.size)).any())


def _blocks(models: Ints) -> Iterator[Ints]:
    """Models in blocks of one size, the last one longer, never shorter."""
    starts = range(0, max(1, models.size - BLOCK + 1), BLOCK)
    for start in starts:
        yield models[start : None if start == starts[-1] else start + BLOCK]


def _with_capped(
    counts: Floats, value: Floats, weights: Floats, held: Ints, capped: Floats, is_seen: NDArray[np.bool_]
) -> Floats:
    """The flows from counts of which the flagged ones are replaced."""
    if not held.size:
        return value
    replaced = counts.copy()
    replaced[held] = capped[:, is_seen]
    return mass_array(replaced, "counts") @ weights.T


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The months a list covers: their names, first and last days, and whether they are covered in part."""

    list_id: str
    platform: str
    months: list[str]
    spans: Ints
    is_partial: NDArray[np.bool_]


def months_of(first: int, last: int) -> tuple[list[str], Ints]:
    """Every month that touches the days, with its first and last day number."""
    day = EPOCH + datetime.timedelta(days=first)
    end = EPOCH + datetime.timedelta(days=last)
    names, spans = [], []
    while (day.year, day.month) <= (end.year, end.month):
        start = day.replace(day=1)
        following = (start + datetime.timedelta(days=32)).replace(day=1)
        names.append(start.strftime("%Y-%m"))
        spans.append(((start - EPOCH).days, (following - EPOCH).days - 1))
        day = following
    return names, np.array(spans, dtype=np.int64)


def _table(calendar: Calendar, ids: pa.Array, flow: Floats, capped: Floats) -> pa.Table:
    """The months that are known, a row each."""
    month, model = np.nonzero(~np.isnan(flow.T))
    size = month.size
    columns = [
        pa.repeat(calendar.list_id, size),
        pa.repeat(calendar.platform, size),
        taken(pa.array(calendar.months, pa.string()), month),
        pa.array(calendar.spans[month, 1].astype(np.int32)).cast(pa.date32()),
        taken(ids, model),
        pa.array(np.rint(flow[model, month]).astype(np.int64)),
        pa.array(np.rint(capped[model, month]).astype(np.int64)),
        pa.array(calendar.is_partial[month]),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)
