"""Root fractions: METHODS' example, plain recursion on random graphs, and laws."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.statistics.test_ancestry import GRAPHS, unique_edges

from weighbridge.statistics.ancestry import SEVERAL, UNKNOWN, resolve_ancestry
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.root_fractions import parent_weights, root_fractions


def test_the_worked_example_of_methods():
    # m <- x, y; x <- Q; y <- Q, L, Z (unknown): m = Q 2/3, L 1/6, unknown 1/6.
    q, lo, z, x, y, m = range(6)
    child, parent = [m, m, x, y, y, y], [x, y, q, q, lo, z]
    found = resolve_ancestry(6, child, parent)
    parts = root_fractions(found, child, parent, parent_weights(6, child))
    assert parts.of(m) == pytest.approx({q: 2 / 3, lo: 1 / 6, z: 1 / 6})
    assert parts.of(y) == pytest.approx({q: 1 / 3, lo: 1 / 3, z: 1 / 3})
    assert parts.of(x) == {}


def exact(node, found, edges, seen=None):
    """Fractions by recursion in exact arithmetic."""
    if found.in_cycle[node]:
        return {UNKNOWN: Fraction(1)}
    above = edges.get(node, [])
    if not above:
        return {node: Fraction(1)}
    parts: dict[int, Fraction] = {}
    for parent in above:
        for root, part in exact(parent, found, edges).items():
            parts[root] = parts.get(root, Fraction(0)) + part / len(above)
    return parts


@settings(max_examples=200, deadline=None)
@given(GRAPHS)
def test_agrees_with_exact_recursion_and_sums_to_one(case):
    nodes, pairs = case
    child, parent = unique_edges(nodes, pairs)
    found = resolve_ancestry(nodes, child, parent)
    parts = root_fractions(found, child, parent, parent_weights(nodes, child))
    edges: dict[int, list[int]] = {}
    for c, p in zip(child, parent, strict=True):
        edges.setdefault(c, []).append(p)
    for node in np.flatnonzero(found.root == SEVERAL).tolist():
        expected = {root: float(part) for root, part in exact(node, found, edges).items()}
        assert parts.of(node) == pytest.approx(expected)
        assert sum(parts.of(node).values()) == pytest.approx(1)


@settings(max_examples=100, deadline=None)
@given(GRAPHS)
def test_the_order_of_edges_changes_not_a_bit(case):
    nodes, pairs = case
    child, parent = unique_edges(nodes, pairs)
    weight = parent_weights(nodes, child)
    found = resolve_ancestry(nodes, child, parent)
    there = root_fractions(found, child, parent, weight)
    back = root_fractions(found, child[::-1], parent[::-1], weight[::-1])
    np.testing.assert_array_equal(there.node, back.node)
    np.testing.assert_array_equal(there.root, back.root)
    np.testing.assert_array_equal(there.fraction, back.fraction)


def test_stated_weights_count_and_need_not_sum_to_one():
    child, parent = [2, 2], [0, 1]
    found = resolve_ancestry(3, child, parent)
    parts = root_fractions(found, child, parent, parent_weights(3, child, [3.0, 1.0]))
    assert parts.of(2) == pytest.approx({0: 0.75, 1: 0.25})


def test_a_missing_weight_makes_all_parents_equal():
    assert parent_weights(3, [2, 2], [3.0, np.nan]).tolist() == [0.5, 0.5]
    assert parent_weights(3, [2, 2], [0.0, 0.0]).tolist() == [0.5, 0.5]
    with pytest.raises(MethodError, match="below 0"):
        parent_weights(3, [2, 2], [1.0, -1.0])


def test_ten_thousand_parents_with_a_root_each():
    parents = 10_000
    child, parent = np.full(parents, parents), np.arange(parents)
    found = resolve_ancestry(parents + 1, child, parent)
    parts = root_fractions(found, child, parent, parent_weights(parents + 1, child))
    assert parts.fraction.sum() == pytest.approx(1)
    assert set(parts.fraction.round(10)) == {1e-4}


@given(st.integers(1, 40))
def test_a_part_out_of_a_circle_is_unknown(length):
    # A circle of two, a root, and a line of models below both.
    child, parent = [0, 1, 3, 3, *range(4, 4 + length)], [1, 0, 1, 2, *range(3, 3 + length)]
    nodes = 4 + length
    found = resolve_ancestry(nodes, child, parent)
    parts = root_fractions(found, child, parent, parent_weights(nodes, child))
    assert parts.of(nodes - 1) == pytest.approx({UNKNOWN: 0.5, 2: 0.5})


@pytest.mark.oracle
def test_agrees_with_paths_of_networkx():
    """Each way from a model up to a root carries the product of one part a parent; the ways add up."""
    import networkx

    # Nodes 0 to 4 are roots; every other one has up to two parents among those before it.
    rng = np.random.default_rng(4)
    child = np.repeat(np.arange(5, 25), 2)
    parent = (child * rng.random(child.size)).astype(int)
    edges = sorted(set(zip(child.tolist(), parent.tolist(), strict=True)))
    graph = networkx.DiGraph(edges)
    found = resolve_ancestry(25, [a for a, _ in edges], [b for _, b in edges])
    ends = [a for a, _ in edges], [b for _, b in edges]
    parts = root_fractions(found, *ends, parent_weights(25, ends[0]))
    roots = [node for node in graph if graph.out_degree(node) == 0]
    for node in set(graph) - set(roots):
        expected = {
            root: sum(
                np.prod([1 / graph.out_degree(step) for step in way[:-1]])
                for way in networkx.all_simple_paths(graph, node, root)
            )
            for root in roots
            if networkx.has_path(graph, node, root)
        }
        assert parts.of(node) == pytest.approx(expected)
