"""What a group is called and which place's colour it wears.

A country wears its own colour where it has one. An organisation, a family or a line wears that of
its maker's seat on the day of the data; what has no place is ink.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from weighbridge.charts.palette import SHAPES
from weighbridge.definitions.result import NONE, UNKNOWN
from weighbridge.entities.families import load_families
from weighbridge.entities.organisations import country_of, load_countries, load_organisations, region_of

INTERNATIONAL = "international"
UNPLACED, NOT_KNOWN = "unplaced", "not known"

_NAMES = {"EU": "European Union", "OTHER": "other countries"}
_SHORT = {"US": "US", "GB": "UK", "EU": "EU", "AE": "UAE"}
_WITH_ARTICLE = ("US", "GB", "EU", "AE", "NL", "PH")
_CLASSES = {
    "permissive": ("permissive", "open5"),
    "conditional": ("conditional", "open3"),
    "non_commercial": ("non-commercial", "open2"),
    "undeclared": ("undeclared", "unknown"),
    "class_i": ("class I, at best", "open5"),
    "class_ii": ("class II, at best", "open4"),
    "class_iii": ("class III, at best", "open3"),
    "none_of_them": ("no class", "unknown"),
}

_METHODS = {
    "catch_up_mean": "catch-up, mean",
    "catch_up_median": "catch-up, median",
    "horizontal": "gap to today",
    "horizontal_at_release": "gap to the release",
    "slope": "at the recent pace",
}


@dataclass(frozen=True, slots=True)
class Label:
    """How a group is written and drawn.

    ``name`` stands alone, ``short`` in a table head, ``subject`` in a sentence ("the United
    States"), ``full`` in a list, with what it also goes by; ``token`` is its colour and ``shape``
    its mark.
    """

    group: str
    name: str
    short: str
    subject: str
    token: str
    shape: str
    full: str

    @property
    def possessive(self) -> str:
        """The genitive: China's, the United States'."""
        return f"{self.subject}’" if self.subject.endswith("s") else f"{self.subject}’s"


def label_of(group_by: str, group: str, as_of: str) -> Label:
    """The label of a group under ``group_by`` on the day of the data."""
    if group == UNKNOWN:
        name = NOT_KNOWN if group_by == "class" else UNPLACED
        return Label(group, name, name, name, "unknown", "hatch", name)
    if group == NONE:
        return _plain(group, INTERNATIONAL, "other")
    if group_by == "country":
        return _country(group)
    if group_by == "size":
        return _plain(group, _size_words(group), "ink")
    if group_by == "class":
        name, token = _CLASSES.get(group, (group.replace("_", " "), "ink"))
        return Label(group, name, name, name, token, "circle", name)
    if group_by == "method" and group.isdigit():
        return _plain(group, f"at a rating of {group}", "ink")
    if group_by == "method" and group in _METHODS:
        return _plain(group, _METHODS[group], "ink")
    if group_by == "method" and group.startswith("within_"):
        return _plain(group, f"{group.replace('_', ' ')} points", "ink")
    name, organisations = _made(group_by, group)
    return _plain(group, name, _place(organisations, as_of))


def _country(code: str) -> Label:
    first, _, second = code.partition("-")
    if second:
        return _difference(code, _country(first), _country(second))
    known = load_countries().get(code)
    name = _NAMES.get(code) or (known.name if known else code)
    subject = f"the {name}" if code in _WITH_ARTICLE else name
    token = code if code in SHAPES else "other"
    return Label(code, name, _SHORT.get(code, name), subject, token, SHAPES[token], name)


def _difference(group: str, first: Label, second: Label) -> Label:
    """One country's share minus another's: no place's colour."""
    name = f"{first.name} minus {second.subject}"
    short = f"{first.short} \N{MINUS SIGN} {second.short}"
    return Label(group, name, short, name, "ink", "circle", name)


def _plain(group: str, name: str, token: str) -> Label:
    short = name.partition(" (")[0]
    return Label(group, short, short, short, token, SHAPES.get(token, "circle"), name)


def _size_words(group: str) -> str:
    """A size class in words: ``1b_to_7b`` as "1 to 7 B", ``70b_and_more`` as "70 B and more"."""
    words = [
        word[:-1] + " B" if word[:1].isdigit() and word[-1:] == "b" else word for word in group.split("_")
    ]
    joined = " ".join(words)
    return joined.replace(" B to ", " to ") if joined.endswith(" B") else joined


def _place(organisations: tuple[str, ...], as_of: str) -> str:
    on = date.fromisoformat(as_of)
    regions = {region_of(country_of(name, on)) for name in organisations}
    region = regions.pop() if len(regions) == 1 else ""
    return region if region in SHAPES else "ink"


def _made(group_by: str, group: str) -> tuple[str, tuple[str, ...]]:
    """The name of an organisation, family or line, and the organisations that make it."""
    if group_by == "organisation":
        known = load_organisations().get(group)
        return (known.name if known else group), (group,)
    if group_by == "family":
        family = load_families().get(group)
        return (family.name, (family.organisation_id,)) if family else (group, ())
    if group_by == "line":
        return _lines().get(group, (group, ()))
    return group.replace("_", " "), ()


@cache
def _lines() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Each line's name, spelt as its families spell it, and its makers."""
    found: dict[str, list[tuple[str, str]]] = {}
    for family in load_families().values():
        found.setdefault(family.line, []).append((family.name, family.organisation_id))
    return {
        line: (_spelt(line, [name for name, _ in members]), tuple(sorted({maker for _, maker in members})))
        for line, members in found.items()
    }


def _spelt(line: str, names: list[str]) -> str:
    """A line as most of its families write it: their names begin with it, in some case."""
    held = [name[: len(line)] for name in names if name.casefold().startswith(line.casefold())]
    if not held:
        return line.capitalize()
    return min(set(held), key=lambda spelling: (-held.count(spelling), spelling))
