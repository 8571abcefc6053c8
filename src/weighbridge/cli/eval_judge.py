"""``weighbridge eval compare --labels``: two runs under a judge alone, and corrected by labels of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from weighbridge.catalogue.verdicts import Measure
from weighbridge.cli.eval_words import ratio_words, share, span
from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.records import listing
from weighbridge.cli.terminal import Terminal
from weighbridge.evaluations.judging import JudgedPair, judged_pair
from weighbridge.statistics.judge import Judged

_NAMES = ("a", "b", "judge", "labels", "value", "low", "high")
_METHODS = (
    ("judge alone", "judge"),
    ("labels alone", "labels"),
    ("prediction-powered", "ppi"),
    ("power-tuned", "tuned"),
    ("Rogan and Gladen", "rogan_gladen"),
)


def deliver_judged(
    held: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    measure: Measure,
    wanted: Mapping[str, str | None],
    labels: tuple[str | None, int],
    asked: tuple[FormFlag, OutputFlag, bool],
) -> int:
    """Write both runs under the judge and under each correction."""
    found = judged_pair(held, measure, wanted, labels[0] or "", labels[1])
    record = {
        "a": found.runs[0],
        "b": found.runs[1],
        "judge": found.judge,
        "labels": found.labels,
        **{name: getattr(found.ratio, name) for name in ("value", "low", "high")},
        "judge_ratio": found.judge_ratio,
        "reversed": found.is_reversed,
        "rates": [_record(side) for side in found.sides],
    }
    deliver(
        forms_of([record], lambda terminal: _page(found, terminal), _NAMES, lambda: record),
        asked[0],
        asked[1],
    )
    return PASS


def _record(side: Judged) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "judge": side.judge,
        "sensitivity": side.sensitivity,
        "specificity": side.specificity,
    }
    for _, name in _METHODS[1:]:
        estimate = getattr(side, name)
        figures[name] = {key: getattr(estimate, key) for key in ("value", "low", "high")}
        figures[name]["se"] = side.se.get(name)
    weight = None if np.isnan(side.weight) else side.weight
    return {**figures, "weight_of_judge": weight}


def _page(found: JudgedPair, terminal: Terminal) -> list[str]:
    first, second = (run.partition("/")[2] for run in found.runs)
    order = (
        "the judge alone puts them the other way round"
        if found.is_reversed
        else "the judge agrees on the order"
    )
    lines = paragraph(
        f"{first} {ratio_words(found.ratio)} as {second}, corrected by labels; {order} "
        f"({found.judge_ratio:.2f}).",
        terminal,
    )
    rows = []
    for words, name in _METHODS:
        cells = [Cell(words)]
        for side in found.sides:
            held = getattr(side, name)
            value = held if isinstance(held, float) else held.value
            limits = "" if isinstance(held, float) else span(held.low, held.high)
            cells += [Cell(share(value), is_right=True), Cell(limits)]
        rows.append(cells)
    heads = ("under", first, "90 %", second, "90 %")
    errs = [
        f"{share(s.sensitivity)} of them found, {share(s.specificity)} of others left" for s in found.sides
    ]
    note = (
        f"Judge: {found.judge}; labels: {found.labels}, {found.labelled[0]} and {found.labelled[1]} of "
        f"them. It errs "
        f"differently by model: {first}: {errs[0]}; {second}: {errs[1]}."
    )
    return [*lines, "", *listing(heads, rows, terminal), "", *paragraph(note, terminal)]
