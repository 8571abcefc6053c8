"""Runs under a judge that errs, corrected by labels of the same run's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.verdicts import UNSEEN, Measure
from weighbridge.evaluations.parts import chosen, parts_of
from weighbridge.statistics.arrays import FloatArray
from weighbridge.statistics.estimate import Estimate
from weighbridge.statistics.judge import Judged, corrected_ratio, judged_rate
from weighbridge.statistics.resampling import generator_for

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two runs under one judge, and under labels of a part of their answers."""

    runs: tuple[str, str]
    judge: str
    labels: str
    labelled: tuple[int, int]
    sides: tuple[Judged, Judged]
    ratio: Estimate
    judge_ratio: float

    @property
    def is_reversed(self) -> bool:
        """Whether the judge alone puts the two the other way round."""
        value = self.ratio.value
        return value is not None and (value - 1) * (self.judge_ratio - 1) < 0


def judged_pair(
    held: tuple[Sequence[Row], Sequence[Row]],
    measure: Measure,
    wanted: Mapping[str, str | None],
    labels: str,
    every: int,
) -> JudgedPair:
    """Two runs, the judge's verdicts corrected by the labels of every so many-th item.

    Each model is corrected by labels of its own answers: a judge errs differently by model.
    """
    if every < 2:
        raise UsageError(
            f"--every {every}: with every item labelled there is no judge to correct. Give 2 or more."
        )
    runs = (str(held[0][0]["run"]), str(held[1][0]["run"]))
    sides = [_side(rows, measure, wanted, labels, every, run) for rows, run in zip(held, runs, strict=True)]
    order = [key for key in sides[0] if key in sides[1]]
    if not order:
        raise UsageError(f"{runs[0]} and {runs[1]} share no item that both have judged.")
    arrays = [np.array([side[key] for key in order]) for side in sides]
    corrected = [_judged(array) for array in arrays]
    rng = generator_for("eval_judge", "1", 0)
    ratio = corrected_ratio(arrays[0][:, 0], arrays[0][:, 1], arrays[1][:, 0], arrays[1][:, 1], rng)
    alone = corrected[0].judge / corrected[1].judge if corrected[1].judge else float("nan")
    seen = [int(np.isfinite(array[:, 0]).sum()) for array in arrays]
    judge = wanted.get("judge") or ""
    return JudgedPair(runs, judge, labels, (seen[0], seen[1]), (corrected[0], corrected[1]), ratio, alone)


def _judged(array: FloatArray) -> Judged:
    y, f = array[:, 0], array[:, 1]
    own = np.isfinite(y)
    return judged_rate(y[own], f[own], f[~own])


def _side(
    rows: Sequence[Row], measure: Measure, wanted: Mapping[str, str | None], labels: str, every: int, run: str
) -> dict[tuple[str, str, str], tuple[float, float]]:
    """Label (NaN where there is none) and verdict of every item, in the order of the run."""
    parts = parts_of(rows, measure)
    judged = chosen(parts, wanted, run)
    truth = chosen(parts, {**wanted, "judge": labels}, run)
    if judged.about["judge"] == labels:
        raise UsageError(f"--judge and --labels are both '{labels}'. Name the judge to be corrected.")
    label = dict(zip(truth.keys, truth.y, strict=True))
    ordered = sorted(
        zip(judged.rows, judged.keys, judged.y, strict=True), key=lambda held: held[0]["position"]
    )
    found = {}
    for number, (row, key, value) in enumerate(ordered):
        has_label = number % every == 0 and key in label and row["outcome"] not in UNSEEN
        found[key] = (float(label[key]) if has_label else float("nan"), float(value))
    return found
