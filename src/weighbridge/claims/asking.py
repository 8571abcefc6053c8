"""How a claim's test asks: the same question under every definition its wording allows."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from weighbridge.catalogue import registry
from weighbridge.catalogue.claim import Claim
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.units import Unit
from weighbridge.claims.stating import Stated, stated
from weighbridge.claims.tried import Side, Tried, World
from weighbridge.definitions.boards import Board, board_dates, load_board
from weighbridge.definitions.choices import define, options
from weighbridge.definitions.query import NotHeldError
from weighbridge.definitions.result import UNKNOWN, Result
from weighbridge.definitions.wording import group_name, month_name, percent, points
from weighbridge.statistics.claims import (
    PERIOD_MATCH,
    Band,
    Outcome,
    joined,
    order_outcome,
    period_overlap,
    range_outcome,
    value_outcome,
)

AHEAD = Band(0.0, float("inf"), is_low_open=True)
YEAR_WINDOW = "12m"
YEARLY = ("cadence", "release_gap")
"""Indicators whose months always stand for the twelve that end with them."""
NAMED_BY_AXIS = ("copies", "unattributed", "minimum_downloads", "size_floor", "panel", "spikes", "uploader")
"""Axes whose options mean nothing without the axis: "left out", "more than 5"."""
Decide = Callable[[Mapping[str, str], str], Tried]


@dataclass(frozen=True, slots=True)
class Reading:
    """One definition to try: its choices, its name in words, whose it is."""

    choices: Mapping[str, str]
    label: str
    is_worded: bool
    is_source: bool


class Ask:
    """A claim's questions to a world; every answer is a ``Tried``."""

    def __init__(self, claim: Claim, world: World, as_of: str | None = None) -> None:
        self.claim = claim
        self.world = world
        self.day = as_of

    # Share and count indicators ---------------------------------------------------------------------

    def values(self, parts: Mapping[str, str]) -> list[Tried]:
        """Whether each group has its stated value, under every definition."""
        wanted = {group: stated(text) for group, text in parts.items()}
        return self.each(lambda choices, month: self._values(wanted, choices, month))

    def order(self, first: str, second: str) -> list[Tried]:
        """Whether the first group is ahead of the second, under every definition."""
        return self.each(lambda choices, month: self._order(first, second, choices, month))

    def threshold(self, group: str, text: str) -> list[Tried]:
        """Whether a group's value passes what is stated, over its whole interval."""
        wanted = stated(text)
        return self.each(lambda choices, month: self._threshold(group, wanted, choices, month))

    # Facts and boards -------------------------------------------------------------------------------

    def fact(self, label: str, is_so: bool | None, found: str, reason: str = "", command: str = "") -> Tried:
        """A look-up: the statement holds or fails; None where the registry does not know."""
        outcome: Outcome = "unavailable" if is_so is None else "holds" if is_so else "fails"
        basis = "none" if is_so is None else "fact"
        return Tried(label, outcome, found, basis=basis, reason=reason, command=command)

    def missing(self, reason: str = "") -> list[Tried]:
        """Nothing can be asked: what is lacking, in the claim's own words."""
        return [Tried("as worded", "unavailable", reason=reason or self.claim.lacks)]

    def boards(self, styles: Sequence[str] = ("raw", "controlled"), category: str = "overall") -> list[Board]:
        """Of each month of the period and each style, the last board of the arena.

        Where a brief or report lies between the board and the statement, boards later than it do not count.
        """
        path = self.world.table("arena_ratings", self.day)
        first, last = self.claim.period or ("0000-00", "9999-12")
        found = []
        for style in styles:
            days = [
                day
                for day in board_dates(path, style, category)
                if first <= day[:7] <= last and day <= self._latest
            ]
            latest = {day[:7]: day for day in sorted(days)}
            found += [load_board(path, day, style, category) for day in latest.values()]
        return found

    @cached_property
    def _latest(self) -> str:
        """The day by which the figure must have been there: the date of what printed it first."""
        dated = [document.published_on for document in self.claim.through if len(document.published_on) == 10]
        return min(dated, default="9999-12-31")

    # How ---------------------------------------------------------------------------------------------

    @cached_property
    def indicator(self) -> Indicator | None:
        """The claim's indicator; None where there is none of that name yet."""
        if self.claim.indicator not in registry.modules("indicator"):
            return None
        return registry.indicator(self.claim.indicator)

    def readings(self) -> Iterator[Reading]:
        """Every definition the wording allows, then the source's own where it is not among them."""
        declared = self.indicator
        if declared is None:
            return
        axes = [axis for axis, taken in self.claim.as_worded.items() if len(taken) > 1]
        source = self._full(declared, self.claim.as_defined) if self.claim.as_defined is not None else None
        has_source = False
        for combination in itertools.product(*self.claim.as_worded.values()):
            choices = self._full(declared, dict(zip(self.claim.as_worded, combination, strict=True)))
            if choices is None:
                continue
            is_source = choices == source
            has_source |= is_source
            yield Reading(choices, label_of(declared, choices, axes), True, is_source)
        if source is not None and not has_source:
            yield Reading(source, label_of(declared, source, axes), False, True)

    def _full(self, declared: Indicator, choices: Mapping[str, str] | None) -> Mapping[str, str] | None:
        """The choices with defaults written out; None for a combination that contradicts itself."""
        try:
            return define(declared, choices or {}).choices
        except UsageError:
            return None

    def each(self, decide: Decide) -> list[Tried]:
        """What a test of one definition and month finds, under every definition and month called for."""
        declared = self.indicator
        if declared is None:
            wanted = f"the indicator {self.claim.indicator}" if self.claim.indicator else "an indicator"
            return self.missing(
                f"There is no figure for it yet: it needs {wanted}. {self.claim.lacks}".strip()
            )
        found = []
        for reading in self.readings():
            for tried in self._at_months(reading, decide):
                label = reading.label if not tried.month else f"{reading.label}, {month_name(tried.month)}"
                found.append(
                    replace(
                        tried,
                        label=label.removeprefix(", "),
                        choices=dict(reading.choices),
                        is_worded=reading.is_worded,
                        is_source=reading.is_source,
                        command=self._command(declared, reading.choices, tried.month),
                    )
                )
        return found

    def _at_months(self, reading: Reading, decide: Decide) -> list[Tried]:
        """The definition in every month the period calls for; else in the nearest month held."""
        period = self.claim.period
        if period is None:
            return [self._guarded(reading, decide, "")]
        wanted = months_between(*period)
        if self.claim.period_is == "whole":
            return [self._matched(self._guarded(reading, decide, wanted[-1]), reading.choices)]
        found = [self._guarded(reading, decide, month, is_strict=True) for month in wanted]
        held = [tried for tried in found if tried.outcome != "unavailable"]
        return held or [self._matched(self._guarded(reading, decide, wanted[-1]), reading.choices)]

    def _guarded(self, reading: Reading, decide: Decide, month: str, is_strict: bool = False) -> Tried:
        try:
            return decide(reading.choices, month)
        except NotHeldError as error:
            if is_strict:
                return Tried(reading.label, "unavailable", reason=str(error))
            return self._guarded(reading, decide, error.nearest, is_strict=True)
        except UsageError as error:
            return Tried(reading.label, "unavailable", reason=plain_reason(str(error)))

    def _matched(self, tried: Tried, choices: Mapping[str, str]) -> Tried:
        """The same, at best unsure where the data's period is not the claimed one."""
        if tried.outcome == "unavailable" or self.claim.period is None or not tried.month:
            return tried
        last = _number(tried.month)
        is_year = choices.get("window") == YEAR_WINDOW or self.claim.indicator in YEARLY
        held = (last - 11, last) if is_year else (last, last)
        first, end = (_number(month) for month in self.claim.period)
        if period_overlap((first, end), held) >= PERIOD_MATCH:
            return tried
        words = f"The data are of {month_name(tried.month)}, the statement is about {self.period_words}."
        reason = f"{words} {tried.reason}".strip()
        flags = tuple(sorted({*tried.flags, "period_mismatch"}))
        return replace(tried, outcome="unsure", reason=reason, flags=flags)

    @property
    def period_words(self) -> str:
        """The claimed period in words."""
        if self.claim.period is None:
            return "no stated period"
        first, last = self.claim.period
        return month_name(first) if first == last else f"{month_name(first)} to {month_name(last)}"

    def result(self, choices: Mapping[str, str], month: str) -> Result:
        """The claim's indicator under one definition in one month."""
        return self.world.indicator(
            self.claim.indicator,
            self.claim.group or None,
            month_from=month or None,
            month_to=month or None,
            as_of=self.day,
            choices=choices,
        )

    def _values(self, wanted: Mapping[str, Stated], choices: Mapping[str, str], month: str) -> Tried:
        result = self.result(choices, month)
        at = result.months[-1]
        sides = tuple(_side(result, at, group) for group in wanted)
        outcomes: list[Outcome] = [stated_outcome(side, wanted[side.group].band) for side in sides]
        unknown = result.at(at, UNKNOWN)
        has_draws = any(side.low is not None for side in sides)
        has_bounds = any(side.bound_low is not None for side in sides)
        basis = "interval" if has_draws else "bounds" if has_bounds else "value"
        row = result.at(at, next(iter(wanted)))
        return Tried(
            "",
            joined(outcomes),
            _found(sides, result, self.claim.group),
            at,
            sides=sides,
            unknown=unknown.value if unknown else None,
            basis=basis,
            reason="" if joined(outcomes) != "unavailable" else "No value of one of the groups.",
            fingerprint=result.fingerprint,
            flags=row.flags if row else (),
            unit=result.unit.value,
        )

    def _threshold(self, group: str, wanted: Stated, choices: Mapping[str, str], month: str) -> Tried:
        result = self.result(choices, month)
        at = result.months[-1]
        side = _side(result, at, group)
        outcome = _threshold_outcome(side, wanted.band)
        row = result.at(at, group)
        return Tried(
            "",
            outcome,
            _found((side,), result, self.claim.group),
            at,
            sides=(side,),
            basis="interval" if side.low is not None else "bounds" if side.bound_low is not None else "value",
            fingerprint=result.fingerprint,
            flags=row.flags if row else (),
            unit=result.unit.value,
        )

    def _order(self, first: str, second: str, choices: Mapping[str, str], month: str) -> Tried:
        group = self.claim.group or None
        # The order is the same whether the unplaced part is in the total or not; only with it in the
        # total do draws say how it could turn.
        inside = {**choices, "unattributed": "in_denominator"} if "unattributed" in choices else dict(choices)
        found = self.world.order(self.claim.indicator, first, second, month or None, group, self.day, inside)
        lead = found.lead
        ends = (found.p_low, found.p_high)
        decided = None if ends[0] is None or ends[1] is None else (ends[0], ends[1])
        outcome: Outcome
        if decided is not None:
            outcome, basis = order_outcome(min(decided), max(decided)), "draws"
        elif lead.value is None or lead.bound_low is None or lead.bound_high is None:
            outcome, basis = "unavailable", "none"
        else:
            outcome, basis = range_outcome(lead.bound_low, lead.bound_high, AHEAD), "bounds"
        sides = (Side(first, lead.a), Side(second, lead.b))
        by = group or "country"
        text = " and ".join(f"{group_name(s.group, by)} {_share(s.value)}" for s in sides)
        return Tried(
            "",
            outcome,
            f"{text}; lead {points(lead.value) if lead.value is not None else 'not known'}",
            lead.month,
            sides=sides,
            lead=Side(first, lead.value, lead.low, lead.high, lead.bound_low, lead.bound_high),
            unknown=lead.unknown,
            decided_by=decided,
            basis=basis,
            fingerprint=lead.fingerprint,
            flags=lead.flags,
            unit=Unit.SHARE.value,
        )

    def _command(self, declared: Indicator, choices: Mapping[str, str], month: str) -> str:
        words = ["weighbridge indicator", declared.name]
        if self.claim.group and self.claim.group != declared.groups[0]:
            words.append(f"--group {self.claim.group}")
        for axis in declared.axes:
            if choices.get(axis.name) != declared.default(axis):
                words.append(f"{axis.flag} {choices.get(axis.name)}")
        return " ".join([*words, *([f"--from {month} --to {month}"] if month else [])])


