"""What a share would be some periods ahead if it goes on moving as it has; or why nobody should say."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.choices import Definition, define
from weighbridge.definitions.cube import Cube, cube_in
from weighbridge.definitions.result import UNKNOWN, Result
from weighbridge.definitions.traffic import placed_traffic, ranking_of, taken_traffic
from weighbridge.statistics.arrays import FloatArray
from weighbridge.statistics.forecast import Backtest, forecast_shares

WEEKLY: Mapping[str, str] = {"token_cells": "token_weeks"}
"""Of the cells an indicator reads, the table that holds the same by weeks."""
REST = "rest"
WEEK, MONTH = "week", "month"
BREAKS = ("panel_break", "new_list")
QUANTILES = ("low", "low_half", "middle", "high_half", "high")
_DAYS = 7


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Shares of a few groups, of what nobody has placed, and of all the rest, period by period without a gap.

    ``dropped`` says which periods were left out and why.
    """

    step: str
    periods: tuple[str, ...]
    groups: tuple[str, ...]
    shares: FloatArray
    dropped: tuple[str, ...] = ()

    def ahead(self, count: int) -> str:
        """The name of the period so many after the last."""
        last = self.periods[-1]
        if self.step == WEEK:
            return (datetime.date.fromisoformat(last) + datetime.timedelta(days=_DAYS * count)).isoformat()
        year, month = map(int, last.split("-"))
        number = year * 12 + month - 1 + count
        return f"{number // 12:04d}-{number % 12 + 1:02d}"

    def end_of(self, count: int) -> str:
        """The last day of the period so many after the last."""
        if self.step == WEEK:
            begins = datetime.date.fromisoformat(self.ahead(count))
            return (begins + datetime.timedelta(days=_DAYS - 1)).isoformat()
        return f"{self.ahead(count)}-31"


