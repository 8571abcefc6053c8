"""What was made from a model: directly, by relation, and how far down the line goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from weighbridge.catalogue.relations import WEIGHT_RELATIONS
from weighbridge.diligence.lineage_graph import LineageGraph, Pair
from weighbridge.diligence.lineage_path import Step, step_of
from weighbridge.store.arrow import pc, texts


@dataclass(frozen=True, slots=True)
class Children:
    """The children of a model, by relation and name, and its descendants by distance."""

    model: Step
    pairs: tuple[Pair, ...]
    names: dict[str, str]
    publishers: dict[str, str]
    relations: dict[str, int]
    by_depth: tuple[int, ...]

    @property
    def descendants(self) -> int:
        """All models below, each counted once, at its shortest distance."""
        return sum(self.by_depth)

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object of ``weighbridge lineage children MODEL``."""
        return {
            "model_id": self.model.model_id,
            "publisher": self.model.publisher.as_dict(),
            "children": len(self.pairs),
            "relations": self.relations,
            "descendants": self.descendants,
            "descendants_by_depth": list(self.by_depth),
            "rows": self.records(),
        }

    def records(self) -> list[dict[str, Any]]:
        """One record a child."""
        return [
            {
                "child": self.names[pair.child_id],
                "country": self.publishers[pair.child_id],
                "relation": pair.relation,
                "grade": pair.grade,
                "stated_in": pair.stated_in,
                "sources": pair.sources,
            }
            for pair in self.pairs
        ]


def children_of(graph: LineageGraph, text: str) -> Children:
    """The children of the model a text names; pairs that do not stand are left out."""
    row = graph.find(text)
    pairs = [
        pair
        for pair in graph.pairs_below([row["canonical_id"]])
        if pair.outcome == "stands" and pair.passes_weights
    ]
    pairs.sort(key=lambda pair: (pair.relation, pair.child_id))
    wanted = pa.array([pair.child_id for pair in pairs], pa.string())
    rows = graph.models.filter(pc.is_in(graph.models["canonical_id"], value_set=wanted))
    ids = texts(rows["canonical_id"])
    makers = {name: graph.maker(name).country for name in set(rows["organisation_id"].to_pylist())}
    relations: dict[str, int] = {}
    for pair in pairs:
        relations[pair.relation] = relations.get(pair.relation, 0) + 1
    return Children(
        step_of(graph, row["canonical_id"]),
        tuple(pairs),
        dict(zip(ids, texts(rows["model_id"]), strict=True)),
        {name: makers[maker] for name, maker in zip(ids, rows["organisation_id"].to_pylist(), strict=True)},
        dict(sorted(relations.items(), key=lambda item: (-item[1], item[0]))),
        _by_depth(graph, row["canonical_id"]),
    )


def _by_depth(graph: LineageGraph, start: str) -> tuple[int, ...]:
    """How many models stand one, two, three ... steps below, each at its shortest distance."""
    pairs = graph.pairs.filter(
        pc.and_(
            pc.equal(graph.pairs["outcome"], "stands"),
            pc.is_in(graph.pairs["relation"], value_set=pa.array(list(WEIGHT_RELATIONS))),
        )
    )
    models = graph.models["canonical_id"]
    child = pc.index_in(pairs["child_id"], value_set=models).to_numpy()
    parent = pc.index_in(pairs["parent_id"], value_set=models).to_numpy()
    seen = np.zeros(len(models), dtype=bool)
    layer = np.zeros(len(models), dtype=bool)
    layer[pc.index(models, start).as_py()] = True
    counts: list[int] = []
    while layer.any():
        seen |= layer
        below = np.zeros(len(models), dtype=bool)
        below[child[layer[parent]]] = True
        layer = below & ~seen
        if layer.any():
            counts.append(int(layer.sum()))
    return tuple(counts)
