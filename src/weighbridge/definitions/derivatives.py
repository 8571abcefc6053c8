"""Which new derivatives a definition counts, in which list, and whose they are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.adoption import (
    ATTRIBUTED,
    LEFT_OVERS,
    Selection,
    present,
    recode,
)
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats, Labelled, Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import UNKNOWN
from weighbridge.definitions.run import Run
from weighbridge.entities.organisations import country_of, ultimate_parent

_BY_RELATION = {
    "finetune": ("finetune",),
    "no_quantised": ("finetune", "adapter", "merge", "unspecified"),
    "adapter": ("adapter",),
}
_FROM_DOWNLOADS = {"over_5": ("to_100", "over_100"), "over_100": ("over_100",)}
# Fewer derivatives in a month say little.
THIN = 100
_PLAIN = (("attribution", ""), ("minimum_downloads", "none"), ("uploader", "all"))


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The cells of a definition, coded.

    ``selection.unit`` is the uploader, ``root_unit`` the root, as positions in ``uploaders`` and ``roots``.
    ``holds`` gives, where merges do not count by fractions, the cells that count for each group. ``split``
    is the part of each month's derivatives of which it is known how they were made. ``counts_only`` marks
    the months whose list cannot say who published them, where the definition asks for that.
    """

    selection: Selection
    root_unit: NDArray[np.int64]
    uploaders: tuple[str, ...]
    roots: tuple[str, ...]
    holds: Mapping[str, Mask] | None
    split: Floats
    counts_only: Mask


def is_of_derivatives(cube: Cube) -> bool:
    """Whether cells are new derivatives, of which a list may know the number alone."""
    return "has_publisher" in cube.flags and "root_unit" in cube.texts


def needs_publisher(definition: Definition) -> bool:
    """Whether a definition can only be answered where each derivative is known, not just their number."""
    return (
        definition.get("attribution", "publisher") == "publisher"
        or definition.get("minimum_downloads", "none") != "none"
        or definition.get("uploader", "all") != "all"
    )


def lacking(definition: Definition, cube: Cube) -> str:
    """What data a definition lacks; empty where it can be computed."""
    if not is_of_derivatives(cube) or not needs_publisher(definition):
        return ""
    if (cube.flags["has_publisher"][_of_list(cube, definition)] == 1).any():
        return ""
    asked = ", ".join(
        f"{axis}={definition[axis]}"
        for axis, plain in _PLAIN
        if axis in definition.choices and definition[axis] not in (plain, "parent", "root")
    )
    return (
        f"{asked} needs a list that holds each derivative; {definition.get('list', 'widest')} has only "
        "counts on base models. Import a Hub listing: `weighbridge import hub_models FILE --as-of DATE`."
    )


def choose(run: Run, also: tuple[str, ...] = ()) -> Chosen:
    """The cells of a definition and a query; ``UsageError`` where no list holds any.

    ``also`` names groups that stand in the result though no derivative may be theirs.
    """
    cube, definition = run.cube, run.definition
    window, months, every = _watched(run)
    cells = window.where(_counted(window, definition))
    group = _grouped(cells, definition, run.query.group_by)
    holds = _holds(cells, definition, run.query.group_by, group, months[-1])
    groups = present(group, (UNKNOWN, *(holds or ()), *also))
    uploaders, roots = cube.text("unit").labels, cube.text("root_unit").labels
    selection = Selection(
        months=months,
        lists=tuple(_list_of(window, every, i) for i in range(len(months))),
        groups=groups,
        accounts=("all",),
        month=recode(cells.text("month"), months),
        group=recode(group, groups),
        account=np.zeros(cells.size, dtype=np.int64),
        unit=recode(cells.text("unit"), uploaders),
        value=cells.counts["models"],
        observed=np.ones((1, len(months)), dtype=bool),
        partial=_has(window.flags["is_partial"] == 1, every, len(months)),
    )
    split = _split_part(window, every, definition, len(months))
    counts_only = ~_has(window.flags["has_publisher"] == 1, every, len(months)) & needs_publisher(definition)
    root_unit = recode(cells.text("root_unit"), roots)
    return Chosen(selection, root_unit, uploaders, roots, holds, split, counts_only)


def _watched(run: Run) -> tuple[Cube, tuple[str, ...], NDArray[np.int64]]:
    """The cells of the list in the months asked for, these months, and the month of each; kept with the cube.

    Most definitions differ in what they count of them.
    """
    kept, query = run.cube.kept, run.query
    key = ("watched", run.definition.get("list", "widest"), query.month_from, query.month_to)
    if key not in kept:
        listed = run.cube.where(_of_list(run.cube, run.definition))
        if not listed.size:
            reason = lacking(run.definition, run.cube) or "no stored list holds a dated derivative."
            raise UsageError(f"{run.definition.indicator.name}: {reason}")
        months = query.months(listed.text("month").occurring)
        window = listed.where(listed.text("month").among(months))
        kept[key] = window, months, recode(window.text("month"), months)
    held: tuple[Cube, tuple[str, ...], NDArray[np.int64]] = kept[key]
    return held


def placed_groups(run: Run) -> tuple[str, ...]:
    """The groups a definition's list places any derivative with in the months of the query."""
    return present(_grouped(_watched(run)[0], run.definition, run.query.group_by), ())


