"""What peers published, beside what comes out here under the definition nearest to theirs.

Facts are rows of ``published.csv``: value, definition, source, date, how the figure was read, and which of
our figures answers it: an indicator, or a probe (``probes/``) where no indicator counts it. A row that cannot
be answered says which data are missing; one that differs says why.

``month`` is one month, or a stretch with what is done over it: ``mean 2023-01..2025-10``, ``sum ...``. Where
a single month is not held the nearest one stands for it, at most ``NEAR`` months away: it can differ, never
reproduce. ``only`` may join groups (``FR+DE``) or name a region (``region:EU``), whose values are added up.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.claims.asking import months_between, plain_reason
from weighbridge.claims.probes.listed import forget
from weighbridge.claims.probing import Answer, find_probe
from weighbridge.claims.stating import stated
from weighbridge.claims.tried import World
from weighbridge.definitions.query import NotHeldError
from weighbridge.definitions.result import Result
from weighbridge.definitions.wording import month_name
from weighbridge.entities.organisations import load_countries
from weighbridge.store.memory import give_back

FILE = Path(__file__).parent / "published.csv"
REPRODUCED, DIFFERS, CANNOT = "reproduced", "differs", "cannot"
OUTCOMES = (REPRODUCED, DIFFERS, CANNOT)
EVIDENCE = ("primary", "quoted", "secondary")
NEAR = 6
"""Months to the nearest capture that may stand for one not held; further off it is another question."""
_PROBE = "probe:"
_REGION = "region:"
_SPAN = re.compile(r"(?:(?P<over>mean|sum) )?(?P<first>\d{4}-\d{2})(?:\.\.(?P<last>\d{4}-\d{2}))?\Z")


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure and which of ours answers it.

    ``because`` says why ours may differ, ``cannot`` why there is none; ``choices`` are the options nearest to
    the published definition.
    """

    id: str
    question: str
    study: str
    metric: str
    entity: str
    period: str
    value: str
    definition: str
    evidence: str
    where: str
    indicator: str
    group: str
    only: str
    choices: Mapping[str, str]
    month: str
    because: str
    cannot: str

    @property
    def months(self) -> tuple[str, str]:
        """First and last month asked for; empty where the figure has none."""
        found = _SPAN.match(self.month)
        return (found["first"], found["last"] or found["first"]) if found else ("", "")

    @property
    def over(self) -> str:
        """What is done over a stretch of months: ``mean``, ``sum``; empty for one month."""
        found = _SPAN.match(self.month)
        return (found["over"] or "") if found else ""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups whose values are added up."""
        if self.only.startswith(_REGION):
            region = self.only.removeprefix(_REGION)
            return tuple(code for code, country in load_countries().items() if country.region == region)
        return tuple(self.only.split("+"))


@dataclass(frozen=True, slots=True)
class Replicated:
    """A published figure with ours: reproduced, differs (and why), or cannot be computed (and why)."""

    published: Published
    outcome: str
    ours: float | None
    text: str
    difference: float | None
    reason: str
    command: str

    def as_dict(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        row = self.published
        names = ("id", "study", "metric", "entity", "period", "value", "definition", "evidence", "where")
        return {name: getattr(row, name) for name in names} | {
            "outcome": self.outcome,
            "ours": self.ours,
            "ours_text": self.text or None,
            "difference": self.difference,
            "reason": self.reason or None,
            "command": self.command or None,
        }


@cache
def published() -> tuple[Published, ...]:
    """The published figures, by id; ``ContractError`` for a row that breaks a rule, with its line."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [_published(row, line) for line, row in enumerate(rows, start=2)]
    if len({row.id for row in found}) < len(found):
        raise ContractError(f"{FILE.name}: an id stands twice. Keep one row a figure.")
    return tuple(found)


def _published(row: Mapping[str, str], line: int) -> Published:
    def refuse(what: str) -> ContractError:
        return ContractError(f"{FILE.name}, line {line} ({row['id']}): {what}")

    if row["evidence"] not in EVIDENCE:
        raise refuse(f"evidence '{row['evidence']}', expected one of {', '.join(EVIDENCE)}.")
    if bool(row["indicator"]) == bool(row["cannot"]):
        raise refuse("name our figure, or say why there is none: exactly one of `indicator` and `cannot`.")
    if row["month"] and not _SPAN.match(row["month"]):
        raise refuse(f"month '{row['month']}', expected YYYY-MM, or mean or sum and YYYY-MM..YYYY-MM.")
    pairs = [part.partition("=") for part in row["choices"].split(";") if part]
    stated(row["value"])
    return Published(**{**row, "choices": {axis: option for axis, _, option in pairs}})  # pyright: ignore[reportArgumentType]


