"""Estimators an indicator can declare: a share of a total, or the total itself."""

from __future__ import annotations

import math

import numpy as np

from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.adoption import Selection, select
from weighbridge.definitions.counts import count_table
from weighbridge.definitions.crossover import crossover_notes
from weighbridge.definitions.influence import CAPPED_STATES, Mover, movers
from weighbridge.definitions.notes import jump_notes, list_notes, model_notes
from weighbridge.definitions.query import Query
from weighbridge.definitions.result import NONE, UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.shares import Segment, estimate_shares

SHOWN_IN_NOTES = 3


def share_of_total(run: Run) -> Estimated:
    """Each group's part of the month's total, with the models and changes that carry it."""
    selection = select(run.cube, run.definition, run.query, run.units)
    segments = estimate_shares(selection, run.definition, run.matrix)
    found = movers(run, selection)
    shown = run.query.shown(selection.groups)
    talked = talked_of(selection, segments, shown, run.query.only)
    notes = [
        *crossover_notes(run, selection, segments),
        *jump_notes(run, selection, found, talked),
        *model_notes(run, selection, found, talked),
        *list_notes(selection),
    ]
    return Estimated(rows_of(selection, segments, shown, found), tuple(notes))


def total(run: Run) -> Estimated:
    """Each group's total in the month; what nobody has placed bounds it from above."""
    selection = select(run.cube, run.definition, run.query, run.units)
    segments = count_table(selection, run.definition, run.matrix)
    shown, notes = largest(run.query, selection, segments)
    return Estimated(rows_of(selection, segments, shown, []), (*notes, *list_notes(selection)))


def largest(
    query: Query, selection: Selection, segments: list[Segment]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The groups of totals to show: if not all, those with the largest value in any month, and a note."""
    shown = query.shown(selection.groups)
    if query.most is None or len(shown) <= query.most:
        return shown, ()
    top = np.fmax.reduce([np.nan_to_num(segment.table.value).max(axis=0) for segment in segments])
    place = {group: at for at, group in enumerate(selection.groups)}
    ranked = sorted(shown, key=lambda group: (-top[place[group]], group))
    kept = frozenset(ranked[: query.most])
    note = (
        f"The {query.most:,} largest of {len(shown):,} are shown: those with the highest count in any month. "
        "The command line has all."
    )
    return tuple(group for group in shown if group in kept), (note,)


def talked_of(
    selection: Selection, segments: list[Segment], shown: tuple[str, ...], only: tuple[str, ...]
) -> tuple[str, ...]:
    """The groups worth a sentence: those asked for, else the largest of the last month."""
    if only:
        return shown
    last = segments[-1].table.value[-1]
    named = [g for g in shown if g not in (NONE, UNKNOWN)]
    ranked = sorted(named, key=lambda g: -np.nan_to_num(last[selection.groups.index(g)]))
    return tuple(ranked[:SHOWN_IN_NOTES])


def rows_of(
    selection: Selection, segments: list[Segment], shown: tuple[str, ...], found: list[Mover]
) -> tuple[Row, ...]:
    """The rows of a result, months first, groups in alphabetical order with left-overs last."""
    moved: dict[tuple[int, str], set[str]] = {}
    for mover in found:
        flags = moved.setdefault((mover.month, mover.group), set())
        flags.add("influence")
        if mover.state in CAPPED_STATES:
            flags.add("spike")
    rows = []
    place = {group: g for g, group in enumerate(selection.groups)}
    for segment in segments:
        for i, month in enumerate(segment.months):
            for group in shown:
                g = place[group]
                flags = {*segment.flags[i], *segment.table.flags[i, g], *moved.get((month, group), ())}
                rows.append(_row(selection.months[month], group, segment, (i, g), flags))
    return tuple(rows)


def _row(month: str, group: str, segment: Segment, at: tuple[int, int], flags: set[str]) -> Row:
    table = segment.table
    return Row(
        month=month,
        group=group,
        value=number_or_none(table.value[at]),
        low=number_or_none(table.low[at]),
        high=number_or_none(table.high[at]),
        bound_low=number_or_none(table.bound_low[at]),
        bound_high=number_or_none(table.bound_high[at]),
        n=int(table.n[at]),
        flags=checked_flags(flags),
    )


def number_or_none(value: float) -> float | None:
    """A number of a table; None where it is not known."""
    return None if math.isnan(value) else float(value)
