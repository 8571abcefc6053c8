"""The API described: an OpenAPI document made from the declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import weighbridge
from weighbridge.catalogue import registry
from weighbridge.catalogue.axis import Axis
from weighbridge.web.served.answers import LONGEST_SENTENCE

_TEXT = {"type": "string", "maxLength": 200}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MONTH = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}


def openapi() -> dict[str, Any]:
    """The whole description."""
    error = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "weighbridge",
            "version": weighbridge.__version__,
            "description": "Figures on open-weight AI with their definitions and doubts. Read-only.",
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "paths": _paths(),
        "components": {"schemas": {"Error": error}},
    }


def _paths() -> dict[str, Any]:
    found = registry.indicators()
    names = [item.name for item in found]
    axes: dict[str, Axis] = {axis.name: axis for item in found for axis in item.axes}
    return {
        "/api/indicators": _path("All indicators with their axes and options.", "array"),
        "/api/indicators/{name}": _path(
            "One indicator under one definition; every axis is a parameter and has a default.",
            "object",
            [
                _name(names),
                _query("group", "What to group by.", _TEXT),
                _query("only", "The groups to return, with commas.", _TEXT),
                _query("from", "First month.", _MONTH),
                _query("to", "Last month.", _MONTH),
                _query("month", "This month alone.", _MONTH),
                _query("as_of", "Use only what was stored up to this day.", _DAY),
                *(_axis(axis) for _, axis in sorted(axes.items())),
            ],
        ),
        "/api/forecasts/{name}": _path(
            "A share some weeks or months ahead with its backtest, or the reasons it is refused.",
            "object",
            [
                _name(names),
                _query("only", "Whose share; CN if left out.", _TEXT),
                _query("ahead", "How many periods ahead.", {"type": "integer", "minimum": 1, "maximum": 999}),
                _query(
                    "above",
                    "How often the share exceeds this.",
                    {"type": "number", "minimum": 0, "maximum": 1},
                ),
                _query("group", "What to group by.", _TEXT),
                _query("as_of", "Use only what was stored up to this day.", _DAY),
            ],
        ),
        "/api/claims": _path("Every statement checked here, with its verdict.", "array"),
        "/api/claims/{name}": _path(
            "One statement: every definition tried, findings, history.",
            "object",
            [
                {
                    "name": "name",
                    "in": "path",
                    "required": True,
                    "description": "Number or name, as C13.",
                    "schema": _TEXT,
                }
            ],
        ),
        "/api/replications": _path("Published figures of others beside ours.", "array"),
        "/api/check": _path(
            "How a sentence is read, its value under each definition it leaves open, and the verdict.",
            "object",
            [_query("sentence", "The sentence.", {"type": "string", "maxLength": LONGEST_SENTENCE}, True)],
        ),
    }


def _path(summary: str, kind: str, parameters: list[Mapping[str, Any]] | None = None) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    failures = {
        "400": "Something asked for cannot be: the sentence says what and what to do.",
        "404": "No such thing; the nearest names are given.",
        "414": "The address is too long.",
        "429": "Too many requests.",
        "503": "Busy; ask again.",
    }
    responses: dict[str, Any] = {
        "200": {"description": "The answer.", "content": {"application/json": {"schema": {"type": kind}}}},
        "304": {"description": "Nothing has changed since."},
    }
    responses |= {code: {"description": text, "content": error} for code, text in failures.items()}
    return {"get": {"summary": summary, "parameters": parameters or [], "responses": responses}}


def _name(names: list[str]) -> dict[str, Any]:
    text = f"An indicator ({', '.join(names[:3])}, ...), or one with its fingerprint."
    return {
        "name": "name",
        "in": "path",
        "required": True,
        "description": text,
        "schema": {**_TEXT, "minLength": 1},
    }


def _query(name: str, text: str, schema: Mapping[str, Any], is_required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": is_required, "description": text, "schema": dict(schema)}


def _axis(axis: Axis) -> dict[str, Any]:
    return _query(axis.name, f"{axis.title}. Not every indicator has it.", _TEXT)
