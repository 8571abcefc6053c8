"""The estimates of growth: of downloads over accounts watched at both ends, of new models year over year."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from weighbridge.catalogue import registry
from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.adoption import Selection, select
from weighbridge.definitions.columns import Mask
from weighbridge.definitions.estimators import number_or_none
from weighbridge.definitions.notes import list_notes
from weighbridge.definitions.releases import captured_in, coverage_note
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.growths import Link, Ready, drawn_months, linked_growth
from weighbridge.statistics.masses import Masses, joined

SPANS = {"month": 1, "year": 12}
YEAR = 12


def growth_of_downloads(run: Run) -> Estimated:
    """By what part each group's downloads grew over the span, list by list."""
    selection = select(run.cube, run.definition, run.query, run.units)
    shown = run.query.shown(selection.groups)
    span, panel = SPANS[run.definition["span"]], run.definition["panel"]
    rows: list[Row] = []
    single: set[str] = set()
    for months in selection.segments():
        for at in months:
            before = _month_back(selection, months, at, span)
            flags = {"new_list"} if at == months.start and at > 0 else set[str]()
            flags |= {"partial_period"} if selection.partial[at] else set()
            if before is None:
                rows += _none(selection, shown, at, flags | {"not_covered"})
            elif panel != "all" and not _covers_accounts(selection.lists[at]):
                single.add(selection.lists[at])
                rows += _none(selection, shown, at, flags | {"panel_break"})
            else:
                steps = range(before, at + 1) if panel == "chained" else (before, at)
                table = _linked(run, selection, list(steps), is_matched=panel != "all")
                rows += _rows(selection, shown, at, table, flags)
    return Estimated(tuple(rows), (*list_notes(selection), *_single_notes(single)))


def _month_back(selection: Selection, months: range, at: int, span: int) -> int | None:
    """The place of the month so many months earlier, in the same list's run."""
    wanted = _number(selection.months[at]) - span
    return next((i for i in months if _number(selection.months[i]) == wanted), None)


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:])


def _covers_accounts(list_id: str) -> bool:
    return any(source.covers_accounts for source in registry.sources() if source.list_id == list_id)


def _single_notes(lists: set[str]) -> list[str]:
    return [
        f"{name} watches single models: what joins it is not told from what is new, so growth over the same "
        "accounts is not known there. --panel all compares what it lists."
        for name in sorted(lists)
    ]


def _linked(run: Run, selection: Selection, steps: list[int], is_matched: bool) -> EstimateTable:
    links = []
    for before, after in pairwise(steps):
        watched = np.ones(len(selection.accounts), dtype=bool)
        if is_matched:
            watched = selection.observed[:, before] & selection.observed[:, after]
        links.append(Link(_masses(selection, before, watched), _masses(selection, after, watched)))
    return linked_growth(links, run.matrix, len(selection.groups), unknown=selection.unknown)


def _masses(selection: Selection, month: int, watched: Mask) -> Masses:
    inside = (selection.month == month) & watched[selection.account]
    return Masses(selection.unit[inside], selection.group[inside], selection.value[inside])


def _rows(
    selection: Selection, shown: tuple[str, ...], at: int, table: EstimateTable, flags: set[str]
) -> list[Row]:
    rows = []
    for group in shown:
        g = selection.groups.index(group)
        ends = (table.bound_low[g], table.bound_high[g])
        known = not np.isnan(ends).any()
        rows.append(
            Row(
                month=selection.months[at],
                group=group,
                value=number_or_none(table.value[g]),
                low=number_or_none(table.low[g]),
                high=number_or_none(table.high[g]),
                bound_low=float(ends[0]) if known else None,
                bound_high=float(ends[1]) if known else None,
                n=int(table.n[g]),
                flags=checked_flags({*flags, *table.flags[g]}),
            )
        )
    return rows


def _none(selection: Selection, shown: tuple[str, ...], at: int, flags: set[str]) -> list[Row]:
    return [Row(selection.months[at], group, None, flags=checked_flags(flags)) for group in shown]


def growth_of_releases(run: Run) -> Estimated:
    """By what part the new models of a month, or of the year that ends with it, outnumber a year before."""
    selection = select(run.cube, run.definition, run.query, run.units)
    shown = run.query.shown(selection.groups)
    width = YEAR if run.definition["over"] == "12m" else 1
    number = np.array([_number(month) for month in selection.months])
    at_cell = number[selection.month]
    last = captured_in(run.cube, selection)
    span = range(int(number[0]), int(number[-1]) + 1)
    each = [
        Masses(selection.unit[m], selection.group[m], selection.value[m])
        for m in (at_cell == n for n in span)
    ]
    drawn = drawn_months(each, run.matrix, len(selection.groups), selection.unknown)
    rows: list[Row] = []
    for at, month in enumerate(selection.months):
        flags = {"partial_period"} if month == last else set[str]()
        if number[at] - width - YEAR + 1 < number[0]:
            rows += _none(selection, shown, at, flags | {"not_covered"})
            continue
        windows = [
            (int(end - width + 1 - number[0]), int(end - number[0]))
            for end in (number[at] - YEAR, number[at])
        ]
        before, after = (joined(each[first : end + 1]) for first, end in windows)
        table = linked_growth(
            [Link(before, after)],
            run.matrix,
            len(selection.groups),
            unknown=selection.unknown,
            ready=Ready(drawn.needed, [(drawn.over(*windows[0]), drawn.over(*windows[1]))]),
        )
        rows += _rows(selection, shown, at, table, flags)
    return Estimated(tuple(rows), (coverage_note(selection, last),))
