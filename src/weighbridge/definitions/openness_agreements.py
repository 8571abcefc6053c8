"""The estimate of agreement on open weights: models all agree on, and who contradicts whom on the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.wording import month_name
from weighbridge.statistics.proportions import proportion

OPEN, CLOSED = "open", "closed"
MOST_MODELS, MOST_SAYERS = 12, 6
# Who calls the weights open, and who closed; one who says both stands on both sides.
Sides = Mapping[str, frozenset[str]]


def agreement_on_weights(run: Run) -> Estimated:
    """The part of models all agree on; of each other model the part of those who say open."""
    months = run.query.months(_months(run.cube))
    rows: list[Row] = []
    notes: list[str] = []
    for month in months:
        sides = {model: held for model, held in _sides(run, month).items() if _sayers(held) > 1}
        split = {model: held for model, held in sides.items() if held[OPEN] and held[CLOSED]}
        rows += (
            _by_model(run, month, split) if run.query.group_by == "model" else _in_all(month, sides, split)
        )
        notes = _notes(month, sides, split)
    if not rows:
        raise UsageError(
            "No such model is in conflict in these months. Leave --only out to see all that are."
        )
    return Estimated(tuple(rows), tuple(notes))


def _months(cube: Cube) -> list[str]:
    return cube.text("month").occurring


def _sides(run: Run, month: str) -> dict[str, Sides]:
    """Who says what of each model, on the newest list of a month."""
    cube = run.cube.where(run.cube.text("month").equals(month))
    if run.definition["sayers"] == "sellers":
        cube = cube.where(cube.flags["is_seller"] == 1)
    newest = max(cube.text("listed_on").labels[code] for code in np.unique(cube.text("listed_on").codes))
    cube = cube.where(cube.text("listed_on").equals(newest))
    model, sayer, says = (cube.text(name) for name in ("model_key", "said_by", "says"))
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: {OPEN: set(), CLOSED: set()})
    for i in range(cube.size):
        found[model.labels[model.codes[i]]][says.labels[says.codes[i]]].add(sayer.labels[sayer.codes[i]])
    return {
        name: {side: frozenset(who) for side, who in held.items()} for name, held in sorted(found.items())
    }


def _sayers(held: Sides) -> int:
    return len(held[OPEN] | held[CLOSED])


def _in_all(month: str, sides: Mapping[str, Sides], split: Mapping[str, Sides]) -> list[Row]:
    found = proportion(len(sides) - len(split), len(split))
    limits = (found.value, found.low, found.high, found.bound_low, found.bound_high)
    return [Row(month, "all", *limits, found.n, checked_flags(set(found.flags)))]


def _by_model(run: Run, month: str, split: Mapping[str, Sides]) -> list[Row]:
    wanted = {name.casefold() for name in run.query.only}
    return [
        Row(month, model, len(held[OPEN]) / _sayers(held), n=_sayers(held), flags=("in_conflict",))
        for model, held in split.items()
        if not wanted or model.casefold() in wanted
    ]


def _notes(month: str, sides: Mapping[str, Sides], split: Mapping[str, Sides]) -> list[str]:
    counts = (
        f"{month_name(month)}: of {len(sides)} models that two or more list, {len(split)} are called open by "
        "some and closed by others (`--group model` has all)."
    )
    ranked = sorted(split, key=lambda model: (-_sayers(split[model]), model))[:MOST_MODELS]
    return [counts, *(f"{model}: {conflict_words(split[model])}." for model in ranked)]


def conflict_words(held: Sides) -> str:
    """Who says what of one model: the larger side as a number, the smaller one by name.

    >>> conflict_words({"open": frozenset({"a", "b"}), "closed": frozenset({"c"})})
    'open by 2 of 3; closed by c'
    """
    total = _sayers(held)
    few, many = sorted((CLOSED, OPEN), key=lambda side: len(held[side]))
    names = sorted(held[few])
    more = f" and {len(names) - MOST_SAYERS} more" if len(names) > MOST_SAYERS else ""
    return f"{many} by {len(held[many])} of {total}; {few} by {', '.join(names[:MOST_SAYERS])}{more}"
