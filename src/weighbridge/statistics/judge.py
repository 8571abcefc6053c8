"""What a rate is when the judge errs: labels of a few answers correct the judge's verdicts on all.

Judges err differently by model, so labels must be a random sample of the very model's answers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, ratio
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate
from weighbridge.statistics.proportions import normal_quantile
from weighbridge.statistics.resampling import DRAWS, LEVEL, multinomial_weights, percentile_interval

__all__ = [
    "FEWEST_LABELS",
    "LEAST_POWER",
    "Judged",
    "corrected_ratio",
    "judged_rate",
    "ppi_mean",
    "rogan_gladen",
]

FEWEST_LABELS = 50
"""With fewer labels there is no corrected rate."""
LEAST_POWER = 0.2
"""A judge whose sensitivity + specificity - 1 is smaller tells nothing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A rate under a judge and what labels make of it.

    Attributes
    ----------
    judge : float
        The judge alone, over all answers.
    labels, ppi, tuned, rogan_gladen : Estimate
        Labels alone; prediction-powered; power-tuned, the one to quote; and Rogan and Gladen's.
    se : dict
        Standard error by method.
    weight : float
        How far the tuned one leans on the judge, from 0 to 1.
    sensitivity, specificity : float or None
    """

    judge: float
    labels: Estimate
    ppi: Estimate
    tuned: Estimate
    rogan_gladen: Estimate
    se: dict[str, float]
    weight: float
    sensitivity: float | None
    specificity: float | None


def _arrays(*given: ArrayLike) -> list[FloatArray]:
    arrays = [np.asarray(array, dtype=np.float64) for array in given]
    if any(array.ndim != 1 or not np.isin(array, (0.0, 1.0)).all() for array in arrays):
        raise MethodError("judge: expected lists of 0 and 1: labels, and verdicts of the judge")
    return arrays


def _normal(value: float, se: float, level: float, n: int) -> Estimate:
    half = normal_quantile(level) * se
    return Estimate(value, value - half, value + half, None, None, n)


def rogan_gladen(
    labels: ArrayLike, judged: ArrayLike, unlabelled: ArrayLike, level: float = LEVEL
) -> tuple[Estimate, float]:
    """Return the rate corrected by sensitivity and specificity, and its standard error.

    Parameters
    ----------
    labels, judged : array_like, shape (labelled,)
        Human label and judge's verdict of the same answers, 0 or 1.
    unlabelled : array_like, shape (unlabelled,)
        The judge's verdicts on all other answers.
    level : float

    Returns
    -------
    Estimate, float
        A judge that is barely better than chance (J < 0.2), or no label of one kind: NULL,
        `judge_uninformative`. The rate can lie outside 0..1; it is clipped for display only.

    Notes
    -----
    p = (q + sp - 1) / J, J = se + sp - 1; Var = [q (1-q)/N + p^2 se (1-se)/n1 + (1-p)^2 sp (1-sp)/n0] / J^2.
    Rogan and Gladen (1978).
    """
    y, f, rest = _arrays(labels, judged, unlabelled)
    null = Estimate(None, None, None, None, None, y.size, ("judge_uninformative",))
    positives, negatives = f[y == 1], f[y == 0]
    if not positives.size or not negatives.size or not rest.size:
        return null, math.nan
    se, sp = float(positives.mean()), 1 - float(negatives.mean())
    power, q = se + sp - 1, float(rest.mean())
    if power < LEAST_POWER:
        return null, math.nan
    p = (q + sp - 1) / power
    variance = q * (1 - q) / rest.size + p**2 * se * (1 - se) / positives.size
    variance += (1 - p) ** 2 * sp * (1 - sp) / negatives.size
    error = math.sqrt(variance) / power
    return _normal(p, error, level, y.size), error


def ppi_mean(
    labels: ArrayLike,
    judged: ArrayLike,
    unlabelled: ArrayLike,
    level: float = LEVEL,
    *,
    weight: float | None = None,
) -> tuple[Estimate, float, float]:
    """Return the prediction-powered rate, its standard error, and the weight of the judge in it.

    Parameters
    ----------
    labels, judged, unlabelled : array_like
        As for `rogan_gladen`.
    level : float
    weight : float, optional
        1 is plain prediction-powered inference, 0 the labels alone; tuned where not given.

    Notes
    -----
    mean(y - w f) + w mean(f_N), Var = var(y - w f)/n + w^2 var(f_N)/N, with w = cov(y, f) / ((1 + n/N) var
    f) cut to 0..1, the variance of f taken over all answers. Angelopoulos et al. (2023), Angelopoulos,
    Duchi and Zrnic (2023).
    """
    y, f, rest = _arrays(labels, judged, unlabelled)
    n, others = y.size, rest.size
    if n < 2 or others < 1:
        raise MethodError(
            f"ppi_mean: found {n} labelled and {others} other answers, expected 2 and 1 at least"
        )
    w = _tuned(y, f, rest) if weight is None else weight
    value = float((y - w * f).mean() + w * rest.mean())
    variance = (
        float((y - w * f).var(ddof=1)) / n + w * w * float(rest.var(ddof=1) if others > 1 else 0) / others
    )
    error = math.sqrt(variance)
    return _normal(value, error, level, n), error, w


def _tuned(y: FloatArray, f: FloatArray, rest: FloatArray) -> float:
    spread = float(np.concatenate([f, rest]).var(ddof=1))
    if spread == 0:
        return 0.0
    covariance = float(((y - y.mean()) * (f - f.mean())).sum() / (y.size - 1))
    return min(1.0, max(0.0, covariance / ((1 + y.size / rest.size) * spread)))


def judged_rate(labels: ArrayLike, judged: ArrayLike, unlabelled: ArrayLike, level: float = LEVEL) -> Judged:
    """Return the rate under the judge alone and under every correction.

    Fewer than 50 labels: the corrected ones are NULL with `small_n`.

    Examples
    --------
    >>> y, f = [1, 0] * 40, [1, 0, 0, 0] * 20
    >>> found = judged_rate(y, f, [1, 0, 0, 0] * 100)
    >>> found.judge, round(found.tuned.value, 2), found.sensitivity
    (0.25, 0.5, 0.5)
    """
    y, f, rest = _arrays(labels, judged, unlabelled)
    judge = float(np.concatenate([f, rest]).mean()) if f.size + rest.size else math.nan
    positives, negatives = f[y == 1], f[y == 0]
    rates = [float(part.mean()) if part.size else None for part in (positives, negatives)]
    specificity = None if rates[1] is None else 1 - rates[1]
    if y.size < FEWEST_LABELS or rest.size < 2:
        null = Estimate(None, None, None, None, None, y.size, ("small_n",))
        return Judged(judge, null, null, null, null, {}, math.nan, rates[0], specificity)
    only, se_only, _ = ppi_mean(y, f, rest, level, weight=0.0)
    plain, se_plain, _ = ppi_mean(y, f, rest, level, weight=1.0)
    tuned, se_tuned, weight = ppi_mean(y, f, rest, level)
    corrected, se_corrected = rogan_gladen(y, f, rest, level)
    errors = {"labels": se_only, "ppi": se_plain, "tuned": se_tuned, "rogan_gladen": se_corrected}
    return Judged(judge, only, plain, tuned, corrected, errors, weight, rates[0], specificity)


def corrected_ratio(
    labels_a: ArrayLike,
    judged_a: ArrayLike,
    labels_b: ArrayLike,
    judged_b: ArrayLike,
    rng: np.random.Generator,
    level: float = LEVEL,
    draws: int = DRAWS,
) -> Estimate:
    """Return the ratio of two models' corrected rates over the same prompts.

    Parameters
    ----------
    labels_a, labels_b : array_like, shape (prompts,)
        Human labels, NaN where an answer was not labelled.
    judged_a, judged_b : array_like, shape (prompts,)
        Verdicts of the judge on all answers.
    rng : numpy.random.Generator

    Returns
    -------
    Estimate
        Tuned rates; prompts are resampled for both at once, the weight of the judge kept as tuned. Fewer than
        50 labels of a model: NULL, `small_n`.
    """
    sides = []
    for labels, judged in ((labels_a, judged_a), (labels_b, judged_b)):
        y, f = np.asarray(labels, dtype=np.float64), np.asarray(judged, dtype=np.float64)
        sides.append((y, f, np.isfinite(y)))
    n = int(min(seen.sum() for _, _, seen in sides))
    if n < FEWEST_LABELS or any(seen.all() for _, _, seen in sides):
        return Estimate(None, None, None, None, None, n, ("small_n",))
    matrix = multinomial_weights(sides[0][0].size, draws, rng).astype(np.float64)
    values, drawn = [], []
    for y, f, seen in sides:
        tuned, _, weight = ppi_mean(y[seen], f[seen], f[~seen])
        values.append(tuned.value or 0.0)
        own, rest = matrix[:, seen], matrix[:, ~seen]
        labelled = ratio(own @ (y[seen] - weight * f[seen]), own.sum(axis=1))
        drawn.append(labelled + weight * ratio(rest @ f[~seen], rest.sum(axis=1)))
    if values[1] <= 0:
        return Estimate(None, None, None, None, None, n, ("zero_cell",))
    value = values[0] / values[1]
    held = percentile_interval(ratio(drawn[0], drawn[1]), value, level, units=n)
    return Estimate(value, held.low, held.high, None, None, n, held.flags)
