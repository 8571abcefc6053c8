"""Whose a model counts for by parent and by root of the weights: organisations with their part in it."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._descent import Descent
from weighbridge.entities.ancestry import descended, root_organisations
from weighbridge.entities.lineage_judgements import EVER, edition
from weighbridge.entities.publishers import publishers
from weighbridge.store.arrow import pc, table_of, taken

_BLOCK = 1 << 18


@entity(
    columns=(
        Column("canonical_id", "text", "The model."),
        Column("part", "integer", "The number of the part, from 0."),
        Column(
            "parent_organisation_id",
            "text",
            "The publisher of its parent; its own maker's for a base model.",
            nullable=True,
        ),
        Column("root_organisation_id", "text", "Whose own work the root of the part is.", nullable=True),
        Column(
            "copied_organisation_id", "text", "Of a copy: the publisher of what it copies.", nullable=True
        ),
        Column("from_fraction", "number", "The parts before this one, summed."),
        Column("to_fraction", "number", "The same with this one; 1 for the last."),
        Column("root_grade", "integer", "The weakest link to the roots, 0 asserted to 4 verified."),
    ),
    key=("canonical_id", "part"),
    reads=("lineage", "origins", "model_facts"),
    judgements=("lineage_answers", "family_origins", "architectures", "families", "accounts"),
    edition=edition,
    rules=(
        Rule(
            "Parts of a count must sum to the count, to the last digit and in any order.",
            "A part is cut between two running sums, so that neighbours share their cut and none is lost.",
        ),
    ),
)
def origin_parts(
    pairs: nw.LazyFrame, origins: nw.LazyFrame, facts: nw.LazyFrame, known_by: str = EVER
) -> Iterator[pa.Table]:
    """One row for each pair of parent's and root's organisation a model counts for, with running sums.

    An organisation is empty where it is not known: the publisher of an unknown account, the root of a path
    that ends at a model nobody vouches for. A model known to be its maker's own counts for its maker as
    parent and root alike; one without a known parent for nobody.
    """
    found = descended(pairs, origins, facts, known_by)
    node, parent, root, part = joined_parts(found)
    number, before, after = _running(node, part)
    copied = _copied(found)
    models, grade = found.models, found.grade
    del found
    # All texts at once would take more room than the graph.
    for begin in range(0, node.size, _BLOCK):
        rows = slice(begin, begin + _BLOCK)
        yield table_of(
            {
                "canonical_id": taken(models, node[rows]),
                "part": number[rows],
                "parent_organisation_id": parent[rows],
                "root_organisation_id": root[rows],
                "copied_organisation_id": taken(copied, node[rows]),
                "from_fraction": before[rows],
                "to_fraction": after[rows],
                "root_grade": grade[node[rows]],
            }
        )


def _running(node: np.ndarray, part: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each part its number within its node and the sums before and after it; the last sum is 1."""
    if not node.size:
        return node, part, part
    starts = np.flatnonzero(np.r_[True, np.diff(node) != 0])
    number = np.arange(node.size) - np.repeat(starts, np.diff(np.r_[starts, node.size]))
    before, after = np.zeros(node.size), part.copy()
    rows = np.flatnonzero(number == 1)
    while rows.size:
        before[rows] = after[rows - 1]
        after[rows] = np.minimum(before[rows] + part[rows], 1.0)
        following = rows + 1
        rows = following[(following < node.size) & (number[np.minimum(following, node.size - 1)] > 0)]
    after[np.r_[np.diff(node) != 0, True]] = 1.0
    return number, before, after


def joined_parts(found: Descent) -> tuple[np.ndarray, pa.Array, pa.Array, np.ndarray]:
    """Node, organisation of the parent, organisation of the root, and part, summed and sorted."""
    words, publisher, root_maker = _numbered(publishers(found.models)[0], root_organisations(found))
    start = np.searchsorted(found.part_node, np.arange(found.size + 1))
    size = np.diff(start)[found.parent]
    first = np.cumsum(size) - size
    at = np.repeat(start[found.parent] - first, size) + np.arange(size.sum())
    ends = np.flatnonzero(found.ancestry.parents == 0)
    own = root_maker[start[ends]]
    node = np.concatenate([np.repeat(found.child, size), ends])
    parent = np.concatenate([publisher[np.repeat(found.parent, size)], own])
    root = np.concatenate([root_maker[at], own])
    part = np.concatenate([np.repeat(found.weight, size) * found.part[at], np.ones(ends.size)])
    # Sorted before summing: sums of floats hang on their order.
    order = np.lexsort((part, root, parent, node))
    node, parent, root, part = node[order], parent[order], root[order], part[order]
    is_new = np.ones(node.size, dtype=bool)
    is_new[1:] = (np.diff(node) != 0) | (np.diff(parent) != 0) | (np.diff(root) != 0)
    heads = np.flatnonzero(is_new)
    summed = np.bincount(np.cumsum(is_new) - 1, part, heads.size)
    return node[heads], taken(words, parent[heads]), taken(words, root[heads]), summed


def _numbered(*texts: pa.Array) -> tuple[pa.Array, *tuple[np.ndarray, ...]]:
    """The different texts in the order of the alphabet, behind them an empty one; each text as its place."""
    words = pc.unique(pa.concat_arrays(texts)).drop_null().sort()
    found = [pc.fill_null(pc.index_in(text, value_set=words), len(words)).to_numpy() for text in texts]
    return pa.concat_arrays([words, pa.nulls(1, pa.string())]), *found


def _copied(found: Descent) -> pa.Array:
    organisations, _ = publishers(found.models)
    held = taken(organisations, np.maximum(found.copy_of, 0))
    return pc.if_else(pa.array(found.copy_of >= 0), held, pa.scalar(None, pa.string()))
