"""Parts of a run that may be counted together, and why two parts may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.verdicts import MEASURES, UNSEEN, Measure, can_tell
from weighbridge.statistics.arrays import FloatArray

Row = Mapping[str, Any]
APART: Mapping[str, str] = {
    "test": "kinds of test",
    "attack": "attacks",
    "harness": "harnesses",
    "harness_version": "versions of the harness",
    "scorer": "scorers",
    "scorer_version": "versions of the scorer",
    "judge": "judges",
    "language": "languages",
}
"""What two parts must share before they are compared, with the words of a refusal."""
_OWN = ("model", "host", "defence", "run_by", "run")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The rows of one run that are of one kind: nothing in it would be pooled wrongly.

    ``y`` is 1 where the outcome counts for the measure; a case is a row, repeats at temperature 0 being one.
    """

    run: str
    measure: Measure
    about: Mapping[str, Any]
    rows: tuple[Row, ...]
    y: FloatArray
    unseen: int
    repeats: int

    @property
    def keys(self) -> list[tuple[str, str, str]]:
        """What names a case, the same in every run."""
        return [(row["suite"], row["item"], row["cluster_2"] or "") for row in self.rows]

    @property
    def clusters(self) -> tuple[list[str], list[str] | None]:
        """First and second cluster of every case; None where there is no second."""
        second = [row["cluster_2"] or "" for row in self.rows]
        return [row["cluster_1"] for row in self.rows], second if any(second) else None

    @property
    def utility(self) -> tuple[int, int] | None:
        """How many cases were done as asked, of those where that is known."""
        known = [row["utility"] for row in self.rows if row["utility"] is not None]
        return (sum(known), len(known)) if known else None

    @property
    def words(self) -> str:
        """What kind of rows these are, in a few words."""
        about = self.about
        named = [about["attack"], about["language"], f"judged by {about['judge']}", about["arm"]]
        return ", ".join(str(text).replace("_", " ") for text in named if text)


def measure_named(name: str) -> Measure:
    """A measure; an error with the nearest names otherwise."""
    from weighbridge.catalogue.errors import unknown_name

    if name not in MEASURES:
        raise unknown_name("measure", name, MEASURES, "Try `weighbridge eval show`.")
    return MEASURES[name]


def measures_of(rows: Sequence[Row]) -> list[Measure]:
    """The measures that rows can tell: of their kinds of test, and of the arms they have."""
    tests, arms = {row["test"] for row in rows}, {row["arm"] for row in rows}
    return [
        measure
        for measure in MEASURES.values()
        if tests & set(measure.tests) and (not measure.arms or arms & set(measure.arms))
    ]


def parts_of(rows: Sequence[Row], measure: Measure, by_arm: bool = False) -> list[Part]:
    """The parts of rows on which a measure can be taken, largest first."""
    held: dict[tuple[Any, ...], list[Row]] = {}
    names = (*_OWN, *APART)
    for row in rows:
        fits = row["test"] in measure.tests and (not measure.arms or row["arm"] in measure.arms)
        if fits and can_tell(row["judge"], measure):
            arm = row["arm"] if by_arm else ""
            held.setdefault((*(row[name] for name in names), arm), []).append(row)
    found = []
    for key, own in held.items():
        about = dict(zip((*names, "arm"), key, strict=True))
        about["arm"] = about["arm"] or _arm_words(own)
        found.append(_part(measure, about, own))
    return sorted(found, key=lambda part: (-len(part.rows), part.run, part.words))


def parts_apart(rows: Sequence[Row], measure: Measure) -> list[Part]:
    """The parts of rows, arms of questions of fact apart: a sensitive question and its control are two."""
    return parts_of(rows, measure, by_arm=any(row["test"] == "information" for row in rows))


def _arm_words(rows: Sequence[Row]) -> str:
    return ", ".join(sorted({row["arm"] for row in rows}))


def _part(measure: Measure, about: Mapping[str, Any], rows: Sequence[Row]) -> Part:
    seen = _seen(measure, rows)
    once: dict[tuple[Any, ...], list[Row]] = {}
    for row in seen:
        key = (row["suite"], row["item"], row["cluster_2"], row["arm"])
        once.setdefault(key if row["temperature"] == 0 else (*key, row["repeat"]), []).append(row)
    kept = tuple(group[0] for group in once.values())
    y = np.array([float(row["outcome"] in measure.counts) for row in kept])
    return Part(about["run"], measure, about, kept, y, len(rows) - len(seen), len(seen) - len(kept))


def _seen(measure: Measure, rows: Sequence[Row]) -> list[Row]:
    """The rows that tell something of a measure: none where nobody judged what it asks."""
    outcomes = {row["outcome"] for row in rows}
    if outcomes & set(measure.blind) and not outcomes & {"factual", "partial", "inaccurate"}:
        return []
    return [row for row in rows if row["outcome"] not in (*UNSEEN, *measure.blind)]


def chosen(parts: Sequence[Part], wanted: Mapping[str, str | None], run: str) -> Part:
    """The one part that fits what was asked; an error that lists the parts otherwise."""
    fitting = [
        part
        for part in parts
        if all(value is None or str(part.about[name] or "none") == value for name, value in wanted.items())
    ]
    if len(fitting) == 1:
        return fitting[0]
    differ = [
        name for name in (*APART, "arm") if len({str(part.about[name]) for part in fitting or parts}) > 1
    ]
    options = "; ".join(
        f"--{name.replace('_', '-')} "
        f"{', '.join(sorted({str(part.about[name] or 'none') for part in fitting or parts}))}"
        for name in differ
    )
    if not parts:
        raise UsageError(
            f"{run} has no row on which this can be measured. Try `weighbridge eval show {run!r}`."
        )
    found = "fits none" if not fitting else f"fits {len(fitting)} parts that are not pooled"
    raise UsageError(f"What was asked {found} of {run}. Say which: {options}.")


def not_comparable(a: Part, b: Part) -> str:
    """Why two parts may not be compared; empty where they may."""
    for name, words in APART.items():
        if (a.about[name] or "") != (b.about[name] or ""):
            return (
                f"{a.run} and {b.run} are of two {words} ({a.about[name] or 'none'}; "
                f"{b.about[name] or 'none'}): "
                "a difference between them is not a difference between models. They are not pooled and not "
                "compared."
            )
    suites = [{row["suite"] for row in part.rows} for part in (a, b)]
    if not suites[0] & suites[1]:
        names = "; ".join(", ".join(sorted(held)) for held in suites)
        return f"{a.run} and {b.run} share no suite ({names})."
    return ""
