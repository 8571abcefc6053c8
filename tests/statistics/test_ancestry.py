"""Roots, depth and cycles: by hand, against networkx on random graphs, and laws that hold for every graph."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.statistics.ancestry import SEVERAL, UNKNOWN, resolve_ancestry
from weighbridge.statistics.errors import MethodError


def unique_edges(nodes, pairs):
    held = sorted({(c % nodes, p % nodes) for c, p in pairs if c % nodes != p % nodes})
    return [c for c, _ in held], [p for _, p in held]


GRAPHS = st.integers(2, 25).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=60)
    )
)


def reckoned(nodes, child, parent):
    """Roots, depth and cycles by networkx and plain recursion."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(zip(child, parent, strict=True))
    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1]
    cyclic = set().union(*knots)
    into = {n for n in graph if n not in cyclic and nx.descendants(graph, n) & cyclic}
    roots = {}
    for node in graph:
        above = {node} | nx.descendants(graph, node)
        ends = {UNKNOWN if n in cyclic else n for n in above if n in cyclic or not list(graph.successors(n))}
        # Above a cycle nothing is looked at: its nodes are unknown, whatever else they name.
        reachable, waiting = set(), [node]
        while waiting:
            at = waiting.pop()
            if at in cyclic:
                reachable.add(UNKNOWN)
            elif not list(graph.successors(at)):
                reachable.add(at)
            else:
                waiting += list(graph.successors(at))
        roots[node] = reachable if node not in cyclic else {UNKNOWN}
        assert roots[node] <= ends | {UNKNOWN}
    free = graph.subgraph(set(graph) - cyclic - into)
    depth = dict.fromkeys(graph, -1)
    for node in reversed(list(nx.topological_sort(free))):
        depth[node] = max((depth[p] + 1 for p in free.successors(node)), default=0)
    return cyclic, into, roots, depth


@settings(max_examples=300, deadline=None)
@given(GRAPHS)
def test_agrees_with_networkx(case):
    nodes, pairs = case
    child, parent = unique_edges(nodes, pairs)
    found = resolve_ancestry(nodes, child, parent)
    cyclic, into, roots, depth = reckoned(nodes, child, parent)
    assert set(np.flatnonzero(found.in_cycle)) == cyclic
    assert set(np.flatnonzero(found.into_cycle)) == into
    for node in range(nodes):
        expected = next(iter(roots[node])) if len(roots[node]) == 1 else SEVERAL
        assert found.root[node] == expected
        assert found.depth[node] == depth[node]


@settings(max_examples=200, deadline=None)
@given(GRAPHS, st.data())
def test_a_new_leaf_changes_no_other_root(case, data):
    nodes, pairs = case
    child, parent = unique_edges(nodes, pairs)
    before = resolve_ancestry(nodes, child, parent)
    parents = data.draw(st.sets(st.integers(0, nodes - 1), min_size=1, max_size=3))
    after = resolve_ancestry(nodes + 1, [*child, *[nodes] * len(parents)], [*parent, *sorted(parents)])
    np.testing.assert_array_equal(before.root, after.root[:nodes])
    np.testing.assert_array_equal(before.depth, after.depth[:nodes])


@settings(max_examples=200, deadline=None)
@given(GRAPHS, st.randoms(use_true_random=False))
def test_order_and_names_change_nothing(case, random):
    nodes, pairs = case
    child, parent = unique_edges(nodes, pairs)
    before = resolve_ancestry(nodes, child, parent)
    reversed_ = resolve_ancestry(nodes, child[::-1], parent[::-1])
    np.testing.assert_array_equal(before.root, reversed_.root)
    names = list(range(nodes))
    random.shuffle(names)
    new = resolve_ancestry(nodes, [names[c] for c in child], [names[p] for p in parent])
    for node in range(nodes):
        root = before.root[node]
        assert new.root[names[node]] == (names[root] if root >= 0 else root)
        assert new.depth[names[node]] == before.depth[node]
        assert new.in_cycle[names[node]] == before.in_cycle[node]


