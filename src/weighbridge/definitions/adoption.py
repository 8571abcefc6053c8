"""Which cells an adoption definition takes, whose they are, and what they count."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats, Labelled, Mask
from weighbridge.definitions.cube import Cube, trailing_year
from weighbridge.definitions.query import Query
from weighbridge.definitions.result import NONE, UNKNOWN
from weighbridge.definitions.traffic import is_traffic, of_ranking, placed_traffic, taken_traffic
from weighbridge.statistics.arrays import firsts, numbered

MEASURES = {"flow": "flow", "likes": "likes", "cumulative": "cumulative", "models": "models"}
SIZES_FROM = {
    "none": None,
    "1b": ("1b_to_7b", "7b_to_70b", "70b_and_more"),
    "7b": ("7b_to_70b", "70b_and_more"),
}
# The columns of whoever a cell counts for, by what stands before their names.
ATTRIBUTED = {"publisher": "", "parent": "parent_", "root": "root_"}
ADDED_UP_FROM = 100_000
"""Selections of more cells are added up first: each figure passes over them many times."""
MOST_KEPT = 2_000_000
"""Windows of so many cells are kept together before the oldest goes."""
LEFT_OVERS = {"XX": UNKNOWN, "NONE": NONE}
_Kind = TypeVar("_Kind", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The cells of one definition in one window of months.

    ``month`` and ``group`` are codes into ``months`` and ``groups``; ``unit`` into the cube's sorted
    units; ``account`` into ``accounts``. ``lists`` names the list that carries each month.
    ``observed[account, month]`` says whether the account was watched at all, whatever is counted, and
    ``partial[month]`` whether captures cover the month in part only.
    """

    months: tuple[str, ...]
    lists: tuple[str, ...]
    groups: tuple[str, ...]
    accounts: tuple[str, ...]
    month: NDArray[np.int64]
    group: NDArray[np.int64]
    account: NDArray[np.int64]
    unit: NDArray[np.int64]
    value: Floats
    observed: Mask
    partial: Mask

    @property
    def unknown(self) -> int | None:
        """The column of what nobody has placed."""
        return self.groups.index(UNKNOWN) if UNKNOWN in self.groups else None

    def segments(self) -> list[range]:
        """Runs of neighbouring months carried by one list: only within one are months comparable."""
        return unbroken(self.lists)


def unbroken(lists: Sequence[Hashable]) -> list[range]:
    """Where runs of neighbouring months begin and end, by the list that carries each month."""
    starts = [i for i, name in enumerate(lists) if i == 0 or name != lists[i - 1]]
    return [range(a, b) for a, b in zip(starts, [*starts[1:], len(lists)], strict=True)]


def units_of(cube: Cube) -> tuple[str, ...]:
    """Every resampled unit of a cube, sorted: the columns of its one weight matrix."""
    named = set(cube.text("unit").labels)
    for other in ("base", "parent", "root"):
        if f"{other}_organisation_id" in cube.texts:
            named |= set(cube.text(f"{other}_organisation_id").labels)
    return tuple(sorted(named))


def kept(cube: Cube, definition: Definition) -> Mask:
    """The cells a definition's population, size, copies and measure take, whatever the list."""
    mask = np.ones(cube.size, dtype=bool)
    population = definition.get("population", "all")
    if population == "llm_vlm":
        mask &= cube.flags["is_language"] == 1
    if population == "curated":
        mask &= cube.flags["is_tracked"] == 1
    sizes = SIZES_FROM[definition.get("size_floor", "none")]
    if sizes is not None:
        mask &= cube.text("size_class").among(sizes)
    if definition.get("copies", "all") == "first_party":
        mask &= cube.text("copy_kind").equals("first_party")
    if is_traffic(cube):
        mask &= taken_traffic(cube, definition)
    return mask & ~np.isnan(counted(cube, definition))


def counted(cube: Cube, definition: Definition) -> Floats:
    """The count of each cell under the definition's measure."""
    measure = definition.get("measure", "flow" if "flow" in cube.counts else "models")
    if measure not in MEASURES:
        raise UsageError(_owed(definition, "measure", measure))
    column = MEASURES[measure]
    if column == "flow" and definition.get("spikes", "as_counted") == "capped":
        column = "flow_capped"
    return cube.counts[column]


