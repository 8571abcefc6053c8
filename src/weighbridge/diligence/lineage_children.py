"""What was made from a model: directly, by relation, and how far down the line goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from weighbridge.catalogue.relations import WEIGHT_RELATIONS
from weighbridge.diligence.lineage_graph import LineageGraph
from weighbridge.diligence.lineage_path import Step, step_of
from weighbridge.store.arrow import pc, table_of


@dataclass(frozen=True, slots=True, eq=False)
class Children:
    """The children of a model, by relation and id, and its descendants by distance.

    ``rows`` stays a table: a popular base has hundreds of thousands of children, and a screen shows a dozen.
    """

    model: Step
    rows: pa.Table
    relations: dict[str, int]
    by_depth: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many children."""
        return self.rows.num_rows

    @property
    def descendants(self) -> int:
        """All models below, each counted once, at its shortest distance."""
        return sum(self.by_depth)

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object of ``weighbridge lineage children MODEL``."""
        return {
            "model_id": self.model.model_id,
            "publisher": self.model.publisher.as_dict(),
            "children": self.count,
            "relations": self.relations,
            "descendants": self.descendants,
            "descendants_by_depth": list(self.by_depth),
            "rows": self.records(),
        }

    def records(self) -> list[dict[str, Any]]:
        """One record a child."""
        return self.rows.to_pylist()

    def first(self, relation: str, most: int) -> list[dict[str, Any]]:
        """The records of the first few children of one relation."""
        return self.rows.filter(pc.equal(self.rows["relation"], relation)).slice(0, most).to_pylist()


def children_of(graph: LineageGraph, text: str) -> Children:
    """The children of the model a text names; pairs that do not stand are left out."""
    row = graph.find(text)
    of_model = pc.equal(graph.pairs["parent_id"], row["canonical_id"])
    pairs = graph.pairs.filter(pc.and_(of_model, _passing(graph.pairs)))
    pairs = pairs.sort_by([("relation", "ascending"), ("child_id", "ascending")])
    counted = pc.value_counts(pairs["relation"]).to_pylist()
    relations = {item["values"]: item["counts"] for item in counted}
    return Children(
        step_of(graph, row["canonical_id"]),
        _named(graph, pairs),
        dict(sorted(relations.items(), key=lambda item: (-item[1], item[0]))),
        _by_depth(graph, row["canonical_id"]),
    )


def _passing(pairs: pa.Table) -> pa.ChunkedArray:
    """Which pairs stand and pass weights on."""
    weights = pa.array(list(WEIGHT_RELATIONS))
    return pc.and_(pc.equal(pairs["outcome"], "stands"), pc.is_in(pairs["relation"], value_set=weights))


def _named(graph: LineageGraph, pairs: pa.Table) -> pa.Table:
    """The rows as they are shown: the child as people spell it, its publisher's seat, the evidence."""
    models = graph.models.filter(pc.is_in(graph.models["canonical_id"], value_set=pairs["child_id"]))
    at = pc.index_in(pairs["child_id"], value_set=models["canonical_id"])
    publishers = models["organisation_id"].combine_chunks().dictionary_encode("encode")
    seats = pa.array([graph.maker(name).country for name in publishers.dictionary.to_pylist()], pa.string())
    return table_of(
        {
            "child": models["model_id"].take(at),
            "country": seats.take(publishers.indices).take(at),
            **{name: pairs[name] for name in ("relation", "grade", "stated_in", "sources")},
        }
    )


def _by_depth(graph: LineageGraph, start: str) -> tuple[int, ...]:
    """How many models stand one, two, three ... steps below, each at its shortest distance."""
    pairs = graph.pairs.filter(_passing(graph.pairs))
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
