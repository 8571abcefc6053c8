"""Raw records against the fields a source declares: the good ones, and the quarantined with reasons.

The checks are one statement over the whole file. A record goes to quarantine with the first thing
that is wrong with it; nothing is guessed and nothing is dropped without a line number.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.source import Field, Kind, Source
from weighbridge.store.engine import DuckEngine
from weighbridge.store.lines import SCHEMA, record_batches

if TYPE_CHECKING:
    import duckdb

_EXCERPT = 240
# Read again at once and thrown away: what is quick to write matters more than what is small.
_PARQUET = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 30720"
# No counter of models, downloads or parameters reaches it, and sums of what does stay whole numbers.
_MOST = 10**15
# What may stand behind a record on its line.
_BLANKS = "' ' || chr(9) || chr(10) || chr(13)"
_LISTED = (Kind.TEXTS, Kind.LOOSE_TEXTS, Kind.TAG)
_ID = r"^[A-Za-z0-9_][\w.\-]*(/[\w.\-]+)?$"
# A JSON value is known by its first letter; one that is none of these begins a number.
_TEXT, _LIST, _OBJECT, _TRUE, _FALSE = (ord(letter) for letter in '"[{tf')
_WORDS = {
    _TEXT: "a text",
    _LIST: "a list",
    _OBJECT: "an object",
    _TRUE: "true or false",
    _FALSE: "true or false",
}


def read_records(
    engine: DuckEngine, source: Source, path: Path, as_of: str, checked: Path, bad: Path
) -> tuple[int, int]:
    """Read a raw file into ``checked`` (the declared fields) and ``bad`` (line, reason, excerpt).

    ``checked`` holds every record, the bad ones with their ``reason``: see ``good_records``. Returns how
    many are good and bad. Raises ``ContractError`` where not a single record is good: then it is a file
    of another kind.
    """
    import duckdb

    con = engine.connection
    failed: list[ContractError] = []
    reader = pa.RecordBatchReader.from_batches(SCHEMA, _remembering(record_batches(path), failed))
    con.register("raw_lines", reader)
    try:
        with _disk_errors(checked):
            # Straight to disk: a file larger than memory passes through it piece by piece.
            con.execute(f"COPY ({_statement(source, as_of)}) TO ? ({_PARQUET})", [str(checked)])
    except duckdb.Error:
        # The engine wraps what the reader raised; the reader's own words are the ones to be read.
        if failed:
            raise failed[0] from None
        raise
    finally:
        con.unregister("raw_lines")
    quoted = str(checked).replace("'", "''")
    held = f"read_parquet('{quoted}')"
    counted = f"SELECT count(*) FILTER (reason IS NULL), count(reason) FROM {held}"
    n_good, n_bad = con.execute(counted).fetchall()[0]
    if not n_good:
        raise ContractError(_not_one(con, held, source, path, n_bad))
    with _disk_errors(bad):
        con.execute(
            f"COPY (SELECT line, reason, excerpt FROM {held} WHERE reason IS NOT NULL ORDER BY line) "
            "TO ? (FORMAT parquet)",
            [str(bad)],
        )
    return n_good, n_bad


def good_records(engine: DuckEngine, checked: Path) -> nw.LazyFrame:
    """The records in which nothing is wrong, in the order of the file."""
    return engine.scan([checked]).filter(nw.col("reason").is_null()).drop("reason", "excerpt")


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


def _not_one(con: duckdb.DuckDBPyConnection, held: str, source: Source, path: Path, n_bad: int) -> str:
    row = con.execute(f"SELECT line, reason FROM {held} ORDER BY line LIMIT 1").fetchone()
    needed = ", ".join(field.name for field in source.fields if field.required)
    first = f" Line {row[0]}: {row[1]}." if row else ""
    return (
        f"{path} holds no record of {source.name}: {n_bad:,} read, none usable.{first} "
        f"Expected records with {needed}. Is it a file of another source? See `weighbridge sources`."
    )


def _statement(source: Source, as_of: str) -> str:
    """One statement over all lines: each text is parsed once to check it and once for all its values.

    Values are taken apart step by step, so that what two fields share is worked out once.
    """
    places = {place: number for number, place in enumerate(dict.fromkeys(f.paths for f in source.fields))}
    shapes = {field.name: _Shape(field, places[field.paths]) for field in source.fields}
    paths = list(dict.fromkeys(path for place in places for path in place))
    wanted = ", ".join(f"'{_json_path(path)}'" for path in paths)
    taken = ", ".join(_taken(place, number, paths) for place, number in places.items())
    firsts = ", ".join(f"ascii(v{n}) AS c{n}" for n in range(len(places)))
    texts = ", ".join(f"{_plain_text(n)} AS s{n}" for n in range(len(places)))
    lists = sorted({shape.number for shape in shapes.values() if shape.field.kind in _LISTED})
    many = "".join(f", {_elements(n)} AS l{n}" for n in lists)
    values = ", ".join(f'{_value(shape)} AS "{name}"' for name, shape in shapes.items())
    reasons = " ".join(f"WHEN {when} THEN {why}" for s in shapes.values() for when, why in _checks(s, as_of))
    return f"""
        WITH parsed AS (SELECT line, text,
            CASE WHEN json_valid(text) THEN json_extract(text, [{wanted}]) END AS x FROM raw_lines),
        taken AS (SELECT line, text, x IS NULL AS is_broken, {taken} FROM parsed),
        begun AS (SELECT *, {firsts} FROM taken),
        told AS (SELECT *, {texts}{many} FROM begun)
        SELECT line,
            CASE WHEN is_broken THEN 'not valid JSON'
                 WHEN NOT starts_with(text, '{{') THEN 'not a record: found ' || lower(json_type(text))
                 {reasons} END AS reason,
            CASE WHEN reason IS NOT NULL THEN left(rtrim(text, {_BLANKS}), {_EXCERPT}) END AS excerpt,
            {values}
        FROM told"""


@dataclass(frozen=True, slots=True)
class _Shape:
    """A field and the columns of what stands at its place: JSON value, first letter, text, elements."""

    field: Field
    number: int

    @property
    def value(self) -> str:
        return f"v{self.number}"

    @property
    def first(self) -> str:
        return f"c{self.number}"

    @property
    def text(self) -> str:
        return f"s{self.number}"

    @property
    def many(self) -> str:
        return f"l{self.number}"


def _taken(place: tuple[str, ...], number: int, paths: Sequence[str]) -> str:
    """The JSON value at the first of some paths that has one."""
    held = [f"nullif(x[{paths.index(path) + 1}], 'null')" for path in place]
    first = held[0] if len(held) == 1 else f"coalesce({', '.join(held)})"
    return f"CAST({first} AS VARCHAR) AS v{number}"


def _plain_text(n: int) -> str:
    """What a JSON value says: a text without its quotes, anything else as it stands.

    Only a text with a backslash has to be read as JSON again; most have none, and cutting is far cheaper.
    """
    cut = f"substr(v{n}, 2, length(v{n}) - 2)"
    return (
        f"""CASE WHEN c{n} <> {_TEXT} THEN v{n} WHEN contains(v{n}, '\\') THEN v{n} ->> '$' ELSE {cut} END"""
    )


def _elements(n: int) -> str:
    return f"CASE WHEN c{n} = {_LIST} THEN json_extract_string(v{n}, '$[*]') END"


def _json_path(path: str) -> str:
    return "$." + ".".join(f'"{step}"' for step in path.split("."))


def _value(shape: _Shape) -> str:
    kind, text, field = shape.field.kind, shape.text, shape.field
    if kind is Kind.COUNT:
        return f"try_cast({text} AS BIGINT)"
    if kind in (Kind.NUMBER, Kind.PART):
        return f"try_cast({text} AS DOUBLE)"
    if kind is Kind.BOOLEAN:
        return f"try_cast({text} AS BOOLEAN)"
    if kind is Kind.DATE:
        return f"CAST(try_cast({text} AS TIMESTAMP) AS DATE)"
    if kind is Kind.TEXTS:
        return f"CASE WHEN {shape.first} = {_TEXT} THEN [{text}] ELSE {shape.many} END"
    if kind is Kind.LOOSE_TEXTS:
        return f"CASE WHEN {shape.first} <> {_LIST} THEN [{text}] ELSE {shape.many} END"
    if kind in (Kind.MATCHES, Kind.KEYED):
        return _found(shape)
    if kind is Kind.TAG:
        first = f"list_filter({shape.many}, lambda tag: starts_with(tag, '{field.prefix}'))[1]"
        lone = f"CASE WHEN starts_with({text}, '{field.prefix}') THEN {text} END"
        tag = f"CASE {shape.first} WHEN {_LIST} THEN {first} WHEN {_TEXT} THEN {lone} END"
        return f"substr({tag}, {len(field.prefix) + 1})"
    if kind is Kind.JSON:
        return f"CAST({shape.value} AS VARCHAR)"
    return text


def _found(shape: _Shape) -> str:
    """The texts a pattern finds: in a text its first group, in an object the values of matching keys."""
    value, pattern = shape.value, shape.field.pattern.replace("'", "''")
    if shape.field.kind is Kind.MATCHES:
        every = f"regexp_extract_all({shape.text}, '{pattern}', 1)"
        return f"CASE {shape.first} WHEN {_TEXT} THEN list_filter({every}, lambda m: m <> '') END"
    keys = f"list_filter(json_keys({value}), lambda k: regexp_full_match(k, '{pattern}'))"
    held = f"""list_transform({keys}, lambda k: json_extract_string({value}, '$."' || k || '"'))"""
    return f"CASE {shape.first} WHEN {_OBJECT} THEN {held} END"


def _checks(shape: _Shape, as_of: str) -> list[tuple[str, str]]:
    """Pairs of (condition that is wrong, SQL text of the reason)."""
    field, first, value, text = shape.field, shape.first, shape.value, shape.text
    expected = field.kind.value
    there = f"{value} IS NOT NULL"
    words = " ".join(f"WHEN {letter} THEN '{word}'" for letter, word in _WORDS.items())
    named = f"CASE {first} {words} ELSE 'a number' END"
    found = f"'''{field.name}'' is ' || {named} || ', expected {expected}'"
    shown = f"'''{field.name}'' is ' || left({text}, 60) || ', expected {expected}'"
    wrong: list[tuple[str, str]] = []
    if field.required:
        wrong.append((f"{value} IS NULL", f"'''{field.name}'' is missing, expected {expected}'"))
    if field.kind in (Kind.TEXT, Kind.MODEL_ID):
        wrong.append((f"{there} AND {first} <> {_TEXT}", found))
    if field.kind is Kind.MODEL_ID:
        wrong.append((f"{there} AND NOT regexp_full_match({text}, '{_ID}')", shown))
    if field.kind is Kind.COUNT:
        wrong.append((f"{first} IN ({_LIST}, {_OBJECT}, {_TRUE}, {_FALSE})", found))
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
        wrong.append((f"{first} NOT IN ({_LIST}, {_TEXT})", found))
    return wrong
