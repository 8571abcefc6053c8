"""How far two raters agree, beyond what chance would give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate
from weighbridge.statistics.proportions import normal_quantile
from weighbridge.statistics.resampling import LEVEL

__all__ = ["Agreement", "agreement"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two raters: how many answers both rated, the part rated alike, and Cohen's kappa."""

    answers: int
    alike: float
    kappa: Estimate


def agreement(first: Sequence[str], second: Sequence[str], level: float = LEVEL) -> Agreement:
    """Return the agreement of two raters on the same answers.

    Parameters
    ----------
    first, second : sequence of str
        The raters' labels, in the same order.

    Returns
    -------
    Agreement
        Kappa is NULL where chance alone agrees always: both used one and the same label.

    Notes
    -----
    Cohen (1960), with the large-sample error of Fleiss, Cohen and Everitt (1969).

    Examples
    --------
    >>> found = agreement(list("aabb"), list("aaba"))
    >>> found.alike, found.kappa.value
    (0.75, 0.5)
    """
    if len(first) != len(second) or not first:
        raise MethodError("agreement: expected labels of two raters for the same answers, one at least")
    names = sorted({*first, *second})
    place = {name: index for index, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for a, b in zip(first, second, strict=True):
        table[place[a], place[b]] += 1
    p = table / table.sum()
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    seen, chance = float(np.trace(p)), float(rows @ columns)
    n = len(first)
    if chance >= 1:
        return Agreement(n, seen, Estimate(None, None, None, None, None, n, ("one_unit",)))
    kappa = (seen - chance) / (1 - chance)
    error = _error(p, rows, columns, kappa, chance, n)
    half = normal_quantile(level) * error
    limits = (max(-1.0, kappa - half), min(1.0, kappa + half)) if error > 0 else (None, None)
    return Agreement(n, seen, Estimate(kappa, *limits, None, None, n))


def _error(
    p: np.ndarray, rows: np.ndarray, columns: np.ndarray, kappa: float, chance: float, n: int
) -> float:
    diagonal = np.diag(p)
    part_a = (diagonal * (1 - (rows + columns) * (1 - kappa)) ** 2).sum()
    cross = p * (columns[:, None] + rows[None, :]) ** 2
    part_b = (1 - kappa) ** 2 * (cross.sum() - np.trace(cross))
    part_c = (kappa - chance * (1 - kappa)) ** 2
    return math.sqrt(max(0.0, float(part_a + part_b - part_c))) / ((1 - chance) * math.sqrt(n))
