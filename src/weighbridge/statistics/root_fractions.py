"""How much of each model comes from each root, where a model has several parents."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weighbridge.statistics.ancestry import SEVERAL, Ancestry, resolve_ancestry
from weighbridge.statistics.arrays import FloatArray, IntArray
from weighbridge.statistics.errors import MethodError

__all__ = ["RootFractions", "parent_weights", "root_fractions"]

_FIRST = 1 << 12
_Number = TypeVar("_Number", np.int64, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class RootFractions:
    """One entry for each node and root of the nodes with several roots, sorted by node, then root.

    ``root`` is -1 (``UNKNOWN``) for the part that comes out of a cycle. The fractions of a node sum to 1.
    """

    node: IntArray
    root: IntArray
    fraction: FloatArray

    def of(self, node: int) -> dict[int, float]:
        """The fractions of one node by root; empty for a node with one root."""
        at = slice(*np.searchsorted(self.node, [node, node + 1]))
        return dict(zip(self.root[at].tolist(), self.fraction[at].tolist(), strict=True))


def parent_weights(nodes: int, child: ArrayLike, stated: ArrayLike | None = None) -> FloatArray:
    """Return the part each edge has in its child: stated weights where all of a child's are, else equal.

    Parameters
    ----------
    nodes : int
        How many nodes there are.
    child : array_like of int
        One entry an edge.
    stated : array_like of float, optional
        Stated weights, NaN where none is; those of a child need not sum to 1.

    Examples
    --------
    >>> parent_weights(3, [1, 1, 2, 2], [3.0, 1.0, 0.5, np.nan]).tolist()
    [0.75, 0.25, 0.5, 0.5]
    """
    code = np.asarray(child, dtype=np.int64)
    count = np.bincount(code, minlength=nodes)
    if stated is None:
        return 1.0 / count[code]
    weight = np.asarray(stated, dtype=np.float64)
    if (weight < 0).any():
        raise MethodError("stated weights: found one below 0; leave it out and the parents count equally")
    total = np.bincount(code, weights=weight, minlength=nodes)
    usable = np.isfinite(total) & (total > 0)
    parts = weight / np.where(usable, total, 1.0)[code]
    return np.where(usable[code], parts, 1.0 / count[code])


def root_fractions(
    ancestry: Ancestry, child: ArrayLike, parent: ArrayLike, weight: ArrayLike
) -> RootFractions:
    """Return the fractions of every node whose paths lead to different roots.

    a(root) = {root: 1}; a(m) = the weighted mean of a(parent). What comes out of a cycle is unknown. Teacher
    edges carry nothing and must not be passed. Nodes with one root have fraction 1 of it and no entry.

    Parameters
    ----------
    ancestry : Ancestry
        The result of ``resolve_ancestry`` for the same edges.
    child, parent : array_like of int
        One entry an edge.
    weight : array_like of float
        The part of the edge in its child, summing to 1 for each child.

    Examples
    --------
    m (5) comes from x (3) and y (4); x from Q (0); y from Q, L (1) and Z (2):

    >>> from weighbridge.statistics.ancestry import resolve_ancestry
    >>> child, parent = [5, 5, 3, 4, 4, 4], [3, 4, 0, 0, 1, 2]
    >>> found = root_fractions(
    ...     resolve_ancestry(6, child, parent), child, parent, [1 / 2, 1 / 2, 1, 1 / 3, 1 / 3, 1 / 3]
    ... )
    >>> {root: round(part, 4) for root, part in found.of(5).items()}
    {0: 0.6667, 1: 0.1667, 2: 0.1667}
    """
    several = ancestry.root == SEVERAL
    edges = _Edges(several, child, parent, weight)
    parts = _Parts(several.size)
    for start, stop in edges.generations:
        parts.add(*parts.handed_on(ancestry, edges.between(start, stop)))
    return parts.sorted()


class _Edges:
    """The edges into nodes with several roots, generation by generation, in one order whatever was given."""

    def __init__(
        self, several: NDArray[np.bool_], child: ArrayLike, parent: ArrayLike, weight: ArrayLike
    ) -> None:
        children, parents = np.asarray(child, dtype=np.int64), np.asarray(parent, dtype=np.int64)
        keep = several[children]
        children, parents = children[keep], parents[keep]
        weights = np.asarray(weight, dtype=np.float64)[keep]
        generation = self._generation(several, children, parents)
        order = np.lexsort((parents, children, generation[children]))
        self.child, self.parent, self.weight = children[order], parents[order], weights[order]
        changes = np.flatnonzero(np.diff(generation[self.child])) + 1
        bounds = [0, *changes.tolist(), self.child.size]
        self.generations = list(itertools.pairwise(bounds)) if self.child.size else []

    @staticmethod
    def _generation(several: NDArray[np.bool_], child: IntArray, parent: IntArray) -> NDArray[np.int32]:
        """How many nodes with several roots stand above each on its longest path."""
        inner = several[parent]
        return resolve_ancestry(several.size, child[inner], parent[inner]).depth

    def between(self, start: int, stop: int) -> tuple[IntArray, IntArray, FloatArray]:
        """The edges of one generation: child, parent, weight."""
        return self.child[start:stop], self.parent[start:stop], self.weight[start:stop]


class _Parts:
    """The fractions found so far; those of a node stand together, from ``start`` on, ``size`` of them.

    The arrays are longer than what is ``used`` and double when they are full: to copy all of them for each
    generation would take most of the time where there are many.
    """

    def __init__(self, nodes: int) -> None:
        self.start = np.zeros(nodes, dtype=np.int64)
        self.size = np.zeros(nodes, dtype=np.int64)
        self.used = 0
        self.node = np.empty(_FIRST, dtype=np.int64)
        self.root = np.empty(_FIRST, dtype=np.int64)
        self.fraction = np.empty(_FIRST)

    def handed_on(
        self, ancestry: Ancestry, edges: tuple[IntArray, IntArray, FloatArray]
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """What each edge hands to its child: the parent's one root, or each of the parent's fractions."""
        child, parent, weight = edges
        root = ancestry.root[parent].astype(np.int64)
        plain = root != SEVERAL
        above = parent[~plain]
        size = self.size[above]
        first = np.cumsum(size) - size
        at = np.repeat(self.start[above] - first, size) + np.arange(size.sum())
        return (
            np.concatenate([child[plain], np.repeat(child[~plain], size)]),
            np.concatenate([root[plain], self.root[at]]),
            np.concatenate([weight[plain], np.repeat(weight[~plain], size) * self.fraction[at]]),
        )

    def add(self, node: IntArray, root: IntArray, part: FloatArray) -> None:
        """Sum the parts of each node and root, and keep them."""
        order = np.lexsort((root, node))
        node, root, part = node[order], root[order], part[order]
        new = np.r_[True, (np.diff(node) != 0) | (np.diff(root) != 0)]
        first = np.flatnonzero(new)
        summed = np.add.reduceat(part, first)
        node, root = node[first], root[first]
        held, start, size = np.unique(node, return_index=True, return_counts=True)
        self.start[held] = start + self.used
        self.size[held] = size
        stop = self.used + node.size
        if stop > self.node.size:
            room = max(2 * self.node.size, stop)
            self.node = _grown(self.node, self.used, room)
            self.root = _grown(self.root, self.used, room)
            self.fraction = _grown(self.fraction, self.used, room)
        self.node[self.used : stop], self.root[self.used : stop] = node, root
        self.fraction[self.used : stop] = summed
        self.used = stop

    def sorted(self) -> RootFractions:
        """All fractions by node, then root."""
        # Those of a node stand together and in order, so that only the nodes need to be put in order.
        nodes = np.flatnonzero(self.size)
        size = self.size[nodes]
        first = np.cumsum(size) - size
        order = np.repeat(self.start[nodes] - first, size) + np.arange(size.sum())
        return RootFractions(self.node[order], self.root[order], self.fraction[order])


def _grown(array: NDArray[_Number], used: int, room: int) -> NDArray[_Number]:
    """The used part of an array at the start of a longer one."""
    longer = np.empty(room, dtype=array.dtype)
    longer[:used] = array[:used]
    return longer
