"""How often intervals of safety figures hold the truth, by simulation; prints docs/coverage-safety.md.

Regenerate from the root, with the package installed:
``python tests/statistics/test_safety_coverage.py > docs/coverage-safety.md``. What covers less than its
nominal level is published as such.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from weighbridge.statistics.clustered import crossed_draws, crossed_weights, two_way_rate
from weighbridge.statistics.contrasts import did, group_contrast, paired, permutation_p
from weighbridge.statistics.judge import judged_rate
from weighbridge.statistics.proportions import newcombe
from weighbridge.statistics.risk_ratios import katz, risk_ratio, score_limits

REPETITIONS = 400
SEED = 20261126
TASKS, INJECTIONS = 97, 27


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, what it should be, and the range a test holds it to."""

    what: str
    setting: str
    found: float
    nominal: str
    low: float
    high: float

    def cells(self) -> str:
        return f"| {self.what} | {self.setting} | {self.found:.3f} | {self.nominal} |"


def mean(values) -> float:
    return float(np.mean(values))


def logistic(x):
    return 1 / (1 + np.exp(-x))


def held(interval, truth) -> bool:
    return bool(interval[0] <= truth <= interval[1])


FIRST = np.repeat(np.arange(TASKS), INJECTIONS)
SECOND = np.tile(np.arange(INJECTIONS), TASKS)


def crossed() -> list[Row]:
    """Every task under every injection, both with effects of their own."""
    rng = np.random.default_rng(SEED)
    big = rng.normal(0, 1, (2, 2_000_000))
    truth = mean(logistic(big[0] * 0.7 + big[1] * 1.3))
    naive, one_way, two_way, drawn, difference = [], [], [], [], []
    for _ in range(REPETITIONS):
        task, attack = rng.normal(0, 0.7, TASKS)[FIRST], rng.normal(0, 1.3, INJECTIONS)[SECOND]
        y, other = (rng.random((2, FIRST.size)) < logistic(task + attack)).astype(float)
        found = two_way_rate(y, FIRST, SECOND)
        naive.append(held((found.naive.low, found.naive.high), truth))
        half = 1.6448536 * found.se_first
        one_way.append(held((found.estimate.value - half, found.estimate.value + half), truth))
        two_way.append(held((found.estimate.low, found.estimate.high), truth))
        draws = crossed_draws(y, crossed_weights(FIRST, SECOND, 500, rng))
        drawn.append(held(np.quantile(draws, [0.05, 0.95]), truth))
        gap = paired(y, other, FIRST, SECOND).rate.estimate
        difference.append(held((gap.low, gap.high), 0))
    setting = f"{TASKS} tasks x {INJECTIONS} injections, effects of 0.7 and 1.3"
    return [
        Row("rate, cases as if independent (not used)", setting, mean(naive), "0.90: far too narrow", 0, 0.6),
        Row("rate, clustered by task alone (not used)", setting, mean(one_way), "0.90: too narrow", 0, 0.8),
        Row("rate, two-way clustered, t", setting, mean(two_way), "0.90", 0.85, 0.97),
        Row("rate, crossed resamples", setting, mean(drawn), "0.90", 0.85, 0.98),
        Row("difference of two models on the same cases", setting, mean(difference), "0.90", 0.83, 1.0),
    ]


def _group(rng, models: int, spread: float):
    """Two groups of models of equal mean rate: cases x models, 20 tasks x 10 injections."""
    first, second = np.repeat(np.arange(20), 10), np.tile(np.arange(10), 20)
    lift = rng.normal(0, 0.5, 20)[first] + rng.normal(0, 0.8, 10)[second]
    own = rng.normal(0, spread, 2 * models)
    y = (rng.random((200, 2 * models)) < logistic(lift[:, None] + own)).astype(float)
    return y, first, second


def groups() -> list[Row]:
    """Two groups without a true difference: what rows, tasks and models as units cover."""
    rows = []
    for models in (5, 10):
        rng = np.random.default_rng(SEED + models)
        pooled, tasks, units, small = [], [], [], []
        side = np.arange(2 * models) < models
        for _ in range(REPETITIONS):
            y, first, second = _group(rng, models, 0.8)
            counts = [(int(y[:, own].sum()), 200 * models) for own in (side, ~side)]
            simple = newcombe(*counts[0], *counts[1])
            pooled.append(held((simple.low, simple.high), 0))
            gap = two_way_rate(y[:, side].mean(axis=1) - y[:, ~side].mean(axis=1), first, second)
            tasks.append(held((gap.estimate.low, gap.estimate.high), 0))
            names = [f"m{i}" for i in range(2 * models)]
            found = group_contrast(y, names, names, side, (first, second), rng, draws=500)
            units.append(held((found.difference.low, found.difference.high), 0))
            rates = y.mean(axis=0)
            small.append(permutation_p(rates[side], rates[~side])[0] <= 0.1)
        setting = f"{models} models a side, models differ (0.8), 20 tasks x 10 injections"
        rows += [
            Row("groups: all rows pooled (not used)", setting, mean(pooled), "0.90: far too narrow", 0, 0.6),
            Row(
                "groups: tasks clustered, models fixed (not used)",
                setting,
                mean(tasks),
                "0.90: too narrow",
                0,
                0.6,
            ),
            Row("groups: models and tasks as units", setting, mean(units), "0.90", 0.78, 0.96),
            Row(
                "groups: part of permutation p-values up to 0.10",
                setting,
                mean(small),
                "at most 0.10",
                0,
                0.145,
            ),
        ]
    return rows


