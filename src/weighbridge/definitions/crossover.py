"""From which month on one group stays ahead of another, under each membership rule and window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.adoption import Selection, select, totals_of, watched_accounts
from weighbridge.definitions.availability import unavailable
from weighbridge.definitions.choices import define
from weighbridge.definitions.columns import Floats
from weighbridge.definitions.influence import Mover, movers
from weighbridge.definitions.run import Run
from weighbridge.definitions.shares import Segment
from weighbridge.definitions.wording import amount, group_name, month_name

_WINDOWS = ("crawl", "month", "12m")


def crossover_notes(run: Run, selection: Selection, segments: list[Segment]) -> list[str]:
    """For two groups asked for by name: the month from which one stays ahead, list by list.

    An earlier lead that hangs on one model is said with the model's name.
    """
    if len(run.query.only) != 2 or not {"membership", "window"} & set(run.definition.choices):
        return []
    said: list[str] = []
    memberships = ("pattern", "account") if run.query.group_by == "line" else ("",)
    for membership in memberships:
        for window in _WINDOWS:
            variant = _variant(run, membership, window)
            if variant is not None:
                said += _sentences(*variant, membership, window)
    return said


def _variant(run: Run, membership: str, window: str) -> tuple[Run, Selection] | None:
    """The same question under another membership rule and window; None where it cannot be answered."""
    given = {**run.definition.choices, "window": window}
    if membership:
        given["membership"] = membership
    try:
        definition = define(run.definition.indicator, given)
        if unavailable(definition, run.cube):
            return None
        other = replace(run, definition=definition)
        selection = select(other.cube, definition, other.query, other.units)
        other.query.shown(selection.groups)  # a window may lack one of the two
        return other, selection
    except UsageError:
        return None


def _sentences(run: Run, selection: Selection, membership: str, window: str) -> list[str]:
    first, second = run.query.shown(selection.groups)
    a, b = selection.groups.index(first), selection.groups.index(second)
    totals = totals_of(selection, watched_accounts(selection, run.definition))
    found = movers(run, selection) if window == "crawl" else []
    how = ", ".join(part for part in (_rule(membership), _window(window)) if part)
    said = []
    for segment in selection.segments():
        lead = totals[segment, a] - totals[segment, b]
        said.append(_one(run, selection, found, (first, second), segment, lead, how))
    return said


def _rule(membership: str) -> str:
    return {"pattern": "by name", "account": "by account"}.get(membership, "")


def _window(window: str) -> str:
    return {"crawl": "30 days as captured", "month": "calendar months", "12m": "trailing 12 months"}[window]


def _one(
    run: Run,
    selection: Selection,
    found: list[Mover],
    pair: tuple[str, str],
    segment: range,
    lead: Floats,
    how: str,
) -> str:
    ahead, behind = pair if lead[-1] > 0 else pair[::-1]
    sign = 1.0 if lead[-1] > 0 else -1.0
    against = np.flatnonzero(lead * sign <= 0)
    names = [group_name(name, run.query.group_by) for name in (ahead, behind)]
    list_id = selection.lists[segment.start]
    if lead[-1] == 0:
        last = month_name(selection.months[segment.stop - 1])
        return f"{names[1]} and {names[0]} are level in {last}, the last month of {list_id} ({how})."
    if not against.size:
        ends = (selection.months[segment.start], selection.months[segment.stop - 1])
        span = " to ".join(month_name(month) for month in ends)
        return f"{names[0]} is ahead of {names[1]} in every month of {list_id}, {span} ({how})."
    since = selection.months[segment.start + int(against[-1]) + 1]
    earlier = [i for i in range(int(against[-1])) if lead[i] * sign > 0]
    text = (
        f"{names[0]} stays ahead of {names[1]} from {month_name(since)} on, to the end of {list_id} ({how})."
    )
    return text + _earlier(run, selection, found, ahead, segment, lead * sign, earlier)


def _earlier(
    run: Run,
    selection: Selection,
    found: list[Mover],
    ahead: str,
    segment: range,
    lead: Floats,
    earlier: Sequence[int],
) -> str:
    """The earlier lead, and the single model without which there was none."""
    if not earlier:
        return ""
    months = " and ".join(month_name(selection.months[segment.start + i]) for i in earlier)
    carried: set[str] | None = None
    for i in earlier:
        alone = {
            m.model_id
            for m in found
            if m.month == segment.start + i and m.group == ahead and m.value > lead[i]
        }
        carried = alone if carried is None else carried & alone
    name = group_name(ahead, run.query.group_by)
    if not carried:
        return f" It also led in {months}."
    model = sorted(carried)[0]
    largest = max(m.value for m in found if m.model_id == model)
    return (
        f" It also led in {months}, through one model: without {model} ({amount(largest)}) "
        f"{name} was behind in each of these months."
    )