def test_a_chain_of_sixty_and_one_far_longer():
    for length in (60, 30_000):
        found = resolve_ancestry(length + 1, np.arange(1, length + 1), np.arange(length))
        assert found.max_depth == length
        assert (found.root == 0).all()


def woven(length):
    """A chain in which every node also comes from the one before its parent, and from a side root."""
    child = [*range(1, length + 1), *range(2, length + 1), length]
    parent = [*range(length), *range(length - 1), length + 1]
    return child, parent


@pytest.mark.parametrize("length", [3, 60, 500, 3_000])
def test_nodes_of_several_parents_in_chains_of_any_length(length):
    """The ways to settle few at a time agree: by generation, by front and one by one."""
    child, parent = woven(length)
    found = resolve_ancestry(length + 2, child, parent)
    assert found.depth[: length + 1].tolist() == list(range(length + 1))
    assert found.root[:length].tolist() == [0] * length
    assert found.root[length] == SEVERAL


def test_chains_beside_a_crowd_and_a_circle():
    """Many nodes that settle at once, a chain of seven hundred, and a circle with a chain below it."""
    crowd, chain = 5_000, 700
    start, ring = crowd + 1, crowd + 1 + chain
    child = [*range(1, crowd + 1), *range(start, ring), ring, ring + 1, *range(ring + 2, ring + 2 + chain)]
    parent = [*[0] * crowd, 0, *range(start, ring - 1), ring + 1, ring, *range(ring + 1, ring + 1 + chain)]
    found = resolve_ancestry(ring + 2 + chain, child, parent)
    assert found.depth[start:ring].tolist() == list(range(1, chain + 1))
    assert (found.root[:ring] == 0).all()
    assert found.in_cycle.sum() == 2
    assert found.into_cycle.sum() == chain
    assert (found.root[ring:] == UNKNOWN).all()


@pytest.mark.parametrize("length", [2, 3, 17, 50_000])
def test_a_circle_of_any_length_is_set_aside_with_what_hangs_below(length):
    child = [*range(length), length, length + 1]
    parent = [*range(1, length), 0, 0, length]
    found = resolve_ancestry(length + 3, child, parent)
    assert found.in_cycle[:length].all()
    assert found.into_cycle.tolist() == [False] * length + [True, True, False]
    assert (found.root[: length + 2] == UNKNOWN).all()
    assert found.root[length + 2] == length + 2
    assert set(found.cycle[:length].tolist()) == {0}


def test_below_a_circle_the_other_parent_still_counts():
    # 0 and 1 form a circle; 2 is a root; 3 comes from 1 and 2.
    found = resolve_ancestry(4, [0, 1, 3, 3], [1, 0, 1, 2])
    assert found.root.tolist() == [UNKNOWN, UNKNOWN, 2, SEVERAL]


def test_a_million_children_and_ten_thousand_parents():
    children = 1_000_000
    found = resolve_ancestry(children + 1, np.arange(1, children + 1), np.zeros(children, dtype=int))
    assert (found.root == 0).all()
    parents = 10_000
    found = resolve_ancestry(parents + 1, np.full(parents, parents), np.arange(parents))
    assert found.root[parents] == SEVERAL
    assert found.parents[parents] == parents


@pytest.mark.parametrize(
    ("child", "parent", "words"),
    [([0], [0], "its own parent"), ([0], [9], "expected 0..2"), ([0, 1], [1], "expected as many")],
)
def test_what_is_no_graph_is_refused(child, parent, words):
    with pytest.raises(MethodError, match=words):
        resolve_ancestry(3, child, parent)


def test_no_edges_and_no_nodes():
    assert resolve_ancestry(3, [], []).root.tolist() == [0, 1, 2]
    assert resolve_ancestry(0, [], []).max_depth == 0