def speaking_month(cube: Cube) -> str | None:
    """The newest month that is over and has enough derivatives to say something; None where there is none."""
    mask = (
        (cube.flags["is_widest"] == 1) & (cube.flags["is_partial"] == 0) & (cube.flags["is_automatic"] == 0)
    )
    mask &= cube.text("relation").equals("all") | (cube.flags["has_publisher"] == 1)
    month = cube.text("month")
    held = np.bincount(month.codes[mask], weights=cube.counts["models"][mask], minlength=len(month.labels))
    return max((month.labels[i] for i in np.flatnonzero(held >= THIN).tolist()), default=None)


def _has(mask: Mask, month: NDArray[np.int64], size: int) -> Mask:
    """The months in which some cell is of a kind."""
    found = np.zeros(size, dtype=bool)
    found[month[mask]] = True
    return found


def _of_list(cube: Cube, definition: Definition) -> Mask:
    """The cells of the list that stands for each month, or of one named list."""
    name = definition.get("list", "widest")
    if name != "widest":
        return cube.text("list_id").equals(name)
    return cube.flags["is_widest"] == 1


def _list_of(cube: Cube, month: NDArray[np.int64], at: int) -> str:
    column = cube.text("list_id")
    return column.labels[column.codes[int(np.argmax(month == at))]]


def _counted(cube: Cube, definition: Definition) -> Mask:
    """The cells of a definition's relation, downloads and uploader, floods apart where asked."""
    relation = cube.text("relation")
    chosen = definition.get("relation", "all")
    records = cube.flags["has_publisher"] == 1
    # Lists of counts hold the sum beside its parts: the sum is taken where no relation is asked for.
    mask = relation.among(_BY_RELATION[chosen]) if chosen != "all" else relation.equals("all") | records
    least = definition.get("minimum_downloads", "none")
    if least != "none":
        mask &= cube.text("downloads_class").among(_FROM_DOWNLOADS[least])
    if definition.get("uploader", "all") == "third_party":
        mask &= cube.flags["is_third_party"] == 1
    if definition.get("automatic", "set_apart") == "set_apart":
        mask &= cube.flags["is_automatic"] == 0
    return mask & records if needs_publisher(definition) else mask


def _grouped(cube: Cube, definition: Definition, group_by: str) -> Labelled:
    """The group each cell counts for; what nobody has placed is ``unknown``."""
    owner = definition.get("accounts", "as_listed") == "parents_merged"
    whose = ATTRIBUTED[definition.get("attribution", "publisher")]
    if group_by == "country":
        return cube.text(f"{whose}owner_country" if owner else f"{whose}country").renamed(LEFT_OVERS)
    if group_by == "all":
        return Labelled(np.zeros(cube.size, dtype=np.int32), ("all",))
    return cube.text(f"{whose}owner_id" if owner else f"{whose}organisation_id").filled(UNKNOWN)


def _holds(
    cube: Cube, definition: Definition, group_by: str, group: Labelled, month: str
) -> Mapping[str, Mask] | None:
    """The cells that count for each group where a merge counts for any, or only for all, of its roots.

    The cells of one merge bear the same set of makers, so that together they are the whole of it.
    """
    rule = definition.get("several_roots", "fractions")
    attribution = definition.get("attribution", "publisher")
    if rule == "fractions" or attribution == "publisher" or group_by == "all":
        return None
    owner = definition.get("accounts", "as_listed") == "parents_merged"
    sets = cube.text(f"{attribution}_set")
    places = [_places(label, group_by, month, owner) for label in sets.labels]
    found: dict[str, Mask] = {}
    for name in sorted({name for place in places for name in place} | set(group.labels)):
        single = sets.empty & group.equals(name)
        fitting = [
            i for i, place in enumerate(places) if name in place and (rule == "any" or len(place) == 1)
        ]
        found[name] = single | np.isin(sets.codes, fitting)
    return found


def _places(makers: str, group_by: str, month: str, owner: bool) -> frozenset[str]:
    """The groups of the makers joined in a set, on the first day of a month."""
    day = datetime.date.fromisoformat(f"{month}-01")
    owners = [ultimate_parent(maker, day) if owner else maker for maker in makers.split(",")]
    if group_by == "organisation":
        return frozenset(UNKNOWN if maker == "?" else maker for maker in owners)
    seats = [country_of(maker, day) for maker in owners]
    return frozenset(LEFT_OVERS.get(seat, seat) for seat in seats)


def _split_part(cube: Cube, month: NDArray[np.int64], definition: Definition, size: int) -> Floats:
    """The part of each month's derivatives whose relation is known; 1 where none is asked for."""
    if definition.get("relation", "all") == "all":
        return np.ones(size)
    plain = cube.flags["is_automatic"] == 0
    relation = cube.text("relation")
    in_whole = relation.equals("all") | (cube.flags["has_publisher"] == 1)
    amount = cube.counts["models"] * plain
    whole = np.bincount(month, weights=amount * in_whole, minlength=size)
    told = np.bincount(month, weights=amount * ~relation.among(("all", "unspecified")), minlength=size)
    return np.divide(told, whole, out=np.zeros(size), where=whole > 0)
