"""Verdicts in our own columns, as CSV: what other programs can write, and what `eval show --rows` writes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.evaluation import evaluation
from weighbridge.catalogue.verdicts import ARMS, COLUMNS, NAMES, OUTCOMES, TESTS
from weighbridge.evaluations._rows import Row, csv_header, csv_rows, is_true, numbered, row

NEEDED = ("item", "model", "outcome")


def _recognises(path: Path) -> bool:
    return set(csv_header(path)) >= set(NEEDED)


@evaluation(
    title="Verdicts as CSV",
    tests=tuple(TESTS),
    outcomes=tuple(OUTCOMES),
    arms=tuple(ARMS),
    clusters=("cluster_1", "cluster_2"),
    recognises=_recognises,
)
def plain_verdicts(path: Path) -> Iterable[Row]:
    """A CSV with a row a verdict: item, model and outcome at least, other columns where known.

    What is left out is filled: the file's name for run and suite, knowledge for the test, control for the
    arm. Other columns, such as texts, are left behind.
    """
    return numbered([_row(where, record, path.stem) for where, record in csv_rows(path)])


def _row(where: str, record: dict[str, str], stem: str) -> Row:
    kinds = {column.name: column.type for column in COLUMNS}
    given: dict[str, Any] = {
        "run": f"{stem}/{record['model']}",
        "suite": stem,
        "test": "knowledge",
        "arm": "neutral",
        "harness": "unknown",
        "scorer": "unknown",
        "position": 0,
    }
    for name, text in record.items():
        if name in NAMES and text != "":
            given[name] = _value(where, name, text, kinds[name])
    return row(where, **given)


def _value(where: str, name: str, text: str, kind: str) -> Any:
    if kind in ("integer", "number"):
        try:
            return int(text) if kind == "integer" else float(text)
        except ValueError as error:
            raise ContractError(f"{where}: {name} is '{text}', expected a number.") from error
    return is_true(text) if kind == "boolean" else text
