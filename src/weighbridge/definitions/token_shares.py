"""The estimate of a token share: shares, what is wrong with a month's weeks, and why shares moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.adoption import Selection, kept, select, totals_of, windowed
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.estimators import rows_of, talked_of
from weighbridge.definitions.result import NONE, UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.shares import estimate_shares
from weighbridge.definitions.traffic import CLOSED
from weighbridge.definitions.wording import amount, group_name, month_name, percent, points

JUMP = 0.03
MOST_CAUSES = 4
DENOMINATORS = {
    "all_traffic": "all traffic",
    "named_makers": "named makers",
    "top_models": "the top models",
    "open_models": "open models",
}


def share_of_tokens(run: Run) -> Estimated:
    """Each group's part of the month's tokens, with what moved it and the other denominators beside it."""
    selection = select(run.cube, run.definition, run.query, run.units)
    segments = estimate_shares(selection, run.definition, run.matrix)
    shown = run.query.shown(selection.groups)
    state = _weeks(run)
    rows = tuple(_flagged(row, selection, state) for row in rows_of(selection, segments, shown, []))
    last = dict(zip(selection.groups, totals_of(selection)[-1], strict=True))
    told = talked_of(selection, segments, shown, run.query.only)
    talked = tuple(g for g in told if g != CLOSED and last[g] > 0)
    notes = [
        *_causes(run, selection, state, talked),
        *_beside(run, selection, talked),
        *_unnamed(run, selection),
        *_condition(selection, state),
    ]
    return Estimated(rows, tuple(notes))


@dataclass(frozen=True, slots=True)
class WeeksHeld:
    """What a month's window is made of."""

    weeks: int
    missing: int
    is_partial: bool
    is_restated: bool


def _weeks(run: Run) -> Mapping[str, WeeksHeld]:
    """The weeks behind each month of the definition's ranking and window."""
    cube = windowed(run.cube, run.definition)
    months = cube.text("month")
    held = {}
    for code in np.unique(months.codes):
        at = int(np.flatnonzero(months.codes == code)[0])
        held[months.labels[code]] = WeeksHeld(
            int(cube.counts["weeks"][at]),
            int(cube.counts["weeks_missing"][at]),
            bool(cube.flags["is_partial"][at] == 1),
            bool(cube.flags["is_restated"][at] == 1),
        )
    return held


def _flagged(row: Row, selection: Selection, state: Mapping[str, WeeksHeld]) -> Row:
    weeks = state[row.month]
    flags = {*row.flags} - {"panel_break"}  # the list is cut anew each week: said by `maker_unlisted`
    flags |= {"missing_week"} if weeks.missing else set()
    flags |= {"restated"} if weeks.is_restated else set()
    if row.group not in (NONE, UNKNOWN) and _left(selection, row.month, row.group):
        flags.add("maker_unlisted")
    return replace(row, flags=checked_flags(flags))


def _left(selection: Selection, month: str, group: str) -> list[str]:
    """The makers of a group listed in the month before and in this one no more."""
    at, column = selection.months.index(month), selection.groups.index(group)
    if at == 0:
        return []
    before, now = (_makers(selection, column, m) for m in (at - 1, at))
    return sorted(name for name in before if name not in now)


def _makers(selection: Selection, group: int, month: int) -> dict[str, float]:
    """Tokens of each listed maker of a group in a month."""
    inside = np.flatnonzero((selection.group == group) & (selection.month == month))
    found: dict[str, float] = {}
    for i in inside:
        name = selection.accounts[selection.account[i]]
        found[name] = found.get(name, 0.0) + float(selection.value[i])
    return found


def _shares(selection: Selection) -> Floats:
    totals = totals_of(selection)
    whole = totals.sum(axis=1, keepdims=True)
    return np.divide(totals, whole, out=np.full(totals.shape, np.nan), where=whole > 0)


def _causes(
    run: Run, selection: Selection, state: Mapping[str, WeeksHeld], talked: tuple[str, ...]
) -> list[str]:
    """The largest rise and fall of each group between neighbouring months, split into causes."""
    share = _shares(selection)
    moves = []
    for group in talked:
        column = selection.groups.index(group)
        change = np.diff(share[:, column])
        if not change.size or np.isnan(change).all():
            continue
        for at in {int(np.nanargmin(change)), int(np.nanargmax(change))}:
            if abs(change[at]) >= JUMP:
                moves.append((abs(float(change[at])), group, at + 1))
    ranked = sorted(moves, key=lambda move: (-move[0], move[1], move[2]))[:MOST_CAUSES]
    return [_cause(run, selection, state, group, at, share) for _, group, at in ranked]


def _cause(
    run: Run, selection: Selection, state: Mapping[str, WeeksHeld], group: str, at: int, share: Floats
) -> str:
    """One move: the group's own tokens a week against all others', who drove it, who left the list."""
    column = selection.groups.index(group)
    weeks = [state[selection.months[m]].weeks for m in (at - 1, at)]
    totals = totals_of(selection)
    own = [totals[m, column] / w for m, w in zip((at - 1, at), weeks, strict=True)]
    every = [totals[m].sum() / w for m, w in zip((at - 1, at), weeks, strict=True)]
    before, now = share[at - 1, column], share[at, column]
    moved = "falls" if now < before else "rises"
    name = group_name(group, run.query.group_by)
    month = month_name(selection.months[at])
    said = (
        f"{month}: {name} {moved} by {points(abs(now - before))} to {percent(now)}. "
        f"Its named makers' tokens go from {amount(own[0])} to {amount(own[1])} a week, all traffic from "
        f"{amount(every[0])} to {amount(every[1])}"
    )
    return said + _driver(run, selection, column, at, weeks) + _dropped(selection, column, at, weeks)


