"""What a series showed: the models that carry it, the jumps that are changes of what is watched."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from weighbridge.catalogue.units import DASH
from weighbridge.definitions.adoption import Selection, counted, kept
from weighbridge.definitions.columns import Floats
from weighbridge.definitions.influence import Mover
from weighbridge.definitions.result import NONE, UNKNOWN
from weighbridge.definitions.run import Run
from weighbridge.definitions.shares import account_totals
from weighbridge.definitions.wording import amount, group_name, month_name, percent, points
from weighbridge.entities.pooling import accounts_in

JUMP = 0.05
MOST_MODELS = 5
MOST_JUMPS = 3


def model_notes(run: Run, selection: Selection, found: list[Mover], shown: tuple[str, ...]) -> list[str]:
    """One sentence for each model that moves a shown group by more than a point, strongest first."""
    said: list[str] = []
    named: set[str] = set()
    for mover in found:
        if mover.model_id in named or mover.group not in shown or len(said) == MOST_MODELS:
            continue
        named.add(mover.model_id)
        months = [m for m in found if m.model_id == mover.model_id]
        group = group_name(mover.group, run.query.group_by)
        often = f", and by more than a point in {len(months)} months" if len(months) > 1 else ""
        flagged = (
            " The count is many times the model's usual one."
            if mover.state in ("spike", "after_only")
            else ""
        )
        said.append(
            f"{mover.model_id} alone moves the share of {group} by {points(abs(mover.move))} in "
            f"{month_name(selection.months[mover.month])} ({amount(mover.value)}){often}.{flagged}"
        )
    return said


def list_notes(selection: Selection) -> list[str]:
    """Where another list of models begins."""
    said = []
    for segment in selection.segments()[1:]:
        before, after = selection.lists[segment.start - 1], selection.lists[segment.start]
        said.append(
            f"From {month_name(selection.months[segment.start])} on the list is {after}, before it {before}: "
            "the two sides are not comparable."
        )
    return said


def jump_notes(run: Run, selection: Selection, found: list[Mover], shown: tuple[str, ...]) -> list[str]:
    """The largest changes between neighbouring months, split into panel, one model, and the rest.

    The split: what the share of the accounts watched in both months did, and of that what remains
    without the one model that moves it most. Only said where the panel changed.
    """
    jumps = []
    for segment in selection.segments():
        for before, after in pairwise(segment):
            split = [_split(run, selection, found, group, before, after) for group in shown]
            jumps += [item for item in split if item is not None]
    jumps.sort(key=lambda item: -item[0])
    return [sentence for _, sentence in jumps[:MOST_JUMPS]]


def _split(
    run: Run, selection: Selection, found: list[Mover], group: str, before: int, after: int
) -> tuple[float, str] | None:
    if group in (NONE, UNKNOWN):
        return None
    observed = selection.observed
    both = observed[:, before] & observed[:, after]
    everyone = np.ones(both.size, dtype=bool)
    change = _share(selection, group, after, everyone) - _share(selection, group, before, everyone)
    matched = _share(selection, group, after, both) - _share(selection, group, before, both)
    panel = change - matched
    if abs(change) < JUMP or abs(panel) < 0.25 * abs(change) or panel * change <= 0:
        return None
    name = group_name(group, run.query.group_by)
    joined = _largest_newcomer(selection, after, both)
    words = "falls" if change < 0 else "rises"
    sentence = (
        f"Between {month_name(selection.months[before])} and {month_name(selection.months[after])} the share "
        f"of {name} {words} by {points(abs(change))}; {points(abs(panel))} of that are a change of panel"
        f"{joined}"
    )
    model = _model_part(run, selection, found, group, (before, after), both, change, matched)
    return abs(change), f"{sentence}{model}."


def _share(selection: Selection, group: str, month: int, keep: np.ndarray, lost: float = 0.0) -> float:
    """A group's share among some accounts, without ``lost`` downloads of its own."""
    inside = (selection.month == month) & keep[selection.account]
    total = selection.value[inside].sum()
    own = selection.value[inside & (selection.group == selection.groups.index(group))].sum()
    return float((own - lost) / (total - lost)) if total > lost else 0.0


def _largest_newcomer(selection: Selection, after: int, both: np.ndarray) -> str:
    totals: Floats = account_totals(selection)[:, after]
    new = np.where(~both & selection.observed[:, after], totals, 0.0)
    joined = np.flatnonzero(~both & selection.observed[:, after])
    count = sum(accounts_in(selection.accounts[i]) for i in joined)
    if not count or not totals.sum():
        return ""
    first = int(new.argmax())
    part = percent(float(new[first] / totals.sum()))
    return f" ({count:,} accounts join; {selection.accounts[first]} alone holds {part} of the later total)"


def _model_part(
    run: Run,
    selection: Selection,
    found: list[Mover],
    group: str,
    months: tuple[int, int],
    both: np.ndarray,
    change: float,
    matched: float,
) -> str:
    """How much of the change among matched accounts one model explains: the rise or fall without it."""
    watched = {selection.accounts[i] for i in np.flatnonzero(both)}
    names = {m.model_id for m in found if m.group == group and m.month in months}
    best: tuple[float, str] | None = None
    for name in sorted(names):
        at = [_count_of(run, selection, name, month, watched) for month in months]
        before, after = (_share(selection, group, m, both, n) for m, n in zip(months, at, strict=True))
        explained = matched - (after - before)
        if explained * change > 0 and (best is None or abs(explained) > abs(best[0])):
            best = (explained, name)
    if best is None:
        return ""
    explained, name = best
    rest = (matched - explained) * (1 if change > 0 else -1)
    return f", {points(abs(explained))} are one model, {name}, and {points(rest)} the rest".replace(DASH, "-")


def _count_of(run: Run, selection: Selection, model_id: str, month: int, accounts: set[str]) -> float:
    """What a model counts in a month; nothing where its account is not among those watched."""
    heavy = run.heavy
    if heavy is None:
        return 0.0
    ids, canonical = heavy.text("model_id"), heavy.text("canonical_id")
    same = {canonical.labels[code] for code in canonical.codes[ids.equals(model_id)]}
    rows = (
        canonical.among(tuple(same))
        & heavy.text("list_id").equals(selection.lists[month])
        & heavy.text("month").equals(selection.months[month])
        & heavy.text("account").among(tuple(accounts))
        & kept(heavy, run.definition)
    )
    return float(counted(heavy, run.definition)[rows].sum())
