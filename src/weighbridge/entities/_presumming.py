"""Adds up the counts of models that no axis can tell apart, before their names are joined to anything.

Most models of a hub are spelt one way, descend from one maker and have no flagged count: of theirs only the
sum by account and traits is ever used. Adding them up by number, a capture at a time, leaves the expression
that follows a small table, however many observations there are. The others pass through one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.statistics.keys import KeyTable
from weighbridge.store.arrow import table_of, taken
from weighbridge.store.scanning import beside, is_embedded, keyed

FROM_ROWS = 2_000_000
"""Fewer observations are joined as they are: that takes no longer."""
MEASURES = ("downloads_30d", "likes", "downloads_all_time")
_DESCENT = ("parent_organisation_id", "root_organisation_id", "copied_organisation_id")


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The models of the hub as numbers: ``kind`` of each, -1 where it must not be added to others.

    ``first`` is one model of each kind, which stands for all of them; ``keys`` finds models by the engine's
    numbers.
    """

    keys: KeyTable
    kind: NDArray[np.int32]
    first: NDArray[np.int64]


def presummed(
    observations: nw.LazyFrame,
    captures: nw.LazyFrame,
    origins: nw.LazyFrame,
    states: nw.LazyFrame,
    parts: nw.LazyFrame,
    traits: tuple[str, ...],
) -> tuple[nw.LazyFrame, nw.LazyFrame]:
    """Observations with ``models``, the number of models each row is the sum over; and who those are.

    ``captures`` names the lists and captures wanted; ``states`` the models whose counts are told apart;
    ``traits`` the columns of ``origins`` that definitions look at.
    """
    names = ("list_id", "crawl_id", "month", "platform", "model_id", "measure", "value")
    each = observations.select(*names).filter(~nw.col("value").is_null()).with_columns(models=nw.lit(1.0))
    if not is_embedded(observations) or _length(observations) < FROM_ROWS:
        return each, origins
    kinds = _kinds(origins, states, parts, traits)
    found = _sums(observations, _arrow(captures.sort("list_id", "crawl_id")), kinds)
    if found is None:
        return each, origins
    return _named(found, observations, origins, kinds, traits)


def _length(frame: nw.LazyFrame) -> int:
    return int(_arrow(frame.select(nw.len()))[0][0].as_py())


def _arrow(frame: nw.LazyFrame) -> pa.Table:
    return frame.collect(backend="pyarrow").to_native()


def _kinds(
    origins: nw.LazyFrame, states: nw.LazyFrame, parts: nw.LazyFrame, traits: tuple[str, ...]
) -> Kinds:
    descent = parts.group_by("canonical_id").agg(
        parts=nw.len(), **{name: nw.col(name).max() for name in _DESCENT}
    )
    told_apart = states.select("model_id").unique().with_columns(is_told_apart=nw.lit(True))
    joined = (
        origins.select("platform", "model_id", "canonical_id", *traits)
        .join(descent, on="canonical_id", how="left")
        .join(told_apart, on="model_id", how="left")
        .with_columns(is_single=nw.col("is_told_apart").is_null() & (nw.col("parts").fill_null(1) == 1))
    )
    numbered = keyed(keyed(joined, "key", ("platform", "model_id")), "kind", (*traits, *_DESCENT))
    rows = _arrow(
        keyed(numbered, "canonical", ("canonical_id",)).select("key", "kind", "canonical", "is_single")
    )
    keys = rows["key"].to_numpy()
    is_plain = rows["is_single"].to_numpy() & ~_repeats(rows["canonical"].to_numpy()) & ~_repeats(keys)
    plain = np.flatnonzero(is_plain)
    _, first, inverse = np.unique(rows["kind"].to_numpy()[plain], return_index=True, return_inverse=True)
    kind = np.full(keys.size, -1, dtype=np.int32)
    kind[plain] = inverse
    return Kinds(KeyTable(keys), kind, plain[first])


