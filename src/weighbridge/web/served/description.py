"""The API described: an OpenAPI document made from the declarations, each indicator with its own axes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import weighbridge
from weighbridge.catalogue import registry
from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.indicator import Indicator
from weighbridge.claims.judging import claims
from weighbridge.definitions.choices import options
from weighbridge.web.served.answers import FARTHEST, LONGEST_SENTENCE
from weighbridge.web.served.shapes import Schema, known, many, shapes

_TEXT = {"type": "string", "maxLength": 200}
_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MONTH = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}
FAILURES = {
    "400": "Something asked for cannot be: the sentence says what and what to do.",
    "404": "No such thing; the nearest names are given.",
    "405": "Only reading is offered.",
    "414": "The address is too long.",
    "421": "The server does not go by the name asked for.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "503": "Busy; Retry-After says how long to wait.",
}


@cache
def openapi() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "weighbridge",
            "version": weighbridge.__version__,
            "description": "Figures on open-weight AI with their definitions and doubts. Read-only. An "
            "answer bears an ETag: sent back in If-None-Match, what has not changed is not sent again.",
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "paths": _paths(),
        "components": {"schemas": shapes(), "parameters": _axes()},
    }


def _paths() -> dict[str, Any]:
    found = registry.indicators()
    names = [item.name for item in found]
    fingerprint = {"type": "string", "pattern": rf"^({'|'.join(names)})@[0-9a-f]{{4,12}}$"}
    name = _inside("name", "An indicator by name, or one with its fingerprint.", names, fingerprint)
    ids = [claim.id for claim in claims()]
    claim = _inside("name", "A statement by its number or name, as C13.", ids, _TEXT)
    return {
        "/api/indicators": _path("All indicators with their axes and options.", many(known("Indicator"))),
        "/api/indicators/{name}": _path(
            "One indicator under its defaults, or under the definition of a fingerprint. Each indicator has "
            "a path of its own below, with the choices it offers.",
            known("Figure"),
            [name, *_asked()],
        ),
        **{f"/api/indicators/{item.name}": _figures(item) for item in found},
        "/api/forecasts/{name}": _path(
            "A share some weeks or months ahead with its backtest, or the reasons it is refused.",
            known("Forecast"),
            [
                name,
                _query("only", "Whose share; CN if left out.", _TEXT),
                _query("ahead", "How many periods.", {"type": "integer", "minimum": 1, "maximum": FARTHEST}),
                _query("above", "How often it exceeds this.", {"type": "number", "minimum": 0, "maximum": 1}),
                _query("group", "What to group by.", _TEXT),
                _query("as_of", "Use only what was stored up to this day.", _DAY),
            ],
        ),
        "/api/claims": _path("Every statement checked here, with its verdict.", many(known("Statement"))),
        "/api/claims/{name}": _path(
            "One statement: every definition tried, findings, history.", known("StatementWhole"), [claim]
        ),
        "/api/replications": _path("Published figures of others beside ours.", many(known("Replication"))),
        "/api/check": _path(
            "How a sentence is read, its value under each definition it leaves open, and the verdict.",
            known("Reading"),
            [_query("sentence", "The sentence.", {"type": "string", "maxLength": LONGEST_SENTENCE}, True)],
        ),
    }


def _figures(item: Indicator) -> dict[str, Any]:
    grouped = {"type": "string", "enum": list(item.groups)}
    axes = [{"$ref": f"#/components/parameters/{key}"} for key in _keys(item)]
    return _path(f"{item.title}: {item.question}", known("Figure"), [*_asked(grouped), *axes])


def _asked(group: Schema = _TEXT) -> list[dict[str, Any]]:
    """What any indicator can be asked beside its axes."""
    return [
        _query("group", "What to group by.", group),
        _query("only", "The groups to return, with commas.", _TEXT),
        _query("from", "First month.", _MONTH),
        _query("to", "Last month.", _MONTH),
        _query("month", "This month alone.", _MONTH),
        _query("as_of", "Use only what was stored up to this day; the stored day before it answers.", _DAY),
    ]


def _axes() -> dict[str, Any]:
    """The axes of all indicators by their names; one whose options are its indicator's own, with its name."""
    return {
        key: _axis(axis)
        for item in registry.indicators()
        for key, axis in zip(_keys(item), item.axes, strict=True)
    }


def _keys(item: Indicator) -> list[str]:
    first = _first_axes()
    return [axis.name if first[axis.name] == axis else f"{axis.name}.{item.name}" for axis in item.axes]


@cache
def _first_axes() -> Mapping[str, Axis]:
    found: dict[str, Axis] = {}
    for item in registry.indicators():
        for axis in item.axes:
            found.setdefault(axis.name, axis)
    return found


def _axis(axis: Axis) -> dict[str, Any]:
    lines = "".join(f"\n- `{option.name}`: {option.meaning}" for option in options(axis))
    schema = {"type": "string", "enum": [option.name for option in options(axis)]}
    return _query(axis.name, f"{axis.title}. {axis.question}{lines}", schema)


def _path(summary: str, answer: Schema, parameters: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    error = {"application/json": {"schema": known("Error")}}
    responses: dict[str, Any] = {
        "200": {"description": "The answer.", "content": {"application/json": {"schema": answer}}},
        "304": {"description": "Nothing has changed since."},
    }
    responses |= {code: {"description": text, "content": error} for code, text in FAILURES.items()}
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": responses}}


def _inside(name: str, text: str, known_names: Sequence[str], otherwise: Schema) -> dict[str, Any]:
    schema = {"anyOf": [{"type": "string", "enum": list(known_names)}, {**otherwise, "minLength": 1}]}
    return {"name": name, "in": "path", "required": True, "description": text, "schema": schema}


def _query(name: str, text: str, schema: Mapping[str, Any], is_required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": is_required, "description": text, "schema": dict(schema)}