def both(one: Tried, other: Tried, label: str = "") -> Tried:
    """Two answers under one definition as one: both must hold."""
    found = "; ".join(filter(None, (one.found, other.found)))
    basis = one.basis if one.basis == other.basis else "bounds"
    reason = " ".join(dict.fromkeys(filter(None, (one.reason, other.reason))))
    sides = (*one.sides, *(side for side in other.sides if side not in one.sides))
    return replace(
        one,
        label=label or one.label,
        outcome=joined([one.outcome, other.outcome]),
        found=found,
        basis=basis,
        reason=reason,
        sides=sides,
        lead=None,
        decided_by=None,
    )


def label_of(declared: Indicator, choices: Mapping[str, str], axes: Sequence[str]) -> str:
    """A definition in words: the choices on the axes that differ, and any other that is no default."""
    words = []
    for axis in declared.axes:
        if axis.name in axes or choices[axis.name] != declared.default(axis):
            option = next((one for one in options(axis) if one.name == choices[axis.name]), None)
            label = option.label if option else choices[axis.name]
            words.append(f"{axis.title.lower()} {label}" if axis.name in NAMED_BY_AXIS else label)
    return ", ".join(words) or "as the indicator counts"


def months_between(first: str, last: str) -> list[str]:
    """All months from one to another, both included."""
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(_number(first), _number(last) + 1)]


