"""The statement that checks raw records against the fields a source declares and takes their values.

A record bears the first thing that is wrong with it as ``reason``, with an ``excerpt``; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.catalogue.source import Field, Kind, Source

_EXCERPT = 240
# No counter of models, downloads or parameters reaches it, and sums of what does stay whole numbers.
_MOST = 10**15
# What may stand behind a record on its line.
_BLANKS = "' ' || chr(9) || chr(10) || chr(13)"
_TYPES = {
    Kind.COUNT: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.PART: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "TIMESTAMP",
}
_LISTED = (Kind.TEXTS, Kind.LOOSE_TEXTS)
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


def checking_statement(source: Source, as_of: str) -> str:
    """The statement over ``raw_lines`` (line, text): each line's number, what is wrong with it, its values.

    A text is parsed once for all its values; what is no JSON has none. Values are taken apart step by step,
    so that what two fields share is worked out once.
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
    tagged = sorted({shape.number for shape in shapes.values() if shape.field.kind is Kind.TAG})
    many += "".join(f", {_tags(n)} AS t{n}" for n in tagged)
    worded = [shape for shape in shapes.values() if shape.field.words]
    read = [f"regexp_extract({s.tags}, '{_pattern(s.field)}') AS {s.word}" for s in worded]
    typed = [shape for shape in shapes.values() if shape.field.kind in _TYPES]
    read += [f"try_cast({s.text} AS {_TYPES[s.field.kind]}) AS {s.cast}" for s in typed]
    values = ", ".join(f'{_value(shape)} AS "{name}"' for name, shape in shapes.items())
    reasons = ", ".join(filter(None, (_reason(shape, as_of) for shape in shapes.values())))
    return f"""
        WITH parsed AS (SELECT line, text,
            TRY(json_extract(text, [{wanted}])) AS x FROM raw_lines),
        taken AS (SELECT line, text, x IS NULL AS is_broken, {taken} FROM parsed),
        begun AS (SELECT *, {firsts} FROM taken),
        told AS (SELECT *, {texts}{many} FROM begun),
        cast_once AS (SELECT {", ".join(["*", *read])} FROM told)
        SELECT line,
            CASE WHEN is_broken THEN 'not valid JSON'
                 WHEN NOT starts_with(text, '{{') THEN 'not a record: found ' || lower(json_type(text))
                 ELSE coalesce({reasons or "NULL"}) END AS reason,
            CASE WHEN reason IS NOT NULL THEN left(rtrim(text, {_BLANKS}), {_EXCERPT}) END AS excerpt,
            {values}
        FROM cast_once"""


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

    @property
    def tags(self) -> str:
        return f"t{self.number}"

    @property
    def word(self) -> str:
        return f"w_{self.field.name}"

    @property
    def cast(self) -> str:
        return f"k_{self.field.name}"


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


def _tags(n: int) -> str:
    """A list of tags as one text in which each stands between quotation marks and holds none.

    That is what the JSON of most lists is already. One with a backslash or something else than texts in it
    is written anew; a quotation mark inside a tag is another letter until it is taken.
    """
    odd = f"contains(v{n}, '\\') OR contains(v{n}, '{{') OR contains(substr(v{n}, 2), '[')"
    held = f"list_transform(json_extract_string(v{n}, '$[*]'), lambda tag: {_unquoted('tag')})"
    anew = f"""'["' || array_to_string({held}, '","') || '"]'"""
    lone = f"""'["' || {_unquoted(f"s{n}")} || '"]'"""
    listed = f"CASE WHEN {odd} THEN {anew} ELSE v{n} END"
    return f"CASE c{n} WHEN {_TEXT} THEN {lone} WHEN {_LIST} THEN {listed} END"


def _unquoted(text: str) -> str:
    return f"""replace({text}, '"', chr(31))"""


def _up_to_quote(text: str) -> str:
    return f"""replace(split_part({text}, '"', 1), chr(31), '"')"""


def _tag(shape: _Shape) -> str:
    """What a field takes of a list's tags, found in their one text: a text, or all texts that begin so.

    To look for some letters is far cheaper than to look for a pattern, and that than to take a pattern apart.
    """
    field, tags = shape.field, shape.tags
    if field.words:
        return _word(shape)
    opens = f"""'"{_quoted(field.prefix)}'"""
    some, none = _up_to_quote(f"split_part({tags}, {opens}, 2)"), "NULL"
    if field.takes_all:
        parts = f"string_split({tags}, {opens})[2:]"
        some, none = f"list_transform({parts}, lambda part: {_up_to_quote('part')})", "[]"
    return f"CASE WHEN contains({tags}, {opens}) THEN {some} WHEN {tags} <> '' THEN {none} END"


def _word(shape: _Shape) -> str:
    """The longest of the tags that are one of some words, of two as long the first in the alphabet."""
    tags, first, pattern = shape.tags, shape.word, _pattern(shape.field)
    # Once the number of letters each lacks stands before it, the longest is the first.
    lacking = "lpad(CAST(999 - length(word) AS VARCHAR), 3, '0') || word"
    found = f"list_transform(regexp_extract_all({tags}, '{pattern}'), lambda word: {lacking})"
    best = f"substr(list_sort({found})[1], 4)"
    rest = f"substr({tags}, strpos({tags}, {first}) + length({first}))"
    several = f"{first} <> '' AND regexp_matches({rest}, '{pattern}')"
    return f"""replace(CASE WHEN {several} THEN {best} ELSE nullif({first}, '') END, '"', '')"""


