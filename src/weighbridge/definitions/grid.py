"""Every definition of an indicator in one month: valid, contradictory, or waiting for data.

Combinations are rows of option codes; rules and missing data are masks over them, so that a grid of
a hundred thousand combinations is sorted out without visiting each.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.catalogue.indicator import Indicator
from weighbridge.definitions.adoption import grouped, of_list
from weighbridge.definitions.availability import MonthHeld
from weighbridge.definitions.choices import Definition, options
from weighbridge.definitions.columns import Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.derivatives import is_of_derivatives, placed_groups
from weighbridge.definitions.result import UNKNOWN
from weighbridge.definitions.run import Run

BY_NAME = "membership"
DATA_AXES = (
    "list",
    "measure",
    "window",
    "attribution",
    "minimum_downloads",
    "uploader",
    "panel",
    "traffic",
    "denominator",
    "openness",
    "free_tier",
)


@dataclass(frozen=True, slots=True)
class Owed:
    """An option no stored snapshot can answer in this month, and what data it lacks."""

    axis: str
    option: str
    reason: str
    combinations: int


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The combinations of a question.

    ``valid`` are choices that contradict nothing and can be computed; ``invalid`` and ``unavailable``
    count the others; ``owed`` says why, by the axes that decide whether there is data.
    """

    axes: tuple[str, ...]
    valid: tuple[Mapping[str, str], ...]
    invalid: int
    unavailable: int
    owed: tuple[Owed, ...]


def grid_of(indicator: Indicator, cube: Cube, group_by: str, month: str, fixed: Mapping[str, str]) -> Grid:
    """All combinations of an indicator's axes for one month; ``fixed`` axes keep their choice."""
    # A family is told by name alone; whoever says otherwise is told so when its cells are placed.
    is_choice = group_by == "line" or (group_by == "family" and BY_NAME in fixed)
    axes = [axis for axis in indicator.axes if is_choice or axis.name != BY_NAME]
    names = tuple(axis.name for axis in axes)
    offered = [_offered(axis, fixed) for axis in axes]
    codes = np.indices([len(given) for given in offered]).reshape(len(axes), -1).T
    contradicts = np.zeros(len(codes), dtype=bool)
    for rule in indicator.invalid:
        contradicts |= matching(names, offered, codes, rule.when)
    at = [names.index(axis) for axis in DATA_AXES if axis in names]
    sizes = [len(offered[i]) for i in at]
    flat = _flat(codes[:, at], sizes)
    reasons = _reasons(indicator, cube, month, [names[i] for i in at], [offered[i] for i in at])
    lacking = np.isin(flat, list(reasons))
    waiting = np.bincount(flat[~contradicts & lacking], minlength=int(np.prod(sizes)))
    valid = codes[~contradicts & ~lacking]
    default = {axis.name: indicator.default(axis) for axis in indicator.axes}
    return Grid(
        names,
        tuple(
            default | {n: offered[i][c] for i, (n, c) in enumerate(zip(names, row, strict=True))}
            for row in valid
        ),
        int(contradicts.sum()),
        int((lacking & ~contradicts).sum()),
        tuple(_owed(reasons, waiting)),
    )


def _flat(codes: NDArray[np.intp], sizes: list[int]) -> NDArray[np.intp]:
    """One number for each combination of the given axes."""
    return np.asarray(
        np.ravel_multi_index(tuple(codes.T), sizes) if sizes else np.zeros(len(codes)), dtype=np.intp
    )


def _offered(axis: Axis, fixed: Mapping[str, str]) -> list[str]:
    known = [option.name for option in options(axis)]
    if axis.name not in fixed:
        return known
    if fixed[axis.name] not in known:
        axis.option(fixed[axis.name])
    return [fixed[axis.name]]


def matching(
    names: Sequence[str],
    offered: Sequence[Sequence[str]],
    codes: NDArray[np.intp],
    when: Mapping[str, tuple[str, ...]],
) -> Mask:
    """The combinations that take one of the named options on every named axis."""
    mask = np.ones(len(codes), dtype=bool)
    for axis, wanted in when.items():
        if axis not in names:
            return np.zeros(len(codes), dtype=bool)
        at = names.index(axis)
        mask &= np.isin(codes[:, at], [i for i, option in enumerate(offered[at]) if option in wanted])
    return mask


def _reasons(
    indicator: Indicator, cube: Cube, month: str, axes: list[str], offered: list[list[str]]
) -> dict[int, tuple[str, str, str]]:
    """What combinations of the axes that data hang on lack: (axis, option, reason) by number."""
    base = {axis.name: indicator.default(axis) for axis in indicator.axes}
    held = MonthHeld(cube, month)
    found: dict[int, tuple[str, str, str]] = {}
    for number, combination in enumerate(itertools.product(*offered)):
        given = dict(zip(axes, combination, strict=True))
        reason = held.lacking(Definition(indicator, base | given))
        if reason:
            axis = next((a for a in axes if reason.startswith(f"{a}=")), axes[0])
            found[number] = (axis, given[axis], reason)
    return found


def _owed(reasons: Mapping[int, tuple[str, str, str]], waiting: NDArray[np.intp]) -> list[Owed]:
    """Each reason once, with how many combinations wait for it."""
    found: dict[tuple[str, str, str], int] = {}
    for number, key in reasons.items():
        found[key] = found.get(key, 0) + int(waiting[number])
    return [Owed(*key, count) for key, count in sorted(found.items()) if count]


def month_held(cube: Cube, month: str | None) -> str:
    """The month asked for, if any capture carries it; the newest by default."""
    held = cube.text("month").occurring
    if month is None:
        return held[-1]
    if month not in held:
        raise UsageError(f"--month {month}: no capture. Held: {held[0]} to {held[-1]}, {len(held)} months.")
    return month


def comparable(grid: Grid, run: Run, pair: tuple[str, str], month: str) -> Grid:
    """The grid without lists that watch nobody of one side: absent is not zero.

    Raises ``UsageError``, with the nearest names, where no list watches one of the two.
    """
    if pair[0] == pair[1]:
        raise UsageError(f"--a and --b are both '{pair[0]}': name two different groups.")
    watched = {name: _watched(run, name, month) for name in {c.get("list", "widest") for c in grid.valid}}
    everyone = set().union(*watched.values()) - {UNKNOWN}
    for name in pair:
        if watched and name not in everyone:
            raise unknown_name(f"{run.query.group_by} in {month}", name, everyone, "See --group and --month.")
    one_sided = {name: [g for g in pair if g not in groups] for name, groups in watched.items()}
    valid = tuple(c for c in grid.valid if not one_sided[c.get("list", "widest")])
    owed = [
        Owed(
            "list",
            name,
            f"list={name} watches no model of {' or '.join(missing)} in {month}.",
            sum(c.get("list", "widest") == name for c in grid.valid),
        )
        for name, missing in sorted(one_sided.items())
        if missing
    ]
    lost = len(grid.valid) - len(valid)
    return replace(grid, valid=valid, unavailable=grid.unavailable + lost, owed=(*grid.owed, *owed))


def _watched(run: Run, list_id: str, month: str) -> set[str]:
    """The groups of the models a list watches in a month, whatever is counted."""
    chosen = replace(run.definition, choices={**run.definition.choices, "list": list_id})
    if is_of_derivatives(run.cube):
        one = replace(run, definition=chosen, query=replace(run.query, month_from=month, month_to=month))
        return set(placed_groups(one))
    cube = of_list(run.cube, chosen) & run.cube.text("month").equals(month)
    cells = run.cube.where(cube)
    return set(grouped(cells, chosen, run.query.group_by).occurring)
