"""All statements about ancestry in one table of codes, and one row for each pair of models they speak of."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.relations import GRADES, RELATIONS, STATEMENTS, VAGUE_RELATIONS, WEIGHT_RELATIONS
from weighbridge.entities.identities import HUB, canonical_id, canonical_ids
from weighbridge.entities.lineage_judgements import JudgedEdge
from weighbridge.statistics.arrays import numbered
from weighbridge.store.arrow import pc, table_of, taken

Ints = NDArray[np.int64]
JUDGED = "judgements"
RELATION_NAMES = tuple(RELATIONS)
STATEMENT_NAMES = tuple(STATEMENTS)
# Whose word counts first where grades are equal.
VOICES = ("judgement", "publisher", "source", "names")
_KIND = ("judgement", "hub_tree", "hub_tag", "card_field", "gguf_metadata", "adapter_config")
# Relations that cannot both be true of one pair.
CLASHING = (("quantized", "converted", "copy"), ("adapter",), ("merge", "graft"))
_BIT = np.uint64(1)
_EPOCH = datetime.date(1970, 1, 1).toordinal()
NEVER = int(np.iinfo(np.int32).max)
"""The day a suggestion by a name was first stated on: nobody states it."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Statements as codes: ``child`` and ``parent`` into ``models`` (sorted), the rest into their names."""

    models: pa.Array
    child: Ints
    parent: Ints
    relation: Ints
    stated_in: Ints
    source: Ints
    sources: tuple[str, ...]
    day: Ints
    since: Ints
    weight: NDArray[np.float64]
    grade: Ints

    @property
    def size(self) -> int:
        """How many statements."""
        return self.child.size

    def where(self, keep: NDArray[np.bool_]) -> Evidence:
        """The statements of a mask."""
        return Evidence(
            models=self.models,
            child=self.child[keep],
            parent=self.parent[keep],
            relation=self.relation[keep],
            stated_in=self.stated_in[keep],
            source=self.source[keep],
            sources=self.sources,
            day=self.day[keep],
            since=self.since[keep],
            weight=self.weight[keep],
            grade=self.grade[keep],
        )


def gathered(statements: pa.Table, judged: Sequence[JudgedEdge], names: pa.Table) -> Evidence:
    """All usable statements: those of the sources, the judged edges, what names suggest.

    ``statements`` are rows of ``lineage_edges`` that name a parent; a statement the publisher has replaced
    since is left out.
    """
    table = pa.concat_tables([_stated(statements), _judged(judged), _named(names)])
    every = pc.unique(pa.chunked_array([*table["child"].chunks, *table["parent"].chunks])).sort()
    child, parent = _codes(table["child"], every), _codes(table["parent"], every)
    # From here on models are numbers: as texts they take most of the room.
    table = table.drop_columns(["child", "parent"])
    sources = pc.unique(table["source"]).sort()
    words = {"relation": RELATION_NAMES, "stated_in": STATEMENT_NAMES, "source": sources}
    coded = {name: _codes(table[name], pa.array(known)) for name, known in words.items()}
    table = table.drop_columns(list(words))
    held = np.flatnonzero(_is_newest(child, coded["stated_in"], table["day"].to_numpy()))
    models, both = numbered(np.concatenate([child[held], parent[held]]))
    child, parent = np.split(both, 2)
    return Evidence(
        models=taken(every, models),
        child=child,
        parent=parent,
        relation=coded["relation"][held],
        stated_in=coded["stated_in"][held],
        source=coded["source"][held],
        sources=tuple(sources.to_pylist()),
        day=table["day"].to_numpy()[held].astype(np.int64),
        since=table["since"].to_numpy()[held].astype(np.int64),
        weight=table["weight"].to_numpy()[held],
        grade=table["grade"].to_numpy()[held].astype(np.int64),
    )


def _codes(column: pa.ChunkedArray, words: pa.Array) -> Ints:
    return pc.index_in(column, value_set=words).to_numpy().astype(np.int64)


def _grades(stated_in: pa.ChunkedArray) -> pa.Array:
    own = pa.array([GRADES.index(item.grade) for item in STATEMENTS.values()], pa.int64())
    return own.take(pc.index_in(stated_in, value_set=pa.array(STATEMENT_NAMES)).combine_chunks())