def replicate(world: World, as_of: str | None = None) -> list[Replicated]:
    """Every published figure with ours, as the file lists them."""
    found = [_replicated(row, world, as_of) for row in published()]
    forget()
    give_back()
    return found


def _replicated(row: Published, world: World, as_of: str | None) -> Replicated:
    if row.cannot:
        return _without(row, row.cannot)
    asked, notes = row, list[str]()
    try:
        try:
            answer = _ours(asked, world, as_of)
        except NotHeldError as error:
            asked = _at_nearest(row, error)
            notes.append(f"window: ours is of {month_name(asked.month)}, the nearest held")
            answer = _ours(asked, world, as_of)
    except NotHeldError as error:
        return _without(row, _not_held(row, error.nearest))
    except UsageError as error:
        return _without(row, plain_reason(str(error)))
    if answer.value is None:
        return _without(row, f"no value of {row.only}{' in ' + row.month if row.month else ''}")
    notes += [note for note in (row.because, answer.note) if note]
    return _compared(asked, answer.value, answer, "; ".join(notes), is_moved=asked is not row)


def _without(row: Published, reason: str) -> Replicated:
    return Replicated(row, CANNOT, None, "", None, reason, "")


def _compared(row: Published, value: float, answer: Answer, notes: str, is_moved: bool) -> Replicated:
    """The outcome: the same value reproduces only in the same window, and keeps what differs beside it."""
    wanted = stated(row.value)
    is_same = wanted.band.holds(value)
    if is_same and is_moved:
        notes = f"the value agrees, in another window; {notes}"
    text = answer.unit.text(value, suffix=True) if answer.unit else f"{value:,.3g}"
    outcome = REPRODUCED if is_same and not is_moved else DIFFERS
    reason = notes or ("" if outcome == REPRODUCED else "for a reason not established")
    return Replicated(row, outcome, value, text, value - wanted.value, reason, _command(row))


def _at_nearest(row: Published, error: NotHeldError) -> Published:
    """The figure asked of the nearest month; the error again where that is too far or a stretch is asked."""
    first, last = row.months
    if not error.nearest or first != last or len(months_between(*sorted((first, error.nearest)))) - 1 > NEAR:
        raise error
    return replace(row, month=error.nearest)


def _not_held(row: Published, nearest: str) -> str:
    period = row.month.removeprefix("mean ").removeprefix("sum ").replace("..", " to ")
    after = f"; the nearest is of {nearest}, more than {NEAR} months away" if nearest else ""
    return f"needs a capture of {period}{after}"


def _ours(row: Published, world: World, as_of: str | None) -> Answer:
    if row.indicator.startswith(_PROBE):
        return find_probe(row.indicator.removeprefix(_PROBE))(world, row, as_of)
    if row.indicator not in registry.modules("indicator"):
        raise UsageError(f"there is no indicator {row.indicator} yet")
    first, last = row.months
    result = world.indicator(
        row.indicator,
        row.group or None,
        month_from=first,
        month_to=last,
        as_of=as_of,
        choices=row.choices,
    )
    values = {month: _value(result, month, row) for month in months_between(first, last)}
    held = [value for value in values.values() if value is not None]
    if not held or not row.over:
        return Answer(values[last], result.unit)
    note = "" if len(held) == len(values) else f"window: {len(held)} of {len(values)} months are held"
    total = sum(held)
    return Answer(total / len(held) if row.over == "mean" else total, result.unit, note)


def _value(result: Result, month: str, row: Published) -> float | None:
    """The value of a group in a month, or the sum of several; None where none of them has one.

    Of a region nothing may be listed in a month that has figures: its part is zero then.
    """
    found = [result.at(month, group) for group in row.groups]
    values = [one.value for one in found if one is not None and one.value is not None]
    if not values and row.only.startswith(_REGION):
        return 0.0 if any(one.month == month and one.value is not None for one in result.rows) else None
    return sum(values) if values else None


def _command(row: Published) -> str:
    if row.indicator.startswith(_PROBE):
        return ""
    first, last = row.months
    words = [f"weighbridge indicator {row.indicator}"]
    words += [f"--group {row.group}"] if row.group else []
    words += [f"--{axis.replace('_', '-')} {option}" for axis, option in row.choices.items()]
    return " ".join([*words, f"--from {first} --to {last}"])


def beside(question: str) -> Sequence[Published]:
    """The published figures that answer one question, for the page of a claim about it."""
    return [row for row in published() if question and row.question == question]


def summary(found: Sequence[Replicated]) -> str:
    """How many agree, differ and cannot be computed."""
    tally = Counter(one.outcome for one in found)
    return (
        f"Of {len(found)} published figures {tally['reproduced']} are reproduced, {tally['differs']} differ, "
        f"and {tally['cannot']} cannot be computed from what is stored."
    )
