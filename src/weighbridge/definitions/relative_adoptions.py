"""The estimate of relative adoption: models against the ten largest of their size at one age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from weighbridge.catalogue.flags import checked_flags
from weighbridge.catalogue.units import short_count
from weighbridge.definitions.adoption import grouped, kept, of_list, present, recode, unit_column
from weighbridge.definitions.columns import Floats
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.adoption import (
    CHECKPOINT_DAYS,
    SIZE_CLASSES,
    Baseline,
    adoption_baseline,
    relative_adoption,
)
from weighbridge.statistics.arrays import IntArray, null_if_nan
from weighbridge.statistics.medians import group_median


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The models of a list with their score at one age against the baseline as captured.

    ``score`` is NaN where nothing is known, ``thin`` where only the baseline is missing. ``baselines`` are
    those of the size classes that occur.
    """

    cube: Cube
    name: str
    unit: IntArray
    score: Floats
    is_thin: np.ndarray
    baselines: dict[str, Baseline]


def adoption_by_age(run: Run) -> Estimated:
    """One row a group of the list's last month: a model's score, or the median of a group's models."""
    listed = run.cube.where(of_list(run.cube, run.definition))
    # A list whose models are all left out by the other choices is still a list of that month.
    month = run.query.months(listed.text("month").occurring)[-1]
    cube = listed.where(kept(listed, run.definition))
    compared = _compared(run, cube.where(~cube.text("age_class").empty))
    column = grouped(compared.cube, run.definition, run.query.group_by)
    groups = present(column, () if run.query.group_by == "model" else (UNKNOWN,))
    code = recode(column, groups)
    makes = _model if run.query.group_by == "model" else _median
    asked = run.query.only or run.query.group_by != "model"
    rows = [
        makes(run, compared, month, group, np.flatnonzero(code == groups.index(group)))
        for group in run.query.shown(groups)
    ]
    known = tuple(row for row in rows if asked or row.value is not None)
    return Estimated(known, _notes(run, cube, compared))


def _compared(run: Run, cube: Cube) -> Compared:
    """Every model against the baseline of its size class, which all models of that class make."""
    age, at = int(run.definition["age"]), CHECKPOINT_DAYS.index(int(run.definition["age"]))
    used = CHECKPOINT_DAYS[: at + 1]
    curves = np.column_stack([cube.counts[f"downloads_{days}d_old"] for days in used])
    unit = recode(unit_column(cube, run.definition), run.units)
    classes = cube.text("age_class")
    name = _name(cube)
    is_median = run.definition["version"] == "ram_median"
    score, is_thin = np.full(cube.size, np.nan), np.zeros(cube.size, dtype=bool)
    baselines: dict[str, Baseline] = {}
    for size in (label for label in SIZE_CLASSES if label in classes.labels):
        own = np.flatnonzero(classes.equals(size))
        if not own.size:
            continue
        units, member = np.unique(unit[own], return_inverse=True)
        baselines[size] = adoption_baseline(
            f"{name}, {size}", curves[own], weights=run.weights(units), organisation=member
        )
        found = relative_adoption(curves[own], baselines[size])
        score[own] = (found.ram_median if is_median else found.ram_tenth)[:, at]
        is_thin[own] = ~(baselines[size].tenth[at] > 0)
    lived = curves[:, at] if cube.size else np.zeros(0)
    is_thin &= ~np.isnan(lived) & (cube.counts["age_days"] >= age)
    return Compared(cube, name, unit, score, is_thin, baselines)


def _name(cube: Cube) -> str:
    if not cube.size:
        return "no list"
    lists, days = cube.text("list_id"), cube.text("captured_on")
    return f"{lists.labels[lists.codes[0]]} as captured to {days.labels[days.codes[0]]}"


def _model(run: Run, compared: Compared, month: str, group: str, inside: IntArray) -> Row:
    """A model's own score; one model has no interval."""
    at = int(inside[0])
    value = null_if_nan(float(compared.score[at]))
    is_young = compared.cube.counts["age_days"][at] < int(run.definition["age"])
    flags = {"one_unit"} if value is not None else {"censored"} if is_young else set[str]()
    flags |= {"thin_coverage"} if compared.is_thin[at] else set()
    flags |= {"not_covered"} if value is None and not flags else set()
    return Row(month, group, value, n=1, flags=checked_flags(flags))


def _median(run: Run, compared: Compared, month: str, group: str, inside: IntArray) -> Row:
    """The median of a group's models; its organisations are drawn, the baseline stands as captured."""
    scored = inside[~np.isnan(compared.score[inside])]
    if not scored.size:
        is_thin = bool(compared.is_thin[inside].any())
        return Row(month, group, None, flags=("thin_coverage",) if is_thin else ("not_covered",))
    units, member = np.unique(compared.unit[scored], return_inverse=True)
    found = group_median(compared.score[scored], run.weights(units), member)
    flags = checked_flags(set(found.flags))
    return Row(month, group, found.value, found.low, found.high, n=found.n, flags=flags)


def _notes(run: Run, cube: Cube, compared: Compared) -> tuple[str, ...]:
    """What the baseline is, where its cut-offs stand, and how many models have no value."""
    age = run.definition["age"]
    at = CHECKPOINT_DAYS.index(int(age))
    is_median = run.definition["version"] == "ram_median"
    said = []
    for size, held in compared.baselines.items():
        value, low, high = (
            (held.median_of_ten, held.median_low, held.median_high)
            if is_median
            else (held.tenth, held.tenth_low, held.tenth_high)
        )
        if np.isnan(value[at]):
            said.append(f"{size} none, {int(held.alive[at])} models")
            continue
        ends = "no interval" if np.isnan(low[at]) else f"{short_count(low[at])} to {short_count(high[at])}"
        said.append(f"{size} {short_count(value[at])} [{ends}]")
    known = int((~np.isnan(compared.score)).sum())
    unknown = "the others are younger, were first seen too late, or are of unknown size"
    return (
        f"Baseline: {compared.name}. Cut-offs at {age} days: {'; '.join(said)}.",
        f"{known:,} of {cube.size:,} dated models have a value at {age} days; {unknown}.",
    )