def ratios() -> list[Row]:
    """Independent cases: Katz where there are few cases, the score, and what is used."""
    rows = []
    for p1, p0, n in ((0.12, 0.012, 1260), (0.15, 0.05, 40), (0.3, 0.1, 100)):
        rng = np.random.default_rng(SEED + n)
        found: dict[str, list[bool]] = {"katz": [], "score": [], "used": []}
        while len(found["used"]) < REPETITIONS:
            x1, x0 = int(rng.binomial(n, p1)), int(rng.binomial(n, p0))
            used = risk_ratio(x1, n, x0, n)
            if x1 + x0 == 0:
                continue
            infinite = (used.low or 0.0, np.inf if used.high is None else used.high)
            found["used"].append(held(infinite, p1 / p0))
            low, high = score_limits(x1, n, x0, n)
            found["score"].append(held((low, np.inf if high is None else high), p1 / p0))
            if min(x1, x0):
                found["katz"].append(held(katz(x1, n, x0, n), p1 / p0))
        setting = f"{p1} against {p0}, {n} cases an arm"
        rows += [
            Row("ratio, Katz (no empty arm)", setting, mean(found["katz"]), "0.90", 0.84, 0.99),
            Row("ratio, score", setting, mean(found["score"]), "0.90", 0.85, 0.96),
            Row("ratio, as used", setting, mean(found["used"]), "0.90", 0.85, 0.97),
        ]
    return rows


def pairs() -> list[Row]:
    """Difference in differences over 60 matched pairs of 12 topics that react alike."""
    rng = np.random.default_rng(SEED + 3)
    apart, together = [], []
    topics = np.repeat(np.arange(12), 5)
    for _ in range(REPETITIONS):
        push = rng.normal(0, 0.9, 12)[topics]
        sensitive_a = (rng.random(60) < logistic(push)).astype(float)
        control_a, sensitive_b, control_b = (rng.random((3, 60)) < 0.5).astype(float)
        given = (sensitive_a, control_a, sensitive_b, control_b)
        for topic, kept in ((None, apart), (topics, together)):
            found = did(*given, topics=topic).rate.estimate
            kept.append(held((found.low, found.high), 0))
    setting = "60 pairs of 12 topics, no true difference"
    return [
        Row("difference in differences, pairs as units", setting, mean(apart), "0.90", 0.84, 0.96),
        Row("difference in differences, by topic", setting, mean(together), "0.90", 0.84, 0.96),
    ]


def judges() -> list[Row]:
    """100 labelled answers, 400 others, sensitivity 0.7, specificity 0.95, true rate 0.4."""
    rng = np.random.default_rng(SEED + 4)
    found: dict[str, list[bool]] = {"judge": [], "labels": [], "ppi": [], "tuned": [], "rogan_gladen": []}
    width: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(REPETITIONS):
        y = (rng.random(500) < 0.4).astype(float)
        f = np.where(y == 1, rng.random(500) < 0.7, rng.random(500) > 0.95).astype(float)
        result = judged_rate(y[:100], f[:100], f[100:])
        half = 1.6448536 * np.sqrt(result.judge * (1 - result.judge) / 500)
        found["judge"].append(held((result.judge - half, result.judge + half), 0.4))
        for name in ("labels", "ppi", "tuned", "rogan_gladen"):
            estimate = getattr(result, name)
            found[name].append(held((estimate.low, estimate.high), 0.4))
            width[name].append(estimate.high - estimate.low)
    words = {
        "judge": "rate, judge alone (not used)",
        "labels": "rate, labels alone",
        "ppi": "rate, prediction-powered",
        "tuned": "rate, power-tuned",
        "rogan_gladen": "rate, Rogan and Gladen",
    }
    setting = "100 labels, 400 others, sensitivity 0.7, specificity 0.95"
    rows = [
        Row(words[name], setting, mean(kept), "0.90: wrong" if name == "judge" else "0.90", *limits)
        for name, kept in found.items()
        for limits in [(0.0, 0.5) if name == "judge" else (0.84, 0.96)]
    ]
    for name in ("labels", "ppi", "tuned", "rogan_gladen"):
        rows.append(
            Row(f"mean width, {words[name].partition(', ')[2]}", setting, mean(width[name]), "", 0.05, 0.3)
        )
    return rows


PARTS: tuple[Callable[[], list[Row]], ...] = (crossed, groups, ratios, pairs, judges)


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_simulated(part):
    rows = part()
    written = (Path(__file__).parents[2] / "docs" / "coverage-safety.md").read_text(encoding="utf-8")
    for row in rows:
        assert row.low <= row.found <= row.high, row
        assert row.cells() in written, "write docs/coverage-safety.md again"


def page() -> str:
    """The page docs/coverage-safety.md."""
    lines = [
        "# How often the intervals of safety figures hold the truth",
        "",
        f"Simulated with seed {SEED}, {REPETITIONS} repetitions; the Monte Carlo error of 0.90 is 0.015.",
        "Cases of one task come out alike, models of one group do not: an interval that counts cases is",
        "far too narrow for a rate, and one that counts cases or tasks says nothing of a group of models.",
        "The permutation test of models keeps its size. Written by",
        "`python tests/statistics/test_safety_coverage.py`; `make test-all` holds the page to it.",
        "",
        "| what | setting | found | should be |",
        "| --- | --- | ---: | --- |",
        *(row.cells() for part in PARTS for row in part()),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(page())