def _owed(definition: Definition, axis: str, option: str) -> str:
    return f"{definition.indicator.name} with {axis}={option} is not available from these snapshots."


def of_list(cube: Cube, definition: Definition) -> Mask:
    """The cells of the watched list: in each month the widest, or one named list throughout."""
    name = definition.get("list", "widest")
    if name == "widest":
        return cube.flags["is_widest"] == 1
    mask = cube.text("list_id").equals(name)
    if not mask.any():
        held = ", ".join(cube.text("list_id").labels) or "none"
        raise UsageError(
            f"No snapshot holds the list '{name}'. Held: {held}. Import or fetch it, or change --list."
        )
    return mask


def grouped(cube: Cube, definition: Definition, group_by: str) -> Labelled:
    """The group each cell counts for; what nobody has placed is ``unknown``."""
    if is_traffic(cube):
        return placed_traffic(cube, definition, group_by)
    owner = definition.get("accounts", "as_listed") == "parents_merged"
    to_base = definition.get("copies", "all") == "copies_to_base"
    is_copy = cube.text("copy_kind").equals("copy")
    whose = ATTRIBUTED[definition.get("attribution", "publisher")]
    if group_by == "country":
        column = cube.text(f"{whose}owner_country" if owner else f"{whose}country")
        if to_base:
            column = column.recoded(is_copy, cube.text("base_owner_country" if owner else "base_country"))
        return column.renamed(LEFT_OVERS)
    if group_by == "organisation":
        column = cube.text(f"{whose}owner_id" if owner else f"{whose}organisation_id")
        if to_base:
            column = column.recoded(is_copy, cube.text("base_owner_id" if owner else "base_organisation_id"))
        return column.filled(UNKNOWN)
    if group_by in ("family", "line"):
        return _membership(cube, definition, group_by)
    if group_by == "size":
        return cube.text("size_class")
    if group_by == "model":
        return cube.text("canonical_id")
    if group_by == "all":
        return Labelled(np.zeros(cube.size, dtype=np.int32), ("all",))
    raise unknown_name("group", group_by, definition.indicator.groups, "Try `--group country`.")


def _membership(cube: Cube, definition: Definition, group_by: str) -> Labelled:
    """Families and lines hold language models only; another kind of model belongs to none of them."""
    by_account = definition.get("membership", "pattern") == "account"
    if group_by == "family" and by_account:
        raise UsageError("A family is told by name: --membership account goes with --group line only.")
    name = "family_id" if group_by == "family" else "line_account" if by_account else "line_pattern"
    is_language = cube.flags["is_language"]
    column = cube.text(name)
    known = Labelled(np.where(is_language == 1, column.codes, -1).astype(np.int32), column.labels)
    outside = (is_language == 0) | (known.empty & ~cube.text("organisation_id").empty)
    return known.filled(NONE, outside & known.empty).filled(UNKNOWN)


def watched_groups(cube: Cube, definition: Definition, query: Query) -> tuple[str, ...]:
    """The groups of all models a definition's list watches in the months asked for, whatever is counted."""
    return present(grouped(window_of(cube, definition, query).cube, definition, query.group_by))


def select(
    cube: Cube,
    definition: Definition,
    query: Query,
    units: tuple[str, ...],
    also: tuple[str, ...] = (),
    by_cell: bool = False,
) -> Selection:
    """The cells of a definition and a query, coded for summing.

    ``also`` names groups that stand in the result though nothing of theirs may be counted. Cells that no
    column of the selection tells apart are added up where there are many, unless asked for ``by_cell``.
    """
    window = window_of(cube, definition, query)
    at = np.flatnonzero(kept(window.cube, definition))
    held = partial(_taken, at=None if at.size == window.cube.size else at)
    group = _grouped_once(window.cube, definition, query.group_by)
    group = Labelled(held(group.codes), group.labels)
    said = () if query.group_by == "all" else (UNKNOWN,)
    groups = present(group, (*said, *also))
    codes = (
        held(window.month),
        recode(group, groups),
        held(window.account),
        held(_units_once(window.cube, definition, units)),
    )
    value = held(counted(window.cube, definition))
    if value.size > ADDED_UP_FROM and not by_cell:
        codes, value = _added_up(codes, value)
    return Selection(
        window.months,
        window.lists,
        groups,
        window.accounts,
        *codes,
        value=value,
        observed=window.observed.copy(),
        partial=window.partial,
    )


