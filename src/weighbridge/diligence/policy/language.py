"""The language of a policy: every key with its kind and meaning, declared once.

The check of a policy, its JSON Schema and the documentation are made from this tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from weighbridge.catalogue.relations import GRADES
from weighbridge.diligence.own_lists import OWN
from weighbridge.entities.instruments import load_instruments
from weighbridge.entities.licences import LICENCE_CLASSES
from weighbridge.entities.organisations import load_countries, load_organisations

FAIL, REVIEW, PASS = "fail", "review", "pass"
UNKNOWNS = (FAIL, REVIEW, "allow")
CLAUSES = {
    "non-commercial": "no commercial use",
    "research-only": "research use only",
    "none-declared": "no licence declared: all rights reserved",
    "mau-cap": "another licence above a number of users",
    "revenue-cap": "another licence above an amount of revenue",
    "territory": "places left out",
    "naming-duty": "a name to be shown or carried",
    "use-policy": "a list of forbidden uses that travels along",
    "share-alike": "derivatives under the same terms",
    "no-training": "no training of other models with its answers",
    "custom": "a text that is in no list of standard licences",
}
SAFETY_MEASURES = {
    "agent_hijack_rate": "hijacking",
    "jailbreak_rate": "jailbreak",
    "over_refusal_rate": "over_refusal",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a policy: what kind of value it takes, and what it means.

    ``words`` is the closed list of its values, by name: ``countries``, ``instruments``, ``organisations``, or
    the words themselves.
    """

    kind: str
    meaning: str
    words: tuple[str, ...] | str = ()
    required: bool = False


Tree = Mapping[str, Any]
_AXIS: dict[str, Any] = {
    "deny_designation": Key("list", "Lists and rules that may not name the organisation.", "instruments"),
    "review_designation": Key(
        "list", "Lists and rules that ask for a look where they name it.", "instruments"
    ),
    "deny_country": Key("list", "Seats that are not allowed.", "countries"),
    "review_country": Key("list", "Seats that ask for a look.", "countries"),
    "deny_organisation": Key("list", "Organisations that are not allowed.", "organisations"),
    "review_organisation": Key("list", "Organisations that ask for a look.", "organisations"),
}
_INHERIT = {"inherit": Key("choice", "Take over the rules of another axis.", ("publisher", "root"))}
POLICY: Tree = {
    "version": Key("choice", "The version of this language.", ("1",), required=True),
    "profile": Key("profile", "A shipped policy to begin from; what is written here replaces its values."),
    "data": {
        "max_age": Key("duration", "How old the data may be, as in 30d; older data decides nothing."),
        "unknown": Key("choice", "What a fact that is not known means.", UNKNOWNS),
        "min_evidence": Key("choice", "The least grade of evidence for a step of ancestry.", GRADES),
        "stale_designations": Key("choice", "What lists not confirmed within 30 days mean.", UNKNOWNS),
    },
    "axes": {
        "publisher": {**_AXIS, **_INHERIT},
        "root": dict(_AXIS),
        "path": {**_AXIS, **_INHERIT},
        "components": {**_AXIS, **_INHERIT},
        "host": {
            **_AXIS,
            "require": {"zero_retention": Key("boolean", "The host keeps no prompt.")},
        },
    },
    "licence": {
        "chain": Key(
            "choice", "Judge the strictest of all links, or the label alone.", ("strictest", "label")
        ),
        "deny": Key("list", "Clauses that are not allowed.", tuple(CLAUSES)),
        "review": Key("list", "Clauses that ask for a look.", tuple(CLAUSES)),
        "max_class": Key("choice", "The strictest class allowed.", LICENCE_CLASSES),
        "used_in": Key(
            "list", "Where the model is used: no link may leave it out; EU for the Union.", "places"
        ),
        "require_text": Key("boolean", "The text of every link's licence was read here."),
    },
    "quality": {
        "min": {
            "measure": Key(
                "text", "A measure: eci, arena, or a benchmark such as gpqa_diamond.", required=True
            ),
            "value": Key("number", "The least value; shares as 0.5 or as 50.", required=True),
            "lower_bound": Key("boolean", "Compare the lower end of the 90 % interval."),
        }
    },
    "safety": {
        "require_own_evidence": Key("boolean", "The model itself was tested; a parent's test is not enough."),
        "max": {
            "measure": Key("choice", "A rate of one kind of test.", tuple(SAFETY_MEASURES), required=True),
            "value": Key("number", "The most allowed, from 0 to 1.", required=True),
        },
    },
    "cost": {"max_usd_per_mtok_blended": Key("number", "US dollars per million tokens, three to one.")},
    "continuity": {
        "min_alternatives": Key("number", "Roots of other organisations one could switch to."),
        "within": Key("part", "How much worse they may be, as in 5%."),
    },
    "exceptions": [
        {
            "model": Key("text", "The model, as a package URL or owner/name.", required=True),
            "rule": Key("rule", "The rule it is excepted from.", required=True),
            "reason": Key("text", "Why.", required=True),
            "owner": Key("text", "Who answers for it.", required=True),
            "expires": Key("date", "The last day it holds.", required=True),
        }
    ],
}


def words_of(key: Key) -> tuple[str, ...]:
    """The closed list of a key's values; empty where any is allowed."""
    if isinstance(key.words, tuple):
        return key.words
    return _named_words()[key.words]


@cache
def _named_words() -> dict[str, tuple[str, ...]]:
    countries = tuple(sorted(load_countries()))
    return {
        "countries": countries,
        "places": (*countries, "EU"),
        "instruments": tuple(sorted(load_instruments())),
        "organisations": tuple(sorted(load_organisations())),
    }


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a policy, for editors and for whoever writes one by program."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "weighbridge policy",
        **_schema_of(POLICY),
    }


def _schema_of(node: Any) -> dict[str, Any]:
    if isinstance(node, Key):
        return _schema_of_key(node)
    if isinstance(node, list):
        return {"type": "array", "items": _schema_of(node[0])}
    needed = [name for name, item in node.items() if isinstance(item, Key) and item.required]
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _schema_of(item) for name, item in node.items()},
    }
    return {**found, "required": needed} if needed else found


def _schema_of_key(key: Key) -> dict[str, Any]:
    said = {"description": key.meaning}
    if key.kind == "choice" and key.words == ("1",):
        return {**said, "const": 1}
    if key.kind == "choice":
        return {**said, "enum": list(words_of(key))}
    if key.kind == "list":
        # Organisations are many and are checked by the program, which names the nearest.
        words = () if key.words == "organisations" else words_of(key)
        items: dict[str, Any] = {"type": "string", **({"enum": list(words)} if words else {})}
        if key.words == "instruments":
            items = {"anyOf": [items, {"type": "string", "pattern": f"^{OWN}"}]}
        return {**said, "type": "array", "items": items}
    plain: dict[str, dict[str, Any]] = {
        "boolean": {"type": "boolean"},
        "number": {"type": "number"},
        "duration": {"type": "string", "pattern": "^[0-9]+d$"},
        "part": {"type": ["string", "number"]},
        "date": {"type": "string", "format": "date"},
    }
    return {**said, **plain.get(key.kind, {"type": "string"})}
