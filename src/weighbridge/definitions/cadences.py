"""The estimates of cadence: release events per 30 days, and the days between them."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.adoption import grouped, kept, of_list, present
from weighbridge.definitions.columns import Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import NONE, UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.counts import event_rate, is_weekly, merge_variants, release_gap
from weighbridge.statistics.estimate import Estimate

DAYS, PER = 365, 30
_SPLIT = re.compile(r"[-_ ]+")
# Parts of a name that tell a size, a number format or a mode of one release from another.
_VARIANT = re.compile(
    r"(?:[ae]?\d+(?:\.\d+)?[bmk]|\d+x\d+(?:\.\d+)?b|gguf|gptq|awq|mlx|onnx|exl2|bnb|marlin|safetensors|hf"
    r"|(?:nv|mx)?fp\d+|bf16|u?int\d+|\d+bit|q\d\w*|w\d+a\d+\w*|dynamic|static"
    r"|instruct|chat|base|it|pt|thinking|reasoning|think|nothink|dpo|sft|rlhf)\Z"
)


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Release days of the list, as day numbers, each with its group; ``until`` is the day of the capture."""

    day: NDArray[np.int64]
    group: NDArray[np.int64]
    groups: tuple[str, ...]
    until: int
    list_id: str


def version_of(model_id: str) -> str:
    """A model's name without what tells sizes, formats and modes of one version apart.

    >>> version_of("Qwen/Qwen3-30B-A3B-Instruct-2507-FP8"), version_of("google/gemma-3-4b-it")
    ('qwen3-2507', 'gemma-3')
    """
    parts = _SPLIT.split(model_id.rpartition("/")[2].lower())
    left = [part for part in parts if not _VARIANT.match(part)]
    return "-".join(left) or "-".join(parts)


def rate_of_releases(run: Run) -> Estimated:
    """Events of the twelve months that end with each month, per 30 days."""
    events = _events(run)
    rows = []
    for month, end in _months(run, events):
        recent = (events.day > end - DAYS) & (events.day <= end)
        unplaced = int((recent & _is(events, UNKNOWN)).sum())
        for group in run.query.shown(events.groups):
            days = events.day[recent & _is(events, group)]
            found = event_rate(days.size, DAYS, per=PER, period_counts=_by_twelfth(days, end))
            above = 0 if group == UNKNOWN else unplaced
            rows.append(_row(month, group, found, events, end, (days.size + above) / DAYS * PER))
    return Estimated(tuple(rows), _notes(run, events))


def gap_of_releases(run: Run) -> Estimated:
    """The median days between the events of twelve months, the open interval at the end included."""
    events = _events(run)
    rows = []
    for month, end in _months(run, events):
        recent = (events.day > end - DAYS) & (events.day <= end)
        for group in run.query.shown(events.groups):
            found = release_gap(events.day[recent & _is(events, group)], end)
            rows.append(_row(month, group, found, events, end, None))
    return Estimated(tuple(rows), _notes(run, events))


def _is(events: Events, group: str) -> Mask:
    return events.group == events.groups.index(group) if group in events.groups else events.group < 0


def _events(run: Run) -> Events:
    cube = run.cube.where(of_list(run.cube, run.definition) & kept(run.cube, run.definition))
    day = _numbers(cube, "observed_on")
    names = cube.text("canonical_id")
    version = np.array([version_of(label) for label in names.labels] or [""], dtype=object)[names.codes]
    unit = cube.text("unit")
    maker = np.array(unit.labels or [""], dtype=object)[unit.codes]
    opens = np.ones(cube.size, dtype=bool)
    if run.definition["counted"] == "events":
        opens = merge_variants(day, np.array([f"{m}|{v}" for m, v in zip(maker, version, strict=True)]))
    taken = cube.where(opens)
    group = grouped(taken, run.definition, run.query.group_by)
    said = () if run.query.group_by == "all" else (UNKNOWN,)
    groups = present(group, said)
    at = {label: i for i, label in enumerate(groups)}
    into = np.array([at.get(label, -1) for label in group.labels] or [-1], dtype=np.int64)
    lists = cube.text("list_id")
    return Events(
        day[opens],
        into[group.codes],
        groups,
        int(_numbers(cube, "captured_on").max(initial=0)),
        lists.labels[lists.codes[0]] if cube.size else "",
    )


def _numbers(cube: Cube, name: str) -> NDArray[np.int64]:
    column = cube.text(name)
    labels = [datetime.date.fromisoformat(label).toordinal() for label in column.labels]
    return np.array(labels or [0], dtype=np.int64)[column.codes]


def _months(run: Run, events: Events) -> list[tuple[str, int]]:
    """The months with a whole year behind them, and the last day counted of each."""
    if not events.day.size:
        return []
    first, last = datetime.date.fromordinal(int(events.day.min())), datetime.date.fromordinal(events.until)
    found = []
    for number in range(12 * first.year + first.month + 11, 12 * last.year + last.month):
        year, month = number // 12, number % 12 + 1
        end = datetime.date(year, month, calendar.monthrange(year, month)[1]).toordinal()
        found.append((f"{year:04d}-{month:02d}", min(end, events.until)))
    asked = run.query.months([month for month, _ in found]) if found else ()
    return [item for item in found if item[0] in asked]


def _by_twelfth(days: NDArray[np.int64], end: int) -> list[int]:
    """The events of a year by twelfths, for their dispersion."""
    at = ((days - (end - DAYS + 1)) * 12) // DAYS
    return np.bincount(np.clip(at, 0, 11), minlength=12).tolist()


def _row(month: str, group: str, found: Estimate, events: Events, end: int, most: float | None) -> Row:
    flags = set(found.flags)
    is_last = end == events.until
    if is_last and end != _month_end(end):
        flags.add("partial_period")
    known = found.value is not None and most is not None
    return Row(
        month,
        group,
        found.value,
        found.low,
        found.high,
        found.value if known else None,
        most if known else None,
        found.n,
        checked_flags(flags),
    )


def _month_end(day: int) -> int:
    date = datetime.date.fromordinal(day)
    return datetime.date(date.year, date.month, calendar.monthrange(date.year, date.month)[1]).toordinal()


def _notes(run: Run, events: Events) -> tuple[str, ...]:
    """What is counted, and who among those asked for releases weekly."""
    until = datetime.date.fromordinal(events.until).isoformat() if events.until else "no day"
    said = [
        f"{events.day.size:,} releases of {events.list_id}, captured on {until}; what was deleted is missing."
    ]
    recent = events.day > events.until - DAYS
    for group in run.query.shown(events.groups) if run.query.only else ():
        if group in (NONE, UNKNOWN):
            continue
        weekly = is_weekly(events.day[recent & _is(events, group)], DAYS, events.until)
        if weekly is not None:
            said.append(
                f"{group} {'releases' if weekly else 'does not release'} weekly: that asks for a median gap "
                "of at most 7 days and at least 4.3 releases in 30 days."
            )
    return tuple(said)
