"""The ancestry of one model: every step up with relation, grade and source, to its roots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from weighbridge.catalogue.relations import ANSWERS, GRADES, RELATIONS
from weighbridge.diligence.lineage_graph import UNPLACED, Judged, LineageGraph, Maker, Pair
from weighbridge.entities._terminals import REASONS

MOST_STEPS = 2_000
# Every teacher's edge says so where it is shown.
_SAID_OF_TEACHERS = "answers, no weights"


@dataclass(frozen=True, slots=True)
class Step:
    """A model on the way up."""

    canonical_id: str
    model_id: str
    publisher: Maker
    answer: str
    reason: str | None
    is_listed: bool
    is_in_cycle: bool

    def as_dict(self) -> dict[str, Any]:
        """The step as plain JSON values."""
        return {
            "model_id": self.model_id,
            "publisher": self.publisher.as_dict(),
            "answer": self.answer,
            "reason": REASONS.get(self.reason or "", None),
            "is_listed": self.is_listed,
            "is_in_cycle": self.is_in_cycle,
        }


@dataclass(frozen=True, slots=True)
class Root:
    """A model some path ends at, its part in the weights, and whose own work it is."""

    model_id: str
    fraction: float
    maker: Maker

    def as_dict(self) -> dict[str, Any]:
        """The root as plain JSON values."""
        return {"model_id": self.model_id, "fraction": self.fraction, "organisation": self.maker.as_dict()}


@dataclass(frozen=True)
class Ancestry:
    """Everything known of where one model's weights come from.

    ``path`` are the models from this one up, each once, nearest first; ``pairs`` the standing pairs between
    them; ``apart`` those to teachers and components, which are ``beside`` the path; ``aside`` what was stated
    of the models on it and does not stand. ``evidence`` is what the judged pairs rest on.
    """

    model: Step
    depth: int | None
    root_grade: str
    known_part: float
    roots: tuple[Root, ...]
    path: tuple[Step, ...]
    beside: tuple[Step, ...]
    pairs: tuple[Pair, ...]
    apart: tuple[Pair, ...]
    aside: tuple[Pair, ...]
    remarks: tuple[str, ...]
    evidence: Mapping[tuple[str, str], Judged]
    is_cut: bool

    @property
    def root_makers(self) -> tuple[Maker, ...]:
        """The makers of the roots, those with the largest part first, each once."""
        return tuple(dict.fromkeys(root.maker for root in self.roots))

    @property
    def grade_words(self) -> str:
        """How sure the way up is, and, where it differs, that the root is its maker's own work."""
        grades = [GRADES.index(pair.grade) for pair in self.pairs]
        weakest = GRADES[min(grades)] if grades else self.root_grade
        if weakest == self.root_grade or self.model.answer not in ("resolved", "partly_known"):
            return f"weakest link {self.root_grade}"
        return f"steps {weakest} or better, that the root is its maker's own {self.root_grade}"

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The models of the path and beside it by canonical id."""
        return {step.canonical_id: step for step in (*self.path, *self.beside)}

    def step(self, canonical_id: str) -> Step | None:
        """A model of the path or beside it."""
        return self.steps.get(canonical_id)

    def _pair(self, pair: Pair) -> dict[str, Any]:
        child, parent = self.steps.get(pair.child_id), self.steps.get(pair.parent_id)
        judged = self.evidence.get((pair.child_id, pair.parent_id))
        return {
            "child": child.model_id if child else pair.child_id,
            "parent": parent.model_id if parent else pair.parent_id,
            "parent_publisher": parent.publisher.as_dict() if parent else None,
            "relation": pair.relation,
            "relation_means": RELATIONS[pair.relation],
            "grade": pair.grade,
            "outcome": pair.outcome,
            "is_contradicted": pair.is_contradicted,
            "weight": pair.weight,
            "voices": pair.voices,
            "stated_in": pair.stated_in.split(", "),
            "sources": pair.sources.split(", "),
            "evidence": str(judged) if judged else None,
            "first_known_on": pair.first_known_on.isoformat() if pair.first_known_on else None,
        }

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object of ``weighbridge lineage MODEL``."""
        return {
            **self.model.as_dict(),
            "answer_means": ANSWERS[self.model.answer],
            "depth": self.depth,
            "root_grade": self.root_grade,
            "known_part": self.known_part,
            "roots": [root.as_dict() for root in self.roots],
            "path": [step.as_dict() for step in self.path],
            "edges": [self._pair(pair) for pair in self.pairs],
            "teachers": [self._pair(pair) for pair in self.apart if pair.relation == "teacher"],
            "components": [self._pair(pair) for pair in self.apart if pair.relation == "component"],
            "set_aside": [self._pair(pair) for pair in self.aside],
            "remarks": list(self.remarks),
        }