def _stated(rows: pa.Table) -> pa.Table:
    return table_of(
        {
            "child": canonical_ids(rows["platform"], rows["child_id"]),
            "parent": canonical_ids(rows["parent_platform"], rows["parent_id"]),
            "relation": rows["relation"].cast(pa.string()),
            "stated_in": rows["stated_in"].cast(pa.string()),
            "source": rows["source"].cast(pa.string()),
            "day": rows["stated_on"].cast(pa.int32()).cast(pa.int64()),
            "since": rows["first_stated_on"].cast(pa.int32()).cast(pa.int64()),
            "weight": pc.fill_null(rows["weight"].cast(pa.float64()), float("nan")),
            "grade": _grades(rows["stated_in"]),
        }
    )


def judged_id(model_id: str) -> str:
    """The canonical id of a judged model; products carry their hub in front already."""
    return model_id.casefold() if model_id.startswith("product:") else canonical_id(HUB, model_id)


def _judged(edges: Sequence[JudgedEdge]) -> pa.Table:
    text, whole = pa.string(), pa.int64()
    return table_of(
        {
            "child": pa.array([judged_id(edge.child_id) for edge in edges], text),
            "parent": pa.array([judged_id(edge.parent_id) for edge in edges], text),
            "relation": pa.array([edge.relation for edge in edges], text),
            "stated_in": pa.array(["judgement"] * len(edges), text),
            "source": pa.array([_judged_source(edge) for edge in edges], text),
            "day": pa.array([0] * len(edges), whole),
            "since": pa.array([edge.known_from.toordinal() - _EPOCH for edge in edges], whole),
            "weight": pa.array([edge.weight or float("nan") for edge in edges], pa.float64()),
            "grade": pa.array([GRADES.index(edge.grade) for edge in edges], whole),
        }
    )


def _judged_source(edge: JudgedEdge) -> str:
    """A judgement that read the model's own card is the publisher's word, not a second one."""
    read_card = edge.source.startswith("https://huggingface.co/") or "Hub tags" in edge.source
    return f"{JUDGED} (card)" if read_card else JUDGED


def _named(names: pa.Table) -> pa.Table:
    size = names.num_rows
    grade = GRADES.index("inferred")
    return table_of(
        {
            "child": names["child_id"],
            "parent": names["parent_id"],
            "relation": names["relation"],
            "stated_in": names["stated_in"],
            "source": pa.array(["names"] * size, pa.string()),
            "day": pa.array(np.zeros(size, dtype=np.int64)),
            "since": pa.array(np.full(size, NEVER)),
            "weight": pa.array(np.full(size, np.nan)),
            "grade": pa.array(np.full(size, grade, dtype=np.int64)),
        }
    )


