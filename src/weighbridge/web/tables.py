"""The tables of an indicator's page: the same rows as the figure, in the same rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.flags import FLAGS
from weighbridge.catalogue.units import DASH, Unit
from weighbridge.charts.figure import SHADED, Figure, is_partition, ranked_groups
from weighbridge.charts.labels import Label, label_of
from weighbridge.charts.scales import tick_words, value_ticks
from weighbridge.charts.words import interval_words, month_words
from weighbridge.definitions.result import UNKNOWN, Result, Row
from weighbridge.web.strips import axis, glyph, value_strip

FLAG_WORDS = {
    "approximate": "approximate",
    "at_least": "at least",
    "at_most": "at most",
    "few_clusters": "few makers",
    "fixed_by_definition": "fixed",
    "influence": "one model",
    "launch_burst": "just launched",
    "link_imputed": "link imputed",
    "new_list": "new list",
    "not_covered": "not covered",
    "one_unit": "no interval: one maker",
    "panel_break": "panel changes",
    "partial_period": "partial month",
    "spike": "spike",
    "thin_coverage": "thin coverage",
    "unstable": "no interval: unstable",
}
MOST_MONTHS = 24
SHOWN, MOST_GROUPS = 12, 100


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, what stands small below it, and whether it is known."""

    text: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A month of the table."""

    month: str
    head: str
    below: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """The table beside a chart: newest month first."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: int
    flags: tuple[tuple[str, str], ...]
    has_dash: bool


def twin_of(figure: Figure, result: Result) -> Twin:
    """The rows a figure shows, month by month."""
    groups = [item.label.group for item in figure.series]
    has_unknown = UNKNOWN in result.groups and UNKNOWN not in groups and is_partition(result)
    mark = " %" if result.unit in (Unit.SHARE, Unit.CHANGE) else ""
    columns: list[str] = []
    for position, item in enumerate(figure.series):
        columns += [f"{item.label.short}{mark}", *(["at most"] if _bounded(figure, position) else [])]
    columns += [f"unplaced{mark}"] if has_unknown else []
    months = sorted(figure.months, reverse=True)
    lines = [_line(figure, result, month, groups, has_unknown) for month in months[:MOST_MONTHS]]
    flags = {flag for item in figure.series for row in item.rows for flag in row.flags}
    return Twin(
        tuple(columns),
        tuple(lines),
        len(months) - len(lines),
        tuple((FLAG_WORDS.get(flag, flag.replace("_", " ")), FLAGS[flag]) for flag in sorted(flags)),
        any(cell.text == DASH for line in lines for cell in line.cells),
    )


def _bounded(figure: Figure, position: int) -> bool:
    return figure.band == "bounds" and position < SHADED


def _line(figure: Figure, result: Result, month: str, groups: Sequence[str], has_unknown: bool) -> Line:
    own = {row.group: row for row in result.rows if row.month == month}
    rows = [own.get(group) for group in groups]
    present = [row for row in rows if row is not None]
    shared = set.intersection(*(set(row.flags) for row in present)) if present else set[str]()
    cells: list[Cell] = []
    for position, row in enumerate(rows):
        cells.append(_cell(result.unit, row, shared))
        if _bounded(figure, position):
            cells.append(Cell(result.unit.text(row.bound_high if row else None)))
    if has_unknown:
        unknown = own.get(UNKNOWN)
        cells.append(Cell(result.unit.text(unknown.value if unknown else None)))
    return Line(month, month_words(month), _flag_words(shared), tuple(cells))


def _cell(unit: Unit, row: Row | None, shared: set[str]) -> Cell:
    if row is None:
        return Cell(DASH)
    own = _flag_words(set(row.flags) - shared)
    interval = interval_words(unit, row.low, row.high)
    return Cell(unit.text(row.value), "\n".join(part for part in (interval, own) if part))


def _flag_words(flags: set[str]) -> str:
    return ", ".join(FLAG_WORDS.get(flag, flag.replace("_", " ")) for flag in sorted(flags))


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in one month: name, mark, drawing and figures."""

    label: Label
    glyph: Markup
    strip: Markup
    value: str
    interval: str
    at_most: str
    units: str
    flags: str


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Every group in one month, largest first, the unplaced last."""

    month: str
    shown: tuple[GroupLine, ...]
    folded: tuple[GroupLine, ...]
    left_out: int
    has_bounds: bool
    units: str
    has_units: bool
    axis: Markup


def groups_of(result: Result, month: str) -> GroupTable | None:
    """Every group of a result in one month; past a dozen folded, past a hundred left to the files.

    None where figures lie below zero: the strips begin there. The table below the chart has them all.
    """
    rows = [row for row in result.rows if row.month == month and row.value is not None]
    if any(v is not None and v < 0 for row in rows for v in (row.value, row.low, row.bound_low)):
        return None
    order = {group: place for place, group in enumerate(ranked_groups(result, month))}
    named = sorted((r for r in rows if r.group != UNKNOWN), key=lambda r: order.get(r.group, len(order)))
    rest = [row for row in rows if row.group == UNKNOWN]
    reach = [
        v for row in named[:SHOWN] + rest for v in (row.value, row.high, row.bound_high) if v is not None
    ]
    high = max(reach, default=1.0) or 1.0
    ticks = [tick for tick in value_ticks(0.0, high, 4) if tick <= high]
    lines = [_group_line(result, row, high * 1.02, ticks) for row in named[:MOST_GROUPS]]
    last = [_group_line(result, row, high * 1.02, ticks) for row in rest]
    return GroupTable(
        month_words(month, long=True),
        (*lines[:SHOWN], *last),
        tuple(lines[SHOWN:]),
        max(len(named) - MOST_GROUPS, 0),
        any((row.bound_high or 0.0) > (row.value or 0.0) for row in named),
        f"{max((row.n for row in rows), default=0):,}",
        len({row.n for row in rows}) > 1,
        axis(0.0, high * 1.02, ticks, tick_words(result.unit, ticks)),
    )


def _group_line(result: Result, row: Row, high: float, ticks: Sequence[float]) -> GroupLine:
    label = label_of(result.group_by, row.group, result.as_of)
    return GroupLine(
        label,
        glyph(label),
        value_strip(row, label, high, ticks),
        result.unit.text(row.value),
        interval_words(result.unit, row.low, row.high),
        result.unit.text(row.bound_high),
        f"{row.n:,}" if row.n else DASH,
        _flag_words(set(row.flags)),
    )
