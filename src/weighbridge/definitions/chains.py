"""The lead of one month under many chained definitions: only the links after the month are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats
from weighbridge.definitions.months import ListRun, ListRuns, digest_of, distinct, sharing
from weighbridge.definitions.result import UNKNOWN
from weighbridge.definitions.run import Run
from weighbridge.definitions.shares import unattributed_of
from weighbridge.statistics.accounts import AccountPanel
from weighbridge.statistics.arrays import firsts, numbered
from weighbridge.statistics.clusters import cluster_masks
from weighbridge.statistics.panels import ChainedPeriod, carrying_units, chain_marks, chained_period
from weighbridge.statistics.shares import Unattributed, UnitCounts, shares_of_totals, some_shares

_TREATMENTS: tuple[Unattributed, ...] = ("in_denominator", "excluded")


@dataclass(frozen=True, slots=True, eq=False)
class ChainedMonth:
    """A month under a chained definition.

    ``shares`` are those of A and B, ``drawn`` the same in every draw, ``bounds`` the ends of the lead as
    shares of the whole. ``is_lonely`` says that one side is a single unit, or nothing.
    """

    shares: Floats
    drawn: Floats
    unknown: float
    bounds: tuple[float, float]
    n: int
    flags: frozenset[str]
    is_lonely: bool


def chained_months(
    run: Run, runs: ListRuns, choices: list[Mapping[str, str]], pair: tuple[str, str]
) -> tuple[list[Definition], list[ChainedMonth], list[list[str]]]:
    """The chained definitions whose cells differ, their month, and the hashes of those that equal each."""
    asked = {sharing(given): Definition(run.definition.indicator, given) for given in choices}
    contents: dict[tuple[str, ...], tuple[bytes, bool]] = {}
    made: dict[bytes, Mapping[str, ChainedMonth]] = {}
    for definition in runs.by_run(asked.values()):
        held = runs.of(definition)
        panel = held.panel(definition)
        content, has_unplaced = _content(held, definition, panel, pair)
        contents[sharing(definition.choices)] = content, has_unplaced
        if content not in made:
            made[content] = _treatments(run, held, definition, panel, pair)
    found = distinct(run, choices, contents)
    return (
        [item.definition for item in found],
        [made[item.content][unattributed_of(item.definition)] for item in found],
        [item.twins for item in found],
    )


def _content(
    held: ListRun, definition: Definition, panel: AccountPanel, pair: tuple[str, str]
) -> tuple[bytes, bool]:
    """What a chained lead is computed from, equal for definitions that take the same cells the same way.

    Groups are numbered by occurrence, with A, B and the unplaced told apart, so that names change nothing.
    """
    accounts, groups = held.held(definition)
    part, group = panel.account, panel.group
    occurring, code = numbered(group)
    rank = np.argsort(np.argsort(firsts(code, occurring.size)))
    told = {name: -i for i, name in enumerate((*pair, UNKNOWN), start=1)}
    side = np.array([told.get(groups[at], 0) for at in occurring.tolist()], dtype=np.int64)
    side = np.where(side < 0, side, rank)
    _, account = numbered(accounts.account[part])
    content = digest_of(account, accounts.unit[part], panel.period, side[code], panel.value)
    return content, bool((side == told[UNKNOWN]).any())


def _treatments(
    run: Run, held: ListRun, definition: Definition, panel: AccountPanel, pair: tuple[str, str]
) -> dict[str, ChainedMonth]:
    """The month with the unplaced in the denominator and without; one chain and one set of draws for both.

    Chained backwards, the month hangs on the later links alone, so only those are drawn; whether the chain
    drifts is a matter of the whole run and needs no draws.
    """
    names = held.held(definition)[1]
    present = np.isin(names, [*pair, UNKNOWN])
    present[panel.group] = True
    groups = [name for name, is_there in zip(names, present, strict=True) if is_there]
    panel = replace(panel, group=(np.cumsum(present) - 1)[panel.group], n_groups=len(groups))
    ends = groups.index(pair[0]), groups.index(pair[1])
    unknown = groups.index(UNKNOWN) if UNKNOWN in groups else None
    since = min(held.at, len(held.months) - 2)
    late = panel.since(since)
    period = chained_period(late, run.matrix, held.at - since)
    marks = chain_marks(panel)
    flags = {name for name, mask in marks.as_masks().items() if mask[held.at, list(ends)].any()}
    flags |= {"partial_period"} if held.partial[held.at] else set()
    return {
        treatment: _month(
            period,
            carrying_units(late, held.at - since, unknown, treatment),
            ends,
            unknown,
            treatment,
            flags,
        )
        for treatment in _TREATMENTS
    }


def _month(
    period: ChainedPeriod,
    counts: UnitCounts,
    pair: tuple[int, int],
    unknown: int | None,
    treatment: Unattributed,
    flags: set[str],
) -> ChainedMonth:
    ends = list(pair)
    value, low, high = shares_of_totals(period.levels, unknown, treatment)
    value[period.absent] = np.nan
    units = counts.in_group[ends]
    is_one = bool((units == 1).any() or counts.total == 1)
    is_nothing = not is_one and bool((units == 0).any() or (value[ends] == 1).any())
    found = {
        "one_unit": is_one,
        "zero_cell": is_nothing,
        "not_covered": bool(counts.total == 0 or period.absent[ends].any()),
        **cluster_masks(counts.effective),
    }
    a, b = pair
    unplaced, lead = float(high[a] - low[a]), float(low[a] - low[b])
    return ChainedMonth(
        shares=value[ends],
        drawn=some_shares(period.drawn, pair, unknown, treatment),
        unknown=max(0.0, unplaced),
        bounds=(lead - unplaced, lead + unplaced),
        n=int(counts.total),
        flags=frozenset(flags | {name for name, is_set in found.items() if is_set}),
        is_lonely=is_one or is_nothing,
    )
