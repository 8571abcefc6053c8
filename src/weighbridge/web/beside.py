"""The same question under each option of one axis, next to each other: by publisher, by parent, by root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH
from weighbridge.charts.alt_text import alt_text
from weighbridge.charts.drawing import drawn
from weighbridge.charts.figure import figure_of
from weighbridge.charts.labels import label_of
from weighbridge.charts.words import month_words
from weighbridge.definitions.result import UNKNOWN, Result
from weighbridge.web.bridge import Bridge
from weighbridge.web.headlines import FIRST, SECOND
from weighbridge.web.indicator_page import View, on_page

MONTHS = 24
GROUPS = (FIRST, SECOND, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Option:
    """One option: what it means, its drawing, or why there is none; what was said while computing it."""

    label: str
    meaning: str
    drawing: Markup | None
    alt: str
    reason: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The options of an axis next to each other, and the newest months as a table."""

    question: str
    flag: str
    options: tuple[Option, ...]
    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def beside_view(bridge: Bridge, view: View, cache: Path) -> Beside | None:
    """The options of the axis an indicator sets side by side; None where it names none."""
    indicator = view.indicator
    if not indicator.beside or view.result.group_by != "country":
        return None
    axis = indicator.axis(indicator.beside)
    chosen = view.result.definition.get(axis.name, indicator.default(axis))
    found: list[tuple[Option, Result | None]] = []
    for option in axis.options:
        try:
            result = bridge.indicator(indicator.name, choices={axis.name: option.name})
        except UsageError as error:
            said = Option(option.label, option.meaning, None, "", str(error), option.name == chosen)
            found.append((said, None))
            continue
        figure = figure_of(indicator, result)
        drawing = on_page(drawn(figure, cache).narrow, "beside")
        gap = next((note for note in result.notes if note.startswith("Not available")), "")
        words = (option.label, option.meaning, drawing, alt_text(figure), gap, option.name == chosen)
        found.append((Option(*words), result))
    results = [result for _, result in found if result is not None]
    heads = tuple(label_of("country", group, view.result.as_of).short for group in GROUPS)
    return Beside(axis.question, axis.flag, tuple(option for option, _ in found), heads, _lines(results))


def _lines(results: Sequence[Result]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The newest months, newest first; three cells an option."""
    months = sorted({month for result in results for month in result.months})[-MONTHS:]
    lines = []
    for month in reversed(months):
        cells = [
            DASH if row is None or row.value is None else result.unit.text(row.value)
            for result in results
            for row in (result.at(month, group) for group in GROUPS)
        ]
        lines.append((month_words(month, long=True), tuple(cells)))
    return tuple(lines)
