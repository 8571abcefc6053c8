"""Ranks with error: the set of places a unit may hold, from simultaneous differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weighbridge.statistics.arrays import FloatArray, IntArray, code_array
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.resampling import FAILED_LIMIT, LEVEL
from weighbridge.statistics.threads import one_thread

_BLOCK = 128  # draws gone through together
_STILL = 1e-12  # a difference whose variance is less than this part of that of its two units never moves

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


def _errors(off: FloatArray, units: IntArray) -> FloatArray:
    """Standard errors of all differences from some units, shape (units, all)."""
    centred = off - off.mean(axis=0)
    with one_thread():
        shared = centred[:, units].T @ centred / (off.shape[0] - 1)
    variance = np.einsum("rk,rk->k", centred, centred) / (off.shape[0] - 1)
    both = variance[units, None] + variance
    apart = both - 2 * shared
    apart[np.arange(units.size), units] = 0.0
    # A difference that never moves is ordered for certain; its rounding noise must not be divided by itself.
    return np.sqrt(np.where(apart > _STILL * both, apart, 0.0))


def _largest(off: NDArray[np.float32], unit: int, se: FloatArray) -> FloatArray:
    """Per draw the largest deviation of a difference from one unit, in standard errors.

    In blocks that stay in the processor's cache: a board has hundreds of models and thousands of draws.
    """
    inverse = (1 / np.where(se > 0, se, np.inf)).astype(np.float32)
    found, apart = np.empty(off.shape[0]), np.empty((_BLOCK, off.shape[1]), dtype=np.float32)
    for begin in range(0, off.shape[0], _BLOCK):
        rows = off[begin : begin + _BLOCK]
        held = np.subtract(rows, rows[:, unit, None], out=apart[: rows.shape[0]])
        held *= inverse
        found[begin : begin + _BLOCK] = np.maximum(held.max(axis=1), -held.min(axis=1))
    return found


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
    theta, drawn, wanted = _checked(values, draws, kind, units)
    whole = np.isfinite(drawn).all(axis=1)
    if 1 - whole.mean() > FAILED_LIMIT:
        one, last = np.ones(wanted.size, dtype=np.int64), np.full(wanted.size, theta.size, dtype=np.int64)
        return RankSet(one, last, np.full(wanted.size, np.nan), ("unstable",))
    off = drawn[whole] - theta
    delta, se = theta - theta[wanted, None], _errors(off, wanted)
    single = off.astype(np.float32)
    largest = np.stack([_largest(single, int(unit), se[i]) for i, unit in enumerate(wanted)])
    critical = np.quantile(largest, level, axis=1)
    if kind == "joint":
        critical = np.full(theta.size, np.quantile(largest.max(axis=0), level))
    margin = critical[:, None] * se
    above, below = (delta - margin > 0).sum(axis=1), (delta + margin < 0).sum(axis=1)
    return RankSet((1 + above).astype(np.int64), (theta.size - below).astype(np.int64), critical, ())


def _checked(
    values: ArrayLike, draws: ArrayLike, kind: str, units: ArrayLike | None
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Values, draws and the units whose places are wanted, after checking that they fit."""
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
    if kind == "joint" and units is not None:
        raise MethodError("rank_set: found units with joint sets, expected all units; leave units out")
    return theta, drawn, np.arange(theta.size) if units is None else code_array(units, theta.size, "units")