@dataclass(frozen=True, slots=True)
class Ahead:
    """One group ahead: its share now, five quantiles of its share then."""

    group: str
    now: float
    quantiles: tuple[float, ...]

    def as_dict(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        return {"group": self.group, "now": self.now} | dict(zip(QUANTILES, self.quantiles, strict=True))


@dataclass(frozen=True, slots=True)
class Forecasted:
    """A forecast with its backtest; with ``refused`` there is none, and the reasons stand there."""

    indicator: str
    title: str
    group_by: str
    subject: str
    fingerprint: str
    as_of: str
    step: str
    first: str
    last: str
    periods: int
    ahead: int
    target: str
    rows: tuple[Ahead, ...]
    above: float | None
    chance: float | None
    backtest: Backtest | None
    refused: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def subject_row(self) -> Ahead | None:
        """The row of the group asked for."""
        return next((row for row in self.rows if row.group == self.subject), None)

    def as_dict(self) -> dict[str, Any]:
        """The forecast as plain JSON values."""
        names = ("indicator", "title", "group_by", "subject", "fingerprint", "as_of", "step", "first", "last")
        body: dict[str, Any] = {name: getattr(self, name) for name in (*names, "periods", "ahead", "target")}
        return body | {
            "level": 0.9,
            "rows": [row.as_dict() for row in self.rows],
            "above": self.above,
            "chance": self.chance,
            "backtest": _tested(self.backtest),
            "refused": list(self.refused),
            "notes": list(self.notes),
        }


def _tested(backtest: Backtest | None) -> dict[str, Any] | None:
    if backtest is None:
        return None
    names = ("model", "origins", "pinball", "coverage", "calibrated", "tested", "widening")
    scores = [{name: getattr(score, name) for name in names} for score in backtest.scores]
    return {"chosen": backtest.chosen, "scores": scores}


def weekly_series(cube: Cube, definition: Definition, group_by: str, subjects: Sequence[str]) -> Series:
    """The newest run of weeks without a gap, under a definition of traffic; its window is one week."""
    own = cube.where(cube.text("ranked").equals(ranking_of(definition)))
    cells = own.where(taken_traffic(own, definition))
    groups = placed_traffic(cells, definition, group_by)
    weeks = cells.text("week")
    held = weeks.occurring
    totals = np.zeros((len(held), len(groups.labels)))
    place = {week: at for at, week in enumerate(held)}
    at = np.array([place.get(week, -1) for week in weeks.labels], dtype=np.int64)[weeks.codes]
    np.add.at(totals, (at, groups.codes), cells.counts["flow"])
    table = {group: totals[:, i] for i, group in enumerate(groups.labels)}
    days = [datetime.date.fromisoformat(week).toordinal() for week in held]
    start = _run(days, _DAYS)
    dropped = ("Weeks that were not over when captured are left out.",)
    return _series(WEEK, held[start:], {g: v[start:] for g, v in table.items()}, subjects, dropped)


def monthly_series(result: Result, subjects: Sequence[str]) -> Series:
    """The newest run of months without a gap or a change of what is watched."""
    flags = {
        month: {flag for row in result.rows if row.month == month for flag in row.flags}
        for month in result.months
    }
    months, dropped = list(result.months), []
    if months and "partial_period" in flags[months[-1]]:
        dropped.append(f"{months.pop()}, of which only a part was observed, is left out.")
    numbers = [int(month[:4]) * 12 + int(month[5:]) for month in months]
    start = _run(numbers, 1)
    breaks = [i for i, month in enumerate(months) if flags[month] & set(BREAKS)]
    start = max([start, *breaks])
    if start:
        dropped.append(
            f"Months before {months[start]} are left out: a gap, or another list of models, parts them."
        )
    taken = months[start:]
    groups = sorted({row.group for row in result.rows})
    found = {(row.month, row.group): row.value or 0.0 for row in result.rows}
    table = {group: np.array([found.get((month, group), 0.0) for month in taken]) for group in groups}
    return _series(MONTH, taken, table, subjects, tuple(dropped))


def _run(numbers: Sequence[int], step: int) -> int:
    """Where the newest run of equal steps begins."""
    start = max(len(numbers) - 1, 0)
    while start > 0 and numbers[start] - numbers[start - 1] == step:
        start -= 1
    return start


def _series(
    step: str,
    periods: Sequence[str],
    table: Mapping[str, FloatArray],
    subjects: Sequence[str],
    dropped: tuple[str, ...],
) -> Series:
    missing = [group for group in subjects if group not in table]
    if missing:
        raise UsageError(f"No period holds '{missing[0]}'. Held: {', '.join(sorted(table))}.")
    total = np.sum(list(table.values()), axis=0)
    if step == MONTH and not np.allclose(total, 1.0, atol=1e-6):
        raise UsageError("Its groups are no parts of one whole: forecasts are made of shares that sum to 1.")
    named = [*subjects, *([UNKNOWN] if UNKNOWN in table and UNKNOWN not in subjects else [])]
    parts = [table[group] for group in named]
    rest = total - sum(parts)
    if np.any(rest > 1e-12):
        named, parts = [*named, REST], [*parts, np.maximum(rest, 0.0)]
    # A group nobody ever counted has no changes to learn from, and would only be zeros replaced.
    shares = np.stack(parts, axis=1) / np.where(total > 0, total, 1.0)[:, None]
    return Series(step, tuple(periods), tuple(named), shares, dropped)


def forecasted(
    definition: Definition,
    title: str,
    series: Series,
    group_by: str,
    ahead: int,
    above: float | None,
    as_of: str,
) -> Forecasted:
    """The forecast of a series' first group, or the reasons it is refused."""
    found = forecast_shares(series.shares, 0, ahead, seed=definition.indicator.seed)
    rows: tuple[Ahead, ...] = ()
    if found.quantiles is not None:
        rows = tuple(
            Ahead(group, float(series.shares[-1, i]), tuple(float(q) for q in found.quantiles[:, i]))
            for i, group in enumerate(series.groups)
        )
    notes = [*series.dropped]
    if found.has_zeros:
        notes.append("Shares of nothing were replaced by half the smallest share held.")
    if rows and series.end_of(ahead) <= as_of:
        notes.append("That time is over by now; nothing of it is stored, so this is what was to be expected.")
    return Forecasted(
        indicator=definition.indicator.name,
        title=title,
        group_by=group_by,
        subject=series.groups[0],
        fingerprint=definition.fingerprint,
        as_of=as_of,
        step=series.step,
        first=series.periods[0] if series.periods else "",
        last=series.periods[-1] if series.periods else "",
        periods=len(series.periods),
        ahead=ahead,
        target=series.ahead(ahead) if series.periods else "",
        rows=rows,
        above=above,
        chance=None if above is None else found.above(0, above),
        backtest=found.backtest,
        refused=found.refused,
        notes=tuple(notes),
    )


class World(Protocol):
    """What a forecast asks of a store."""

    def indicator(
        self,
        name: str,
        group: str | None = None,
        *,
        as_of: str | None = None,
        choices: Mapping[str, str] | None = None,
    ) -> Result:
        """The rows of an indicator under one definition."""
        ...

    def table(self, name: str, as_of: str | None = None) -> Path:
        """The Parquet file of a table."""
        ...


def forecast(
    world: World,
    declared: Indicator,
    group_by: str,
    subject: str,
    ahead: int,
    above: float | None,
    as_of: str | None,
    choices: Mapping[str, str],
    newest: str,
) -> Forecasted:
    """One group's share ahead: by weeks where the cells are held by weeks, else by months."""
    if declared.unit is not Unit.SHARE:
        raise UsageError(f"{declared.name} is no share: forecasts are made of shares that sum to 1.")
    if above is not None and not 0 < above < 1:
        raise UsageError(f"--above {above:g}: expected a share between 0 and 1, as 0.5.")
    if ahead < 1:
        raise UsageError(f"--ahead {ahead}: expected 1 or more periods.")
    table = WEEKLY.get(declared.reads[0])
    if table:
        definition = define(declared, {**choices, "window": "1w"})
        series = weekly_series(cube_in(world.table(table, as_of)), definition, group_by, [subject])
    else:
        definition = define(declared, choices)
        result = world.indicator(declared.name, group_by, as_of=as_of, choices=choices)
        series = monthly_series(result, [subject])
    return forecasted(definition, declared.title, series, group_by, ahead, above, as_of or newest)
