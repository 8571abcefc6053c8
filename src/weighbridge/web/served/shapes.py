"""The shapes of what the API answers, as JSON Schema: what a reader may count on in every answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weighbridge.definitions.forecasts import QUANTILES

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": ["number", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
CHOICES: Schema = {"type": "object", "additionalProperties": TEXT}


def record(**members: Schema) -> Schema:
    """An object with exactly these members, all of them there."""
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def many(item: Schema) -> Schema:
    """A list of such things."""
    return {"type": "array", "items": item}


def known(name: str) -> Schema:
    """A reference to one of the named shapes."""
    return {"$ref": f"#/components/schemas/{name}"}


def shapes() -> Mapping[str, Schema]:
    """Every named shape."""
    return {
        "Error": record(error=TEXT),
        "Row": _row(),
        "Figure": _figure(),
        "Indicator": record(
            name=TEXT,
            title=TEXT,
            question=TEXT,
            unit=TEXT,
            groups=many(TEXT),
            axes={"type": "object", "additionalProperties": many(TEXT)},
            population=TEXT,
        ),
        "Forecast": _forecast(),
        "Tried": _tried(),
        "Statement": record(**_statement()),
        "StatementWhole": record(**_statement(), tried=many(known("Tried")), history=many(_verdict())),
        "Replication": _replication(),
        "Reading": _reading(),
    }


def _row() -> Schema:
    limits = dict.fromkeys(("value", "low", "high", "bound_low", "bound_high"), NUMBER)
    return record(month=TEXT, group=TEXT, **limits, n=COUNT, flags=many(TEXT))


def _figure() -> Schema:
    return record(
        indicator=TEXT,
        title=TEXT,
        unit=TEXT,
        fingerprint={"type": "string", "pattern": "^[a-z0-9_]+@[0-9a-f]{6}$"},
        result_id={"type": "string", "pattern": "^[0-9a-f]{12}$"},
        group_by=TEXT,
        definition=CHOICES,
        as_of=TEXT,
        level={"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        snapshots=many(record(source=TEXT, date=TEXT, digest=TEXT)),
        terms=CHOICES,
        caveats=many(TEXT),
        notes=many(TEXT),
        provenance=CHOICES,
        rows=many(known("Row")),
    )


def _forecast() -> Schema:
    texts = ("indicator", "title", "group_by", "subject", "fingerprint", "as_of", "step", "first", "last")
    quantiles = {name: {"type": "number"} for name in ("now", *QUANTILES)}
    score = record(
        model=TEXT,
        origins=COUNT,
        pinball=NUMBER,
        coverage=NUMBER,
        calibrated=NUMBER,
        tested=COUNT,
        widening=NUMBER,
    )
    backtest = record(chosen=TEXT, scores=many(score))
    return record(
        **dict.fromkeys(texts, TEXT),
        periods=COUNT,
        ahead=COUNT,
        target=TEXT,
        level={"type": "number"},
        rows=many(record(group=TEXT, **quantiles)),
        above=NUMBER,
        chance=NUMBER,
        backtest={"anyOf": [backtest, {"type": "null"}]},
        refused=many(TEXT),
        notes=many(TEXT),
    )


def _tried() -> Schema:
    texts = ("label", "outcome", "found", "basis", "reason")
    may_lack = ("month", "decided_by", "fingerprint", "unit", "command")
    return record(
        **dict.fromkeys(texts, TEXT),
        **dict.fromkeys(may_lack, WORDS),
        choices=CHOICES,
        sides=many({"type": "object"}),
        lead={"type": ["object", "null"]},
        unknown=NUMBER,
        flags=many(TEXT),
        is_worded=FLAG,
        is_source=FLAG,
    )


def _statement() -> dict[str, Schema]:
    texts = ("id", "name", "words", "verdict", "word", "topic", "predicate", "as_of", "as_worded")
    may_lack = (
        "lean",
        "as_defined",
        "deciding_axis",
        "origin",
        "repeats",
        "source_says",
        "found",
        "definition",
        "missing",
    )
    return {
        **dict.fromkeys(texts, TEXT),
        **dict.fromkeys(may_lack, WORDS),
        "definitions": COUNT,
        "findings": CHOICES,
        "period": {"anyOf": [many(TEXT), {"type": "null"}]},
        "printed_in": many(TEXT),
        "through": many(TEXT),
    }


def _verdict() -> Schema:
    return {"type": "object", "required": ["as_of", "verdict", "word"], "additionalProperties": WORDS}


def _replication() -> Schema:
    texts = (
        "id",
        "study",
        "metric",
        "entity",
        "period",
        "value",
        "definition",
        "evidence",
        "where",
        "outcome",
    )
    return record(
        **dict.fromkeys(texts, TEXT),
        ours=NUMBER,
        difference=NUMBER,
        **dict.fromkeys(("ours_text", "reason", "command"), WORDS),
    )


def _reading() -> Schema:
    reading = record(
        **dict.fromkeys(("kind", "indicator", "group", "number"), WORDS),
        subjects=many(TEXT),
        parts=many(many(TEXT)),
        months=many(TEXT),
        left_open={"type": "object", "additionalProperties": many(TEXT)},
    )
    return record(
        sentence=TEXT,
        status=TEXT,
        reading=reading,
        **dict.fromkeys(("reason", "verdict", "word", "lean"), WORDS),
        **dict.fromkeys(("asks", "unread", "notes"), many(TEXT)),
        tried=many(known("Tried")),
        near=many(record(id=TEXT, words=TEXT)),
    )
