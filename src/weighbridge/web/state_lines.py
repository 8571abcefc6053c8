"""States of organisations on lists and rules, each with its place in time: the same on every page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.entities.designations import Designation
from weighbridge.web.strips import Strip, shape

STATE_WORDS = {"in_force": "in force", "contested": "in force, contested"}
STATE_MARKS = {
    "in_force": shape("circle", "ink"),
    "contested": f'{shape("circle", "ink", hollow=True)}<circle r="2.4" fill="var(--ink)"/>',
    "withdrawn": '<path d="M-5,-5L5,5M-5,5L5,-5" stroke="var(--ink)" stroke-width="2.2" fill="none"/>',
    "pending": (
        '<circle r="5.5" fill="var(--page)" stroke="var(--ink)" stroke-width="2" stroke-dasharray="3 2.4"/>'
    ),
}
STATE_MARKS["future"] = STATE_MARKS["pending"]


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One state on one list, with its place in time; ``who`` where several organisations stand together."""

    state: Designation
    words: str
    strip: Markup
    who: str = ""


def state_lines(states: Sequence[tuple[str, Designation]], day: datetime.date) -> list[ListedLine]:
    """Each state with its marks: filled in force, a dashed ring pending, crossed withdrawn."""
    if not states:
        return []
    held = [item for _, item in states]
    first = min(min(item.known_from, item.true_from or item.known_from) for item in held)
    last = max(day, max(item.true_from or item.known_from for item in held))
    return [
        ListedLine(
            item,
            STATE_WORDS.get(item.status, item.status.replace("_", " ")),
            _timeline(item, first, last),
            who,
        )
        for who, item in states
    ]


def _timeline(item: Designation, first: datetime.date, last: datetime.date) -> Markup:
    air = max((last - first).days * 0.04, 10)
    strip = Strip(first.toordinal() - air, last.toordinal() + air)
    for year in range(first.year, last.year + 1):
        strip.rule(datetime.date(year, 1, 1).toordinal(), "grid")
    start = item.true_from or item.known_from
    if item.known_from != start:
        strip.mark(item.known_from.toordinal(), shape("circle", "ink3", 3.5, hollow=True))
    strip.mark(start.toordinal(), STATE_MARKS.get(item.status, STATE_MARKS["pending"]))
    return strip.text()
