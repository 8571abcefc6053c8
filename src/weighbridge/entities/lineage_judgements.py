"""What was looked up about models' ancestry: edges, answers, what families and architectures say.

``lineage.csv`` holds edges, ``lineage_answers.csv`` answers about a model as a whole, ``family_origins.csv``
whether a family is its maker's own work, ``architectures.csv`` whose models bore an architecture first.
Reading a primary source makes a row ``documented``; a press digest or memory leaves it ``asserted``.
Edges and answers bear the day they are known from: the day of their source where it bears one, else the day
they were entered; what was known by an earlier day leaves them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from weighbridge.catalogue.relations import RELATIONS
from weighbridge.entities.families import load_families
from weighbridge.entities.judgement_files import (
    parse_day,
    read_judgements,
    require,
    require_support,
    row_error,
)
from weighbridge.entities.organisations import load_organisations

EDGES = "lineage"
ANSWERS = "lineage_answers"
FAMILIES = "family_origins"
ARCHITECTURES = "architectures"
_SUPPORT = ("evidence", "source", "confidence", "note")
_GRADES = {"high": "documented", "medium": "asserted", "low": "asserted"}
EVER = "9999-12-31"
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
    known_from: date = date.min


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
    known_from: date = date.min


@cache
def load_edges() -> tuple[JudgedEdge, ...]:
    """The judged edges in the file's order, checked."""
    found: dict[tuple[str, str, str], JudgedEdge] = {}
    columns = ("child_id", "parent_id", "relation", "weight", "known_from", *_SUPPORT)
    for line, row in enumerate(read_judgements(EDGES, columns), start=2):
        child, parent, relation, weight, known_from, evidence, source, confidence, note = row
        require(relation, tuple(RELATIONS), EDGES, line, "relation")
        require_support(EDGES, line, evidence, source, confidence)
        key = (child.casefold(), parent.casefold(), relation)
        if not child or not parent or key[0] == key[1] or key in found:
            raise row_error(EDGES, line, f"'{child}' <- '{parent}'", "two models, once", "mend the row")
        part, day = _weight(weight, line), _known(known_from, EDGES, line)
        grade = _GRADES[confidence]
        found[key] = JudgedEdge(child, parent, relation, part, evidence, source, grade, note, day)
    return tuple(found.values())


def _known(text: str, name: str, line: int) -> date:
    """The day a row is known from, which every row needs."""
    day = parse_day(text, name, line)
    if day is None:
        advice = "write the day of the source, or today's where it bears none"
        raise row_error(name, line, "no known_from", "an ISO day", advice)
    return day


def edition(day: str | None) -> str:
    """The newest day by ``day`` that any edge or answer is known from: what is known by it hangs on no other.

    >>> edition(None) == max(edge.known_from for edge in (*load_edges(), *load_answers())).isoformat()
    True
    >>> edition("2001-01-01")
    ''
    """
    dates = {item.known_from.isoformat() for item in (*load_edges(), *load_answers())}
    return max((known for known in dates if known <= (day or EVER)), default="")


def edges_by(known_by: str) -> tuple[JudgedEdge, ...]:
    """The judged edges that were known by a day."""
    return tuple(edge for edge in load_edges() if edge.known_from.isoformat() <= known_by)


def answers_by(known_by: str) -> tuple[JudgedAnswer, ...]:
    """The judged answers that were known by a day."""
    return tuple(item for item in load_answers() if item.known_from.isoformat() <= known_by)


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
    columns = ("model_id", "answer", "alleged_parent_id", "known_from", *_SUPPORT)
    for line, row in enumerate(read_judgements(ANSWERS, columns), start=2):
        model_id, answer, alleged, known_from, evidence, source, confidence, note = row
        require(answer, JUDGED_ANSWERS, ANSWERS, line, "answer")
        require_support(ANSWERS, line, evidence, source, confidence)
        if not model_id or model_id.casefold() in found:
            raise row_error(ANSWERS, line, f"model_id '{model_id}'", "a model, once", "mend the row")
        if (answer == "disputed") != bool(alleged):
            raise row_error(
                ANSWERS, line, f"{answer}, alleged '{alleged}'", "both sides", "name what is alleged"
            )
        grade, day = _GRADES[confidence], _known(known_from, ANSWERS, line)
        found[model_id.casefold()] = JudgedAnswer(
            model_id, answer, alleged, evidence, source, grade, note, day
        )
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
