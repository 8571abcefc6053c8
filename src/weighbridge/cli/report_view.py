"""The report on the screen: the answer, every headline definition, and what to do next."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.catalogue.units import Unit
from weighbridge.charts.words import interval_words
from weighbridge.cli.layout import GAP, cells, padded, paragraph
from weighbridge.cli.records import plural
from weighbridge.cli.strip import MARKS, Lead, axis, fitting, scale_of, strip
from weighbridge.cli.terminal import Terminal
from weighbridge.web.headlines import HeadlineRow
from weighbridge.web.sentences import home_sentences, lead_words, untold

_INDENT = 2
_NUMBER = 6
_LABEL, _LEAST_LABEL = 32, 16
_PLOT = 61
NAMES = (
    *("definition", "note", "indicator", "fingerprint", "month", "is_counted", "leader"),
    *("cn", "us", "unknown", "lead", "low", "high", "bound_low", "bound_high", "could_reverse"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """What the report rests on, where the site is, and what is missing from fetched snapshots."""

    as_of: str
    snapshots: int
    site: str
    missing: tuple[str, ...] = ()


def record_of(row: HeadlineRow) -> dict[str, Any]:
    """A headline definition as a record; leads are shares, China's minus the United States'."""
    leader = None if not row.lead else row.first.group if row.lead > 0 else row.second.group
    return {
        "definition": row.label,
        "note": row.note,
        "indicator": row.indicator,
        "fingerprint": row.fingerprint,
        "month": row.month,
        "is_counted": not row.is_old,
        "leader": leader,
        "cn": row.first_share,
        "us": row.second_share,
        "unknown": row.unplaced,
        "lead": row.lead,
        "low": row.low,
        "high": row.high,
        "bound_low": row.bound_low,
        "bound_high": row.bound_high,
        "could_reverse": row.could_reverse,
    }


def report_lines(rows: Sequence[HeadlineRow], place: Place, terminal: Terminal) -> list[str]:
    """The whole report, the answer first."""
    lines = _answer(rows, terminal)
    if rows:
        grid = _Grid.fitting(rows, terminal)
        lines += ["", *_strip(rows, grid), "", *_reading(rows, grid)]
    return [*lines, *_closing(rows, place, terminal)]


def _answer(rows: Sequence[HeadlineRow], terminal: Terminal) -> list[str]:
    leading, turning = home_sentences(rows)
    lines = [terminal.paint(line, "bold") for line in paragraph(leading, terminal)]
    for sentence in (turning, untold(rows)):
        lines += paragraph(sentence, terminal) if sentence else []
    return lines


def _strip(rows: Sequence[HeadlineRow], grid: _Grid) -> list[str]:
    """The plot with its numbers; on a pipe, and where there is no room, the numbers alone."""
    lines = [grid.head()]
    for row in (row for row in rows if not row.is_old):
        lines += grid.lines(row)
    old = [row for row in rows if row.is_old]
    if old:
        lines.append(_rule("older than a year, for comparison, not counted", grid.terminal))
    for row in old:
        lines += grid.lines(row)
    return lines


def _rule(words: str, terminal: Terminal) -> str:
    width = min(terminal.width, 100)
    held = textwrap.shorten(words, max(width - _INDENT - 4, 8), placeholder="")
    return " " * _INDENT + f"── {held} " + "─" * max(width - _INDENT - cells(held) - 4, 0)


@dataclass(frozen=True, slots=True)
class _Grid:
    """How wide each column is; a width of 0 leaves it out."""

    terminal: Terminal
    label: int
    plot: int
    reach: float
    interval: int
    note: int
    first: str
    second: str

    @classmethod
    def fitting(cls, rows: Sequence[HeadlineRow], terminal: Terminal) -> _Grid:
        """Numbers first, then the label, then the plot; intervals and notes where 120 columns allow."""
        longest = max(cells(row.label) for row in rows)
        leads = [_lead_of(row) for row in rows]
        first, second = rows[0].first, rows[0].second
        names = (first.group, second.group) if terminal.is_tty else (first.name, second.name)
        interval = max(cells(_interval(row)) for row in rows) if terminal.is_wide else 0
        note = max(cells(row.note) for row in rows) if terminal.is_wide else 0
        numbers = _INDENT + 3 * _NUMBER
        if not terminal.is_tty:
            return cls(terminal, longest, 0, 1.0, interval, note, *names)
        label = min(longest, _LABEL)
        taken = numbers + (GAP + interval if interval else 0)
        plot = min(fitting(terminal.width - taken - label - GAP), _PLOT)
        if not plot:
            label = max(min(longest, terminal.width - taken), _LEAST_LABEL)
        left = terminal.width - taken - label - (GAP + plot if plot else 0)
        shown = note if note and note + GAP <= left else 0
        return cls(terminal, label, plot, scale_of(leads), interval, shown, *names)

    def head(self) -> str:
        """The words over the columns."""
        numbers = "".join(
            padded("", self._room(name) - cells(name)) + self.terminal.paint(name, tone)
            for name, tone in zip(self._names(), ("CN", "US", "unknown"), strict=True)
        )
        line = " " * _INDENT + padded("counted, % of the whole" if self.label > 24 else "counted", self.label)
        line += numbers
        if self.interval:
            line += " " * GAP + padded("90 % interval", self.interval, True)
        if self.plot:
            line += " " * GAP + axis(self.plot, f"{self.second} ahead", f"{self.first} ahead")
        if self.note:
            line += " " * GAP + "over"
        return line.rstrip()

    def _names(self) -> tuple[str, str, str]:
        return (self.first, self.second, "?" if self.terminal.is_tty else "unknown")

    def _room(self, name: str) -> int:
        return max(_NUMBER, cells(name) + GAP)

    def lines(self, row: HeadlineRow) -> list[str]:
        """A definition: its label, wrapped where it is long, and beside the first line everything else."""
        labels = textwrap.wrap(row.label, self.label) or [""]
        values = (row.first_share, row.second_share, row.unplaced)
        numbers = "".join(
            padded(Unit.SHARE.text(value), self._room(name), True)
            for name, value in zip(self._names(), values, strict=True)
        )
        line = " " * _INDENT + padded(labels[0], self.label) + numbers
        if self.interval:
            line += " " * GAP + padded(_interval(row), self.interval, True)
        if self.plot:
            line += " " * GAP + padded(self._drawn(row), self.plot)
        if self.note:
            line += " " * GAP + row.note
        return [line.rstrip(), *(" " * (_INDENT + 2) + text for text in labels[1:])]

    def _drawn(self, row: HeadlineRow) -> str:
        lead = _lead_of(row)
        text = strip(lead, self.plot, self.reach)
        leader = row.first if row.lead > 0 else row.second
        painted = self.terminal.paint(lead.mark, leader.token)
        return padded(text, self.plot).replace(lead.mark, painted, 1)


def _lead_of(row: HeadlineRow) -> Lead:
    leader = row.first if row.lead > 0 else row.second
    return Lead(row.lead, row.low, row.high, row.bound_low, row.bound_high, MARKS.get(leader.shape, "◆"))


def _interval(row: HeadlineRow) -> str:
    return interval_words(Unit.POINTS, row.low, row.high) or "–"


def _reading(rows: Sequence[HeadlineRow], grid: _Grid) -> list[str]:
    """What the marks mean, and the first row's lead in words."""
    terminal = grid.terminal
    first, second = rows[0].first, rows[0].second
    marks = [
        f"{MARKS[first.shape]} {first.short} ahead",
        f"{MARKS[second.shape]} {second.short} ahead",
        "─ 90 % interval of the lead",
        "░ if all unplaced were on one side",
    ]
    lines = paragraph("  ".join(marks), terminal, "  ") if grid.plot else []
    words = interval_words(Unit.POINTS, rows[0].low, rows[0].high)
    interval = f", {words}, 90 % interval, resampling makers" if words else ""
    return [*lines, *paragraph(f"{rows[0].label}: {lead_words(rows[0])}{interval}.", terminal, "  ")]


def _closing(rows: Sequence[HeadlineRow], place: Place, terminal: Terminal) -> list[str]:
    following = f"weighbridge sensitivity {rows[0].indicator}" if rows else "weighbridge indicators"
    last = f"as of {place.as_of or 'no date'} · {plural(place.snapshots, 'snapshot')} · next: {following}"
    site = [*paragraph(f"site: {place.site}", terminal)] if place.site else []
    missing = [line for words in place.missing for line in (*paragraph(words, terminal), "")]
    return ["", *missing, *site, *paragraph(last, terminal)]
