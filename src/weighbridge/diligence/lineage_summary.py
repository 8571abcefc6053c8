"""The whole graph in numbers, and what became of every statement it was made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.relations import OTHER_RELATIONS
from weighbridge.diligence.lineage_graph import LineageGraph
from weighbridge.entities._descent import Descent, descent
from weighbridge.entities.ancestry import architectures_of
from weighbridge.entities.identities import HUB, canonical_ids
from weighbridge.entities.lineage import known_accounts, weighed
from weighbridge.entities.lineage_judgements import JudgedAnswer, JudgedEdge, load_answers, load_edges
from weighbridge.entities.origin_parts import joined_parts
from weighbridge.entities.publishers import publishers
from weighbridge.store.arrow import pc, table_of, taken, texts

# What can become of a statement, in the order in which it is asked.
FATES: dict[str, str] = {
    "unreadable": "no model can be read from it",
    "account": "it names an account, not a model",
    "self": "the model names itself",
    "superseded": "its source or publisher has said something else since",
    "merged": "a further statement of a pair already counted",
    "kept": "a pair that stands",
    "cyclic": "a pair that stands within a circle: set aside when roots are sought",
    "dangling": "a pair that stands, its parent in no list",
    "apart": "a teacher or a component: no weights",
    "passed_over": "it names an ancestor on the way up",
    "contradicted": "another voice names another parent and is better supported",
    "other": "an ambiguous name, a tie, or overruled by a judgement",
}


@dataclass(frozen=True, slots=True, eq=False)
class _World:
    """One resolved graph: the statements it rests on, the pairs, and what follows."""

    statements: pa.Table
    pairs: pa.Table
    found: Descent
    listed: pa.Array


def summary(graph: LineageGraph, source: str | None = None) -> dict[str, Any]:
    """The numbers of the whole graph, or of the one that a single source's statements make."""
    world = _of_source(graph, source) if source else _whole(graph)
    nodes = world.found.ancestry
    children = np.bincount(world.found.parent, minlength=world.found.size)
    is_listed = np.asarray(pc.is_in(world.found.models, value_set=world.listed))
    dangling = ~is_listed & (nodes.parents == 0) & (children > 0)
    fates = _fates(world, dangling)
    stands = world.pairs.filter(pc.equal(world.pairs["outcome"], "stands"))
    return {
        "source": source,
        "nodes": world.found.size,
        "listed": int(is_listed.sum()),
        "edges": int(world.found.child.size),
        "self_loops": _self_loops(world.statements),
        "in_cycles": int(nodes.in_cycle.sum()),
        "into_cycles": int(nodes.into_cycle.sum()),
        "cycles": int(nodes.cycle.max(initial=-1)) + 1,
        "many_parents": int((nodes.parents > 1).sum()),
        "dangling": int(dangling.sum()),
        "max_depth": nodes.max_depth,
        "max_children": int(children.max(initial=0)),
        "depths": _counted(nodes.depth[nodes.depth >= 0].tolist()),
        "relations": _counted(texts(stands["relation"])),
        "grades": _counted(texts(stands["grade"])),
        "outcomes": _counted(texts(world.pairs["outcome"])),
        "contradicted": int(pc.sum(world.pairs["is_contradicted"]).as_py() or 0),
        "statements": int(sum(fates.values())),
        "accounted": {name: int(fates.get(name, 0)) for name in FATES},
        "problems": _problems(world.statements),
        "derivatives_by_country": _by_country(graph, world.found),
        "cycle_members": texts(taken(world.found.models, np.flatnonzero(nodes.in_cycle)[:200])),
    }


def _counted(values: Sequence[Any]) -> dict[str, int]:
    return {
        str(name): count for name, count in sorted(Counter(values).items(), key=lambda item: str(item[0]))
    }


def _whole(graph: LineageGraph) -> _World:
    origins = graph.rows("origins", ["platform", "canonical_id"])
    listed = pc.unique(origins.filter(pc.equal(origins["platform"], HUB))["canonical_id"])
    return _world(
        graph, graph.rows("lineage_edges"), graph.rows("name_evidence"), listed, load_edges(), load_answers()
    )


def _of_source(graph: LineageGraph, source: str) -> _World:
    """The graph of one source's statements alone: no names, no judgements, no other list."""
    declared = registry.source(source)
    statements = graph.rows("lineage_edges")
    own = statements.filter(pc.equal(statements["source"], source))
    if not own.num_rows:
        raise UsageError(
            f"No stored snapshot of {declared.name} states any ancestry. "
            f"See `weighbridge snapshots list {source}`."
        )
    facts = graph.rows("model_facts", ["platform", "model_id", "source"])
    mine = facts.filter(pc.equal(facts["source"], source))
    listed = pc.unique(canonical_ids(mine["platform"], mine["model_id"]))
    return _world(graph, own, graph.rows("name_evidence").slice(0, 0), listed, (), ())


