"""Which models no definition can tell apart: their counts may be added up before names are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._names import told_apart
from weighbridge.entities._splitting import DESCENT_KEYS
from weighbridge.statistics.keys import KeyTable
from weighbridge.store.arrow import numbers, pc, taken
from weighbridge.store.scanning import Numbering, gathered, keyed

BASE = "base_organisation_id"
_COPIED = "copied_organisation_id"
ALONE = -1

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Rows of texts, and the engine's number for each."""

    keys: Keys
    rows: pa.Table

    def at(self, keys: Keys) -> Ints:
        """The place of each number; all are held."""
        order = np.argsort(self.keys)
        return order[np.searchsorted(self.keys[order], keys)]


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The models of the hub as numbers, found by the engine's number for their name.

    ``slot`` of a name is its kind from 0 on; ``ALONE`` where its counts must stand by themselves; and
    ``-2 - g`` where it is one of the names of the model ``g``, which counts once, with its largest count.
    ``kind_of`` is the kind of each such ``g``. A kind is a row of each table of ``words``, at ``places``;
    ``numbering`` makes the numbers.
    """

    numbering: Numbering
    keys: KeyTable
    slot: NDArray[np.int32]
    kind_of: NDArray[np.int32]
    words: tuple[Words, ...]
    places: tuple[Ints, ...]

    @property
    def size(self) -> int:
        """How many kinds there are."""
        return int(self.places[0].size)

    def described(self, kinds: Ints) -> pa.Table:
        """The traits and the descent of some kinds; ``base_organisation_id`` is what a copy copies."""
        columns = {
            name: taken(words.rows[name], place[kinds])
            for words, place in zip(self.words, self.places, strict=True)
            for name in words.rows.column_names
        }
        return pa.table(columns)


def kinds_of(
    origins: nw.LazyFrame, states: nw.LazyFrame, parts: nw.LazyFrame, traits: tuple[str, ...]
) -> Kinds | None:
    """The kinds of all models; nothing where two names, or two kinds, cannot be told apart by number.

    Models with flagged counts (``states``) and those that descend from several makers stand alone.
    """
    rest = tuple(name for name in traits if name != BASE)
    words = _words(origins, parts, rest)
    told = told_apart(keyed(keyed(origins, "rest", rest), "base", (BASE,)), ("canonical_id", "rest", "base"))
    if words is None or told is None:
        return None
    numbering, rows = told
    canonical = rows["canonical_id"].combine_chunks().dictionary_encode()
    if canonical.null_count:
        return None
    model = canonical.indices.to_numpy()
    descent, base, is_single = _descent(parts, canonical.dictionary, model, rows["base"].to_numpy())
    keys = KeyTable(rows["key"].to_numpy())
    is_single[_flagged(origins, states, numbering, keys)] = False
    held = (words[0].at(rows["rest"].to_numpy()), words[1].at(descent), words[2].at(base))
    places, kind = _combined(held, tuple(one.keys.size for one in words))
    slot, kind_of = _with_twins(np.where(is_single, kind, ALONE).astype(np.int32), model)
    return Kinds(numbering, keys, slot, kind_of, words, places)


def _words(origins: nw.LazyFrame, parts: nw.LazyFrame, rest: tuple[str, ...]) -> tuple[Words, ...] | None:
    """All traits, all descents, all makers of what is copied; nothing where two share a number."""
    own = _unlike(origins.select(*rest), rest)
    nobody = nw.lit(None, dtype=nw.String)
    none = origins.select("model_id").head(1).select(**dict.fromkeys(DESCENT_KEYS, nobody))
    descents = _unlike(nw.concat([parts.select(*DESCENT_KEYS), none], how="vertical"), DESCENT_KEYS)
    bases = [origins.select(BASE), parts.select(**{BASE: nw.col(_COPIED)})]
    makers = _unlike(nw.concat(bases, how="vertical"), (BASE,))
    if own is None or descents is None or makers is None:
        return None
    return own, descents, makers


def _unlike(frame: nw.LazyFrame, columns: Sequence[str]) -> Words | None:
    """Each combination of some columns once, with its number."""
    rows = gathered(keyed(frame.group_by(*columns).agg(rows=nw.len()), "key", columns))
    keys = rows["key"].to_numpy()
    if np.unique(keys).size < keys.size:
        return None
    return Words(keys, rows.select(list(columns)).combine_chunks())


def _descent(
    parts: nw.LazyFrame, canonical: pa.Array, model: NDArray[np.int32], base: Keys
) -> tuple[Keys, Keys, NDArray[np.bool_]]:
    """The numbers of each name's descent and of the maker of what it copies; whether it has one descent."""
    is_copy = ~nw.col(_COPIED).is_null()
    numbered = keyed(keyed(parts, "descent", DESCENT_KEYS), "copied", (_COPIED,))
    rows = gathered(numbered.select("canonical_id", "descent", "copied", is_copy=is_copy))
    at = pc.index_in(rows["canonical_id"].combine_chunks(), value_set=canonical)
    place, is_held = numbers(at)
    known = np.flatnonzero(is_held)
    several = np.bincount(place[known], minlength=len(canonical))[model]
    row = np.full(len(canonical), -1, dtype=np.int64)
    row[place[known]] = known
    row = row[model]
    descent = np.append(rows["descent"].to_numpy(), _number_of_none(parts))[row]
    copied = np.append(rows["copied"].to_numpy(), np.uint64(0))[row]
    copies = np.append(numbers(rows["is_copy"])[0], False)[row]
    return descent, np.where(copies, copied, base), several < 2


