"""The whole graph in arrays: nodes, standing pairs, roots, and what the ends of the paths say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.relations import COPY_RELATIONS, GRADES, WEIGHT_RELATIONS
from weighbridge.entities._evidence import judged_id
from weighbridge.entities._terminals import ANSWERS, REASON_NAMES, Terminals, terminals
from weighbridge.entities.lineage_judgements import JudgedAnswer
from weighbridge.statistics.ancestry import UNKNOWN, Ancestry, resolve_ancestry
from weighbridge.statistics.root_fractions import RootFractions, parent_weights, root_fractions
from weighbridge.store.arrow import pc, taken

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
_TOP = len(GRADES) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """Nodes in the order of their ids, the pairs weights pass along, and what follows.

    ``said`` is what is said of a node without parents (of others it means nothing). The root fractions of all
    nodes are ``part_node``, ``part_root`` (-1 unknown) and ``part``. ``grade`` is the weakest link up to the
    roots, as an index into ``GRADES``; ``copy_of`` the model a copy copies, -1 where a node is no copy.
    """

    models: pa.Array
    child: Ints
    parent: Ints
    weight: NDArray[np.float64]
    ancestry: Ancestry
    said: Terminals
    part_node: Ints
    part_root: Ints
    part: NDArray[np.float64]
    grade: Ints
    copy_of: Ints

    @property
    def size(self) -> int:
        """How many nodes."""
        return len(self.models)


def descent(
    pairs: pa.Table,
    listed: pa.Array,
    architectures: pa.Table,
    answers: Sequence[JudgedAnswer],
) -> Descent:
    """The graph of the standing pairs of ``lineage`` and of all listed models, resolved."""
    standing = pairs.filter(
        pc.and_(
            pc.equal(pairs["outcome"], "stands"),
            pc.is_in(pairs["relation"], value_set=pa.array(list(WEIGHT_RELATIONS))),
        )
    )
    judged = pa.array([judged_id(answer.model_id) for answer in answers], pa.string())
    named = [*pairs["child_id"].chunks, *pairs["parent_id"].chunks]
    every = pa.chunked_array([listed, judged, *named], pa.string())
    models = pc.unique(every).sort() if every.length() else pa.array([], pa.string())
    child, parent = (_codes(standing[name], models) for name in ("child_id", "parent_id"))
    found = resolve_ancestry(len(models), child, parent)
    stated = pc.fill_null(standing["weight"].cast(pa.float64()), float("nan")).to_numpy()
    weight = parent_weights(len(models), child, stated)
    fractions = root_fractions(found, child, parent, weight)
    said = _said(models, found, architectures, answers)
    node, root, part = _all_parts(found, fractions)
    return Descent(
        models=models,
        child=child,
        parent=parent,
        weight=weight,
        ancestry=found,
        said=said,
        part_node=node,
        part_root=root,
        part=part,
        grade=_weakest(found, child, parent, _codes(standing["grade"], pa.array(GRADES)), said),
        copy_of=_copied(found, child, parent, standing["relation"]),
    )


def _said(
    models: pa.Array, found: Ancestry, architectures: pa.Table, answers: Sequence[JudgedAnswer]
) -> Terminals:
    """What is said of the ends of the paths, spread over all nodes."""
    ends = np.flatnonzero(found.parents == 0)
    few = terminals(taken(models, ends), architectures, answers)
    answer, reason, grade = (np.zeros(len(models), dtype=np.int8) for _ in range(3))
    for whole, part in ((answer, few.answer), (reason, few.reason), (grade, few.grade)):
        whole[ends] = part
    reason[found.in_cycle] = REASON_NAMES.index("cycle")
    makers = pc.replace_with_mask(pa.nulls(len(models), pa.string()), pa.array(found.parents == 0), few.maker)
    return Terminals(answer, reason, grade, makers)


def is_own(found: Descent) -> Mask:
    """Which nodes stand at the end of a path and are known to be their maker's own."""
    return (found.ancestry.parents == 0) & (found.said.answer == ANSWERS.index("own"))


def _codes(column: pa.ChunkedArray, words: pa.Array) -> Ints:
    return pc.index_in(column, value_set=words).to_numpy().astype(np.int64)


def _all_parts(found: Ancestry, several: RootFractions) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """The fractions of nodes with several roots, and a whole for each node with one or an unknown one."""
    single = np.flatnonzero(found.root >= UNKNOWN)
    node = np.concatenate([several.node, single])
    root = np.concatenate([several.root, found.root[single].astype(np.int64)])
    part = np.concatenate([several.fraction, np.ones(single.size)])
    order = np.lexsort((root, node))
    return node[order], root[order], part[order]


def _generations(found: Ancestry, child: Ints) -> list[Ints]:
    """The edges by the generation of their child, from the roots outwards; cyclic ones are left out."""
    depth = found.depth[child]
    usable = np.flatnonzero(depth > 0)
    order = usable[np.argsort(depth[usable], kind="stable")]
    bounds = np.flatnonzero(np.diff(depth[order])) + 1
    return [part for part in np.split(order, bounds) if part.size]


def _weakest(found: Ancestry, child: Ints, parent: Ints, grade: Ints, said: Terminals) -> Ints:
    """The weakest grade on any path to a root, the root's own included; the lowest round a cycle."""
    weakest = np.full(found.root.size, _TOP, dtype=np.int64)
    ends = found.parents == 0
    weakest[ends] = said.grade[ends]
    for rows in _generations(found, child):
        np.minimum.at(weakest, child[rows], np.minimum(grade[rows], weakest[parent[rows]]))
    weakest[found.in_cycle | found.into_cycle] = 0
    return weakest


def _copied(found: Ancestry, child: Ints, parent: Ints, relation: pa.ChunkedArray) -> Ints:
    """The model each copy copies: up through quantised, converted and re-uploaded repositories."""
    is_copy = pc.is_in(relation, value_set=pa.array(list(COPY_RELATIONS))).to_numpy(zero_copy_only=False)
    original = np.full(found.root.size, -1, dtype=np.int64)
    for rows in _generations(found, child):
        mine = rows[is_copy[rows] & (found.parents[child[rows]] == 1)]
        above = original[parent[mine]]
        original[child[mine]] = np.where(above >= 0, above, parent[mine])
    return original
