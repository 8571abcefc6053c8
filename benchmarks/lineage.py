"""Roots, depth and fractions of a synthetic graph of models, beside igraph, rustworkx and recursive SQL.

    python benchmarks/lineage.py FOLDER STEP      one step in a process of its own; prints JSON

Every edge is invented. The graph has what hurts in real ones: a few bases with very many children, chains
60 deep, merges of several parents and one of 10,000, circles of many lengths with models hanging below.
Each step reads the edges from Parquet before its clock starts; the peak memory is the whole process's.
Rivals set circles aside first, and must give the same root and depth for every model. One that takes longer
than ``LIMIT`` seconds is ended: so the whole stays a matter of minutes.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 20261126
DEEP, CHAINS = 60, 200
MOST_PARENTS = 10_000
ROOTS = 0.7
RIVALS = ("igraph", "rustworkx", "recursive SQL")
LIMIT = 90.0


def write_graph(folder: Path, models: int) -> None:
    """Write the edges of a graph in which half as many edges as models stand."""
    folder.mkdir(parents=True, exist_ok=True)
    child, parent = edges(models)
    pq.write_table(_table(child=child, parent=parent), folder / "edges.parquet")
    (folder / "models.json").write_text(json.dumps({"models": models}), encoding="utf-8")


def edges(models: int, seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """Invented edges, each once and none to itself; about half of the models have a parent.

    As in the shipped graph, seven in ten parents are roots, and one derived model in fifty has several
    parents.
    """
    rng = np.random.default_rng(seed)
    count = models // 2
    chains = min(CHAINS, models // (20 * DEEP))
    wide = min(MOST_PARENTS, models // 20)
    derived = rng.choice(np.arange(models // 20, models), count - chains * DEEP - wide, replace=False)
    # Popularity is heavy-tailed: most children stand below a handful of bases, all older than they are.
    older = np.where(rng.random(derived.size) < ROOTS, models // 20, derived)
    base = (older * rng.random(derived.size) ** 4).astype(np.int64)
    several = rng.choice(derived, derived.size // 50, replace=False)
    second = (several * rng.random(several.size)).astype(np.int64)
    # Chains keep clear of the circles, so that what lies below a circle stays the smaller part.
    start = 1_000 + rng.choice(models - DEEP - 1_001, chains, replace=False)
    steps = (start[:, None] + np.arange(DEEP)).ravel()
    knots = [np.arange(size) + 10 * at for at, size in enumerate(range(2, 10))]
    circle = np.concatenate(knots)
    back = np.concatenate([np.roll(knot, 1) for knot in knots])
    child = np.concatenate([derived, several, steps + 1, np.full(wide, models - 1), circle])
    parent = np.concatenate([base, second, steps, rng.choice(models - 1, wide, replace=False), back])
    pairs = np.unique(np.stack([child, parent], axis=1)[child != parent], axis=0)
    return pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32)


def _table(**columns: np.ndarray) -> pa.Table:
    return pa.Table.from_arrays([pa.array(column) for column in columns.values()], names=list(columns))


def _read(folder: Path) -> tuple[int, np.ndarray, np.ndarray]:
    models = json.loads((folder / "models.json").read_text(encoding="utf-8"))["models"]
    table = pq.read_table(folder / "edges.parquet")
    return models, table["child"].to_numpy(), table["parent"].to_numpy()


def _digest(root: np.ndarray, depth: np.ndarray) -> dict[str, int]:
    """What must agree between all who answer: sums over the models outside circles."""
    known = depth >= 0
    return {
        "models": int(known.sum()),
        "depth": int(depth[known].sum()),
        "deepest": int(depth.max()),
        "one_root": int((root[known] >= 0).sum()),
        "roots": int(root[known & (root >= 0)].sum()),
    }


def ours(folder: Path, with_fractions: bool = False) -> dict[str, Any]:
    """The project's own resolution; with fractions, of the models with several roots, too."""
    # Loaded by the first circle; a start that every process pays once, like the rivals' imports.
    importlib.import_module("scipy.sparse.csgraph")
    from weighbridge.statistics.ancestry import resolve_ancestry
    from weighbridge.statistics.root_fractions import parent_weights, root_fractions

    models, child, parent = _read(folder)
    start, work = time.perf_counter(), time.process_time()
    found = resolve_ancestry(models, child, parent)
    took = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - work}
    said: dict[str, Any] = {**took, **_digest(found.root, found.depth)}
    said |= {"in_cycles": int(found.in_cycle.sum()), "into_cycles": int(found.into_cycle.sum())}
    if with_fractions:
        start, work = time.perf_counter(), time.process_time()
        parts = root_fractions(found, child, parent, parent_weights(models, child))
        took = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - work}
        said |= {**took, "parts": int(parts.node.size)}
    return said


