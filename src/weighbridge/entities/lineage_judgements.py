"""What was looked up about models' ancestry: edges, answers, what families and architectures say.

``lineage.csv`` holds edges, ``lineage_answers.csv`` answers about a model as a whole, ``family_origins.csv``
whether a family is its maker's own work, ``architectures.csv`` whose models bore an architecture first.
Reading a primary source makes a row ``documented``; a press digest or memory leaves it ``asserted``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from weighbridge.catalogue.relations import RELATIONS
from weighbridge.entities.families import load_families
from weighbridge.entities.judgement_files import read_judgements, require, require_support, row_error
from weighbridge.entities.organisations import load_organisations

EDGES = "lineage"
ANSWERS = "lineage_answers"
FAMILIES = "family_origins"
ARCHITECTURES = "architectures"
_SUPPORT = ("evidence", "source", "confidence", "note")
_GRADES = {"high": "documented", "medium": "asserted", "low": "asserted"}
JUDGED_ANSWERS = ("own", "undisclosed", "disputed")
ORIGINS = ("own", "derived", "mixed")


@dataclass(frozen=True, slots=True)
class JudgedEdge:
    """One row of ``lineage.csv``: this model was made from that one, and how we know."""

    child_id: str
    parent_id: str
    relation: str
    weight: float | None
    evidence: str
    source: str
    grade: str
    note: str


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """One row of ``lineage_answers.csv``; ``alleged_parent_id`` is the other side of a dispute."""

    model_id: str
    answer: str
    alleged_parent_id: str
    evidence: str
    source: str
    grade: str
    note: str


@cache
def load_edges() -> tuple[JudgedEdge, ...]:
    """The judged edges in the file's order, checked."""
    found: dict[tuple[str, str, str], JudgedEdge] = {}
    columns = ("child_id", "parent_id", "relation", "weight", *_SUPPORT)
    for line, row in enumerate(read_judgements(EDGES, columns), start=2):
        child, parent, relation, weight, evidence, source, confidence, note = row
        require(relation, tuple(RELATIONS), EDGES, line, "relation")
        require_support(EDGES, line, evidence, source, confidence)
        key = (child.casefold(), parent.casefold(), relation)
        if not child or not parent or key[0] == key[1] or key in found:
            raise row_error(EDGES, line, f"'{child}' <- '{parent}'", "two models, once", "mend the row")
        part = _weight(weight, line)
        found[key] = JudgedEdge(child, parent, relation, part, evidence, source, _GRADES[confidence], note)
    return tuple(found.values())


def _weight(text: str, line: int) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise row_error(
            EDGES, line, f"weight '{text}'", "a part above 0, at most 1", "leave it empty if unknown"
        )
    return value


@cache
def load_answers() -> tuple[JudgedAnswer, ...]:
    """The judged answers in the file's order, checked."""
    found: dict[str, JudgedAnswer] = {}
    columns = ("model_id", "answer", "alleged_parent_id", *_SUPPORT)
    for line, row in enumerate(read_judgements(ANSWERS, columns), start=2):
        model_id, answer, alleged, evidence, source, confidence, note = row
        require(answer, JUDGED_ANSWERS, ANSWERS, line, "answer")
        require_support(ANSWERS, line, evidence, source, confidence)
        if not model_id or model_id.casefold() in found:
            raise row_error(ANSWERS, line, f"model_id '{model_id}'", "a model, once", "mend the row")
        if (answer == "disputed") != bool(alleged):
            raise row_error(
                ANSWERS, line, f"{answer}, alleged '{alleged}'", "both sides", "name what is alleged"
            )
        grade = _GRADES[confidence]
        found[model_id.casefold()] = JudgedAnswer(model_id, answer, alleged, evidence, source, grade, note)
    return tuple(found.values())


@cache
def load_family_origins() -> Mapping[str, str]:
    """Of each judged family: ``own`` work of its maker, ``derived`` from others, or ``mixed``."""
    found: dict[str, str] = {}
    for line, row in enumerate(read_judgements(FAMILIES, ("family_id", "origin", *_SUPPORT)), start=2):
        family_id, origin, evidence, source, confidence, _ = row
        require(origin, ORIGINS, FAMILIES, line, "origin")
        require_support(FAMILIES, line, evidence, source, confidence)
        if family_id not in load_families() or family_id in found:
            raise row_error(FAMILIES, line, f"family_id '{family_id}'", "a family, once", "see families.csv")
        found[family_id] = origin
    return MappingProxyType(found)


@cache
def load_architectures() -> Mapping[str, str]:
    """The organisation whose models first bore each model type."""
    found: dict[str, str] = {}
    columns = ("model_type", "organisation_id", *_SUPPORT)
    for line, row in enumerate(read_judgements(ARCHITECTURES, columns), start=2):
        model_type, organisation_id, evidence, source, confidence, _ = row
        require_support(ARCHITECTURES, line, evidence, source, confidence)
        if organisation_id not in load_organisations() or not model_type or model_type in found:
            found_text = f"'{model_type}' of '{organisation_id}'"
            raise row_error(ARCHITECTURES, line, found_text, "a type, once, of a known maker", "mend the row")
        found[model_type] = organisation_id
    return MappingProxyType(found)
