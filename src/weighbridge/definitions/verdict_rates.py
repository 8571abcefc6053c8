"""The estimate of a safety rate: models side by side under one attack or judge, never summed over models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weighbridge.catalogue.flags import checked_flags
from weighbridge.catalogue.verdicts import ATTACKS, JUDGES, MEASURES
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.evaluations.parts import Part, parts_of
from weighbridge.evaluations.rates import rate


def verdict_rate(run: Run) -> Estimated:
    """The rate of each model in the month of its snapshot, with its interval by clusters."""
    choices, measure = run.definition.choices, MEASURES[run.definition.indicator.name]
    rows = [row for row in rows_of(run.cube) if not row["defence"]]
    found: list[Row] = []
    kinds: set[str] = set()
    held = sorted({row["taken_on"][:7] for row in rows})
    for month in run.query.months(held) if held else ():
        parts = parts_of([row for row in rows if row["taken_on"][:7] == month], measure)
        shown = [part for part in parts if _asked(part, choices)]
        found += [row for part in shown if (row := _row(month, part))]
        kinds |= {f"{part.about['harness']} {part.about['harness_version'] or ''}".strip() for part in shown}
    names = run.query.shown(sorted({row.group for row in found}))
    kept = sorted((row for row in found if row.group in names), key=lambda row: (row.month, row.group))
    once = {(row.month, row.group): row for row in kept}
    notes = [f"Run with {', '.join(sorted(kinds))}; a model is no country, so models are never summed."]
    if not once:
        notes = ["No verdict of this kind is stored: `weighbridge import eval_verdicts FILE --as-of DATE`."]
    return Estimated(tuple(once.values()), tuple(notes))


def lacking_verdicts(definition: Definition, cube: Cube) -> str:
    """What a rate lacks: verdicts under the attack or judge asked for."""
    for axis, names in (("attack", ATTACKS), ("judge", JUDGES)):
        option = definition.get(axis, "")
        if option and not cube.text(axis).equals(names[option]).any():
            return f"{axis}={option} needs verdicts of {names[option]}, which no stored snapshot has."
    return ""


def rows_of(cube: Cube) -> list[dict[str, Any]]:
    """The cells as rows again: an estimate by clusters needs each case."""
    columns: dict[str, list[Any]] = {
        name: [None if code < 0 else column.labels[code] for code in column.codes]
        for name, column in cube.texts.items()
    }
    columns |= {name: [None if v < 0 else bool(v) for v in column] for name, column in cube.flags.items()}
    columns |= {name: [None if v != v else float(v) for v in column] for name, column in cube.counts.items()}
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _asked(part: Part, choices: Mapping[str, str]) -> bool:
    if "attack" in choices:
        return part.about["attack"] == ATTACKS[choices["attack"]]
    return part.about["judge"] == JUDGES[choices["judge"]]


def _row(month: str, part: Part) -> Row | None:
    found = rate(part)
    if found is None or found.estimate.value is None:
        return None
    estimate = found.estimate
    flags = set(estimate.flags) | (set() if estimate.low is not None else {"unstable"} - set(estimate.flags))
    return Row(
        month,
        str(part.about["model"]),
        estimate.value,
        estimate.low,
        estimate.high,
        estimate.bound_low,
        estimate.bound_high,
        estimate.n,
        checked_flags(flags),
    )
