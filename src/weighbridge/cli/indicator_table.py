"""The table of an indicator: a line per month, columns per group, as many as the screen has room for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from weighbridge.catalogue.units import DASH
from weighbridge.charts.labels import Label, label_of
from weighbridge.cli.layout import GAP, Cell, cells, columns
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.result import NONE, UNKNOWN, Result, Row

# From most to least: the value itself always stays.
_SETS = (("value", "interval", "at most"), ("value", "at most"), ("value",))
_FLAGS_ROOM = 14
# Below this width the flags go: what is known against a value is said, but not at the value's cost.
_FLAGS_FROM = 56
_ON_SCREEN, _ON_PIPE = 2, 5
_WORTH_A_COLUMN = 0.03


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a table, the groups it has columns for, the flags its months bear."""

    lines: list[str]
    groups: tuple[str, ...]
    flags: tuple[str, ...]


def table_of(result: Result, terminal: Terminal, is_chosen: bool = False) -> Table:
    """The newest month last; every group where they were chosen, else the main ones."""
    wanted = main_groups(result, terminal, is_chosen)
    sets = _SETS if terminal.is_wide else _SETS[1:]
    if all(row.bound_high is None for row in result.rows):
        sets = (("value", "interval"), ("value",)) if terminal.is_wide else (("value",),)
    for count in range(len(wanted), 0, -1):
        for kinds in sets:
            grid = _Grid(result, terminal, tuple(wanted[:count]), kinds)
            if grid.width <= terminal.width:
                return grid.table()
    return _Grid(result, terminal, tuple(wanted[:1]), ("value",)).table()


# Nine models of a month that has just begun do not decide who is worth a column.
_SAY_LITTLE = {"partial_period", "thin_coverage"}


def main_groups(result: Result, terminal: Terminal, is_chosen: bool) -> list[str]:
    """The groups worth a column: those asked for, else the largest of the newest month that is over.

    Where countries are compared China and the United States come first: that is the question most
    often asked, and both stay in view whoever is ahead.
    """
    named = [group for group in result.groups if group not in (UNKNOWN, NONE)]
    if is_chosen or not named:
        return named or [group for group in result.groups if group != UNKNOWN]
    whole = (row.month for row in result.rows if row.value is not None and not _SAY_LITTLE & set(row.flags))
    month = max(whole, default=result.months[-1])
    newest = {row.group: row.value or 0.0 for row in result.rows if row.month == month}
    least = _WORTH_A_COLUMN * sum(newest.values())
    first = [group for group in named if result.group_by == "country" and group in ("CN", "US")]
    others = [group for group in named if group not in first and newest.get(group, 0.0) >= least]
    kept = [*first, *others][: _ON_SCREEN if terminal.is_tty else _ON_PIPE] or named[:1]
    return sorted(kept, key=named.index)


def group_head(label: Label, terminal: Terminal) -> str:
    """A group over its column: a code on a screen, its full name on a pipe."""
    if not terminal.is_tty:
        return label.name
    return label.group if len(label.group) == 2 and label.group.isupper() else label.short


@dataclass(frozen=True)
class _Grid:
    """One choice of groups and kinds of columns, and how wide it comes out."""

    result: Result
    terminal: Terminal
    groups: tuple[str, ...]
    kinds: tuple[str, ...]

    @cached_property
    def rows(self) -> dict[tuple[str, str], Row]:
        return {(row.month, row.group): row for row in self.result.rows}

    @cached_property
    def has_flags(self) -> bool:
        return self.terminal.width >= _FLAGS_FROM and any(self.flags.values())

    @cached_property
    def flags(self) -> dict[str, set[str]]:
        return {
            month: {f for group in self.groups if (row := self.rows.get((month, group))) for f in row.flags}
            for month in self.result.months
        }

    @cached_property
    def everywhere(self) -> set[str]:
        """Flags of every month: said once, below."""
        return set.intersection(*self.flags.values()) if len(self.flags) > 1 else set()

    @cached_property
    def body(self) -> list[list[Cell]]:
        return [self._head(), *(self._line(month) for month in self.result.months)]

    @property
    def width(self) -> int:
        """The cells it takes, with the least that flags need."""
        count = len(self.body[0]) - self.has_flags
        widest = [max(cells(line[i].text) for line in self.body) for i in range(count)]
        return sum(widest) + GAP * (count - 1) + (GAP + _FLAGS_ROOM if self.has_flags else 0)

    def table(self) -> Table:
        lines = columns(self.body, self.terminal, flexible=(len(self.body[0]) - 1,) if self.has_flags else ())
        if self.everywhere and self.has_flags:
            lines.append(f"every month: {', '.join(sorted(self.everywhere))}")
        seen = sorted(set[str]().union(*self.flags.values()))
        return Table(lines, self.groups, tuple(seen))

    @cached_property
    def _has_unknown(self) -> bool:
        return any(row.group == UNKNOWN for row in self.result.rows)

    @cached_property
    def _has_counts(self) -> bool:
        return "interval" in self.kinds

    def _head(self) -> list[Cell]:
        head = [Cell("month")]
        for group in self.groups:
            label = label_of(self.result.group_by, group, self.result.as_of)
            head.append(Cell(group_head(label, self.terminal), label.token, True))
            head += [Cell(kind, "", True) for kind in self.kinds[1:]]
        if self._has_unknown:
            head.append(Cell("?" if self.terminal.is_tty else "unknown", "unknown", True))
        if self._has_counts:
            head.append(Cell("n", "", True))
        return [*head, Cell("flag")] if self.has_flags else head

    def _line(self, month: str) -> list[Cell]:
        line = [Cell(month)]
        for group in self.groups:
            line += self._values(self.rows.get((month, group)))
        if self._has_unknown:
            unknown = self.rows.get((month, UNKNOWN))
            line.append(Cell(self._text(unknown.value if unknown else None), "", True))
        if self._has_counts:
            line.append(Cell(self._count(month), "", True))
        if self.has_flags:
            line.append(Cell(", ".join(sorted(self.flags[month] - self.everywhere))))
        return line

    def _text(self, value: float | None) -> str:
        return self.result.unit.text(value)

    def _values(self, row: Row | None) -> list[Cell]:
        texts = {
            "value": self._text(row.value if row else None),
            "interval": DASH,
            "at most": self._text(row.bound_high if row else None),
        }
        if row and row.low is not None and row.high is not None:
            texts["interval"] = f"[{self._text(row.low)}–{self._text(row.high)}]"
        return [Cell(texts[kind], "", True) for kind in self.kinds]

    def _count(self, month: str) -> str:
        """Makers a month's interval stands on; a range where groups differ."""
        counts = {row.n for group in self.groups if (row := self.rows.get((month, group))) and row.n}
        if not counts:
            return DASH
        low, high = min(counts), max(counts)
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"
