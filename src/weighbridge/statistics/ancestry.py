"""Roots, depth and cycles of a graph in which a child points to the parents it was made from.

Plain arrays, no recursion: generations are settled from the roots outwards, and what is left when nothing
moves any more lies in a cycle or below one. Doubling pointers would be shorter and wrong: it reports the
nodes of a cycle as roots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weighbridge.statistics.arrays import BoolArray, IntArray
from weighbridge.statistics.errors import MethodError

__all__ = ["SEVERAL", "UNKNOWN", "Ancestry", "resolve_ancestry"]

Codes = NDArray[np.int32]
SEVERAL = -2
UNKNOWN = -1
_NO_DEPTH = -1
_ROUNDS = 16
_FRONTS = 512
_THIN = 32


@dataclass(frozen=True, slots=True, eq=False)
class Ancestry:
    """What is known of each node from its edges alone.

    Attributes
    ----------
    root : int32 array
        The one root all paths lead to; ``SEVERAL`` where they lead to different ones; ``UNKNOWN`` in a cycle.
    depth : int32 array
        Edges on the longest path to a root; -1 in a cycle and below one.
    in_cycle : bool array
        Nodes that are their own ancestor.
    into_cycle : bool array
        Nodes outside every cycle with an ancestor inside one.
    cycle : int32 array
        A number shared by the nodes of one knot of cycles, from 0; -1 elsewhere.
    parents : int32 array
        How many parents each node has.
    """

    root: Codes
    depth: Codes
    in_cycle: BoolArray
    into_cycle: BoolArray
    cycle: Codes
    parents: Codes

    @property
    def max_depth(self) -> int:
        """The longest path to a root, in edges; 0 for an empty graph."""
        return int(self.depth.max(initial=0))


def resolve_ancestry(nodes: int, child: ArrayLike, parent: ArrayLike) -> Ancestry:
    """Return root, depth and cycles of every node.

    Parameters
    ----------
    nodes : int
        How many nodes there are; they are numbered from 0.
    child, parent : array_like of int
        One entry an edge. An edge may stand only once, and no node may be its own parent.

    Raises
    ------
    MethodError
        If a code lies outside the nodes, the lengths differ, or a node is its own parent.

    Examples
    --------
    Nodes 1 and 2 come from 0, node 3 from both; 4 and 5 from one another, 6 from 5.

    >>> found = resolve_ancestry(7, [1, 2, 3, 3, 4, 5, 6], [0, 0, 1, 2, 5, 4, 5])
    >>> found.root.tolist(), found.depth.tolist()
    ([0, 0, 0, 0, -1, -1, -1], [0, 1, 1, 2, -1, -1, -1])
    >>> found.in_cycle.tolist(), found.into_cycle.tolist()
    ([False, False, False, False, True, True, False], [False, False, False, False, False, False, True])
    """
    edges = _checked(nodes, child, parent)
    state = _Settling(nodes, edges[0])
    left = _settle(state, edges)
    stuck = ~state.settled
    cycle = np.full(nodes, -1, dtype=np.int32)
    if left[0].size:
        held, number = _cycles(*_above(nodes, left))
        cycle[held] = number
        state.root[held] = UNKNOWN
        state.settled[held] = True
        outside = cycle[left[0]] < 0
        _settle(state, _of(left, outside))
        state.depth[stuck] = _NO_DEPTH
    in_cycle = cycle >= 0
    return Ancestry(state.root, state.depth, in_cycle, stuck & ~in_cycle, cycle, state.parents)


def _checked(nodes: int, child: ArrayLike, parent: ArrayLike) -> tuple[Codes, Codes]:
    both = (np.asarray(child), np.asarray(parent))
    if both[0].shape != both[1].shape or both[0].ndim != 1:
        raise MethodError(
            f"edges: {both[0].shape} children, {both[1].shape} parents; expected as many of each"
        )
    for name, codes in zip(("child", "parent"), both, strict=True):
        if codes.size and (codes.min() < 0 or codes.max() >= nodes):
            raise MethodError(f"{name}: found codes {codes.min()}..{codes.max()}, expected 0..{nodes - 1}")
    if (both[0] == both[1]).any():
        at = int(np.flatnonzero(both[0] == both[1])[0])
        raise MethodError(
            f"edge {at}: node {both[0][at]} is its own parent; set such edges aside and count them"
        )
    return both[0].astype(np.int32, copy=False), both[1].astype(np.int32, copy=False)


class _Settling:
    """What is settled so far; of nodes with several parents also the span of the roots seen so far.

    ``slot`` says where a node with several parents stands in ``missing``, ``low`` and ``high``. They are few,
    and an array over all nodes costs more than what is reckoned in it.
    """

    def __init__(self, nodes: int, child: Codes) -> None:
        self.parents: Codes = np.zeros(nodes, dtype=np.int32)
        np.add.at(self.parents, child, np.int32(1))
        self.settled: BoolArray = self.parents == 0
        self.root: Codes = np.arange(nodes, dtype=np.int32)
        self.depth: Codes = np.zeros(nodes, dtype=np.int32)
        several = np.flatnonzero(self.parents > 1)
        self.slot: Codes = np.zeros(nodes, dtype=np.int32)
        self.slot[several] = np.arange(several.size, dtype=np.int32)
        self.missing: Codes = self.parents.take(several)
        self.low: Codes = np.full(several.size, nodes, dtype=np.int32)
        self.high: Codes = np.full(several.size, SEVERAL, dtype=np.int32)

    def use(self, child: Codes, parent: Codes) -> IntArray:
        """Hand on roots and depths along edges whose parents are settled; return the nodes now settled."""
        # Widened once: NumPy would do so for each of the look-ups below.
        children, parents = child.astype(np.intp), parent.astype(np.intp)
        alone = self.parents.take(children) == 1
        if alone.all():
            return self._use_single(children, parents)
        at, others = np.flatnonzero(alone), np.flatnonzero(~alone)
        single = self._use_single(children.take(at), parents.take(at))
        return np.concatenate([single, self._use_several(children.take(others), parents.take(others))])

    def _use_single(self, child: IntArray, parent: IntArray) -> IntArray:
        self.root[child] = self.root.take(parent)
        self.depth[child] = self.depth.take(parent) + 1
        self.settled[child] = True
        return child

    def _use_several(self, child: IntArray, parent: IntArray) -> IntArray:
        root, slot = self.root.take(parent), self.slot.take(child)
        np.minimum.at(self.low, slot, root)
        np.maximum.at(self.high, slot, root)
        np.maximum.at(self.depth, child, self.depth.take(parent) + 1)
        np.subtract.at(self.missing, slot, np.int32(1))
        ready = np.unique(child.take(np.flatnonzero(self.missing.take(slot) == 0)))
        slot = self.slot.take(ready)
        low = self.low.take(slot)
        self.root[ready] = np.where(low == self.high.take(slot), low, SEVERAL)
        self.settled[ready] = True
        return ready


def _of(edges: tuple[Codes, Codes], keep: BoolArray) -> tuple[Codes, Codes]:
    """The edges of a mask; taking by position is several times as fast as by mask."""
    at = np.flatnonzero(keep)
    return edges[0].take(at), edges[1].take(at)


def _settle(state: _Settling, edges: tuple[Codes, Codes]) -> tuple[Codes, Codes]:
    """Settle generation after generation; the edges that can never be used are returned."""
    while edges[0].size:
        usable = state.settled.take(edges[1])
        used = int(np.count_nonzero(usable))
        if not used:
            break
        if used * _THIN < edges[0].size:
            return _settle_front(state, edges, np.unique(_of(edges, usable)[1]).astype(np.intp))
        state.use(*_of(edges, usable))
        edges = _of(edges, ~usable)
    return edges


def _settle_front(state: _Settling, edges: tuple[Codes, Codes], front: IntArray) -> tuple[Codes, Codes]:
    """The same where a generation settles few of the edges left: only those of the newest are looked at."""
    order = np.argsort(edges[1])
    child, parent = edges[0].take(order), edges[1].take(order)
    for _ in range(_FRONTS):
        if not front.size:
            break
        start = np.searchsorted(parent, front)
        size = np.searchsorted(parent, front, side="right") - start
        at = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(size.sum())
        front = state.use(child.take(at), parent.take(at))
    waiting = np.zeros(state.root.size, dtype=bool)
    waiting[front] = True
    left = _of((child, parent), waiting.take(parent) | ~state.settled.take(parent))
    return _settle_thin(state, left) if front.size else left


def _settle_thin(state: _Settling, edges: tuple[Codes, Codes]) -> tuple[Codes, Codes]:
    """The same for very long chains, where a round of arrays would settle only a few nodes.

    Plain lists over the nodes concerned: one step an edge instead of one round a generation.
    """
    held, child, parent = _compact(state.root.size, *edges)
    order = np.argsort(parent)
    children = child[order].tolist()
    bounds = [0, *np.cumsum(np.bincount(parent, minlength=held.size)).tolist()]
    root, depth = state.root[held].tolist(), state.depth[held].tolist()
    slot = state.slot[held]
    several = (state.parents[held] > 1).tolist()
    low, high, missing = (
        np.where(several, array[slot] if array.size else other, other).tolist()
        for array, other in ((state.low, state.root.size), (state.high, SEVERAL), (state.missing, 1))
    )
    waiting = np.flatnonzero(state.settled[held]).tolist()
    done = []
    while waiting:
        node = waiting.pop()
        done.append(node)
        for at in children[bounds[node] : bounds[node + 1]]:
            low[at], high[at] = min(low[at], root[node]), max(high[at], root[node])
            depth[at] = max(depth[at], depth[node] + 1)
            missing[at] -= 1
            if missing[at] == 0:
                root[at] = low[at] if low[at] == high[at] else SEVERAL
                waiting.append(at)
    state.root[held], state.depth[held] = root, depth
    mixed = np.flatnonzero(several)
    for array, values in ((state.low, low), (state.high, high), (state.missing, missing)):
        array[slot[mixed]] = np.array(values, dtype=np.int32)[mixed]
    state.settled[held[done]] = True
    return _of(edges, ~state.settled.take(edges[1]))


def _compact(nodes: int, child: Codes, parent: Codes) -> tuple[Codes, Codes, Codes]:
    """The nodes that occur, in order, and the edges in their positions among them."""
    seen = np.zeros(nodes, dtype=bool)
    seen[child] = True
    seen[parent] = True
    position = np.cumsum(seen, dtype=np.int32) - 1
    return np.flatnonzero(seen).astype(np.int32), position[child], position[parent]


def _above(nodes: int, edges: tuple[Codes, Codes]) -> tuple[Codes, Codes, Codes]:
    """The stuck nodes that have a stuck child, again and again: cycles, and what joins two of them.

    What hangs below a cycle is most of what is stuck, and need not be searched for cycles.
    """
    held, child, parent = _compact(nodes, *edges)
    for _ in range(_ROUNDS):
        has_child = np.zeros(held.size, dtype=bool)
        has_child[parent] = True
        keep = has_child[child]
        if keep.all():
            break
        child, parent = _of((child, parent), keep)
    inner, child, parent = _compact(held.size, child, parent)
    return held[inner], child, parent


def _cycles(held: Codes, child: Codes, parent: Codes) -> tuple[Codes, Codes]:
    """The nodes in cycles and the number of their knot, from 0 in the order of its first node."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    shape = (held.size, held.size)
    matrix = coo_array((np.ones(child.size, dtype=np.int8), (child, parent)), shape=shape)
    _, label = connected_components(matrix.tocsr(), directed=True, connection="strong")
    knotted = np.bincount(label)[label] > 1
    _, first, number = np.unique(label[knotted], return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return held[knotted], rank[number].astype(np.int32)