def _walked(
    models: int, order: list[int], above: Any, has_parent: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Root and depth along an order from the roots outwards; -2 where roots differ."""
    root, depth = list(range(models)), [0] * models
    asked = has_parent.tolist()
    for node in order:
        if asked[node]:
            parents = above(node)
            held = {root[p] for p in parents}
            root[node] = held.pop() if len(held) == 1 else -2
            depth[node] = 1 + max(depth[p] for p in parents)
    return np.array(root), np.array(depth)


def by_igraph(folder: Path) -> dict[str, Any]:
    """Circles by strong components, an order by ``topological_sorting``, then one walk in Python."""
    import igraph

    models, child, parent = _read(folder)
    start = time.perf_counter()
    graph = igraph.Graph(n=models, edges=np.stack([parent, child], axis=1), directed=True)
    label = np.array(graph.connected_components(mode="strong").membership)
    stuck = _below(graph, np.flatnonzero(np.bincount(label, minlength=models)[label] > 1))
    keep = ~(stuck[child] | stuck[parent])
    free = igraph.Graph(n=models, edges=np.stack([parent[keep], child[keep]], axis=1), directed=True)
    order = free.topological_sorting(mode="out")
    has_parent = np.bincount(child[keep], minlength=models) > 0
    root, depth = _walked(models, order, free.predecessors, has_parent)
    depth[stuck] = -1
    return {"seconds": time.perf_counter() - start, **_digest(root, depth)}


def _below(graph: Any, cyclic: np.ndarray) -> np.ndarray:
    stuck = np.zeros(graph.vcount(), dtype=bool)
    for node in cyclic.tolist():
        if not stuck[node]:
            stuck[graph.subcomponent(node, mode="out")] = True
    return stuck


def by_rustworkx(folder: Path) -> dict[str, Any]:
    """The same with ``rustworkx``."""
    import rustworkx as rx

    models, child, parent = _read(folder)
    start = time.perf_counter()
    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(models))
    graph.add_edges_from_no_data(list(zip(parent.tolist(), child.tolist(), strict=True)))
    stuck = np.zeros(models, dtype=bool)
    for knot in rx.strongly_connected_components(graph):
        if len(knot) > 1 and not stuck[knot[0]]:
            stuck[list(rx.descendants(graph, knot[0])) + list(knot)] = True
    bound = stuck[child] | stuck[parent]
    graph.remove_edges_from(list(zip(parent[bound].tolist(), child[bound].tolist(), strict=True)))
    order = list(rx.topological_sort(graph))
    has_parent = np.bincount(child[~bound], minlength=models) > 0
    root, depth = _walked(models, order, graph.predecessor_indices, has_parent)
    depth[stuck] = -1
    return {"seconds": time.perf_counter() - start, **_digest(root, depth)}


def by_sql(folder: Path) -> dict[str, Any]:
    """A recursive query from the roots in DuckDB: every pair of model and root, then least and greatest.

    A recursive query never ends in a circle. Which models lie in or below one it is told beforehand, outside
    its clock: that part of the work is given to it.
    """
    import duckdb

    from weighbridge.statistics.ancestry import resolve_ancestry

    models, child, parent = _read(folder)
    found = resolve_ancestry(models, child, parent)
    stuck = found.in_cycle | found.into_cycle
    keep = ~(stuck[child] | stuck[parent])
    con = duckdb.connect()
    con.register("e", _table(child=child[keep], parent=parent[keep]))
    con.register("n", _table(id=np.flatnonzero(~stuck).astype(np.int32)))
    con.execute("SET memory_limit = '6GB'; SET threads = 2")
    query = """
        WITH RECURSIVE r AS (
            SELECT id, id AS root, 0 AS depth FROM n WHERE id NOT IN (SELECT child FROM e)
            UNION SELECT e.child, r.root, r.depth + 1 FROM r JOIN e ON e.parent = r.id)
        SELECT count(*), sum(depth), max(depth), count(*) FILTER (low = high), sum(low) FILTER (low = high)
        FROM (SELECT id, min(root) AS low, max(root) AS high, max(depth) AS depth FROM r GROUP BY id)"""
    start = time.perf_counter()
    ((count, depth, deepest, single, roots),) = con.execute(query).fetchall()
    return {
        "seconds": time.perf_counter() - start,
        "models": count,
        "depth": int(depth),
        "deepest": deepest,
        "one_root": single,
        "roots": int(roots),
    }


STEPS = {
    "ours": ours,
    "fractions": lambda folder: ours(folder, with_fractions=True),
    "igraph": by_igraph,
    "rustworkx": by_rustworkx,
    "recursive SQL": by_sql,
}


def measure(scratch: Path, runs: int, models: int) -> list[Any]:
    """Root and depth, then fractions, each in a process of its own; each rival once."""
    from benchmarks.measure import Measured, child, python

    folder = scratch / f"lineage-{models}"
    if not (folder / "edges.parquet").is_file():
        write_graph(folder, models)
    count = pq.read_metadata(folder / "edges.parquet").num_rows
    own = [child(python(__file__, str(folder), "ours")) for _ in range(runs)]
    parts = [child(python(__file__, str(folder), "fractions")) for _ in range(runs)]
    rivals = {name: child(python(__file__, str(folder), name), limit=LIMIT) for name in RIVALS}
    named = f"{models / 1e6:.3g} million models, {count / 1e6:.3g} million edges"
    best = "1 s, 512 MiB" if models <= 3_000_000 else "4 s"
    found = []
    for name, run in rivals.items():
        found.append(
            Measured(
                name=f"root and depth, {named}",
                runs=runs,
                seconds=float(np.median([once.said["seconds"] for once in own])),
                cpu_seconds=float(np.median([once.said["cpu_seconds"] for once in own])),
                peak_mib=max(once.peak_mib for once in own),
                target=best,
                rival=f"{name} ({run.peak_mib:,.0f} MiB, {_verdict(own[0].said, run.said)})",
                rival_seconds=run.said["seconds"] if run.said else None,
                spread=_spread(own),
                note="",
                facts={"ours": own[0].said, "rival": run.said},
            )
        )
    found.append(
        Measured(
            name=f"root fractions, {named}",
            runs=runs,
            seconds=float(np.median([once.said["seconds"] for once in parts])),
            cpu_seconds=float(np.median([once.said["cpu_seconds"] for once in parts])),
            peak_mib=max(once.peak_mib for once in parts),
            target="2 s" if models <= 3_000_000 else "",
            spread=_spread(parts),
            facts=parts[0].said,
        )
    )
    return found


def _verdict(own: dict[str, Any], said: dict[str, Any] | None) -> str:
    if said is None:
        return f"not done after {LIMIT:.0f} s"
    agrees = all(said[key] == own[key] for key in said if not key.endswith("seconds"))
    return "same answer" if agrees else "OTHER ANSWER"


def _spread(runs: list[Any]) -> tuple[float, float]:
    seconds = [once.said["seconds"] for once in runs]
    return min(seconds), max(seconds)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    print(json.dumps(STEPS[sys.argv[2]](Path(sys.argv[1]))))
