"""The estimate of a benchmark: the best score of each group so far, one harness at a time."""

from __future__ import annotations

import numpy as np

from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.capability_cells import PLACES, month_end, months_between, ordinal
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats, Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.arrays import null_if_nan
from weighbridge.statistics.resampling import DRAWS, generator_for, percentile_limits


def lacks_scores(definition: Definition, cube: Cube) -> str:
    """What a definition lacks: a score on the benchmark by a model of the openness asked for."""
    if _of_kind(cube, definition).size:
        return ""
    option = definition["openness"]
    kind = "" if option == "any" else f" by a model with {option} weights"
    return f"no score on {definition['benchmark']}{kind} is stored."


def _of_kind(cube: Cube, definition: Definition) -> Cube:
    held = cube.where(cube.text("benchmark_id").equals(definition["benchmark"]))
    if definition["openness"] == "any":
        return held
    return held.where(held.text("openness").equals(definition["openness"]))


def best_score(run: Run) -> Estimated:
    """The highest score of each group's models released by the end of each month."""
    held, harness, notes = _held(run)
    by = "country" if run.query.group_by == "country" else "openness"
    column = held.text(by)
    labels = np.array([PLACES.get(column.labels[code], column.labels[code]) for code in column.codes])
    groups = sorted(set(labels.tolist()), key=lambda name: (name == UNKNOWN, name))
    day = np.array([ordinal(held.text("counts_from").labels[c]) for c in held.text("counts_from").codes])
    months = months_between(float(day.min()), float(day.max()), run.query)
    draws = _draws(run, held)
    shown = run.query.shown(groups)
    rows = [
        row
        for month in months
        for group in shown
        if (row := _row(held, draws, (labels == group) & (day <= month_end(month)), month, group, harness))
    ]
    return Estimated(tuple(rows), (*_leaders(held, labels, shown), *notes))


def _held(run: Run) -> tuple[Cube, str, list[str]]:
    """The scores of the benchmark under the harness chosen, and what must be said of it."""
    choice = run.definition
    held = _of_kind(run.cube, choice)
    names = held.text("harness")
    codes, counts = np.unique(names.codes, return_counts=True)
    largest = names.labels[codes[np.lexsort((codes, -counts))[0]]]
    notes = [f"{held.size} scores from {codes.size} harness{'es' if codes.size > 1 else ''}."]
    if choice["harness"] == "one":
        kept = held.where(names.equals(largest))
        notes = [
            f"One harness: {largest}, {kept.size} of {held.size} scores; {codes.size - 1} others left out."
        ]
        return kept, largest, [*notes, *_undated(kept)]
    if codes.size > 1:
        notes.append("Harnesses are mixed: prompts, examples shown and scoring differ between models.")
    return held, "mixed" if codes.size > 1 else largest, [*notes, *_undated(held)]


def _undated(held: Cube) -> list[str]:
    lost = int((held.flags["is_dated"] != 1).sum())
    return [f"{lost} models without a release day count from the day of the capture."] if lost else []


def _draws(run: Run, held: Cube) -> Floats:
    """Normal draws of the scores within 0..1; a score without an error stays as it is."""
    indicator = run.definition.indicator
    rng = generator_for(indicator.name, indicator.method_version, indicator.seed)
    error = np.nan_to_num(held.counts["standard_error"])
    return np.clip(held.counts["score"] + rng.standard_normal((DRAWS, held.size)) * error, 0, 1)


def _row(held: Cube, draws: Floats, own: Mask, month: str, group: str, harness: str) -> Row | None:
    if not own.any():
        return None
    score, error = held.counts["score"][own], held.counts["standard_error"][own]
    best = int(np.argmax(score))
    flags = {"se_imputed"} if held.text("se_kind").equals("binomial")[own][best] else set[str]()
    flags |= {"mixed_harness"} if harness == "mixed" else set()
    value = np.array(float(score[best]))
    low, high, unstable = percentile_limits(draws[:, own].max(axis=1), value)
    if not np.isfinite(error).all():
        low, high, unstable = np.array(np.nan), np.array(np.nan), np.array(False)
    flags |= {"unstable"} if bool(unstable) else set()
    return Row(
        month,
        group,
        float(value),
        null_if_nan(float(low)),
        null_if_nan(float(high)),
        None,
        None,
        int(own.sum()),
        checked_flags(flags),
    )


def _leaders(held: Cube, labels: np.ndarray, groups: tuple[str, ...]) -> list[str]:
    names, score = held.text("model_version"), held.counts["score"]
    said = []
    for group in groups:
        own = np.flatnonzero(labels == group)
        if own.size and group != UNKNOWN:
            best = own[np.argmax(score[own])]
            said.append(f"{group} {names.labels[names.codes[best]]} ({score[best]:.3f})")
    return [f"Best of each group: {', '.join(said)}."] if said else []
