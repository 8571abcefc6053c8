"""The estimate of licence moves: Wilson over families, unread tags as bounds, every move by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.adoption import grouped, of_list, present
from weighbridge.definitions.columns import Labelled, Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.licence_shares import (
    family_sizes_of,
    kept_models,
    those_present,
    with_list_flags,
)
from weighbridge.definitions.result import UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.wording import group_name, month_name
from weighbridge.statistics.arrays import firsts, numbered
from weighbridge.statistics.proportions import proportion

PERMISSIVE, UNDECLARED = "permissive", "undeclared"
MOST_NAMED = 20


def moved_part(run: Run) -> Estimated:
    """Each group's part of the models that could move that did, month by month."""
    cells = run.cube.where(of_list(run.cube, run.definition))
    cells = cells.where(kept_models(cells, run))
    months = run.query.months(cells.text("month").occurring)
    rows = [row for month in months for row in _by_group(run, cells, month)]
    told = [*_of_the_list(run, cells, months[-1]), *_of_other_lists(run, cells)]
    return Estimated(tuple(with_list_flags(cells, rows, months)), tuple(told))


def _by_group(run: Run, cells: Cube, month: str) -> list[Row]:
    inside = cells.where(cells.text("month").equals(month))
    column = grouped(inside, run.definition, run.query.group_by)
    groups = those_present(run, list(present(column)))
    return [_row(run, inside.where(column.equals(group)), month, group) for group in groups]


def _row(run: Run, cube: Cube, month: str, group: str) -> Row:
    moved, stayed, unread = _states(run, cube)
    models = cube.counts["models"]
    yes, no, unknown = (int(models[mask].sum()) for mask in (moved, stayed, unread))
    found = proportion(yes, no, unknown, family_sizes=family_sizes_of(cube, moved | stayed))
    limits = (found.value, found.low, found.high, found.bound_low, found.bound_high)
    return Row(month, group, *limits, found.n, checked_flags(set(found.flags)))


def _states(run: Run, cube: Cube) -> tuple[Mask, Mask, Mask]:
    """Which cells moved, which could have and did not, and of which nobody can say.

    An unread tag could be of any class, so it is counted as one that could have moved where the other tag
    allows a move.
    """
    first, now = cube.text("from_class"), cube.text("to_class")
    was, could = first.equals(PERMISSIVE), ~first.equals(UNKNOWN)
    is_now, known = now.equals(PERMISSIVE), ~now.equals(UNKNOWN)
    if run.definition["first_tag"] == "declared":
        could &= ~first.equals(UNDECLARED)
    if run.definition["move"] == "to_permissive":
        risk = could & ~was
        return risk & is_now, risk & known & ~is_now, (risk & ~known) | (first.equals(UNKNOWN) & is_now)
    risk = could & was
    return risk & known & ~is_now, risk & is_now, (risk & ~known) | (first.equals(UNKNOWN) & known & ~is_now)


@dataclass(frozen=True, slots=True)
class Move:
    """One model whose class changed: when that was seen, and between which tags."""

    model_id: str
    country: str
    from_tag: str
    to_tag: str
    from_class: str
    to_class: str
    since: str
    seen: str

    def words(self) -> str:
        """The move in a line."""
        return (
            f"{self.model_id} ({_place(self.country)}), {self.since} to {self.seen}: "
            f"{_tag(self.from_tag)} ({_class(self.from_class)}) to {_tag(self.to_tag)} "
            f"({_class(self.to_class)})"
        )


def _place(country: str) -> str:
    words = {"XX": "maker's seat not established", "NONE": "of no single country"}
    return words.get(country) or group_name(country, "country")


def _tag(tag: str) -> str:
    return tag or "no tag"


def _class(name: str) -> str:
    return "not read" if name == UNKNOWN else name.replace("_", "-")


def moves_in(cube: Cube) -> Cube:
    """Of every model whose class changed the first cell that shows it, by list, day and name."""
    cells = cube.where(~cube.text("model_id").empty)
    at = _first_seen(cells)
    # Labels are sorted, so their codes stand in the same order.
    by = [cells.text(name).codes[at] for name in ("model_id", "observed_on", "list_id")]
    return cells.at(at[np.lexsort(by)])


def _named(moves: Cube, most: int) -> list[Move]:
    """The first of some moves."""
    names = ("model_id", "country", "from_tag", "to_tag", "from_class", "to_class", "since", "observed_on")
    columns = [_values(moves.text(name), most) for name in names]
    return [Move(*values) for values in zip(*columns, strict=True)]


def _first_seen(cells: Cube) -> NDArray[np.intp]:
    """Of all cells of a list, a model and its new class the one of the first day."""
    by_day = np.argsort(cells.text("observed_on").codes, kind="stable")
    told = [cells.text(name) for name in ("list_id", "model_id", "to_class")]
    codes = tuple(column.codes[by_day].astype(np.int64) + 1 for column in told)
    move = np.ravel_multi_index(codes, tuple(len(column.labels) + 1 for column in told))
    found, place = numbered(move)
    return by_day[np.sort(firsts(place, found.size))]


def _values(column: Labelled, most: int) -> list[str]:
    return [column.labels[code] if code >= 0 else "" for code in column.codes[:most].tolist()]


def _of_the_list(run: Run, cells: Cube, month: str) -> list[str]:
    """The moves of the newest month's list, both ways: counts first, then each by name."""
    inside = cells.where(cells.text("month").equals(month))
    lists = inside.text("list_id")
    name = lists.labels[lists.codes[0]]
    held = run.cube.where(run.cube.text("list_id").equals(name))
    return _told(name, moves_in(held.where(kept_models(held, run))), _span(held))


def _of_other_lists(run: Run, cells: Cube) -> list[str]:
    """The moves other lists saw: another population, so they are never added up."""
    lists, column = run.cube.text("list_id"), cells.text("list_id")
    newest = cells.text("month").occurring[-1]
    carrying = cells.where(cells.text("month").equals(newest)).text("list_id")
    own = column.labels[carrying.codes[0]]
    said: list[str] = []
    for name in lists.labels:
        held = run.cube.where(lists.equals(name))
        if name != own and held.size:
            said += _told(name, moves_in(held.where(kept_models(held, run))), _span(held))
    return said


def _span(held: Cube) -> str:
    months = held.text("month").occurring
    return (
        month_name(months[0])
        if months[0] == months[-1]
        else (f"{month_name(months[0])} to {month_name(months[-1])}")
    )


def _told(name: str, moves: Cube, span: str) -> list[str]:
    first, now = moves.text("from_class"), moves.text("to_class")
    is_known = ~(first.equals(UNKNOWN) | now.equals(UNKNOWN))
    to, away = (int((is_known & column.equals(PERMISSIVE)).sum()) for column in (now, first))
    counts = (
        f"{name}, {span}: {to} models moved to a permissive licence, {away} from one; of "
        f"{int((~is_known).sum())} the first or the last tag is not read."
    )
    said = [counts, *(f"{move.words()}." for move in _named(moves, MOST_NAMED))]
    if moves.size > MOST_NAMED:
        said.append(f"{moves.size - MOST_NAMED} more stand in the table licence_move_cells.")
    return said
