"""Ranks with error: the set of places a unit may hold, from simultaneous differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, IntArray, code_array
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.resampling import FAILED_LIMIT, LEVEL

RankKind: TypeAlias = Literal["marginal", "joint"]
"""`marginal` answers "where does X stand", `joint` "who are the top five"."""


@dataclass(frozen=True, slots=True, eq=False)
class RankSet:
    """Places each unit may hold, 1 being the largest value.

    Attributes
    ----------
    low, high : ndarray of int, shape (units,)
        Best and worst place.
    critical : ndarray, shape (units,)
        Critical value of each unit's differences; the same for all when joint.
    flags : tuple of str
        ``unstable`` if more than 1 % of the draws failed: then every unit may hold every place.
    """

    low: IntArray
    high: IntArray
    critical: FloatArray
    flags: tuple[str, ...]


def _differences(
    theta: FloatArray, draws: FloatArray, unit: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Differences of all others from one unit, their standard errors, and per draw the largest deviation."""
    delta = theta - theta[unit]
    # In place throughout: a board has hundreds of models and thousands of draws.
    off = draws - draws[:, unit, None]
    off -= delta
    count, mean = off.shape[0], off.mean(axis=0)
    squares = np.einsum("rk,rk->k", off, off) - count * mean**2
    se = np.sqrt(np.maximum(squares, 0.0) / (count - 1))
    # A difference that never moves is ordered for certain; its rounding noise must not be divided by itself.
    se[se <= 1e-12 * np.maximum(1.0, np.abs(theta).max())] = 0.0
    np.abs(off, out=off)
    off /= np.where(se > 0, se, np.inf)
    return delta, se, off.max(axis=1)


def rank_set(
    values: ArrayLike,
    draws: ArrayLike,
    *,
    kind: RankKind = "marginal",
    level: float = LEVEL,
    units: ArrayLike | None = None,
) -> RankSet:
    """Return for every unit the places it may hold.

    Parameters
    ----------
    values : array_like, shape (units,)
        What is ranked, such as ratings or shares; the largest is first.
    draws : array_like, shape (draws, units)
        The same in every joint draw. A draw with a NaN failed.
    kind : {"marginal", "joint"}
        Marginal: each unit's set holds with probability `level`, taken alone. Joint: all sets together.
    level : float
    units : array_like of int, optional
        Only these units' sets, among all; the work grows with their number. Marginal sets only.

    Returns
    -------
    RankSet

    Raises
    ------
    MethodError
        If shapes do not fit, a value is not finite, there are fewer than two draws, or `kind` is unknown.

    Notes
    -----
    delta_jk = theta_k - theta_j, standard errors from the draws, c the quantile at `level` over draws of the
    largest abs(delta*_jk - delta_jk) / se_jk over k (marginal) or over all pairs (joint); places from
    1 + #{k: delta_jk - c se_jk > 0} to K - #{k: delta_jk + c se_jk < 0}. Mogstad, Romano, Shaikh and Wilhelm
    (2024), "Inference for ranks with applications to mobility across neighbourhoods and academic achievement
    across countries".

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> result = rank_set([3.0, 0.1, 0.0], rng.normal([3.0, 0.1, 0.0], 0.2, (2000, 3)))
    >>> result.low.tolist(), result.high.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    theta, drawn = np.asarray(values, dtype=np.float64), np.asarray(draws, dtype=np.float64)
    if theta.ndim != 1 or drawn.ndim != 2 or drawn.shape[1] != theta.size or len(drawn) < 2:
        raise MethodError(
            f"rank_set: found values {theta.shape}, draws {drawn.shape}, expected (K,) and (draws, K)"
        )
    if not np.isfinite(theta).all():
        raise MethodError(
            "rank_set: found a value that is not finite, expected all to be known; leave that unit out"
        )
    if kind not in ("marginal", "joint"):
        raise MethodError(f"kind: found {kind!r}, expected 'marginal' or 'joint'")
    whole = np.isfinite(drawn).all(axis=1)
    count = theta.size
    wanted = np.arange(count) if units is None else code_array(units, count, "units")
    if kind == "joint" and units is not None:
        raise MethodError("rank_set: found units with joint sets, expected all units; leave units out")
    if 1 - whole.mean() > FAILED_LIMIT:
        one, last = np.ones(wanted.size, dtype=np.int64), np.full(wanted.size, count, dtype=np.int64)
        return RankSet(one, last, np.full(wanted.size, np.nan), ("unstable",))
    parts = [_differences(theta, drawn[whole], int(unit)) for unit in wanted]
    delta, se, largest = (np.stack(side) for side in zip(*parts, strict=True))
    critical = np.quantile(largest, level, axis=1)
    if kind == "joint":
        critical = np.full(count, np.quantile(largest.max(axis=0), level))
    margin = critical[:, None] * se
    above, below = (delta - margin > 0).sum(axis=1), (delta + margin < 0).sum(axis=1)
    return RankSet((1 + above).astype(np.int64), (count - below).astype(np.int64), critical, ())