_Codes = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def _added_up(codes: _Codes, value: Floats) -> tuple[_Codes, Floats]:
    """One cell for all of the same month, group, account and unit."""
    month, group, account, unit = codes
    told = account
    for code in (unit, group):
        # An account mostly has one unit and one group: then its number says those as well.
        if not _tells(told, code):
            told = numbered(told * (int(code.max()) + 1) + code)[1]
    places, at = numbered(month * (int(told.max()) + 1) + told)
    first = firsts(at, places.size)
    return (month[first], group[first], account[first], unit[first]), summed(at, value, first.shape)


def _tells(code: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    """Whether cells that agree in one code agree in another."""
    return bool(np.array_equal(other[firsts(code, int(code.max()) + 1)][code], other))


def _taken(values: NDArray[_Kind], at: NDArray[np.intp] | None) -> NDArray[_Kind]:
    return values if at is None else values.take(at)


def _grouped_once(cube: Cube, definition: Definition, group_by: str) -> Labelled:
    """`grouped`, kept with the cells: most definitions share it with many others."""
    chosen = tuple(definition.get(axis, "") for axis in ("accounts", "copies", "attribution", "membership"))
    key = ("group", group_by, *chosen)
    # Traffic is placed by choices of its own.
    if is_traffic(cube):
        return grouped(cube, definition, group_by)
    if key not in cube.kept:
        cube.kept[key] = grouped(cube, definition, group_by)
    held: Labelled = cube.kept[key]
    return held


def _units_once(cube: Cube, definition: Definition, units: tuple[str, ...]) -> NDArray[np.int64]:
    """The resampled unit of each cell as its place in ``units``, kept in the same way."""
    key = ("unit", *(definition.get(axis, "") for axis in ("copies", "attribution")), units)
    if key not in cube.kept:
        cube.kept[key] = recode(unit_column(cube, definition), units)
        cube.kept[key].flags.writeable = False
    held: NDArray[np.int64] = cube.kept[key]
    return held


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The cells of a list in some months, whatever is counted; fields as in `Selection`."""

    cube: Cube
    months: tuple[str, ...]
    lists: tuple[str, ...]
    accounts: tuple[str, ...]
    month: NDArray[np.int64]
    account: NDArray[np.int64]
    observed: Mask
    partial: Mask


def window_of(cube: Cube, definition: Definition, query: Query) -> Window:
    """The window of a definition; kept, because most definitions share theirs with many others."""
    key = (
        "window",
        definition.get("list", "widest"),
        definition.get("window", "crawl"),
        query.month_from,
        query.month_to,
    )
    # Traffic is windowed by choices of its own.
    if is_traffic(cube):
        return _window(cube, definition, query)
    if key not in cube.kept:
        _make_room(cube)
        cube.kept[key] = _window(cube, definition, query)
    held: Window = cube.kept[key]
    return held


def _make_room(cube: Cube) -> None:
    """Drop the oldest windows where they hold more cells than may be kept."""
    windows = {key: held.cube.size for key, held in cube.kept.items() if isinstance(held, Window)}
    for key in list(windows):
        if sum(windows.values()) <= MOST_KEPT:
            break
        del cube.kept[key], windows[key]


def _window(cube: Cube, definition: Definition, query: Query) -> Window:
    listed = windowed(cube, definition)
    listed = listed.where(of_list(listed, definition))
    months = query.months(listed.text("month").occurring)
    window = listed.where(listed.text("month").among(months))
    month = recode(window.text("month"), months)
    accounts, account = _accounts(window)
    observed = np.zeros((len(accounts), len(months)), dtype=bool)
    observed[account, month] = True
    return Window(
        window,
        months,
        _lists_of(window, month, len(months)),
        accounts,
        month,
        account,
        observed,
        _partial(window, month, len(months)),
    )


def windowed(cube: Cube, definition: Definition) -> Cube:
    """The cells of the definition's window; a trailing year repeats each month in the eleven that follow."""
    window = definition.get("window", "crawl")
    if "window" not in cube.texts:
        return cube
    if is_traffic(cube):
        return of_ranking(cube, definition)
    if window != "12m":
        return cube.where(cube.text("window").equals("crawl" if window == "since_2022_11" else window))
    return trailing_year(cube)


def watched_accounts(selection: Selection, definition: Definition) -> Mask:
    """Which accounts count in each month, shape (accounts, months).

    A constant panel keeps those observed in every month of the list's run; else all that were observed.
    """
    watched = selection.observed.copy()
    if definition.get("panel", "all") == "constant":
        for months in selection.segments():
            watched[:, months] &= np.asarray(selection.observed[:, months].all(axis=1))[:, None]
    return watched


def totals_of(selection: Selection, watched: Mask | None = None) -> Floats:
    """Sums of shape (months, groups), of the watched accounts where given."""
    shape = (len(selection.months), len(selection.groups))
    flat, value = np.ravel_multi_index((selection.month, selection.group), shape), selection.value
    if watched is not None:
        inside = watched[selection.account, selection.month]
        flat, value = flat[inside], value[inside]
    return summed(flat, value, shape)


def summed(flat: NDArray[np.intp], values: Floats, shape: tuple[int, ...]) -> Floats:
    """Values added up by flat position, in the given shape."""
    counted_up = np.bincount(flat, weights=values, minlength=int(np.prod(shape)))
    return counted_up.astype(np.float64, copy=False).reshape(shape)


def _partial(cube: Cube, month: NDArray[np.int64], size: int) -> Mask:
    found = np.zeros(size, dtype=bool)
    if "is_partial" in cube.flags:
        found[month[cube.flags["is_partial"] == 1]] = True
    return found


def _lists_of(cube: Cube, month: NDArray[np.int64], size: int) -> tuple[str, ...]:
    """The list that carries each month: that of its first cell."""
    column = cube.text("list_id")
    return tuple(column.labels[code] for code in column.codes[firsts(month, size)])


def _accounts(cube: Cube) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Accounts; an id without an owner stands for itself."""
    account = cube.text("account")
    both = account.recoded(account.empty, cube.text("unit"))
    names = present(both)
    return names, recode(both, names)


def unit_column(cube: Cube, definition: Definition) -> Labelled:
    """What is resampled: the maker a cell counts for; where nobody knows it, the publisher."""
    unit = cube.text("unit")
    whose = definition.get("attribution", "publisher")
    if whose != "publisher" and f"{whose}_organisation_id" in cube.texts:
        other = cube.text(f"{whose}_organisation_id")
        return unit.recoded(~other.empty, other)
    if definition.get("copies", "all") == "copies_to_base" and "base_organisation_id" in cube.texts:
        base = cube.text("base_organisation_id")
        return unit.recoded(cube.text("copy_kind").equals("copy") & ~base.empty, base)
    return unit


def present(column: Labelled, said: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The labels that occur and those said even where they do not, sorted, left-overs last."""
    found = {*column.occurring, *said}
    named = sorted(found - {NONE, UNKNOWN})
    return (*named, *([NONE] if NONE in found else []), *([UNKNOWN] if UNKNOWN in found else []))


def recode(column: Labelled, labels: tuple[str, ...]) -> NDArray[np.int64]:
    """The rows of a column as positions in ``labels``; -1 where a label is not among them."""
    return _places(column.labels, labels)[column.codes]


@lru_cache(maxsize=64)
def _places(labels: tuple[str, ...], wanted: tuple[str, ...]) -> NDArray[np.int64]:
    """Where each label stands among those wanted, -1 if nowhere; one place more for the code -1."""
    at = _positions(wanted)
    into = np.array([*(at.get(label, -1) for label in labels), -1], dtype=np.int64)
    into.flags.writeable = False
    return into


@lru_cache(maxsize=32)
def _positions(labels: tuple[str, ...]) -> dict[str, int]:
    return {label: i for i, label in enumerate(labels)}
