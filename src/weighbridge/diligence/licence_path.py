"""The licence chain of one model: every link's tag and clauses, the outcome, and conflicts by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from weighbridge.diligence.lineage_graph import LineageGraph
from weighbridge.diligence.lineage_path import Ancestry, ancestry_of
from weighbridge.entities.licence_chains import (
    CLAUSES,
    Conflict,
    Link,
    Terms,
    clauses_of,
    conflict_of,
    strictest_chain,
)
from weighbridge.entities.licences import UNKNOWN, load_licences, resolve_licence, why_unknown
from weighbridge.store.keyed import read_rows_of


@dataclass(frozen=True, slots=True)
class Tagged:
    """A link with the tags it bore: each with the first day it was seen, the newest last."""

    link: Link
    tags: tuple[tuple[str, str], ...]
    source: str

    @property
    def moves(self) -> tuple[str, ...]:
        """Licence classes in order of time, where they changed."""
        classes = [resolve_licence(tag).published_class for _, tag in self.tags]
        return tuple(c for i, c in enumerate(classes) if i == 0 or c != classes[i - 1])

    @property
    def why_unknown(self) -> str:
        """Why the terms of the link are not known; empty where they are."""
        return why_unknown(self.tags[-1][1] if self.tags else None)

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        licence = self.link.licence
        return {
            "model": self.link.model_id,
            "tag": self.tags[-1][1] if self.tags else None,
            "seen": self.tags[-1][0] if self.tags else None,
            "stated_in": self.source or None,
            "licence": licence.licence_id,
            "spdx": licence.spdx_expression,
            "class": licence.licence_class,
            "clauses": {name: _plain(value) for name, value in clauses_of(licence).items()},
            "text": licence.source,
            "confidence": licence.confidence,
            "why_unknown": self.why_unknown or None,
            "earlier_tags": [list(tag) for tag in self.tags[:-1]],
        }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class LicencePath:
    """Everything about the terms one model's weights come under."""

    ancestry: Ancestry
    links: tuple[Tagged, ...]
    terms: Terms
    conflicts: tuple[Conflict, ...]

    @property
    def not_known(self) -> tuple[str, ...]:
        """Each link whose terms are not known, with the reason."""
        reasons = {tagged.link.model_id: tagged.why_unknown for tagged in self.links}
        return tuple(
            f"{model} ({reasons[model]})" if reasons.get(model) else model for model in self.terms.unknown
        )

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "model": self.ancestry.model.model_id,
            "class": self.terms.licence_class,
            "at_least": self.terms.at_least,
            "unknown_links": list(self.terms.unknown),
            "clauses": [
                {
                    "clause": clause.clause,
                    "means": CLAUSES[clause.clause],
                    "says": clause.text,
                    "models": list(clause.models),
                    "sources": list(clause.sources),
                }
                for clause in self.terms.clauses
            ],
            "conflicts": [
                {
                    "child": item.child_id,
                    "child_licence": item.child_licence,
                    "parent": item.parent_id,
                    "parent_licence": item.parent_licence,
                    "clauses": list(item.clauses),
                }
                for item in self.conflicts
            ],
            "links": [link.as_dict() for link in self.links],
        }


def licence_path(graph: LineageGraph, text: str) -> LicencePath:
    """The terms of the model a text names, from its own licence and those of all its known ancestors.

    A path that ends at a model whose own base nobody knows leaves the outcome a lower limit.
    """
    found = ancestry_of(graph, text)
    return terms_of(found, tags_of(graph, [step.canonical_id for step in found.path]))


def terms_of(found: Ancestry, tags: Mapping[str, list[tuple[str, str, str]]]) -> LicencePath:
    """The terms of a model whose ancestry is known, given the tags seen on it and its ancestors."""
    links = {
        step.canonical_id: _tagged(step.model_id, tags.get(step.canonical_id, [])) for step in found.path
    }
    terms = strictest_chain([tagged.link for tagged in links.values()])
    if found.known_part < 1 and not terms.at_least:
        terms = Terms(terms.clauses, terms.licence_class, True, ("an ancestor nobody knows",))
    conflicts = [
        conflict
        for pair in found.pairs
        if pair.passes_weights
        and pair.child_id in links
        and pair.parent_id in links
        and (conflict := conflict_of(links[pair.child_id].link, links[pair.parent_id].link))
    ]
    return LicencePath(found, tuple(links.values()), terms, tuple(conflicts))


def tags_of(graph: LineageGraph, models: Iterable[str]) -> dict[str, list[tuple[str, str, str]]]:
    """Day, tag and source of every tag that lists saw on some models, oldest first."""
    names = ["canonical_id", "observed_on", "source", "licence_tag"]
    facts = read_rows_of(graph.path("resolved_facts"), "canonical_id", models, names)
    rows = [row for row in facts.to_pylist() if row["licence_tag"]]
    held: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["observed_on"], row["source"])):
        held[row["canonical_id"]].append(
            (row["observed_on"].isoformat(), str(row["licence_tag"]), str(row["source"]))
        )
    return held


def _tagged(model_id: str, seen: list[tuple[str, str, str]]) -> Tagged:
    changes = [(day, tag) for i, (day, tag, _) in enumerate(seen) if i == 0 or tag != seen[i - 1][1]]
    licence = resolve_licence(changes[-1][1]) if changes else load_licences()[UNKNOWN]
    return Tagged(Link(model_id, licence), tuple(changes), seen[-1][2] if seen else "")