def _world(
    graph: LineageGraph,
    statements: pa.Table,
    names: pa.Table,
    listed: pa.Array,
    edges: Sequence[JudgedEdge],
    answers: Sequence[JudgedAnswer],
) -> _World:
    facts = graph.rows("model_facts", ["platform", "model_id", "architecture"])
    architectures = architectures_of(nw.from_native(facts).lazy("duckdb"))
    pairs = weighed(statements, names, edges, answers)
    return _World(statements, pairs, descent(pairs, listed, architectures, answers), listed)


def _problems(statements: pa.Table) -> dict[str, int]:
    """Statements no edge can be read from, by what is wrong with them."""
    bad = statements.filter(pc.is_valid(statements["problem"]))
    summed = bad.group_by("problem").aggregate([("times", "sum")]).sort_by("problem")
    return dict(zip(texts(summed["problem"]), map(int, summed["times_sum"].to_numpy()), strict=True))


def _ids(statements: pa.Table) -> tuple[pa.Array, pa.Array]:
    child = canonical_ids(statements["platform"], statements["child_id"])
    return child, canonical_ids(statements["parent_platform"], statements["parent_id"])


def _self_loops(statements: pa.Table) -> int:
    """Models that name themselves, under whatever spelling."""
    child, parent = _ids(statements)
    own = pc.or_(pc.equal(statements["problem"], "self"), pc.equal(child, parent))
    return len(pc.unique(child.filter(pc.fill_null(own, False))))


def _fates(world: _World, dangling: np.ndarray) -> Mapping[str, int]:
    """How often each fate befell a statement; they sum to all statements there are."""
    rows = world.statements
    child, parent = _ids(rows)
    times = rows["times"].to_numpy()
    fate = np.full(rows.num_rows, "", dtype=object)
    fate[_true(pc.is_valid(rows["problem"]))] = "unreadable"
    fate[_true(pc.equal(rows["problem"], "organisation"))] = "account"
    is_self = pc.or_kleene(pc.equal(rows["problem"], "self"), pc.equal(child, parent))
    fate[_true(is_self)] = "self"
    accounts = pc.is_in(parent, value_set=pa.array(sorted(known_accounts())))
    fate[(fate == "") & _true(accounts)] = "account"
    fate[(fate == "") & ~_true(rows["is_current"])] = "superseded"
    counted: Counter[str] = Counter()
    settled = fate != ""
    for word in np.unique(fate[settled].astype(str)).tolist():
        counted[word] = int(times[settled & (fate == word)].sum())
    key = _key(child, parent, rows["relation"]).filter(pa.array(~settled))
    held = _pair_fates(world, dangling)
    # The first statement of a pair has the pair's fate; every further one is merged into it.
    first = pc.unique(key)
    words = held["fate"].take(pc.index_in(first, value_set=held["key"]))
    for word, count in Counter(pc.fill_null(words, "superseded").to_pylist()).items():
        counted[word] += count
    counted["merged"] += int(times[~settled].sum()) - len(first)
    return counted


def _true(mask: Any) -> np.ndarray:
    return pc.fill_null(mask, False).to_numpy(zero_copy_only=False).astype(bool)


def _key(child: Any, parent: Any, relation: Any) -> pa.Array:
    apart = pc.if_else(pc.is_in(relation, value_set=pa.array(list(OTHER_RELATIONS))), "apart", "weights")
    joined = pc.binary_join_element_wise(child, parent, apart, "\x00")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _pair_fates(world: _World, dangling: np.ndarray) -> pa.Table:
    """The fate of each pair, by its key."""
    pairs, nodes = world.pairs, world.found.ancestry
    child = pc.index_in(pairs["child_id"], value_set=world.found.models).to_numpy()
    parent = pc.index_in(pairs["parent_id"], value_set=world.found.models).to_numpy()
    outcome = np.array(texts(pairs["outcome"]), dtype=object)
    plain = ("stands", "apart", "passed_over", "contradicted")
    fate = np.where(np.isin(outcome, plain), outcome, "other")
    stands = outcome == "stands"
    fate[stands] = "kept"
    fate[stands & dangling[parent]] = "dangling"
    knot = nodes.cycle[child]
    fate[stands & (knot >= 0) & (knot == nodes.cycle[parent])] = "cyclic"
    return table_of(
        {"key": _key(pairs["child_id"], pairs["parent_id"], pairs["relation"]), "fate": fate.tolist()}
    )


def _by_country(graph: LineageGraph, found: Descent) -> dict[str, dict[str, float]]:
    """Models with a known parent, by seat of publisher, parent and root; fractions of merges added up."""
    node, parent, root, part = joined_parts(found)
    has_parent = found.ancestry.parents[node] > 0
    published = taken(publishers(found.models)[0], node)
    return {
        name: _seats(graph, organisations.filter(pa.array(has_parent)), part[has_parent])
        for name, organisations in (("publisher", published), ("parent", parent), ("root", root))
    }


def _seats(graph: LineageGraph, organisations: pa.Array, part: np.ndarray) -> dict[str, float]:
    summed = table_of({"maker": organisations, "part": part}).group_by("maker").aggregate([("part", "sum")])
    found: dict[str, float] = {}
    for row in summed.sort_by("maker").to_pylist():
        country = graph.maker(row["maker"]).country
        found[country] = found.get(country, 0.0) + row["part_sum"]
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