def _number_of_none(parts: nw.LazyFrame) -> np.uint64:
    """The number of a descent of which nothing is known."""
    nobody = nw.lit(None, dtype=nw.String)
    one = parts.select(rows=nw.len()).with_columns(**dict.fromkeys(DESCENT_KEYS, nobody))
    found: np.uint64 = gathered(keyed(one, "key", DESCENT_KEYS))["key"].to_numpy()[0]
    return found


def _flagged(origins: nw.LazyFrame, states: nw.LazyFrame, numbering: Numbering, keys: KeyTable) -> Ints:
    """The places of the names whose counts are flagged somewhere."""
    flagged = states.group_by("model_id").agg(rows=nw.len()).select("model_id")
    rows = gathered(numbering.of(origins.join(flagged, on="model_id", how="inner")).select("key"))
    return keys.find(rows["key"].to_numpy())


def _combined(held: tuple[Ints, ...], sizes: tuple[int, ...]) -> tuple[tuple[Ints, ...], Ints]:
    """Each combination of places once, and which of them every name has."""
    kind, first = np.zeros(held[0].size, dtype=np.int64), np.zeros(0, dtype=np.int64)
    for place, size in zip(held, sizes, strict=True):
        # Numbered anew after each table, so that products of sizes stay small.
        _, first, kind = np.unique(kind * size + place, return_index=True, return_inverse=True)
    return tuple(place[first] for place in held), kind


def _with_twins(
    slot: NDArray[np.int32], model: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Slots in which the names of one model share a number, and the kind of each such model.

    Where the names of a model differ in kind, or one must stand alone, all of them do.
    """
    twins = np.flatnonzero(np.bincount(model)[model] > 1) if model.size else np.zeros(0, dtype=np.int64)
    _, first, group = np.unique(model[twins], return_index=True, return_inverse=True)
    kind = slot[twins[first]]
    differs = np.zeros(first.size, dtype=bool)
    np.logical_or.at(differs, group, slot[twins] != kind[group])
    differs |= kind < 0
    own = np.where(differs, ALONE, -2 - np.arange(first.size)).astype(np.int32)
    slot[twins] = own[group]
    return slot, np.where(differs, 0, kind).astype(np.int32)
