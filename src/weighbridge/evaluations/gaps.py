"""Gaps against matched controls: between languages of one run, or between two runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.verdicts import UNSEEN, Measure
from weighbridge.evaluations.suites import load_suite
from weighbridge.statistics.contrasts import DifferenceInDifferences, did

Row = Mapping[str, Any]
SIDES = ("sensitive", "mirror")


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference in differences: which arm, which two sides, over how many pairs and topics.

    ``left_out`` pairs were asked on both sides and lack a verdict on one: they bound the gap.
    """

    arm: str
    first: str
    second: str
    pairs: int
    found: DifferenceInDifferences
    left_out: int = 0


def language_gaps(rows: Sequence[Row], measure: Measure, judge: str) -> list[Gap]:
    """Each other language of a run against English, sensitive items against their controls."""
    languages = sorted({row["language"] for row in rows}, key=lambda name: name != "en")
    found = []
    for arm in SIDES:
        held = {name: _pairs(rows, measure, judge, name, arm) for name in languages}
        for other in languages[1:]:
            gap = _gap(arm, (other, held[other]), (languages[0], held[languages[0]]))
            if gap is not None:
                found.append(gap)
    if not found:
        raise UsageError(
            "A gap between languages needs matched pairs in two languages, two judged pairs at least."
        )
    return found


def language_gap(
    rows: Sequence[Row], measure: Measure, judge: str, languages: tuple[str, str], arm: str
) -> Gap | None:
    """One language against another, with the bounds of pairs that lack a verdict; None of under two pairs."""
    held = [_pairs(rows, measure, judge, name, arm) for name in languages]
    gap = _gap(arm, (languages[0], held[0]), (languages[1], held[1]))
    if gap is None:
        return None
    asked = [_asked(rows, judge, name, arm) for name in languages]
    left = len(asked[0] & asked[1]) - gap.pairs
    return _bounded(gap, left) if left else gap


def _asked(rows: Sequence[Row], judge: str, language: str, arm: str) -> set[str]:
    """The pairs that were asked, judged or not."""
    partners = _partners()
    return {
        partners[row["item"]]
        for row in rows
        if row["judge"] == judge
        and row["language"] == language
        and row["arm"] == arm
        and row["item"] in partners
    }


def _bounded(gap: Gap, left: int) -> Gap:
    """The gap with bounds: a pair without a verdict differs by 2 at most, either way."""
    estimate, whole = gap.found.rate.estimate, gap.pairs + left
    total = (estimate.value or 0.0) * gap.pairs
    bounded = replace(estimate, bound_low=(total - 2 * left) / whole, bound_high=(total + 2 * left) / whole)
    found = replace(gap.found, rate=replace(gap.found.rate, estimate=bounded))
    return replace(gap, found=found, left_out=left)


def run_gaps(a: Sequence[Row], b: Sequence[Row], measure: Measure, judge: str) -> list[Gap]:
    """Two runs of one suite, language by language: models, or hosts of the same weights."""
    names = (str(a[0]["run"]), str(b[0]["run"]))
    found = []
    for language in sorted({row["language"] for row in a} & {row["language"] for row in b}):
        for arm in SIDES:
            held = [_pairs(rows, measure, judge, language, arm) for rows in (a, b)]
            gap = _gap(f"{arm}, {language}", (names[0], held[0]), (names[1], held[1]))
            if gap is not None:
                found.append(gap)
    if not found:
        raise UsageError(f"{names[0]} and {names[1]} share no matched pairs that both have judged.")
    return found


def _gap(
    arm: str,
    first: tuple[str, Mapping[str, tuple[float, float, str]]],
    second: tuple[str, Mapping[str, tuple[float, float, str]]],
) -> Gap | None:
    shared = sorted(first[1].keys() & second[1].keys())
    if len(shared) < 2:
        return None
    a, b = ([side[1][pair] for pair in shared] for side in (first, second))
    arms = [[values[i] for values in side] for side in (a, b) for i in (0, 1)]
    topics = [values[2] for values in a]
    sensitive_a, control_a, sensitive_b, control_b = arms
    found = did(sensitive_a, control_a, sensitive_b, control_b, topics)
    return Gap(arm, first[0], second[0], len(shared), found)


def _pairs(
    rows: Sequence[Row], measure: Measure, judge: str, language: str, arm: str
) -> dict[str, tuple[float, float, str]]:
    """Outcome of the sensitive item, of its control, and the topic, of each pair both of which are judged."""
    partners = _partners()
    held: dict[str, dict[str, tuple[float, str]]] = {}
    for row in rows:
        own = row["judge"] == judge and row["language"] == language and row["repeat"] == 0
        if own and row["outcome"] not in (*UNSEEN, *measure.blind) and row["item"] in partners:
            value = float(row["outcome"] in measure.counts)
            held.setdefault(partners[row["item"]], {})[row["arm"]] = (value, str(row["cluster_1"]))
    return {
        pair: (both[arm][0], both["control"][0], both[arm][1])
        for pair, both in held.items()
        if arm in both and "control" in both
    }


def _partners() -> Mapping[str, str]:
    """The pair of every item of the shipped matched suite."""
    return {item.item: item.pair for item in load_suite("matched_pairs").items}
