"""Sums of one month under many definitions: for each unit A's, B's, other known and unknown mass."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from weighbridge.definitions.adoption import (
    counted,
    grouped,
    kept,
    present,
    recode,
    unbroken,
    unit_column,
    window_of,
)
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats, Labelled, Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.query import Query
from weighbridge.definitions.result import UNKNOWN
from weighbridge.definitions.run import Run
from weighbridge.definitions.traffic import is_traffic, ranking_of
from weighbridge.definitions.watched import HeldPanel
from weighbridge.statistics.accounts import AccountPanel
from weighbridge.statistics.arrays import numbered

SIDES = 4
_Made = TypeVar("_Made")
_ONE_AT_A_TIME = ("group", "unit", "sides", "held")
"""What is as long as the cells for each of some twenty choices: those of the last one are kept."""
# The axes that decide whose a cell is, whether it counts, and what it counts; the last ones are of traffic.
_TRAFFIC = ("makers", "openness", "denominator", "free_tier", "test_models", "traffic")
SHAPING = ("copies", "accounts", "attribution", "membership", *_TRAFFIC)
_TAKING = ("population", "size_floor", "copies", "measure", "spikes", *_TRAFFIC)
_COUNTING = ("measure", "spikes", *_TRAFFIC)


@dataclass(frozen=True, slots=True, eq=False)
class MonthSums:
    """Units and their masses of shape (units, 4): A, B, other known, unknown."""

    units: NDArray[np.int64]
    masses: Floats
    flags: tuple[str, ...]


class Cells:
    """Cells that every definition of one list and window is a mask over, coded once for all of them."""

    def __init__(self, run: Run, cube: Cube, pair: tuple[str, str]) -> None:
        self.cube = cube
        self._run, self._pair = run, pair
        self._made: dict[str, dict[tuple[str, ...], Any]] = {}

    def once(
        self, name: str, definition: Definition, axes: tuple[str, ...], make: Callable[[], _Made]
    ) -> _Made:
        """What is made under a name for the choices on some axes: made once, or as long as they stay."""
        key = tuple(definition.get(axis, "") for axis in axes)
        held: dict[tuple[str, ...], Any] = self._made.setdefault(name, {})
        if key not in held:
            if name in _ONE_AT_A_TIME:
                held.clear()
            held[key] = make()
        return held[key]

    def group(self, definition: Definition) -> Labelled:
        """The group of every cell."""
        return self.once(
            "group", definition, SHAPING, lambda: grouped(self.cube, definition, self._run.query.group_by)
        )

    def unit(self, definition: Definition) -> NDArray[np.int64]:
        """The resampled unit of every cell, a column of the weight matrix."""
        return self.once(
            "unit", definition, SHAPING, lambda: recode(unit_column(self.cube, definition), self._run.units)
        )

    def sides(self, definition: Definition) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The units that occur, and the place of every cell in their masses of shape (units, 4)."""

        def make() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
            group = self.group(definition)
            sides = {self._pair[0]: 0, self._pair[1]: 1, UNKNOWN: 3}
            into = np.array([sides.get(label, 2) for label in group.labels] or [2], dtype=np.int64)
            units, at = numbered(self.unit(definition))
            return units, at * SIDES + into[group.codes]

        return self.once("sides", definition, SHAPING, make)

    def mask(self, definition: Definition) -> Mask:
        """The cells a definition counts, whatever its panel."""
        return self.once("mask", definition, _TAKING, lambda: kept(self.cube, definition))

    def value(self, definition: Definition) -> Floats:
        """The count of every cell; zero where the measure says nothing, which no mask takes."""
        return self.once(
            "value", definition, _COUNTING, lambda: np.nan_to_num(counted(self.cube, definition))
        )