def _driver(run: Run, selection: Selection, column: int, at: int, weeks: list[int]) -> str:
    """The one maker whose growth moved the share most its way, and where it would be without."""
    share = _shares(selection)[:, column]
    way = np.sign(share[at] - share[at - 1])
    totals = totals_of(selection) / np.array([[w] for w in _all_weeks(selection, weeks, at)])
    now, own = totals[at].sum(), totals[at, column]
    best: tuple[float, str, float, float] | None = None
    for g in range(len(selection.groups)):
        before, after = (_makers(selection, g, m) for m in (at - 1, at))
        for name in {*before, *after}:
            grown = after.get(name, 0.0) / weeks[1] - before.get(name, 0.0) / weeks[0]
            mine = grown if g == column else 0.0
            without = (own - mine) / (now - grown) if now > grown else np.nan
            effect = own / now - without
            if g != selection.unknown and effect * way > 0 and (best is None or effect * way > best[0] * way):
                best = (float(effect), name, grown, float(without))
    if best is None or np.isnan(best[0]):
        return "."
    _, name, grown, without = best
    moved = "gains" if grown > 0 else "loses"
    return (
        f"; {name} alone {moved} {amount(abs(grown))} a week: had it stayed level, the share would be "
        f"{percent(without)}."
    )


def _all_weeks(selection: Selection, weeks: list[int], at: int) -> NDArray[np.float64]:
    """Weeks per month for the two months compared; the others are not looked at."""
    found = np.ones(len(selection.months))
    found[at - 1], found[at] = weeks
    return found


def _dropped(selection: Selection, column: int, at: int, weeks: list[int]) -> str:
    before, after = (_makers(selection, column, m) for m in (at - 1, at))
    whole = float(totals_of(selection)[at - 1].sum())
    gone = sorted((before[name] / whole, name) for name in before if name not in after)[::-1]
    if not gone:
        return ""
    named = ", ".join(f"{name} ({percent(part)} before)" for part, name in gone)
    are = "is" if len(gone) == 1 else "are"
    return f" {named} {are} no longer listed: what it was used since is unknown, not nothing."


def _beside(run: Run, selection: Selection, talked: tuple[str, ...]) -> list[str]:
    """The first, the last and the highest month under the other denominators."""
    said = []
    for name, words in DENOMINATORS.items():
        if name == run.definition["denominator"]:
            continue
        definition = replace(run.definition, choices={**run.definition.choices, "denominator": name})
        cube = windowed(run.cube, definition)
        parts = [_month_words(run, cube, definition, month, talked) for month in _told_months(selection)]
        parts = [part for part in parts if part]
        if parts:
            said.append(f"As a share of {words}: {'; '.join(parts)}.")
        else:
            said.append(
                f"As a share of {words}: not known in these months; the ranking by model begins later."
            )
    return said


def _told_months(selection: Selection) -> list[str]:
    return list(dict.fromkeys((selection.months[0], selection.months[-1])))


def _month_words(run: Run, cube: Cube, definition: Definition, month: str, talked: tuple[str, ...]) -> str:
    from weighbridge.definitions.adoption import counted, grouped

    cells = cube.where(cube.text("month").equals(month))
    cells = cells.where(kept(cells, definition))
    if not cells.size:
        return ""
    group, value = grouped(cells, definition, run.query.group_by), counted(cells, definition)
    whole = float(value.sum())
    parts = [
        f"{group_name(name, run.query.group_by)} {percent(float(value[group.equals(name)].sum()) / whole)}"
        for name in talked
    ]
    return f"{month_name(month)} {', '.join(parts)}"


def _unnamed(run: Run, selection: Selection) -> list[str]:
    """What the unknown of the last month consists of."""
    month = selection.months[-1]
    cube = windowed(run.cube, run.definition)
    cells = cube.where(cube.text("month").equals(month))
    cells = cells.where(kept(cells, run.definition))
    whole = float(cells.counts["flow"].sum())
    if not whole:
        return []
    parts = {
        kind: float(cells.counts["flow"][cells.text("kind").equals(kind)].sum())
        for kind in ("others", "test")
    }
    others, tests = (percent(parts[kind] / whole) for kind in ("others", "test"))
    return [f"Of {month_name(month)}, {others} is the row of others, {tests} models under test."]


def _condition(selection: Selection, state: Mapping[str, WeeksHeld]) -> list[str]:
    """Weeks that are missing, not over, or were counted again."""
    said = []
    for month in selection.months:
        weeks = state[month]
        if weeks.missing:
            said.append(
                f"{month_name(month)} lacks {weeks.missing} of its {weeks.weeks + weeks.missing} weeks."
            )
        if weeks.is_partial:
            said.append(f"The last week of {month_name(month)} was not over when it was captured; it counts.")
        if weeks.is_restated:
            said.append(f"A week of {month_name(month)} was counted again later; the later count stands.")
    return said
