"""The estimate of a safety rate: models side by side under one choice each, never summed over models."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.catalogue.units import Unit
from weighbridge.catalogue.verdicts import ATTACKS, JUDGES, MEASURES
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.verdict_rows import (
    NOTHING,
    asked_words,
    by_month,
    chosen_rows,
    names_of,
    row_of,
    rows_of,
)
from weighbridge.evaluations.parts import Part, parts_of
from weighbridge.evaluations.rates import rate

_MOST_NAMED = 6


def verdict_rate(run: Run) -> Estimated:
    """The rate of each model in the month of its snapshot, with its interval by clusters."""
    held = by_month(chosen_rows(rows_of(run.cube), run.definition.choices))
    found: list[tuple[Row, Part]] = []
    for month in run.query.months(list(held)) if held else ():
        parts = [part for part in _parts(run.definition, held[month]) if part.y.size]
        for name, part in zip(names_of(parts), parts, strict=True):
            if (known := rate(part)) is not None:
                found.append((row_of(month, name, known.estimate), part))
    names = run.query.shown(sorted({row.group for row, _ in found}))
    kept = sorted(
        ((row, part) for row, part in found if row.group in names),
        key=lambda pair: (pair[0].month, pair[0].group),
    )
    return Estimated(tuple(row for row, _ in kept), tuple(_notes(kept)))


def _parts(definition: Definition, rows: Sequence[dict[str, object]]) -> list[Part]:
    return parts_of(rows, MEASURES[definition.indicator.name])


def lacking_verdicts(definition: Definition, cube: Cube) -> str:
    """What a rate lacks: verdicts under the choices asked for."""
    rows = chosen_rows(rows_of(cube), definition.choices)
    if any(part.y.size for part in _parts(definition, rows)):
        return ""
    for axis, names in (("attack", ATTACKS), ("judge", JUDGES)):
        option = definition.get(axis, "")
        if option and not chosen_rows(rows_of(cube), {axis: option}):
            return f"{axis}={option} needs verdicts of {names[option]}, which no stored snapshot has."
    return f"{asked_words(definition)}: {NOTHING}"


def _notes(kept: Sequence[tuple[Row, Part]]) -> list[str]:
    kinds = sorted({_versioned(part) for _, part in kept})
    notes = [f"Run with {', '.join(kinds)}; a model is no country, so models are never summed."]
    hosts, suites = ({str(text) for text in found} for found in _places(kept))
    notes.append(f"Host: {', '.join(sorted(hosts))}. Suite: {', '.join(sorted(suites))}.")
    if len(suites) > 1 and kept[0][1].about["test"] == "information":
        notes.append(
            "Two suites ask different questions: their rates stand side by side and are not compared."
        )
    if unseen := sum(part.unseen for _, part in kept):
        notes.append(f"{unseen:,} answers have no verdict: they bound a rate and are not in it.")
    return [*notes, *_utility(kept)]


def _places(kept: Sequence[tuple[Row, Part]]) -> tuple[set[str], set[str]]:
    parts = [part for _, part in kept]
    return {part.about["host"] for part in parts}, {row["suite"] for part in parts for row in part.rows}


def _versioned(part: Part) -> str:
    return f"{part.about['harness']} {part.about['harness_version'] or ''}".strip()


def _utility(kept: Sequence[tuple[Row, Part]]) -> list[str]:
    """Utility of the models whose rate is highest, beside it: one that cannot act cannot be hijacked."""
    known = [(row, part.utility) for row, part in kept if part.utility]
    if not known:
        return []
    top = sorted(known, key=lambda pair: -(pair[0].value or 0.0))[:_MOST_NAMED]
    said = [f"{row.group} {Unit.SHARE.text(done / of, suffix=True)}" for row, (done, of) in top]
    more = f", and {len(known) - len(top)} more" if len(known) > len(top) else ""
    return [f"Their own task done, under the same attacks: {', '.join(said)}{more}."]