class ListRun:
    """The unbroken run of months one list carries around a month, under one window: a small cube."""

    def __init__(self, run: Run, definition: Definition, pair: tuple[str, str], month: str) -> None:
        window = window_of(run.cube, definition, Query(run.query.group_by))
        at = window.months.index(month)
        segment = next(months for months in unbroken(window.lists) if at in months)
        self.months = window.months[segment.start : segment.stop]
        self.at = at - segment.start
        self.accounts = window.accounts
        self.observed = window.observed[:, segment]
        self._pair = pair
        self.partial = window.partial[segment]
        inside = (window.month >= segment.start) & (window.month < segment.stop)
        cube = window.cube.where(inside)
        self.month, self.account = window.month[inside] - segment.start, window.account[inside]
        self.cells = Cells(run, cube, pair)
        is_now = self.month == self.at
        self._now = Cells(run, cube.where(is_now), pair)
        self._is_constant = np.asarray(self.observed.all(axis=1))[self.account[is_now]]

    def held(self, definition: Definition) -> tuple[HeldPanel, tuple[str, ...]]:
        """The accounts of the run cut by unit, and the groups in order."""

        def make() -> tuple[HeldPanel, tuple[str, ...]]:
            column = self.cells.group(definition)
            # A side that a definition leaves out, or that the list does not hold, counts nothing.
            groups = present(column, self._pair)
            unit, group = self.cells.unit(definition), recode(column, groups)
            return HeldPanel(self.account, unit, self.month, group, self.observed, len(groups)), groups

        return self.cells.once("held", definition, SHAPING, make)

    def panel(self, definition: Definition) -> AccountPanel:
        """What each part of an account counts in each month and group under a definition."""
        value = np.where(self.cells.mask(definition), self.cells.value(definition), 0.0)
        return self.held(definition)[0].panel(value)

    def sums(self, definition: Definition) -> MonthSums:
        """The month's sums under a definition whose panel is all or constant."""
        mask = self._now.mask(definition)
        if definition.get("panel", "all") == "constant":
            mask = mask & self._is_constant
        units, place = self._now.sides(definition)
        value = np.where(mask, self._now.value(definition), 0.0)
        masses = np.bincount(place, weights=value, minlength=units.size * SIDES).reshape(-1, SIDES)
        some = masses.any(axis=1)
        flags = ("partial_period",) if self.partial[self.at] else ()
        return MonthSums(units[some], masses[some].astype(np.float64), flags)


class ListRuns:
    """The runs of one question; the last one asked for is kept, so ask in the order of `by_run`."""

    def __init__(self, run: Run, pair: tuple[str, str], month: str) -> None:
        self._run, self._pair, self._month = run, pair, month
        self._is_traffic = is_traffic(run.cube)
        self._held: dict[tuple[str, str, str], ListRun] = {}

    def _key(self, definition: Definition) -> tuple[str, str, str]:
        # Of traffic, choices that need counts by model read another ranking: another run of months.
        ranking = ranking_of(definition) if self._is_traffic else ""
        return definition.get("list", "widest"), definition.get("window", "crawl"), ranking

    def by_run(self, definitions: Iterable[Definition]) -> list[Definition]:
        """Definitions of one list and window one after another, and so those that place cells alike."""
        return sorted(definitions, key=lambda d: (self._key(d), tuple(d.get(axis, "") for axis in SHAPING)))

    def of(self, definition: Definition) -> ListRun:
        """The run of the definition's list and window."""
        key = self._key(definition)
        if key not in self._held:
            self._held.clear()
            self._held[key] = ListRun(self._run, definition, self._pair, self._month)
        return self._held[key]


def sharing(choices: Mapping[str, str]) -> tuple[str, ...]:
    """What two combinations have in common that count the same cells for the same groups."""
    return tuple(option for axis, option in choices.items() if axis != "unattributed")


@dataclass(frozen=True, slots=True)
class Distinct:
    """A definition, what it comes to, and the hashes of those after it that come to the same."""

    definition: Definition
    content: bytes
    twins: list[str]


def distinct(
    run: Run, choices: Iterable[Mapping[str, str]], contents: Mapping[tuple[str, ...], tuple[bytes, bool]]
) -> list[Distinct]:
    """The first of all combinations that come to the same, in their order.

    ``contents`` has, for each combination by `sharing`, a digest of all that its figure is computed from and
    whether some of that is unplaced; where nothing is, it cannot be divided differently.
    """
    found: dict[tuple[bytes, str], Distinct] = {}
    for given in choices:
        definition = Definition(run.definition.indicator, given)
        content, has_unplaced = contents[sharing(given)]
        key = content, given.get("unattributed", "") if has_unplaced else ""
        if key in found:
            found[key].twins.append(definition.hash)
        else:
            found[key] = Distinct(definition, content, [])
    return list(found.values())


def distinct_sums(
    run: Run, runs: ListRuns, choices: list[Mapping[str, str]]
) -> tuple[list[Definition], list[MonthSums], list[list[str]]]:
    """The definitions whose sums differ, those sums, and the hashes of the others that equal each.

    Two definitions are one where every unit's masses are the same and nothing unplaced lets them be
    divided differently.
    """
    asked = {sharing(given): Definition(run.definition.indicator, given) for given in choices}
    contents: dict[tuple[str, ...], tuple[bytes, bool]] = {}
    sums: dict[bytes, MonthSums] = {}
    for definition in runs.by_run(asked.values()):
        made = runs.of(definition).sums(definition)
        content = digest_of(made.units, made.masses)
        contents[sharing(definition.choices)] = content, bool(made.masses[:, 3].any())
        sums.setdefault(content, made)
    found = distinct(run, choices, contents)
    return (
        [item.definition for item in found],
        [sums[item.content] for item in found],
        [item.twins for item in found],
    )


def digest_of(*arrays: NDArray[Any]) -> bytes:
    """A digest of arrays: equal contents have the same, and it is short."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(str(array.shape).encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.digest()
