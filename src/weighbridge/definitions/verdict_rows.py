"""Verdict rows of one question to an indicator of safety: by month, under the choices, with names to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from weighbridge.catalogue.flags import checked_flags
from weighbridge.catalogue.verdicts import ATTACKS, LANGUAGES, is_judged_by
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import Row
from weighbridge.evaluations.parts import Part
from weighbridge.statistics.estimate import Estimate

VerdictRow = dict[str, Any]
NOTHING = (
    "nothing to weigh yet: no stored verdict is of this kind. Put a suite to a model with "
    "`weighbridge eval run`, write its rows with `weighbridge eval show RUN --rows --format csv --output "
    "rows.csv`, and take them in with `weighbridge import eval_verdicts rows.csv --as-of DATE`."
)


def rows_of(cube: Cube) -> list[VerdictRow]:
    """The cells as rows again: an estimate by clusters needs each case. Those of a defended model are out."""
    if "verdict rows" not in cube.kept:
        cube.kept["verdict rows"] = [row for row in _unpacked(cube) if not row["defence"]]
    held: list[VerdictRow] = cube.kept["verdict rows"]
    return held


def _unpacked(cube: Cube) -> list[VerdictRow]:
    columns: dict[str, list[Any]] = {
        name: [None if code < 0 else column.labels[code] for code in column.codes]
        for name, column in cube.texts.items()
    }
    columns |= {name: [None if v < 0 else bool(v) for v in column] for name, column in cube.flags.items()}
    columns |= {name: [None if v != v else float(v) for v in column] for name, column in cube.counts.items()}
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def chosen_rows(
    rows: Sequence[VerdictRow], choices: Mapping[str, str], but: Sequence[str] = ()
) -> list[VerdictRow]:
    """The rows under the attack, judge, language and items chosen; ``but`` names axes left open."""
    return [row for row in rows if all(_fits(row, axis, choices) for axis in _AXES if axis not in but)]


_AXES = ("attack", "judge", "language", "items")


def _fits(row: VerdictRow, axis: str, choices: Mapping[str, str]) -> bool:
    option = choices.get(axis)
    if option is None:
        return True
    if axis == "attack":
        return bool(row["attack"] == ATTACKS[option])
    if axis == "judge":
        return is_judged_by(str(row["judge"]), option)
    return bool(row["language"] == LANGUAGES[option] if axis == "language" else row["arm"] == option)


def by_month(rows: Sequence[VerdictRow]) -> dict[str, list[VerdictRow]]:
    """Rows by the month of their snapshot, oldest first."""
    found: dict[str, list[VerdictRow]] = {}
    for row in sorted(rows, key=lambda row: str(row["taken_on"])):
        found.setdefault(str(row["taken_on"])[:7], []).append(row)
    return found


def names_of(parts: Sequence[Part]) -> list[str]:
    """What each part is called: its model; with host, then judge and run, where that is not enough."""
    names = [str(part.about["model"]) for part in parts]
    for more in ("host", "judge", "run"):
        counts = Counter(names)
        names = [
            name if counts[name] == 1 else f"{name}, {part.about[more]}"
            for name, part in zip(names, parts, strict=True)
        ]
    return names


def row_of(month: str, name: str, found: Estimate, *more: str) -> Row:
    """A row of a result from an estimate; why it has no interval is always said."""
    flags = {*found.flags, *more}
    if found.value is not None and found.low is None and not flags:
        flags = {"unstable"}
    numbers = (found.value, found.low, found.high, found.bound_low, found.bound_high)
    return Row(month, name, *numbers, found.n, checked_flags(flags))


def asked_words(definition: Definition) -> str:
    """The choices of a definition as one reads them in an error."""
    return ", ".join(f"{axis}={option}" for axis, option in definition.choices.items())
