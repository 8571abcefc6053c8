"""Models against models on the same cases: how many times as often, and groups with the model as unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import Unit
from weighbridge.catalogue.verdicts import MEASURES
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.verdict_rows import (
    NOTHING,
    VerdictRow,
    asked_words,
    by_month,
    chosen_rows,
    names_of,
    row_of,
    rows_of,
)
from weighbridge.evaluations.groups import contrast, makers
from weighbridge.evaluations.parts import Part, parts_of
from weighbridge.evaluations.rates import compare
from weighbridge.statistics.contrasts import GroupContrast

_MEASURE = MEASURES["attack_success"]
_CONTRAST = "open less closed"


def ratio_of_models(run: Run) -> Estimated:
    """Each model's rate over that of one of them, on the cases both were put to."""
    held = by_month(chosen_rows(rows_of(run.cube), run.definition.choices))
    found: list[Row] = []
    notes: list[str] = []
    for month in run.query.months(list(held)) if held else ():
        rows, said = _ratios(month, held[month], run.definition["against"])
        found += rows
        notes += said
    names = run.query.shown(sorted({row.group for row in found}))
    kept = sorted((row for row in found if row.group in names), key=lambda row: (row.month, row.group))
    return Estimated(tuple(kept), tuple(notes))


def lacking_models(definition: Definition, cube: Cube) -> str:
    """What a ratio lacks: two models put to the same attack, one of which it ever succeeded on."""
    held = by_month(chosen_rows(rows_of(cube), definition.choices))
    if any(len(_known(rows)) > 1 and _reference(_known(rows), "lowest") for rows in held.values()):
        return ""
    return f"{asked_words(definition)}: two models on the same cases are needed, and there is {NOTHING}"


def _known(rows: Sequence[VerdictRow]) -> list[Part]:
    return sorted(
        (part for part in parts_of(rows, _MEASURE) if part.y.size), key=lambda part: str(part.about["model"])
    )


def _reference(parts: Sequence[Part], against: str) -> Part | None:
    """The model the others are set against; None where the attack succeeded on none."""
    order = sorted((part for part in parts if part.y.any()), key=lambda part: float(part.y.mean()))
    if not order:
        return None
    return order[0] if against == "lowest" else order[(len(order) - 1) // 2]


def _ratios(month: str, rows: Sequence[VerdictRow], against: str) -> tuple[list[Row], list[str]]:
    parts = _known(rows)
    base = _reference(parts, against)
    if base is None:
        return [], []
    names = dict(zip(map(id, parts), names_of(parts), strict=True))
    found, notes = [], [_about(base, names[id(base)])]
    for part in parts:
        if part is base:
            found.append(Row(month, names[id(part)], 1.0, n=0, flags=("fixed_by_definition",)))
            continue
        try:
            found.append(row_of(month, names[id(part)], compare(part, base).ratio))
        except UsageError as error:
            notes.append(str(error))
    return found, notes


def _about(base: Part, name: str) -> str:
    count, total = int(base.y.sum()), int(base.y.size)
    rate = Unit.SHARE.text(count / total, suffix=True)
    return (
        f"Set against {name}: {count:,} of {total:,} attacks succeeded, {rate}; chosen by its rate, "
        "so read with care."
    )


def contrast_of_openness(run: Run) -> Estimated:
    """Open models less closed ones, the model being the unit; refused below five of three makers a side."""
    held = by_month(chosen_rows(rows_of(run.cube), run.definition.choices))
    found: list[Row] = []
    notes: list[str] = []
    for month in run.query.months(list(held)) if held else ():
        row, said = _contrasted(month, held[month])
        found.append(row)
        notes += said
    run.query.shown(sorted({row.group for row in found}))
    return Estimated(tuple(found), tuple(notes))


def lacking_attacks(definition: Definition, cube: Cube) -> str:
    """What a contrast lacks before models are counted: any verdict under the attack."""
    if chosen_rows(rows_of(cube), definition.choices):
        return ""
    return f"{asked_words(definition)}: {NOTHING}"


def _contrasted(month: str, rows: Sequence[VerdictRow]) -> tuple[Row, list[str]]:
    known = makers()
    lost = sorted({str(row["model"]) for row in rows} - known.keys())
    notes = [
        f"Left out, because nobody has judged who made them and whether they are open: {', '.join(lost)}."
    ]
    refused = Row(month, _CONTRAST, None, n=0, flags=("too_few_models",))
    try:
        found = contrast([row for row in rows if row["model"] in known], _MEASURE, {}, "open")
    except UsageError as error:
        return refused, [*(notes if lost else []), f"No statement about open and closed models: {error}"]
    said = [*(notes if lost else []), *_sides(found)]
    return (refused if found.reason else row_of(month, _CONTRAST, found.difference)), said


def _sides(found: GroupContrast) -> Iterator[str]:
    if found.reason:
        yield f"No statement about open and closed models: {found.reason}."
    for word, models in zip(("Open", "Closed"), found.sides, strict=True):
        rates = ", ".join(f"{name} {Unit.SHARE.text(found.rates[name], suffix=True)}" for name in models)
        yield f"{word}, {len(models)} models: {rates}."
    yield (
        f"Permutation of models over the two sides: p = {found.p:.3f}, two-sided, {found.splits:,} splits; "
        f"the smallest one-sided p that so few models can give is {found.smallest:.3f}."
    )
