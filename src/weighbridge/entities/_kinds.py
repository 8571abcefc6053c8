"""Which models no definition can tell apart: their counts may be added up before names are joined."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._splitting import DESCENT_KEYS
from weighbridge.statistics.keys import KeyTable
from weighbridge.store.arrow import numbers, table_of
from weighbridge.store.scanning import Numbering, beside, differ, gathered, keyed

IDENTITY = ("platform", "model_id")
_DESCENT = (*DESCENT_KEYS, "copied_organisation_id")
_MOST_SHARED = 1 << 12
ALONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The models of the hub as numbers, found by the engine's number for their name.

    ``slot`` of a model is its kind from 0 on; ``ALONE`` where its counts must stand by themselves; and
    ``-2 - g`` where it is one of the names of the model ``g``, which counts once, with its largest count.
    ``kind_of`` is the kind of each such ``g``. ``traits`` has a row a kind; ``numbering`` makes the numbers.
    """

    numbering: Numbering
    keys: KeyTable
    slot: NDArray[np.int32]
    kind_of: NDArray[np.int32]
    traits: pa.Table


def kinds_of(
    origins: nw.LazyFrame, states: nw.LazyFrame, parts: nw.LazyFrame, traits: tuple[str, ...]
) -> Kinds | None:
    """The kinds of all models; nothing where two names, or two kinds, cannot be told apart by number.

    Models with flagged counts (``states``) and those that descend from several makers stand alone.
    """
    columns = (*traits, *_DESCENT)
    joined = keyed(_described(origins, states, parts, traits), "kind", columns)
    numbered = _telling_apart(joined)
    if numbered is None:
        return None
    numbering, rows = numbered
    keys = KeyTable(rows["key"].to_numpy())
    _, first, kind = np.unique(rows["kind"].to_numpy(), return_index=True, return_inverse=True)
    described = _first_of_each(numbering.of(joined), keys.keys[first], columns)
    if differ(joined, described, "kind", columns):
        return None
    slot = np.where(numbers(rows["is_single"])[0], kind, ALONE).astype(np.int32)
    found = _named_twice(origins, numbering)
    alias, canonical = (keys.find(found[name].to_numpy()) for name in ("key", "canonical_key"))
    slot, kind_of = _with_twins(slot, alias, np.where(numbers(found["is_known"])[0], canonical, -1))
    return Kinds(numbering, keys, slot, kind_of, described.select(list(columns)))


def _telling_apart(joined: nw.LazyFrame) -> tuple[Numbering, pa.Table] | None:
    """A numbering under which no two names share a number, and the rows; nothing where none was found.

    The engine's own numbers repeat for a few names in a million, so those are numbered a second way.
    """
    numbering = Numbering(IDENTITY)
    for _ in range(2):
        rows = gathered(numbering.of(joined).select("key", "kind", "is_single"))
        keys = rows["key"].to_numpy()
        shared = np.unique(keys[_repeating(keys)])
        if not shared.size:
            return numbering, rows
        if shared.size > _MOST_SHARED:
            return None
        numbering = Numbering(IDENTITY, tuple(shared.tolist()))
    return None


def _first_of_each(numbered: nw.LazyFrame, keys: NDArray[np.uint64], columns: tuple[str, ...]) -> pa.Table:
    """What is said of the models with these numbers, in their order."""
    wanted = beside(numbered, table_of({"key": keys, "place": np.arange(keys.size)}))
    found = numbered.join(wanted, on="key", how="inner").sort("place")
    return gathered(found.select("kind", *columns))


def _described(
    origins: nw.LazyFrame, states: nw.LazyFrame, parts: nw.LazyFrame, traits: tuple[str, ...]
) -> nw.LazyFrame:
    """Each name with its traits and descent, and whether its counts may be added to others'."""
    descent = parts.group_by("canonical_id").agg(
        parts=nw.len(), **{name: nw.col(name).max() for name in _DESCENT}
    )
    told_apart = states.select("model_id").unique().with_columns(is_told_apart=nw.lit(True))
    return (
        origins.select(*IDENTITY, "canonical_id", *traits)
        .join(descent, on="canonical_id", how="left")
        .join(told_apart, on="model_id", how="left")
        .with_columns(is_single=nw.col("is_told_apart").is_null() & (nw.col("parts").fill_null(1) == 1))
    )


def _named_twice(origins: nw.LazyFrame, numbering: Numbering) -> pa.Table:
    """The names that stand for another one: their number, and that of the other where it is known."""
    others = numbering.of(origins.filter(nw.col("model_id") != nw.col("canonical_id")))
    known = numbering.of(origins).select(
        "platform", canonical_id=nw.col("model_id"), canonical_key=nw.col("key")
    )
    joined = others.join(known, on=["platform", "canonical_id"], how="left")
    is_known = ~nw.col("canonical_key").is_null()
    return gathered(joined.select("key", nw.col("canonical_key").fill_null(0), is_known=is_known))


def _with_twins(
    slot: NDArray[np.int32], alias: NDArray[np.int64], canonical: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Slots in which the names of one model share a number, and the kind of each such model.

    Where the names of a model differ in kind, or one must stand alone, all of them do; so does a name that
    stands for one that is not known, or that stands for another itself.
    """
    lost = (canonical < 0) | np.isin(canonical, alias)
    slot[alias[lost]] = ALONE
    alias, canonical = alias[~lost], canonical[~lost]
    models, group = np.unique(canonical, return_inverse=True)
    kind = slot[models].copy()
    differs = np.zeros(models.size, dtype=bool)
    np.logical_or.at(differs, group, slot[alias] != kind[group])
    differs |= kind < 0
    own = np.where(differs, ALONE, -2 - np.arange(models.size)).astype(np.int32)
    slot[models], slot[alias] = own, own[group]
    return slot, kind


def _repeating(values: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which values stand there more than once; of those one may be left out."""
    order = np.argsort(values)
    found = np.zeros(values.size, dtype=bool)
    found[order[1:][values[order][1:] == values[order][:-1]]] = True
    return found