def _pattern(field: Field) -> str:
    return f'"(?:{"|".join(_quoted(re.escape(word)) for word in field.words)})"'


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _json_path(path: str) -> str:
    return "$." + ".".join(f'"{step}"' for step in path.split("."))


def _value(shape: _Shape) -> str:
    kind, text = shape.field.kind, shape.text
    if kind is Kind.DATE:
        return f"CAST({shape.cast} AS DATE)"
    if kind in _TYPES:
        return shape.cast
    if kind is Kind.TEXTS:
        return f"CASE WHEN {shape.first} = {_TEXT} THEN [{text}] ELSE {shape.many} END"
    if kind is Kind.LOOSE_TEXTS:
        return f"CASE WHEN {shape.first} <> {_LIST} THEN [{text}] ELSE {shape.many} END"
    if kind in (Kind.MATCHES, Kind.KEYED):
        return _found(shape)
    if kind is Kind.TAG:
        return _tag(shape)
    if kind is Kind.JSON:
        return f"CAST({shape.value} AS VARCHAR)"
    return text


def _found(shape: _Shape) -> str:
    """The texts a pattern finds: in a text its first group, in an object the values of matching keys."""
    value, pattern = shape.value, _quoted(shape.field.pattern)
    if shape.field.kind is Kind.MATCHES:
        every = f"regexp_extract_all({shape.text}, '{pattern}', 1)"
        return f"CASE {shape.first} WHEN {_TEXT} THEN list_filter({every}, lambda m: m <> '') END"
    keys = f"list_filter(json_keys({value}), lambda k: regexp_full_match(k, '{pattern}'))"
    held = f"""list_transform({keys}, lambda k: json_extract_string({value}, '$."' || k || '"'))"""
    return f"CASE {shape.first} WHEN {_OBJECT} THEN {held} END"


def _reason(shape: _Shape, as_of: str) -> str:
    """What is wrong with a field, or null: most are right, and one look shows it."""
    wrong = _checks(shape, as_of)
    cases = " ".join(f"WHEN {when} THEN {why}" for when, why in wrong)
    if not wrong:
        return ""
    right = {
        Kind.COUNT: f"{shape.cast} BETWEEN 0 AND {_MOST} AND CAST({shape.cast} AS VARCHAR) = {shape.text}",
        Kind.DATE: f"CAST({shape.cast} AS DATE) <= DATE '{as_of}' + 1",
    }.get(shape.field.kind)
    return f"CASE {f'WHEN {right} THEN NULL ' if right else ''}{cases} END"


def _checks(shape: _Shape, as_of: str) -> list[tuple[str, str]]:
    """Pairs of (condition that is wrong, SQL text of the reason)."""
    field, first, value, text, cast = shape.field, shape.first, shape.value, shape.text, shape.cast
    expected = field.kind.value
    there = f"{value} IS NOT NULL"
    words = " ".join(f"WHEN {letter} THEN '{word}'" for letter, word in _WORDS.items())
    named = f"CASE {first} {words} ELSE 'a number' END"
    found = f"'''{field.place}'' is ' || {named} || ', expected {expected}'"
    shown = f"'''{field.place}'' is ' || left({text}, 60) || ', expected {expected}'"
    wrong: list[tuple[str, str]] = []
    if field.required:
        wrong.append((f"{value} IS NULL", f"'''{field.place}'' is missing, expected {expected}'"))
    if field.kind in (Kind.TEXT, Kind.MODEL_ID):
        wrong.append((f"{there} AND {first} <> {_TEXT}", found))
    if field.kind is Kind.MODEL_ID:
        wrong.append((f"{there} AND NOT regexp_full_match({text}, '{_ID}')", shown))
    if field.kind is Kind.COUNT:
        wrong.append((f"{first} IN ({_LIST}, {_OBJECT}, {_TRUE}, {_FALSE})", found))
        wrong.append((f"{there} AND ({cast} IS NULL OR NOT (try_cast({text} AS DOUBLE) = {cast}))", shown))
        wrong.append((f"{there} AND {cast} < 0", shown))
        most = f"'''{field.place}'' is ' || {text} || ', expected at most {_MOST:,}'"
        wrong.append((f"{there} AND {cast} > {_MOST}", most))
    if field.kind in (Kind.NUMBER, Kind.PART):
        wrong.append((f"{there} AND ({cast} IS NULL OR isnan({cast}))", shown))
    if field.kind is Kind.PART:
        wrong.append((f"{there} AND NOT ({cast} BETWEEN 0 AND 1)", shown))
    if field.kind is Kind.BOOLEAN:
        wrong.append((f"{there} AND {cast} IS NULL", shown))
    if field.kind is Kind.DATE:
        late = f"CAST({cast} AS DATE) > DATE '{as_of}' + 1"
        wrong.append((f"{there} AND {cast} IS NULL", shown))
        wrong.append(
            (late, f"'''{field.place}'' is ' || left({text}, 10) || ', after the snapshot ({as_of})'")
        )
    if field.kind in (Kind.TEXTS, Kind.TAG):
        wrong.append((f"{first} NOT IN ({_LIST}, {_TEXT})", found))
    return wrong
