"""What the fields of records look like, and how that departs from the last good snapshot.

A new field is noted. One that vanished or changed its type stops the tables that read it: a count that is
missing everywhere, or a date that became a number, would otherwise turn into a world without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.catalogue.source import Source

Shape = Mapping[str, Mapping[str, int]]
_NAMES = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}
# A page this large without a field that nearly all records had is no accident of the draw.
_PAGE_LEAST = 20
_USUAL = 0.9
_SELDOM = 0.005
RECORDS, KEYS = "records", "keys"


@dataclass(frozen=True, slots=True)
class Drift:
    """A field that is no longer what it was: ``page`` is the first on which that shows, by lane."""

    field: str
    found: str
    expected: str
    page: str


def shape_of(source: Source, records: Iterable[Any]) -> dict[str, dict[str, int]]:
    """How many records have each declared field in each type, and which keys they have at the top."""
    # Several fields may be taken of one place: it is looked at once.
    places: dict[tuple[str, ...], dict[str, int]] = {field.paths: {} for field in source.fields}
    looked_at = [(held, _by_head(paths)) for paths, held in places.items()]
    keys: dict[str, int] = {}
    count = 0
    for record in records:
        count += 1
        if not isinstance(record, dict):
            continue
        for key in record:
            keys[key] = keys.get(key, 0) + 1
        for held, heads in looked_at:
            value = _value(record, heads)
            if value is not None:
                name = _NAMES.get(type(value), "another thing")
                held[name] = held.get(name, 0) + 1
    found = {field.name: dict(places[field.paths]) for field in source.fields if places[field.paths]}
    return {**found, RECORDS: {"": count}, KEYS: keys}


_Heads = list[tuple[str, list[tuple[str, ...]]]]


def _by_head(paths: Iterable[str]) -> _Heads:
    """Paths in their order; those that follow one another under one key are asked of its value together."""
    heads: _Heads = []
    for head, *rest in (path.split(".") for path in paths):
        if not heads or heads[-1][0] != head:
            heads.append((head, []))
        heads[-1][1].append(tuple(rest))
    return heads


def _value(record: dict[str, Any], heads: _Heads) -> Any:
    """What stands at the first of some paths that has a value."""
    for head, rests in heads:
        held = record.get(head)
        if held is None:
            continue
        for rest in rests:
            value = held
            for step in rest:
                # The very type: records are JSON, and asking for any mapping would cost most of the time.
                value = value.get(step) if type(value) is dict else None
            if value is not None:
                return value
    return None


def added(shapes: Iterable[Shape]) -> dict[str, dict[str, int]]:
    """The shape of several pages together."""
    whole: dict[str, dict[str, int]] = {}
    for shape in shapes:
        for name, held in shape.items():
            into = whole.setdefault(name, {})
            for kind, count in held.items():
                into[kind] = into.get(kind, 0) + count
    return whole


def new_keys(whole: Shape, before: Shape) -> list[str]:
    """Keys at the top of records that the last good snapshot did not have."""
    return sorted(set(whole.get(KEYS, {})) - set(before.get(KEYS, {}))) if before else []


def drifts(source: Source, pages: Sequence[tuple[str, Shape]], before: Shape) -> list[Drift]:
    """Fields that vanished or changed their type since ``before``; empty without anything to compare."""
    if not before:
        return []
    whole = added(shape for _, shape in pages)
    found = [_drift(field.name, pages, whole, before) for field in source.fields]
    return [item for item in found if item is not None]


def _drift(name: str, pages: Sequence[tuple[str, Shape]], whole: Shape, before: Shape) -> Drift | None:
    usual = before.get(name, {})
    rate = sum(usual.values()) / max(_count(before), 1)
    if not usual:
        return None
    expected = " or ".join(sorted(usual))
    if rate >= _SELDOM and not whole.get(name) and _count(whole):
        return Drift(name, "missing", expected, pages[0][0])
    for label, shape in pages:
        held = shape.get(name, {})
        if rate >= _USUAL and not held and _count(shape) >= _PAGE_LEAST:
            return Drift(name, "missing", expected, label)
        strange = {kind: count for kind, count in held.items() if kind not in usual}
        if strange and sum(strange.values()) * 2 > sum(held.values()):
            return Drift(name, max(strange, key=lambda kind: strange[kind]), expected, label)
    return None


def _count(shape: Shape) -> int:
    return shape.get(RECORDS, {}).get("", 0)