def _number(month: str) -> int:
    year, number = map(int, month.split("-"))
    return year * 12 + number - 1


def _side(result: Result, month: str, group: str) -> Side:
    row = result.at(month, group)
    if row is None:
        return Side(group, None)
    return Side(group, row.value, row.low, row.high, row.bound_low, row.bound_high)


def stated_outcome(side: Side, band: Band) -> Outcome:
    """Whether a value is as stated; "over" and "at least" must hold over the whole interval."""
    is_threshold = math.isinf(band.low) or math.isinf(band.high)
    if is_threshold:
        return _threshold_outcome(side, band)
    return value_outcome(side.value, band, side.interval, side.bounds)


def _threshold_outcome(side: Side, band: Band) -> Outcome:
    limits = [end for end in (*side.interval, *side.bounds, side.value) if end is not None]
    return "unavailable" if side.value is None else range_outcome(min(limits), max(limits), band)


def _share(value: float | None) -> str:
    return "not known" if value is None else percent(value)


def _found(sides: Sequence[Side], result: Result, group: str) -> str:
    by = group or result.group_by
    return ", ".join(
        f"{group_name(side.group, by)} {result.unit.text(side.value, suffix=True)}" for side in sides
    )


def plain_reason(message: str) -> str:
    """The reason a definition cannot be computed, without what the command line adds."""
    _, mark, rest = message.partition("cannot be computed under this definition: ")
    return rest if mark else message
