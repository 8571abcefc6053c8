"""The models that move a share alone: named in the result, whatever the panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from weighbridge.definitions.adoption import (
    Selection,
    counted,
    grouped,
    kept,
    totals_of,
    watched_accounts,
)
from weighbridge.definitions.columns import Labelled
from weighbridge.definitions.run import Run
from weighbridge.definitions.shares import unattributed_of
from weighbridge.statistics.spikes import influence

CAPPED_STATES = ("spike", "provisional", "after_only")


@dataclass(frozen=True, slots=True)
class Mover:
    """A model whose removal moves its own group's share by more than a point in a month.

    ``move`` is the share without the model minus the share with it.
    """

    model_id: str
    month: int
    group: str
    value: float
    move: float
    state: str | None


def movers(run: Run, selection: Selection) -> list[Mover]:
    """Every (model, month) that moves its group's share by more than a point, strongest first."""
    heavy = run.heavy
    if heavy is None or run.definition.get("measure", "flow") != "flow":
        return []
    found: list[Mover] = []
    taken = heavy.where(kept(heavy, run.definition))
    group = grouped(taken, run.definition, run.query.group_by)
    value = counted(taken, run.definition)
    names, states, accounts = taken.text("model_id"), taken.text("state"), taken.text("account")
    canonical = taken.text("canonical_id")
    accounts = accounts.recoded(accounts.empty, taken.text("unit"))
    watched = watched_accounts(selection, run.definition)
    totals = totals_of(selection, watched)
    lists, months = taken.text("list_id"), taken.text("month")
    for at, (month, list_id) in enumerate(zip(selection.months, selection.lists, strict=True)):
        rows = np.flatnonzero(lists.equals(list_id) & months.equals(month))
        if not rows.size or totals[at].sum() <= 0:
            continue
        columns = {name: i for i, name in enumerate(selection.groups)}
        panel = {selection.accounts[i] for i in np.flatnonzero(watched[:, at])}
        rows = np.array([row for row in rows if _label(accounts, row) in panel], dtype=np.int64)
        own = np.array([columns.get(group.labels[group.codes[row]], -1) for row in rows], dtype=np.int64)
        # A merge has a row for each maker it descends from: it is one model all the same.
        models, part_of = np.unique(canonical.codes[rows], return_inverse=True)
        masses = np.zeros((models.size + 1, len(selection.groups)))
        np.add.at(masses, (part_of[own >= 0], own[own >= 0]), value[rows][own >= 0])
        masses[-1] = np.maximum(totals[at] - masses[:-1].sum(axis=0), 0.0)
        moved = influence(masses, unknown=selection.unknown, unattributed=unattributed_of(run.definition))
        for g, named in enumerate(moved.named):
            for i in (i for i in named if i < models.size and masses[i, g] > 0):
                row = rows[int(np.argmax(part_of == i))]
                found.append(
                    Mover(
                        model_id=_label(names, row) or "",
                        month=at,
                        group=selection.groups[g],
                        value=float(masses[i, g]),
                        move=float(moved.move[i, g]),
                        state=_label(states, row),
                    )
                )
    return sorted(found, key=lambda mover: (-abs(mover.move), mover.model_id, mover.month))


def _label(column: Labelled, row: np.intp) -> str | None:
    code = column.codes[row]
    return column.labels[code] if code >= 0 else None
