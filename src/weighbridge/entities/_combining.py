"""Which of the stated parents of a model stand, when sources name different ones.

The rules, in order, for each child with more than one stated parent:

1. A pair known only by an ambiguous name never stands.
2. The child's *reference* is the best-graded voice (of equal grades a judgement, then the publisher, then
   other sources, then names); its parents stand. Parents of a merge all stand; of any other relation those
   that are ancestors of another one do not (the card names base and grandparent).
3. Another voice's parent that lies on the way up from a standing one is *passed over*: it agrees. So is one
   named as a mere ancestor where nothing is known of the way up.
4. Another voice's parent below a standing one (the tag names the grandparent) takes its place; not if only
   a name says so and the two hold the same weights.
5. Anything else is a contradiction: it does not stand, and the standing pairs lose one grade. A name alone
   contradicts nobody; what it says is noted.
6. Two third parties contradict one another with equal grade and support, and nobody else speaks: neither
   stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.relations import COPY_RELATIONS, SEVERAL_PARENTS
from weighbridge.entities._evidence import RELATION_NAMES, VOICES, Ints, Pairs
from weighbridge.statistics.ancestry import resolve_ancestry

OUTCOMES = (
    "stands",
    "passed_over",
    "contradicted",
    "name_only_differs",
    "ambiguous_name",
    "undecided",
    "overruled",
    "apart",
)
_COPIES = tuple(RELATION_NAMES.index(name) for name in COPY_RELATIONS)
_MERGES = tuple(RELATION_NAMES.index(name) for name in SEVERAL_PARENTS)
_ANCESTOR = RELATION_NAMES.index("ancestor")
_NAMES = VOICES.index("names")
_SOURCE = VOICES.index("source")
_FAR = 200


@dataclass(frozen=True, slots=True, eq=False)
class Combined:
    """The outcome of each pair (an index into ``OUTCOMES``), its grade, and whether it was contradicted."""

    outcome: Ints
    grade: Ints
    is_contradicted: NDArray[np.bool_]


def combined(pairs: Pairs) -> Combined:
    """Apply the rules to all pairs; only children with several candidates are looked at singly."""
    outcome = np.zeros(pairs.child.size, dtype=np.int64)
    outcome[~pairs.is_weight] = OUTCOMES.index("apart")
    outcome[pairs.is_weight & pairs.only_ambiguous] = OUTCOMES.index("ambiguous_name")
    contradicted = pairs.clashes & pairs.is_weight
    candidates = np.flatnonzero(outcome == 0)
    above = _Above(pairs, candidates)
    for rows in _several(pairs.child, candidates):
        _decide(pairs, rows, above, outcome, contradicted)
    _open_circles(pairs, outcome)
    lowered = contradicted & (outcome == 0)
    return Combined(outcome, np.where(lowered, np.maximum(pairs.grade - 1, 0), pairs.grade), contradicted)


def _several(child: Ints, rows: Ints) -> Iterable[Ints]:
    """The candidate rows of each child that has more than one; pairs are sorted by child."""
    if not rows.size:
        return []
    starts = np.flatnonzero(np.r_[True, np.diff(child[rows]) != 0])
    ends = np.r_[starts[1:], rows.size]
    many = ends - starts > 1
    return [rows[a:b] for a, b in zip(starts[many].tolist(), ends[many].tolist(), strict=True)]


class _Above:
    """Ancestors in the graph of all candidate pairs."""

    def __init__(self, pairs: Pairs, rows: Ints) -> None:
        self._parent = pairs.parent[rows]
        self._is_copy = np.isin(pairs.relation[rows], _COPIES)
        # Pairs are sorted by child: those of one lie between two places.
        nodes = int(max(pairs.child.max(initial=-1), pairs.parent.max(initial=-1))) + 1
        self._start = np.searchsorted(pairs.child[rows], np.arange(nodes + 1))

    def _rows(self, node: int) -> slice:
        return slice(self._start[node], self._start[node + 1])

    def _parents(self, node: int) -> list[int]:
        return self._parent[self._rows(node)].tolist()

    def is_copy(self, node: int, parents: set[int]) -> bool:
        """Whether a node holds the very weights of one of some parents."""
        rows = self._rows(node)
        copied = self._parent[rows][self._is_copy[rows]]
        return not parents.isdisjoint(copied.tolist())

    def of(self, nodes: Iterable[int], below: int) -> set[int]:
        """All strict ancestors of some nodes, not looking through ``below``, their common child."""
        found: set[int] = set()
        waiting = [(node, 0) for node in nodes]
        while waiting:
            node, distance = waiting.pop()
            for parent in self._parents(node) if distance < _FAR else ():
                if parent not in found and parent != below:
                    found.add(parent)
                    waiting.append((parent, distance + 1))
        return found


def _decide(pairs: Pairs, rows: Ints, above: _Above, outcome: Ints, contradicted: NDArray[np.bool_]) -> None:
    """Decide the candidates of one child."""
    child = int(pairs.child[rows[0]])
    standing = _reference(pairs, rows)
    is_merge = bool(np.isin(pairs.relation[standing], _MERGES).any())
    if not is_merge and len(standing) > 1:
        standing = _nearest(pairs, standing, above, child, outcome)
    held = set(standing)
    others = [row for row in rows.tolist() if row not in held and outcome[row] == 0]
    if not others:
        return
    clash = False
    up, held_parents = above.of(pairs.parent[standing].tolist(), child), set(pairs.parent[standing].tolist())
    for row in others:
        parent = int(pairs.parent[row])
        passed = parent in up or parent in held_parents
        # A GGUF file's base may well stand above a parent of whom nobody says what it was made from.
        if passed or (pairs.relation[row] == _ANCESTOR and not up):
            outcome[row] = OUTCOMES.index("passed_over")
            continue
        below = above.of([parent], child) & held_parents
        if below and pairs.best_voice[row] == _NAMES and above.is_copy(parent, below):
            outcome[row] = OUTCOMES.index("passed_over")
            continue
        if below and not is_merge:
            replaced = [r for r in standing if int(pairs.parent[r]) in below]
            outcome[replaced] = OUTCOMES.index("passed_over")
            standing = [r for r in standing if r not in replaced] + [row]
            held_parents = set(pairs.parent[standing].tolist())
            up = above.of(held_parents, child)
            continue
        if pairs.best_voice[row] == _NAMES:
            outcome[row] = OUTCOMES.index("name_only_differs")
            continue
        outcome[row] = OUTCOMES.index("contradicted")
        contradicted[row] = True
        clash = True
    if clash:
        contradicted[standing] = True
        if _is_tie(pairs, standing, rows, outcome):
            outcome[standing] = OUTCOMES.index("undecided")


def _open_circles(pairs: Pairs, outcome: Ints) -> None:
    """Take names that stand alone out of circles."""
    standing = np.flatnonzero(outcome == 0)
    nodes = int(max(pairs.child.max(initial=-1), pairs.parent.max(initial=-1))) + 1
    cycle = resolve_ancestry(nodes, pairs.child[standing], pairs.parent[standing]).cycle
    child, parent = cycle[pairs.child[standing]], cycle[pairs.parent[standing]]
    by_name = pairs.best_voice[standing] == _NAMES
    outcome[standing[(child >= 0) & (child == parent) & by_name]] = OUTCOMES.index("name_only_differs")


def _reference(pairs: Pairs, rows: Ints) -> list[int]:
    """The rows of the voice that counts first: best grade, then voice, then independent support."""
    direct = [int(row) for row in rows if pairs.relation[row] != _ANCESTOR] or rows.tolist()
    best = min(direct, key=lambda row: _rank(pairs, row))
    if pairs.best_voice[best] == _SOURCE:
        same = [row for row in direct if pairs.sources[row] & pairs.sources[best]]
    else:
        same = [row for row in direct if pairs.best_voice[row] == pairs.best_voice[best]]
    return [row for row in same if pairs.grade[row] >= min(pairs.grade[best], 2)] or [best]


def _rank(pairs: Pairs, row: int) -> tuple[int, int, int, int]:
    return (
        -int(pairs.grade[row]),
        int(pairs.best_voice[row]),
        -int(pairs.voices[row]),
        int(pairs.parent[row]),
    )


def _nearest(pairs: Pairs, standing: list[int], above: _Above, child: int, outcome: Ints) -> list[int]:
    """Of several parents of one statement those that are no ancestor of another one."""
    up = above.of(pairs.parent[standing].tolist(), child)
    far = [row for row in standing if int(pairs.parent[row]) in up]
    if len(far) == len(standing):
        return standing
    outcome[far] = OUTCOMES.index("passed_over")
    passed = set(far)
    return [row for row in standing if row not in passed]


def _is_tie(pairs: Pairs, standing: list[int], rows: Ints, outcome: Ints) -> bool:
    """Whether third parties contradict one another with equal grade and support."""
    lost = [int(row) for row in rows if outcome[row] == OUTCOMES.index("contradicted")]
    if not standing or any(pairs.best_voice[row] != _SOURCE for row in standing):
        return False
    held = max((int(pairs.grade[row]), int(pairs.voices[row])) for row in standing)
    return any((int(pairs.grade[row]), int(pairs.voices[row])) >= held for row in lost)