def _repeats(values: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which values stand there more than once."""
    order = np.argsort(values)
    is_same = values[order][1:] == values[order][:-1]
    found = np.zeros(values.size, dtype=bool)
    found[order[1:][is_same]] = True
    found[order[:-1][is_same]] = True
    return found


def _sums(observations: nw.LazyFrame, captures: pa.Table, kinds: Kinds) -> pa.Table | None:
    """One row for each capture, measure and kind, and for each count that stands alone; ``at`` is its model.

    Nothing where a capture holds a model that ``origins`` does not know.
    """
    parts = []
    for capture, rows in _read(observations, captures):
        at = kinds.keys.find(rows["key"].to_numpy())
        if at.size and at.min() < 0:
            return None
        made = _capture(at, rows["code"].to_numpy(), rows["value"].to_numpy(), kinds)
        parts.append(_labelled(made, capture))
    return pa.concat_tables(parts) if parts else None


def _read(observations: nw.LazyFrame, captures: pa.Table) -> Iterator[tuple[dict[str, str], pa.Table]]:
    """Each capture with its counts as numbers; the next one is read while the last is added up."""
    code = nw.lit(len(MEASURES))
    for number, measure in enumerate(MEASURES):
        code = nw.when(nw.col("measure") == measure).then(nw.lit(number)).otherwise(code)

    def read(capture: dict[str, str]) -> pa.Table:
        inside = observations.filter(
            nw.col("list_id") == capture["list_id"], nw.col("crawl_id") == capture["crawl_id"]
        )
        numbered = inside.filter(~nw.col("value").is_null()).with_columns(code=code.cast(nw.Int8))
        return _arrow(keyed(numbered, "key", ("platform", "model_id")).select("key", "code", "value"))

    wanted = captures.select(["list_id", "crawl_id", "month"]).to_pylist()
    with ThreadPoolExecutor(max_workers=1) as ahead:
        waiting = ahead.submit(read, wanted[0]) if wanted else None
        for number, capture in enumerate(wanted):
            if waiting is None:
                break
            rows = waiting.result()
            waiting = ahead.submit(read, wanted[number + 1]) if number + 1 < len(wanted) else None
            yield capture, rows


def _capture(
    at: NDArray[np.int64], code: NDArray[np.int8], value: NDArray[np.int64], kinds: Kinds
) -> dict[str, NDArray[np.generic]]:
    """The sums of a capture by measure and kind, and the counts that stand alone."""
    kind = kinds.kind[at]
    is_plain = kind >= 0
    held = np.flatnonzero(np.bincount(code, minlength=len(MEASURES))[: len(MEASURES)])
    size = kinds.first.size
    # A model with several measures is one model of its kind.
    once = None if held.size < 2 else np.bincount(kinds.kind[np.unique(at[is_plain])], minlength=size)
    parts = []
    for number in held:
        inside = is_plain if held.size == 1 else is_plain & (code == number)
        own = kind if inside.all() else kind[inside]
        counted = np.bincount(own, minlength=size)
        total = np.bincount(own, weights=value if inside.all() else value[inside], minlength=size)
        some = np.flatnonzero(counted)
        models = (counted if once is None else once)[some]
        parts.append((kinds.first[some], np.full(some.size, number), total[some], models))
    alone = np.flatnonzero(~is_plain & (code < len(MEASURES)))
    parts.append((at[alone], code[alone], value[alone], np.ones(alone.size)))
    columns = [np.concatenate([part[i] for part in parts]) for i in range(4)]
    return {
        "at": columns[0].astype(np.int64),
        "code": columns[1].astype(np.int8),
        "value": columns[2].astype(np.int64),
        "models": columns[3].astype(np.float64),
    }


def _labelled(made: dict[str, NDArray[np.generic]], capture: dict[str, str]) -> pa.Table:
    """The sums of a capture with its names, each told once."""
    size = made["at"].size
    same: Any = pa.array(np.zeros(size, dtype=np.int8))
    columns = {name: pa.DictionaryArray.from_arrays(same, pa.array([text])) for name, text in capture.items()}
    code: Any = pa.array(made.pop("code"))
    measure = pa.DictionaryArray.from_arrays(code, pa.array(MEASURES))
    return table_of({**columns, "measure": measure, **made})


def _named(
    sums: pa.Table, observations: nw.LazyFrame, origins: nw.LazyFrame, kinds: Kinds, traits: tuple[str, ...]
) -> tuple[nw.LazyFrame, nw.LazyFrame]:
    """The sums with platform and id of the model each row stands for, and the rows of those models."""
    at = sums["at"].to_numpy()
    models = np.unique(at)
    wanted = table_of({"key": kinds.keys.keys[models], "place": np.arange(models.size)})
    rows = keyed(
        origins.select("platform", "model_id", "canonical_id", *traits), "key", ("platform", "model_id")
    )
    found = _arrow(rows.join(beside(origins, wanted), on="key", how="inner").sort("place"))
    place = np.searchsorted(models, at)
    table = sums.drop_columns(["at"])
    for name in ("platform", "model_id"):
        table = table.append_column(name, taken(found[name], place))
    return beside(observations, table), beside(origins, found.drop_columns(["key", "place"]))
