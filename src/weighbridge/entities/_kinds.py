"""Which models no definition can tell apart: their counts may be added up before names are joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._names import IDENTITY, told_apart
from weighbridge.entities._splitting import DESCENT_KEYS
from weighbridge.statistics.keys import KeyTable, repeated
from weighbridge.store.arrow import coded_text, numbers, table_of, taken
from weighbridge.store.scanning import Numbering, beside, gathered, keyed

BASE = "base_organisation_id"
_COPIED = "copied_organisation_id"
ALONE = -1

Ints = NDArray[np.int64]
Slots = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The models of the hub as numbers, found by the engine's number for their name.

    ``slot`` of a name is its kind from 0 on; ``ALONE`` where its counts must stand by themselves; and
    ``-2 - g`` where it is one of the names of the model ``g``, which counts once, with its largest count.
    ``kind_of`` is the kind of each such ``g``. A kind is a row of ``traits``; ``numbering`` makes the numbers
    of names.
    """

    numbering: Numbering
    keys: KeyTable
    slot: Slots
    kind_of: Slots
    traits: pa.Table

    @property
    def size(self) -> int:
        """How many kinds there are."""
        return self.traits.num_rows

    def told(self, sums: pa.Table, captures: pa.Table, at: Ints) -> dict[str, Any]:
        """The columns of sums by kind, in dictionary form: those of the captures ``at``, and the traits."""
        columns = {name: taken(coded_text(captures[name]), at) for name in captures.column_names}
        traits = self.described(sums["kind"].to_numpy())
        return columns | {name: traits[name] for name in traits.column_names}

    def described(self, kinds: Ints) -> pa.Table:
        """The traits and the descent of some kinds, texts in dictionary form.

        ``base_organisation_id`` is what a copy copies.
        """
        return table_of({name: taken(self.traits[name], kinds) for name in self.traits.column_names})


def kinds_of(
    origins: nw.LazyFrame, states: nw.LazyFrame, parts: nw.LazyFrame, traits: tuple[str, ...]
) -> Kinds | None:
    """The kinds of all models; nothing where two names, or two kinds, cannot be told apart by number.

    Models with flagged counts (``states``) and those that descend from several makers stand alone.
    """
    columns = (*traits, *DESCENT_KEYS)
    models = _models(origins.select(*IDENTITY, "canonical_id", *traits), states, parts)
    found = _numbered(models, columns, ("is_alone",))
    if found is None:
        return None
    slot = found.kind
    slot[numbers(found.rows["is_alone"])[0]] = ALONE
    at, model = _twins(origins, found)
    kind_of = _with_twins(slot, at, model)
    return Kinds(found.numbering, found.keys, slot, kind_of, found.traits)


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """Kinds told by the columns of a name alone: every slot is a kind.

    ``model`` is the number of the model of each name, and ``is_twin`` tells that it has other names too.
    """

    kinds: Kinds
    model: Ints
    is_twin: NDArray[np.bool_]


def plain_kinds(origins: nw.LazyFrame, columns: tuple[str, ...]) -> Plain | None:
    """The kinds by some columns of ``origins``; nothing where names or kinds cannot be told apart."""
    found = _numbered(origins.select(*IDENTITY, "canonical_id", *columns), columns, ())
    if found is None:
        return None
    at, shared = _twins(origins, found)
    model, is_twin = np.arange(found.kind.size), np.zeros(found.kind.size, dtype=bool)
    model[at], is_twin[at] = found.kind.size + shared, True
    none = np.zeros(0, dtype=np.int32)
    return Plain(Kinds(found.numbering, found.keys, found.kind, none, found.traits), model, is_twin)


@dataclass(frozen=True, slots=True, eq=False)
class _Numbered:
    """All names with the number of their kind; ``rows`` has that of their model and what else was asked."""

    numbering: Numbering
    keys: KeyTable
    kind: Slots
    rows: pa.Table
    traits: pa.Table


def _numbered(models: nw.LazyFrame, columns: tuple[str, ...], asked: tuple[str, ...]) -> _Numbered | None:
    """The names and the kinds by some columns; nothing where two of either cannot be told apart by number."""
    found = keyed(
        models.group_by(*columns).agg(rows=nw.len(), named=nw.col("canonical_id").count()), "kind", columns
    )
    kinds = gathered(found)
    key = kinds["kind"].to_numpy()
    if repeated(key).size or (kinds["named"].to_numpy() < kinds["rows"].to_numpy()).any():
        return None
    numbered = keyed(keyed(models, "kind", columns), "model", ("canonical_id",))
    told = told_apart(numbered, ("kind", "model", *asked))
    if told is None:
        return None
    numbering, rows = told
    kind = KeyTable(key).find(rows["kind"].to_numpy()).astype(np.int32)
    traits = table_of({name: coded_text(kinds[name]) for name in columns})
    return _Numbered(numbering, KeyTable(rows["key"].to_numpy()), kind, rows, traits)


def _models(origins: nw.LazyFrame, states: nw.LazyFrame, parts: nw.LazyFrame) -> nw.LazyFrame:
    """The names with the descent of their model, and whether its counts must stand alone."""
    of_parts = {name: nw.col(name).max() for name in (*DESCENT_KEYS, _COPIED)}
    # Of a model in one part the largest is the only one; one in several stands alone, whatever stands here.
    descent = parts.group_by("canonical_id").agg(**of_parts, parts=nw.len())
    flagged = states.group_by("model_id").agg(flagged=nw.len())
    is_alone = (nw.col("parts") > 1) | ~nw.col("flagged").is_null()
    base = nw.when(~nw.col(_COPIED).is_null()).then(nw.col(_COPIED)).otherwise(nw.col(BASE))
    joined = origins.join(descent, on="canonical_id", how="left").join(flagged, on="model_id", how="left")
    return joined.with_columns(base.alias(BASE), is_alone=is_alone.fill_null(False))


def _twins(origins: nw.LazyFrame, found: _Numbered) -> tuple[Ints, Ints]:
    """The places of the names of models that have several, and a number for the model of each.

    Models that only share the engine's number are told apart by their texts.
    """
    some = repeated(found.rows["model"].to_numpy())
    if not some.size:
        return some, some
    numbering, keys = found.numbering, found.keys
    numbered = numbering.of(origins.select(*numbering.columns, "canonical_id"))
    rows = gathered(
        numbered.join(beside(numbered, table_of({"key": keys.keys[some]})), on="key", how="inner")
    )
    text = rows["canonical_id"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    is_twin = np.bincount(text)[text] > 1
    return keys.find(rows["key"].to_numpy())[is_twin], text[is_twin]


def _with_twins(slot: Slots, at: Ints, model: Ints) -> Slots:
    """Let the names ``at`` of one ``model`` share a slot; the kind of each such model.

    Where the names of a model differ in kind, or one must stand alone, all of them do.
    """
    _, first, group = np.unique(model, return_index=True, return_inverse=True)
    kind = slot[at[first]]
    differs = kind < 0
    np.logical_or.at(differs, group, slot[at] != kind[group])
    own = np.where(differs, ALONE, -2 - np.arange(first.size)).astype(np.int32)
    slot[at] = own[group]
    return np.where(differs, 0, kind).astype(np.int32)
