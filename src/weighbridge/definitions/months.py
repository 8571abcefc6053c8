"""Sums of one month under many definitions: for each unit A's, B's, other known and unknown mass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from weighbridge.definitions.adoption import (
    Selection,
    counted,
    grouped,
    kept,
    of_list,
    present,
    recode,
    select,
    unit_column,
    windowed,
)
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats, Labelled, Mask
from weighbridge.definitions.query import Query
from weighbridge.definitions.result import UNKNOWN
from weighbridge.definitions.run import Run
from weighbridge.definitions.traffic import is_traffic, ranking_of

SIDES = 4
_Made = TypeVar("_Made")
_SHAPING = (
    "copies",
    "accounts",
    "attribution",
    "membership",
    "makers",
    "openness",
    "denominator",
    "free_tier",
)


@dataclass(frozen=True, slots=True, eq=False)
class MonthSums:
    """Units and their masses of shape (units, 4): A, B, other known, unknown."""

    units: NDArray[np.int64]
    masses: Floats
    flags: tuple[str, ...]


class ListRun:
    """The unbroken run of months one list carries around a month, under one window: a small cube.

    Every definition of that list and window is a mask over it; groups, units and months are coded once.
    """

    def __init__(self, run: Run, definition: Definition, pair: tuple[str, str], month: str) -> None:
        whole = select(run.cube, definition, Query(run.query.group_by), run.units)
        at = whole.months.index(month)
        self.segment = next(months for months in whole.segments() if at in months)
        self.months = tuple(whole.months[i] for i in self.segment)
        self.at = at - self.segment.start
        self.list_id = whole.lists[at]
        self.accounts = whole.accounts
        self.observed = whole.observed[:, self.segment]
        self.partial = whole.partial[self.segment]
        cube = windowed(run.cube, definition)
        cube = cube.where(of_list(cube, definition))
        self.cube = cube.where(cube.text("month").among(self.months))
        self.month = recode(self.cube.text("month"), self.months)
        account = self.cube.text("account")
        self.account = recode(account.recoded(account.empty, self.cube.text("unit")), self.accounts)
        self.is_now = self.month == self.at
        self.is_constant = np.asarray(self.observed.all(axis=1))[self.account]
        self._run, self._pair = run, pair
        self._made: dict[tuple[object, ...], Any] = {}

    def _once(self, name: str, definition: Definition, make: Callable[[], _Made]) -> _Made:
        key = (name, *(definition.get(axis, "") for axis in _SHAPING))
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _group(self, definition: Definition) -> Labelled:
        return self._once(
            "group", definition, lambda: grouped(self.cube, definition, self._run.query.group_by)
        )

    def side(self, definition: Definition) -> NDArray[np.int64]:
        """0 for A, 1 for B, 2 for others known, 3 for unknown, of every cell."""

        def make() -> NDArray[np.int64]:
            group = self._group(definition)
            sides = {self._pair[0]: 0, self._pair[1]: 1, UNKNOWN: 3}
            into = np.array([sides.get(label, 2) for label in group.labels] or [2], dtype=np.int64)
            return into[group.codes]

        return self._once("side", definition, make)

    def unit(self, definition: Definition) -> NDArray[np.int64]:
        """The resampled unit of every cell, a column of the weight matrix."""
        return self._once(
            "unit", definition, lambda: recode(unit_column(self.cube, definition), self._run.units)
        )

    def mask(self, definition: Definition) -> Mask:
        """The cells a definition counts, in all months of the run."""
        mask = kept(self.cube, definition)
        return mask & self.is_constant if definition.get("panel", "all") == "constant" else mask

    def sums(self, definition: Definition) -> MonthSums:
        """The month's sums under a definition whose panel is all or constant."""
        mask = self.mask(definition) & self.is_now
        units, at = np.unique(self.unit(definition)[mask], return_inverse=True)
        flat = at * SIDES + self.side(definition)[mask]
        value = counted(self.cube, definition)[mask]
        masses = np.bincount(flat, weights=value, minlength=units.size * SIDES).astype(np.float64)
        shaped = masses.reshape(-1, SIDES)
        some = shaped.any(axis=1)
        flags = ("partial_period",) if self.partial[self.at] else ()
        return MonthSums(units[some], shaped[some], flags)

    def selection(self, definition: Definition, since: int = 0) -> Selection:
        """The run's cells from a month on under a definition, in all their groups.

        Every group is chained on its own, so the others may not be thrown together here.
        """
        mask = self.mask(definition) & (self.month >= since)
        group = self._group(definition)
        groups = present(Labelled(group.codes[self.mask(definition)], group.labels))
        return Selection(
            months=self.months[since:],
            lists=(self.list_id,) * (len(self.months) - since),
            groups=groups,
            accounts=self.accounts,
            month=self.month[mask] - since,
            group=recode(Labelled(group.codes[mask], group.labels), groups),
            account=self.account[mask],
            unit=self.unit(definition)[mask],
            value=counted(self.cube, definition)[mask],
            observed=self.observed[:, since:],
            partial=self.partial[since:],
        )


class ListRuns:
    """The runs of one question, each made when first needed."""

    def __init__(self, run: Run, pair: tuple[str, str], month: str) -> None:
        self._run, self._pair, self._month = run, pair, month
        self._held: dict[tuple[str, str, str], ListRun] = {}

    def of(self, definition: Definition) -> ListRun:
        """The run of the definition's list and window."""
        # Of traffic, choices that need counts by model read another ranking: another run of months.
        ranking = ranking_of(definition) if is_traffic(self._run.cube) else ""
        key = (definition.get("list", "widest"), definition.get("window", "crawl"), ranking)
        if key not in self._held:
            self._held[key] = ListRun(self._run, definition, self._pair, self._month)
        return self._held[key]


def distinct_sums(
    run: Run, runs: ListRuns, choices: list[Mapping[str, str]]
) -> tuple[list[Definition], list[MonthSums], list[int]]:
    """The definitions whose sums differ, those sums, and how many others equal each.

    Two definitions are one where every unit's masses are the same and nothing unplaced lets them be
    divided differently.
    """
    definitions: list[Definition] = []
    sums: list[MonthSums] = []
    twins: list[int] = []
    seen: dict[tuple[bytes, str], int] = {}
    shared: dict[bytes, MonthSums] = {}
    for given in choices:
        definition = Definition(run.definition.indicator, given)
        made = runs.of(definition).sums(definition)
        content = made.units.tobytes() + made.masses.tobytes()
        made = shared.setdefault(content, made)
        divided = given.get("unattributed", "") if made.masses[:, 3].any() else ""
        if (content, divided) in seen:
            twins[seen[content, divided]] += 1
            continue
        seen[content, divided] = len(definitions)
        definitions.append(definition)
        sums.append(made)
        twins.append(0)
    return definitions, sums, twins
