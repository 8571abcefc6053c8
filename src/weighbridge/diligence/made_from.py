"""What was made from what among the listed models and those their lineage names, as numbers for pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.relations import OTHER_RELATIONS
from weighbridge.definitions.adoption import summed
from weighbridge.definitions.columns import Labelled, labelled
from weighbridge.diligence.listed_models import Columns, ListedModels, Places
from weighbridge.entities.families import classify
from weighbridge.store.arrow import pc

Nodes = NDArray[np.intp]
"""Models by number: the listed ones by their place, after them the others that lineage names."""


@dataclass(frozen=True, slots=True, eq=False)
class Rooted:
    """Listed models by the families their weights go back to: one row a family and model, in that order."""

    family: NDArray[np.int64]
    model: Places
    part: NDArray[np.float64]

    def of(self, code: int) -> tuple[Places, NDArray[np.float64]]:
        """The models of a family and the part of each that goes back to it."""
        start, end = np.searchsorted(self.family, (code, code + 1))
        return self.model[start:end], self.part[start:end]


class MadeFrom:
    """Statements that stand and pass weights on, from each model to those made from it."""

    def __init__(self, listed: ListedModels) -> None:
        self.models: Columns = listed.columns
        named = ["parent_id", "child_id", "relation"]
        rows = listed.rows("lineage", [*named, "outcome"], pc.field("outcome") == "stands")
        rows = rows.filter(~pc.field("relation").isin(list(OTHER_RELATIONS)))
        roots = listed.rows("root_parts", ["canonical_id", "root_id", "fraction"])
        self._others = self._unlisted(rows["parent_id"], rows["child_id"], roots["root_id"])
        parent, self._child = self.nodes(rows["parent_id"]), self.nodes(rows["child_id"])
        # Of each parent its children lie side by side, in the order of the table.
        order = np.argsort(parent, kind="stable")
        self._parent, self._child = parent[order], self._child[order]
        relation = labelled(rows["relation"])
        self._relation = Labelled(relation.codes[order], relation.labels)
        self._start = np.searchsorted(self._parent, np.arange(self.size + 1))
        self._parts = self.nodes(roots["canonical_id"]), self.nodes(roots["root_id"]), roots["fraction"]

    def _unlisted(self, *columns: pa.ChunkedArray) -> pa.Array:
        """The names that no list holds, sorted."""
        named = pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())
        names = pc.unique(named)
        names = names.filter(pc.invert(pc.is_in(names, value_set=self.models.canonical_id)))
        return names.take(pc.array_sort_indices(names))

    @property
    def size(self) -> int:
        """How many models there are, listed and not."""
        return self.models.size + len(self._others)

    @cached_property
    def _names(self) -> pa.Array:
        return pa.concat_arrays([self.models.canonical_id, self._others])

    def nodes(self, names: Any) -> Nodes:
        """The numbers of models by name, -1 for one that is none of them."""
        found = pc.index_in(names, value_set=self._names)
        return pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.intp)

    def name(self, node: int) -> str:
        """The id of a model."""
        return str(self._names[node])

    @cached_property
    def rank(self) -> NDArray[np.intp]:
        """The place of each model among all of them in the order of names."""
        rank = np.empty(self.size, dtype=np.intp)
        rank[pc.array_sort_indices(self._names).to_numpy()] = np.arange(self.size)
        return rank

    @cached_property
    def flow(self) -> NDArray[np.int64]:
        """Downloads of each model; none for one that was not counted."""
        return np.append(self.models.used, np.zeros(len(self._others), dtype=np.int64))

    @cached_property
    def children(self) -> NDArray[np.int64]:
        """How many statements name each model as a parent."""
        return np.diff(self._start)

    def below(self, inside: NDArray[np.bool_]) -> Nodes:
        """The models made directly from any of those marked."""
        return np.unique(self._child[inside[self._parent]])

    def made_from(self, node: int) -> dict[int, str]:
        """The models made directly from one, each with how; of two statements the later one of the table."""
        span = slice(int(self._start[node]), int(self._start[node + 1]))
        relations = (self._relation.labels[code] for code in self._relation.codes[span].tolist())
        return dict(zip(self._child[span].tolist(), relations, strict=True))

    def descendants(self, node: int) -> int:
        """How many models were made from one, directly or through others; a circle is walked once."""
        seen, front = {node}, [node]
        while front:
            spans = (slice(int(self._start[one]), int(self._start[one + 1])) for one in front)
            found = {child for span in spans for child in self._child[span].tolist()}
            front = list(found - seen)
            seen |= found
        return len(seen) - 1

    @cached_property
    def root(self) -> Nodes:
        """The one root of each listed model, -1 where there is none or none is known."""
        return self.nodes(self.models.root_id)

    @cached_property
    def family(self) -> NDArray[np.int64]:
        """The family of each model that is listed or a root, as a code of the listed ones'; -1 for none."""
        known = {label: code for code, label in enumerate(self.models.family.labels)}
        found = np.full(self.size, -1, dtype=np.int64)
        found[: self.models.size] = self.models.family.codes
        roots = np.unique(np.append(self.root, self._parts[1]))
        for node in roots[roots >= self.models.size].tolist():
            account, _, name = self.name(node).rpartition("/")
            family = classify(account, name, scoped=True)
            found[node] = known.get(str(family.family_id), -1) if family else -1
        return found

    @cached_property
    def rooted(self) -> Rooted:
        """What part of each listed model goes back to which family."""
        model, root, fraction = self._parts
        family = self.family[root]
        inside = np.flatnonzero((model >= 0) & (model < self.models.size) & (family >= 0))
        pairs = family[inside] * self.models.size + model[inside]
        held, at = np.unique(pairs, return_inverse=True)
        part = summed(at, fraction.to_numpy()[inside], held.shape)
        return Rooted(held // max(1, self.models.size), held % max(1, self.models.size), part)