def _is_newest(child: Ints, stated_in: Ints, day: Ints) -> NDArray[np.bool_]:
    """Whether a statement is the newest of its kind the publisher has made of the child, in any source."""
    is_publishers = np.array([item.voice == "publisher" for item in STATEMENTS.values()])
    kinds, place = len(STATEMENT_NAMES), child * len(STATEMENT_NAMES) + stated_in
    last = np.full((int(child.max(initial=-1)) + 1) * kinds, np.iinfo(np.int64).min)
    np.maximum.at(last, place, day)
    return ~is_publishers[stated_in] | (day >= last[place])


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One row for each child, parent and kind (weights or not), all statements taken together.

    ``grade`` is before any contradiction; ``best_voice`` indexes ``VOICES``; ``voices`` counts independent
    ones; the masks say which sources, kinds of statement and relations stand behind the row.
    """

    child: Ints
    parent: Ints
    relation: Ints
    grade: Ints
    best_voice: Ints
    voices: Ints
    statements: Ints
    weight: NDArray[np.float64]
    first_day: Ints
    last_day: Ints
    sources: NDArray[np.uint64]
    stated_in: NDArray[np.uint64]
    relations: NDArray[np.uint64]
    clashes: NDArray[np.bool_]
    only_ambiguous: NDArray[np.bool_]

    @property
    def is_weight(self) -> NDArray[np.bool_]:
        """Whether weights pass along the pair."""
        return self.relation < len(WEIGHT_RELATIONS)


def paired(evidence: Evidence) -> Pairs:
    """Statements of one pair taken together: the best grade, raised where independent voices agree."""
    order = _order(evidence)
    child, parent, relation = evidence.child[order], evidence.parent[order], evidence.relation[order]
    kind = relation >= len(WEIGHT_RELATIONS)
    new = np.ones(order.size, dtype=bool)
    new[1:] = (np.diff(child) != 0) | (np.diff(parent) != 0) | (np.diff(kind.astype(np.int8)) != 0)
    first = np.flatnonzero(new)
    voice = _voices(evidence)[order]
    grade = np.maximum.reduceat(evidence.grade[order], first) if first.size else evidence.grade[order]
    independent = _independent(evidence, order, voice, first)
    raised = np.where(
        independent >= 2, np.minimum(np.maximum(grade, 1) + 1, GRADES.index("corroborated")), grade
    )
    said = _mask(evidence.relation[order], first, voice != VOICES.index("names"))
    stated = _mask(evidence.stated_in[order], first)
    return Pairs(
        child=child[first],
        parent=parent[first],
        relation=relation[first],
        grade=raised,
        best_voice=voice[first],
        voices=independent,
        statements=np.diff(np.r_[first, order.size]),
        weight=_first_weight(evidence.weight[order], first),
        first_day=_reduced(np.minimum, evidence.since[order], first),
        last_day=_reduced(np.maximum, evidence.day[order], first),
        sources=_mask(evidence.source[order], first),
        stated_in=stated,
        relations=_mask(evidence.relation[order], first),
        clashes=_clashes(said),
        only_ambiguous=stated == _BIT << np.uint64(STATEMENT_NAMES.index("name_ambiguous")),
    )


def _order(evidence: Evidence) -> Ints:
    """Statements by pair and kind; within a pair the best first: grade, plain relation, voice, kind."""
    vague = np.isin(evidence.relation, [RELATION_NAMES.index(name) for name in VAGUE_RELATIONS])
    other = evidence.relation >= len(WEIGHT_RELATIONS)
    rank = np.array([_KIND.index(name) if name in _KIND else len(_KIND) for name in STATEMENT_NAMES])
    keys = (
        evidence.source,
        evidence.relation,
        rank[evidence.stated_in],
        _voices(evidence),
        vague,
        -evidence.grade,
        other,
        evidence.parent,
        evidence.child,
    )
    return np.lexsort(keys)


def _voices(evidence: Evidence) -> Ints:
    own = np.array([VOICES.index(item.voice) for item in STATEMENTS.values()], dtype=np.int64)
    return own[evidence.stated_in]


def _independent(evidence: Evidence, order: Ints, voice: Ints, first: Ints) -> Ints:
    """Independent voices behind each pair; names are none, and a judged card is the publisher's word."""
    source = evidence.source[order]
    is_source = voice == VOICES.index("source")
    count = np.bitwise_count(_mask(source, first, is_source)).astype(np.int64)
    card = f"{JUDGED} (card)"
    of_card = (
        source == evidence.sources.index(card)
        if card in evidence.sources
        else np.zeros(source.size, dtype=bool)
    )
    publisher = (voice == VOICES.index("publisher")) | of_card
    judged = (voice == VOICES.index("judgement")) & ~of_card
    return (
        count
        + _reduced(np.maximum, publisher.astype(np.int64), first)
        + _reduced(np.maximum, judged.astype(np.int64), first)
    )


def _reduced(function: np.ufunc, values: Ints, first: Ints) -> Ints:
    return function.reduceat(values, first) if first.size else values[:0]


def _mask(codes: Ints, first: Ints, where: NDArray[np.bool_] | None = None) -> NDArray[np.uint64]:
    bits = _BIT << codes.astype(np.uint64)
    if where is not None:
        bits = np.where(where, bits, np.uint64(0))
    return np.bitwise_or.reduceat(bits, first) if first.size else bits[:0]


def _first_weight(weight: NDArray[np.float64], first: Ints) -> NDArray[np.float64]:
    known = np.where(np.isnan(weight), -np.inf, weight)
    best = np.maximum.reduceat(known, first) if first.size else known[:0]
    return np.where(np.isinf(best), np.nan, best)


def _clashes(said: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether a pair is said to be a copy and an adapter, a merge and a copy, and so on."""
    groups = [sum(1 << RELATION_NAMES.index(name) for name in names) for names in CLASHING]
    rest = sum(1 << RELATION_NAMES.index(name) for name in WEIGHT_RELATIONS if name not in VAGUE_RELATIONS)
    for mask in groups:
        rest &= ~mask
    kinds = sum(((said & np.uint64(mask)) != 0).astype(np.int64) for mask in (*groups, rest))
    return np.asarray(kinds) > 1


def words(mask: NDArray[np.uint64], names: Sequence[str]) -> pa.Array:
    """Each mask as its names, joined; masks repeat, so each is spelled once."""
    different, at = np.unique(mask, return_inverse=True)
    texts = [", ".join(name for i, name in enumerate(names) if int(bits) >> i & 1) for bits in different]
    return taken(pa.array(texts, pa.string()), at)
