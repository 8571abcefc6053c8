"""The page of openness: one word, eight definitions, which systems meet which, and who contradicts whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH
from weighbridge.definitions.openness_agreements import CLOSED, OPEN, Sides, conflict_words
from weighbridge.entities.organisations import load_countries
from weighbridge.web import links
from weighbridge.web.bridge import Bridge
from weighbridge.web.page import Page

PATH = "openness/index.html"
MARKS = {"yes": "yes", "no": "no", "unknown": "?"}
CLASS_WORDS = {
    "class_i": "I, open science",
    "class_ii": "II, open tooling",
    "class_iii": "III, open model",
    "none": "none",
}
MOST_CONFLICTS = 60
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One definition of open: its words, how many systems meet it, and by country."""

    label: str
    means: str
    used_by: str
    yes: int
    no: int
    unknown: int
    china: str
    states: str


@dataclass(frozen=True, slots=True)
class System:
    """One system: whose, how many definitions it meets, and each answer in order."""

    name: str
    maker: str
    country: str
    answers: tuple[str, ...]
    is_split: bool
    score: str


def openness_pages(bridge: Bridge) -> list[Page]:
    """The one page of openness; none where no index is stored."""
    cells = _rows(bridge, "openness_cells")
    if not cells:
        return []
    newest = max(row["judged_on"] for row in cells)
    held = [row for row in cells if row["judged_on"] == newest]
    meanings, systems = _meanings(held), _systems(held)
    split = [system for system in systems if system.is_split]
    sides = _sides([*_rows(bridge, "openness_sayings"), *_rows(bridge, "openness_opinions")])
    conflicts = _conflicts(sides)
    answer = _answer(meanings, systems, split)
    classes = _rows(bridge, "framework_classes")
    return [
        Page(
            path=PATH,
            template="openness.html",
            title="Openness · weighbridge",
            description=answer,
            section=links.INDICATORS,
            trail=(
                ("Indicators", links.INDICATORS),
                ("Terms", f"{links.INDICATORS}#topic-terms"),
                ("Openness on one page", ""),
            ),
            context={
                "answer": answer,
                "judged_on": newest,
                "meanings": meanings,
                "split": split,
                "same": [system for system in systems if not system.is_split],
                "classes": _classes(classes),
                "classes_on": max((row["judged_on"] for row in classes), default=""),
                "class_words": CLASS_WORDS,
                "scores": _scores(_rows(bridge, "openness_scores")),
                "conflicts": conflicts[:MOST_CONFLICTS],
                "more": max(0, len(conflicts) - MOST_CONFLICTS),
                "compared": len(sides),
                "in_conflict": len(conflicts),
            },
        )
    ]


def _rows(bridge: Bridge, table: str) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = pq.read_table(bridge.table(table)).to_pylist()
    except UsageError:
        return []
    return rows


def _meanings(cells: Sequence[Row]) -> list[Meaning]:
    found = []
    for option in registry.indicator("openness_share").axis("open_means").options:
        own = [row for row in cells if row["definition"] == option.name]
        counts = Counter(row["verdict"] for row in own)
        found.append(
            Meaning(
                option.label,
                option.meaning,
                option.used_by,
                counts["yes"],
                counts["no"],
                counts["unknown"],
                _of(own, "CN"),
                _of(own, "US"),
            )
        )
    return found


def _of(cells: Sequence[Row], country: str) -> str:
    """How many of a country's systems with a known answer meet a definition."""
    known = [row for row in cells if row["country"] == country and row["verdict"] != "unknown"]
    return f"{sum(row['verdict'] == 'yes' for row in known)} of {len(known)}" if known else DASH


def _systems(cells: Sequence[Row]) -> list[System]:
    """Every system with its answers; those that meet most definitions first."""
    order = [option.name for option in registry.indicator("openness_share").axis("open_means").options]
    by_system: dict[str, dict[str, Row]] = {}
    for row in cells:
        by_system.setdefault(row["system"], {})[row["definition"]] = row
    found = []
    for name, held in by_system.items():
        first = held[order[0]]
        words = {held[definition]["verdict"] for definition in order}
        score = first["index_score"]
        found.append(
            System(
                name,
                first["maker"],
                _country(first["country"]),
                tuple(MARKS[held[definition]["verdict"]] for definition in order),
                {"yes", "no"} <= words,
                DASH if score is None else f"{score:.2f}",
            )
        )
    return sorted(found, key=lambda system: (-system.answers.count("yes"), system.name.casefold()))


def _country(code: str) -> str:
    known = load_countries().get(code)
    return known.name if known else {"NONE": "several"}.get(code, "not established")


def _answer(meanings: Sequence[Meaning], systems: Sequence[System], split: Sequence[System]) -> str:
    widest, narrowest = max(meanings, key=lambda m: m.yes), min(meanings, key=lambda m: m.yes)
    return (
        f"Of {len(systems)} systems that call themselves open, {widest.yes} are by {widest.label} and "
        f"{narrowest.yes} by {narrowest.label}. The definitions disagree on {len(split)} of them."
    )


def _classes(rows: Sequence[Row]) -> list[tuple[str, int, str]]:
    """Each class of the framework with how many models can reach it, and their names where few."""
    held: dict[str, list[str]] = {name: [] for name in CLASS_WORDS}
    for row in rows:
        held[row["best_class"]].append(row["system"])
    return [
        (
            CLASS_WORDS[name],
            len(models),
            ", ".join(sorted(models, key=str.casefold)) if name != "none" else "",
        )
        for name, models in held.items()
        if rows
    ]


def _scores(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """What makers score on the transparency index, highest first."""
    held = [(row["system"], row["score"]) for row in rows if row["score"] is not None]
    return sorted(held, key=lambda row: (-row[1], row[0]))


def _sides(rows: Sequence[Row]) -> dict[str, Sides]:
    """Who calls the weights of each model open and who closed, of models that two or more list."""
    newest = max((row["listed_on"] for row in rows), default="")
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        if row["listed_on"] == newest:
            sides = found.setdefault(row["model_key"], {OPEN: set(), CLOSED: set()})
            sides[row["says"]].add(row["said_by"])
    return {
        model: {side: frozenset(who) for side, who in sides.items()}
        for model, sides in found.items()
        if len(sides[OPEN] | sides[CLOSED]) > 1
    }


def _conflicts(sides: Mapping[str, Sides]) -> list[tuple[str, int, int, str]]:
    """Models in conflict: how many call them open and closed, and the smaller side by name."""
    found = [
        (model, len(held[OPEN]), len(held[CLOSED]), conflict_words(held).partition("; ")[2])
        for model, held in sides.items()
        if held[OPEN] and held[CLOSED]
    ]
    return sorted(found, key=lambda row: (-(row[1] + row[2]), row[0]))
