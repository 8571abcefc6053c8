"""An indicator on the screen: answer, definition, table, notes, caveats, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from weighbridge.catalogue.flags import FLAGS
from weighbridge.catalogue.indicator import Indicator
from weighbridge.cli.definition_words import chips, command_of, counted_words
from weighbridge.cli.indicator_table import table_of
from weighbridge.cli.layout import cells, paragraph
from weighbridge.cli.records import plural
from weighbridge.cli.sentence import emphasised
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.leads import has_leads
from weighbridge.definitions.result import UNKNOWN, Result
from weighbridge.web.sentences import answer_of

# The answer stands first and should not be pushed off the screen by what follows it.
MOST_LINES = 40
_REMARKS_FROM = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """How much to show: ``last`` months, the groups that were named, everything, or the figures alone."""

    last: int | None = None
    are_groups_chosen: bool = False
    is_full: bool = False
    is_quiet: bool = False


def view_of(declared: Indicator, result: Result, terminal: Terminal, asked: Asked) -> list[str]:
    """The whole view, line by line."""
    answer = answer_of(declared, result, counted_words(declared, result))
    shown = _newest(result, asked.last)
    table = table_of(shown, terminal, asked.are_groups_chosen)
    lines = emphasised(answer.answer, terminal)
    lines += paragraph(answer.doubt, terminal) if answer.doubt else []
    lines += [*paragraph(" · ".join(chips(declared, result)), terminal), "", *table.lines]
    if not asked.is_quiet:
        lines += _more(result, shown, table.groups, terminal)
        closing = _closing(declared, result, terminal)
        room = MOST_LINES - len(lines) - len(closing) if terminal.is_tty and not asked.is_full else None
        return [*lines, *_remarks(shown, table.flags, terminal, room), *closing]
    return [*lines, *_closing(declared, result, terminal)]


def _newest(result: Result, last: int | None) -> Result:
    kept = set(result.months[-last:] if last else result.months)
    return replace(result, rows=tuple(row for row in result.rows if row.month in kept))


def _more(result: Result, shown: Result, groups: Sequence[str], terminal: Terminal) -> list[str]:
    """What the table leaves out, and how to see it."""
    said = []
    earlier = len(result.months) - len(shown.months)
    if earlier:
        said.append(f"{plural(earlier, 'earlier month')}: --last {len(result.months)}")
    left = len([group for group in result.groups if group not in groups and group != UNKNOWN])
    if left:
        said.append(f"{left} more by {result.group_by}: --format csv, or --only A,B")
    return ["", *paragraph(" · ".join(said), terminal)] if said else []


def _remarks(shown: Result, flags: Sequence[str], terminal: Terminal, room: int | None) -> list[str]:
    """What the selection showed, flags in words, the standing caveats: as many as there is room for."""
    if terminal.width < _REMARKS_FROM:
        return []
    blocks: list[tuple[str, Sequence[str]]] = [
        ("Notes", shown.notes),
        ("Flags", [f"{flag}: {FLAGS[flag]}" for flag in flags]),
        ("Caveats", shown.caveats),
    ]
    lines: list[str] = []
    left: list[str] = []
    for title, texts in blocks:
        kept: list[str] = []
        held = 0
        for text in texts:
            further = paragraph(text, terminal, "    ", "  ")
            # A blank, the title, and the line that says what was left out need room too.
            if room is not None and len(lines) + len(kept) + len(further) + 4 > room:
                break
            kept += further
            held += 1
        if kept:
            lines += ["", title, *kept]
        if held < len(texts):
            more = "more " if held else ""
            left.append(plural(len(texts) - held, f"{more}{title.lower()[:-1]}"))
    if left:
        lines += ["", *paragraph(f"{', '.join(left)}: --full", terminal)]
    return lines


def _closing(declared: Indicator, result: Result, terminal: Terminal) -> list[str]:
    held = ", ".join(f"{ref.source} {ref.date}" for ref in result.snapshots) or "none"
    lines = ["", *paragraph(f"As of {result.as_of or 'no date'}, from {held}", terminal)]
    for following in _next(declared, result):
        last = f"{result.fingerprint} · next: {following}"
        if cells(last) <= terminal.width:
            return [*lines, last]
    return [*lines, result.fingerprint]


def _next(declared: Indicator, result: Result) -> list[str]:
    """What to ask next, the most telling first: the constant panel where it breaks, else all definitions."""
    flags = {flag for row in result.rows for flag in row.flags}
    names = [axis.name for axis in declared.axes]
    shorter = [f"weighbridge indicators {declared.name}"]
    if has_leads(declared) and result.group_by == "country":
        shorter.insert(0, f"weighbridge sensitivity {declared.name}")
    if "panel_break" in flags and "panel" in names and result.definition.get("panel") == "all":
        return [" ".join(["weighbridge", *command_of(declared, result), "--panel", "constant"]), *shorter]
    return shorter
