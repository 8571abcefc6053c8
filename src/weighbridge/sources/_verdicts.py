"""Fields of a verdict row, shared by all sources of verdicts."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind
from weighbridge.catalogue.verdicts import COLUMNS, NAMES

_KINDS = {"text": Kind.TEXT, "integer": Kind.COUNT, "number": Kind.NUMBER, "boolean": Kind.BOOLEAN}
FIELDS = tuple(Field(column.name, _KINDS[column.type], required=not column.nullable) for column in COLUMNS)


def verdict_rows(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The records as rows of the table of verdicts."""
    return {"safety_verdicts": records.select(*NAMES)}
