"""Raw records against the fields a source declares: the good ones, and the quarantined with reasons.

The checks are one statement over the whole file. A record goes to quarantine with the first thing
that is wrong with it; nothing is guessed and nothing is dropped without a line number.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.source import Field, Kind, Source
from weighbridge.store.engine import DuckEngine
from weighbridge.store.lines import SCHEMA, record_batches

if TYPE_CHECKING:
    import duckdb

_EXCERPT = 240
# No counter of models, downloads or parameters reaches it, and sums of what does stay whole numbers.
_MOST = 10**15
_ID = r"^[A-Za-z0-9_][\w.\-]*(/[\w.\-]+)?$"
_WORDS = {
    "VARCHAR": "a text",
    "UBIGINT": "a number",
    "BIGINT": "a number",
    "DOUBLE": "a number",
    "BOOLEAN": "true or false",
    "ARRAY": "a list",
    "OBJECT": "an object",
}


def read_records(
    engine: DuckEngine, source: Source, path: Path, as_of: str, good: Path, bad: Path
) -> tuple[int, int]:
    """Read a raw file into ``good`` (the declared fields) and ``bad`` (line, reason, excerpt).

    Returns how many records went to each. Raises ``ContractError`` where not a single record is
    good: then it is a file of another kind.
    """
    import duckdb

    con = engine.connection
    failed: list[ContractError] = []
    reader = pa.RecordBatchReader.from_batches(SCHEMA, _remembering(record_batches(path), failed))
    con.register("raw_lines", reader)
    try:
        con.execute(f"CREATE OR REPLACE TEMP TABLE checked AS {_statement(source, as_of)}")
    except duckdb.Error:
        # The engine wraps what the reader raised; the reader's own words are the ones to be read.
        if failed:
            raise failed[0] from None
        raise
    finally:
        con.unregister("raw_lines")
    counts = con.execute("SELECT count(*) FILTER (reason IS NULL), count(reason) FROM checked").fetchone()
    n_good, n_bad = counts if counts else (0, 0)
    if not n_good:
        raise ContractError(_not_one(con, source, path, n_bad))
    names = ", ".join(f'"{field.name}"' for field in source.fields)
    with _disk_errors(good):
        con.execute(
            f"COPY (SELECT line, {names} FROM checked WHERE reason IS NULL ORDER BY line) "
            "TO ? (FORMAT parquet)",
            [str(good)],
        )
        con.execute(
            "COPY (SELECT line, reason, excerpt FROM checked WHERE reason IS NOT NULL ORDER BY line) "
            "TO ? (FORMAT parquet)",
            [str(bad)],
        )
    con.execute("DROP TABLE checked")
    return n_good, n_bad


def _remembering(batches: Iterator[pa.RecordBatch], failed: list[ContractError]) -> Iterator[pa.RecordBatch]:
    """The batches; an error on the way is kept before the engine makes its own of it."""
    try:
        yield from batches
    except ContractError as error:
        failed.append(error)
        raise


@contextlib.contextmanager
def _disk_errors(path: Path) -> Generator[None]:
    """The engine's word for a full disk as the system's own error, so that it is told like any other."""
    import duckdb

    try:
        yield
    except duckdb.IOException as error:
        number = re.search(r'"errno":"(\d+)"', str(error))
        if number is None:
            raise
        raise OSError(int(number[1]), os.strerror(int(number[1])), str(path)) from error


def _not_one(con: duckdb.DuckDBPyConnection, source: Source, path: Path, n_bad: int) -> str:
    row = con.execute("SELECT line, reason FROM checked ORDER BY line LIMIT 1").fetchone()
    needed = ", ".join(field.name for field in source.fields if field.required)
    first = f" Line {row[0]}: {row[1]}." if row else ""
    return (
        f"{path} holds no record of {source.name}: {n_bad:,} read, none usable.{first} "
        f"Expected records with {needed}. Is it a file of another source? See `weighbridge sources`."
    )


def _statement(source: Source, as_of: str) -> str:
    values = ", ".join(f'{_value(field)} AS "{field.name}"' for field in source.fields)
    reasons = " ".join(
        f"WHEN {when} THEN {reason}" for f in source.fields for when, reason in _checks(f, as_of)
    )
    return f"""
        WITH parsed AS (SELECT line, text, try_cast(text AS JSON) AS j FROM raw_lines),
        taken AS (SELECT line, text, j, {_taken(source)} FROM parsed)
        SELECT line,
            CASE WHEN j IS NULL THEN 'not valid JSON'
                 WHEN json_type(j) <> 'OBJECT' THEN 'not a record: found ' || lower(json_type(j))
                 {reasons} END AS reason,
            CASE WHEN reason IS NOT NULL THEN left(text, {_EXCERPT}) END AS excerpt,
            {values}
        FROM taken"""


def _taken(source: Source) -> str:
    """For each field its JSON value ``v_`` and type ``t_``, from the first place that has one."""
    parts = []
    for field in source.fields:
        places = [f"nullif(json_extract(j, '{_json_path(path)}'), 'null')" for path in field.paths]
        value = places[0] if len(places) == 1 else f"coalesce({', '.join(places)})"
        parts.append(f'{value} AS "v_{field.name}", json_type("v_{field.name}") AS "t_{field.name}"')
    return ", ".join(parts)


def _json_path(path: str) -> str:
    return "$." + ".".join(f'"{step}"' for step in path.split("."))


def _text(field: Field) -> str:
    return f"""("v_{field.name}" ->> '$')"""


def _value(field: Field) -> str:
    text = _text(field)
    if field.kind is Kind.COUNT:
        return f"try_cast({text} AS BIGINT)"
    if field.kind in (Kind.NUMBER, Kind.PART):
        return f"try_cast({text} AS DOUBLE)"
    if field.kind is Kind.BOOLEAN:
        return f"try_cast({text} AS BOOLEAN)"
    if field.kind is Kind.DATE:
        return f"CAST(try_cast({text} AS TIMESTAMP) AS DATE)"
    if field.kind is Kind.TEXTS:
        one = f"[{text}]"
        many = f"""json_extract_string("v_{field.name}", '$[*]')"""
        return f"""CASE "t_{field.name}" WHEN 'VARCHAR' THEN {one} WHEN 'ARRAY' THEN {many} END"""
    if field.kind is Kind.LOOSE_TEXTS:
        many = f"""json_extract_string("v_{field.name}", '$[*]')"""
        return f"""CASE WHEN "v_{field.name}" IS NOT NULL
            THEN CASE "t_{field.name}" WHEN 'ARRAY' THEN {many} ELSE [{text}] END END"""
    if field.kind in (Kind.MATCHES, Kind.KEYED):
        return _found(field)
    if field.kind is Kind.TAG:
        tags = f"""json_extract_string("v_{field.name}", '$[*]')"""
        first = f"list_filter({tags}, lambda tag: starts_with(tag, '{field.prefix}'))[1]"
        lone = f"CASE WHEN starts_with({text}, '{field.prefix}') THEN {text} END"
        tag = f"""CASE "t_{field.name}" WHEN 'ARRAY' THEN {first} WHEN 'VARCHAR' THEN {lone} END"""
        return f"substr({tag}, {len(field.prefix) + 1})"
    if field.kind is Kind.JSON:
        return f'CAST("v_{field.name}" AS VARCHAR)'
    return text


def _found(field: Field) -> str:
    """The texts a pattern finds: in a text its first group, in an object the values of matching keys."""
    value, pattern = f'"v_{field.name}"', field.pattern.replace("'", "''")
    if field.kind is Kind.MATCHES:
        every = f"regexp_extract_all({_text(field)}, '{pattern}', 1)"
        return f"""CASE "t_{field.name}" WHEN 'VARCHAR' THEN list_filter({every}, lambda m: m <> '') END"""
    keys = f"list_filter(json_keys({value}), lambda k: regexp_full_match(k, '{pattern}'))"
    held = f"""list_transform({keys}, lambda k: json_extract_string({value}, '$."' || k || '"'))"""
    return f"""CASE "t_{field.name}" WHEN 'OBJECT' THEN {held} END"""


def _checks(field: Field, as_of: str) -> list[tuple[str, str]]:
    """Pairs of (condition that is wrong, SQL text of the reason)."""
    kind, value, text = f'"t_{field.name}"', f'"v_{field.name}"', _text(field)
    expected = field.kind.value
    there = f"{value} IS NOT NULL"
    words = " ".join(f"WHEN '{name}' THEN '{word}'" for name, word in _WORDS.items())
    named = f"CASE {kind} {words} ELSE lower({kind}) END"
    found = f"'''{field.name}'' is ' || {named} || ', expected {expected}'"
    shown = f"'''{field.name}'' is ' || left({text}, 60) || ', expected {expected}'"
    wrong: list[tuple[str, str]] = []
    if field.required:
        wrong.append((f"{value} IS NULL", f"'''{field.name}'' is missing, expected {expected}'"))
    if field.kind in (Kind.TEXT, Kind.MODEL_ID):
        wrong.append((f"{there} AND {kind} <> 'VARCHAR'", found))
    if field.kind is Kind.MODEL_ID:
        wrong.append((f"{there} AND NOT regexp_full_match({text}, '{_ID}')", shown))
    if field.kind is Kind.COUNT:
        wrong.append((f"{there} AND {kind} NOT IN ('UBIGINT', 'BIGINT', 'DOUBLE', 'VARCHAR')", found))
        whole = f"try_cast({text} AS DOUBLE) = try_cast({text} AS BIGINT)"
        wrong.append((f"{there} AND (try_cast({text} AS BIGINT) IS NULL OR NOT ({whole}))", shown))
        wrong.append((f"{there} AND try_cast({text} AS BIGINT) < 0", shown))
        most = f"'''{field.name}'' is ' || {text} || ', expected at most {_MOST:,}'"
        wrong.append((f"{there} AND try_cast({text} AS BIGINT) > {_MOST}", most))
    if field.kind in (Kind.NUMBER, Kind.PART):
        wrong.append(
            (f"{there} AND (try_cast({text} AS DOUBLE) IS NULL OR isnan(try_cast({text} AS DOUBLE)))", shown)
        )
    if field.kind is Kind.PART:
        wrong.append((f"{there} AND NOT (try_cast({text} AS DOUBLE) BETWEEN 0 AND 1)", shown))
    if field.kind is Kind.BOOLEAN:
        wrong.append((f"{there} AND try_cast({text} AS BOOLEAN) IS NULL", shown))
    if field.kind is Kind.DATE:
        late = f"CAST(try_cast({text} AS TIMESTAMP) AS DATE) > DATE '{as_of}' + 1"
        wrong.append((f"{there} AND try_cast({text} AS TIMESTAMP) IS NULL", shown))
        wrong.append(
            (late, f"'''{field.name}'' is ' || left({text}, 10) || ', after the snapshot ({as_of})'")
        )
    if field.kind in (Kind.TEXTS, Kind.TAG):
        wrong.append((f"{there} AND {kind} NOT IN ('ARRAY', 'VARCHAR')", found))
    return wrong