def ancestry_of(graph: LineageGraph, text: str) -> Ancestry:
    """The ancestry of the model a text names."""
    row = graph.find(text)
    start = row["canonical_id"]
    seen: dict[str, None] = {start: None}
    pairs: list[Pair] = []
    layer = [start]
    while layer and len(seen) < MOST_STEPS:
        found = sorted(graph.pairs_of(layer), key=lambda pair: (-(pair.weight or 0), pair.parent_id))
        pairs += found
        above = [pair.parent_id for pair in found if pair.outcome == "stands"]
        layer = [name for name in dict.fromkeys(above) if name not in seen]
        seen |= dict.fromkeys(layer)
    apart = [pair for pair in pairs if pair.outcome == "apart"]
    other = dict.fromkeys(pair.parent_id for pair in apart if pair.parent_id not in seen)
    rows = graph.models_of([*seen, *other])
    steps = {name: _step(graph, rows[name]) for name in seen}
    return Ancestry(
        model=steps[start],
        depth=row["depth"],
        root_grade=row["root_grade"],
        known_part=row["known_part"],
        roots=_roots(graph, start),
        path=tuple(steps.values()),
        beside=tuple(_step(graph, rows[name]) for name in other),
        pairs=tuple(pair for pair in pairs if pair.outcome == "stands"),
        apart=tuple(apart),
        aside=tuple(pair for pair in pairs if pair.outcome not in ("stands", "apart")),
        remarks=tuple(_remarks(graph, steps, pairs)),
        evidence={key: said for key, said in graph.judged.items() if key[0] in steps},
        is_cut=bool(layer),
    )


def step_of(graph: LineageGraph, canonical: str) -> Step:
    """A model of the graph as a step, by its canonical id."""
    return _step(graph, graph.model(canonical))


def _step(graph: LineageGraph, row: Mapping[str, Any]) -> Step:
    return Step(
        row["canonical_id"],
        row["model_id"],
        graph.maker(row["organisation_id"]),
        row["answer"],
        row["reason"],
        row["is_listed"],
        row["is_in_cycle"],
    )


def _roots(graph: LineageGraph, canonical: str) -> tuple[Root, ...]:
    parts = graph.roots_of(canonical)
    rows = graph.models_of(part["root_id"] for part in parts if part["root_id"] != UNPLACED)
    names = {name: row["model_id"] for name, row in rows.items()} | {UNPLACED: UNPLACED}
    makers = {name: graph.maker(name) for name in {part["organisation_id"] for part in parts}}
    return tuple(
        Root(names[part["root_id"]], part["fraction"], makers[part["organisation_id"]]) for part in parts
    )


def _remarks(graph: LineageGraph, steps: dict[str, Step], pairs: list[Pair]) -> list[str]:
    """What the judgements say of the models and pairs on the way."""
    said = []
    for name, step in steps.items():
        if name in graph.answers:
            found = graph.answers[name]
            other = f"; said to come from {found.alleged}" if found.alleged else ""
            more = f" {found.note}." if found.note else ""
            said.append(f"{step.model_id}, {step.answer}: {found}{other}.{more}")
    for pair in pairs:
        judged = graph.judged.get((pair.child_id, pair.parent_id))
        child = steps.get(pair.child_id)
        if judged and judged.note and child is not None and judged.note != _SAID_OF_TEACHERS:
            said.append(f"{child.model_id}: {judged.note}.")
    return list(dict.fromkeys(said))
