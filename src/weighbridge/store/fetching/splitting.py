"""The records of a page as JSON texts, each as it was sent."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from weighbridge.catalogue.fetching import Page

_DECODER = json.JSONDecoder()
_BLANKS = " \t\r\n"
_BREAKS = str.maketrans("\r\n", "  ")


def text_of(page: Page) -> str:
    """A page's text; ``ValueError`` for a web page, an empty answer or bytes that are no UTF-8."""
    try:
        text = page.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"bytes that are no UTF-8 ({error.reason} at {error.start:,})") from error
    start = text.lstrip()[:200]
    if not start:
        raise ValueError("an empty body")
    if start.startswith("<"):
        raise ValueError("a web page (it begins with '<'), expected JSON or CSV")
    return text


def json_of(page: Page) -> Any:
    """A page's JSON value; ``ValueError`` where it is none."""
    try:
        return json.loads(text_of(page))
    except RecursionError as error:
        raise ValueError("JSON that is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"JSON that breaks off or is damaged ({error})") from error


def listed(page: Page) -> list[str]:
    """The elements of a JSON list, each in its own letters: no number is rounded, no field is moved."""
    text = text_of(page)
    at = _next(text, 0)
    if text[at : at + 1] != "[":
        raise ValueError(f"{_kind(text[at : at + 1])}, expected a JSON list")
    at = _next(text, at + 1)
    found: list[str] = []
    while text[at : at + 1] != "]":
        try:
            _, end = _DECODER.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"a JSON list that breaks off or is damaged ({error})") from error
        record = text[at:end]
        # Nearly none has a break, and to look for one is a hundred times cheaper than to put it right.
        found.append(record.translate(_BREAKS) if "\n" in record or "\r" in record else record)
        at = _next(text, end)
        if text[at : at + 1] == ",":
            at = _next(text, at + 1)
        elif text[at : at + 1] != "]":
            raise ValueError(f"a JSON list that breaks off after {len(found):,} records")
    if text[at + 1 :].strip():
        raise ValueError("a JSON list with something after its end")
    return found


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


def _kind(letter: str) -> str:
    return {"{": "a JSON object", '"': "a JSON text"}.get(letter, "no JSON list")


def under(value: Any, *path: str) -> list[Any]:
    """The list that stands under a path of keys; ``ValueError`` names what is missing."""
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            raise ValueError(f"JSON without '{key}'")
        value = value[key]
    if not isinstance(value, list):
        raise ValueError(f"JSON in which '{path[-1] if path else ''}' is no list")
    return value


def texts(records: Iterable[Any]) -> list[str]:
    """Values as JSON texts, one line each."""
    return [json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=str) for record in records]


def csv_records(page: Page) -> list[str]:
    """The rows of a CSV with a header; empty cells are left out, because empty is not known."""
    reader = csv.reader(io.StringIO(text_of(page), newline=""), strict=True)
    try:
        names = next(reader)
        rows = [row for row in reader if row]
    except (csv.Error, StopIteration) as error:
        raise ValueError(f"a CSV that cannot be read ({error})") from error
    if len(names) < 2:
        raise ValueError("no CSV with a header of several columns")
    wrong = next((i for i, row in enumerate(rows, start=2) if len(row) > len(names)), None)
    if wrong:
        raise ValueError(f"a CSV whose record {wrong:,} has more cells than the header")
    return texts({name: cell for name, cell in zip(names, row, strict=False) if cell} for row in rows)


def parquet_records(page: Page) -> list[str]:
    """The rows of a Parquet file, without empty values; ``ValueError`` where it was cut off."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not page.body.startswith(b"PAR1"):
        raise ValueError("something that is no Parquet file")
    try:
        rows = pq.read_table(io.BytesIO(page.body)).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"a Parquet file that is cut off or damaged ({error})") from error
    return texts({name: value for name, value in row.items() if value is not None} for row in rows)
