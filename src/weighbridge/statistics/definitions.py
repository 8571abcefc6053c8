"""One question, all its definitions: fingerprints, the curve and which choices move the answer.

Definitions are not a sample: the part of definitions on one side is not a probability, and adding near-copies
of an option changes it. There is no p-value over definitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weighbridge.statistics.arrays import FloatArray, IntArray
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.fingerprints import (
    Fingerprint,
    Plain,
    canonical_json,
    fingerprint,
    resolve_prefix,
)
from weighbridge.statistics.shapley import (
    Alias,
    ShapleyEffects,
    aliased_axes,
    option_codes,
    shapley_variance,
)

__all__ = [
    "Alias",
    "Curve",
    "CurveSummary",
    "Fingerprint",
    "Plain",
    "ShapleyEffects",
    "SingleChange",
    "aliased_axes",
    "canonical_json",
    "collapse_identical",
    "curve",
    "fingerprint",
    "option_codes",
    "resolve_prefix",
    "shapley_variance",
    "summary",
]

OptionGrid: TypeAlias = NDArray[Any]


def collapse_identical(reductions: Sequence[object]) -> IntArray:
    """Return the first position of every distinct reduction, so that equal combinations count once.

    Examples
    --------
    >>> collapse_identical(["a", "b", "a"]).tolist()
    [0, 1]
    """
    first: dict[object, int] = {}
    for position, reduction in enumerate(reductions):
        first.setdefault(reduction, position)
    return np.array(sorted(first.values()), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class SingleChange:
    """One axis changed from the headline definition, and the lead that results."""

    axis: str
    before: str
    after: str
    lead: float


@dataclass(frozen=True, slots=True)
class CurveSummary:
    """What the curve says in one line. Parts are of the valid definitions; None is NULL.

    Attributes
    ----------
    valid, unavailable : int
        Definitions with a value, and those whose data are missing.
    ahead, ahead_by_interval, ahead_at_worst : float or None
        Part with the first side ahead; ahead and the interval excludes 0; ahead even at the worst bound. A
        NULL interval or bound excludes nothing.
    median, least, most : float or None
        Of the lead.
    flip_distance : int or None
        Fewest axis changes from the headline that reverse its sign; None if nothing does, if the headline
        has no value or if its lead is 0.
    single_changes : tuple of SingleChange
        The single changes that reverse the sign.
    """

    valid: int
    unavailable: int
    ahead: float | None
    ahead_by_interval: float | None
    ahead_at_worst: float | None
    median: float | None
    least: float | None
    most: float | None
    flip_distance: int | None
    single_changes: tuple[SingleChange, ...]


def _grid(options: Sequence[Sequence[str]], axes: Sequence[str]) -> OptionGrid:
    grid = np.array([list(row) for row in options], dtype=object).reshape(len(options), -1)
    if len(options) and grid.shape[1] != len(axes):
        raise MethodError(
            f"curve: found {grid.shape[1]} choices a definition, expected one for each of {len(axes)} axes"
        )
    if len({tuple(row) for row in options}) != len(options):
        raise MethodError(
            "curve: found a definition twice, expected every combination once; collapse them first"
        )
    return grid.reshape(len(options), len(axes))


def _flip(
    grid: OptionGrid,
    axes: Sequence[str],
    lead: FloatArray,
    headline: int,
) -> tuple[int | None, tuple[SingleChange, ...]]:
    reversed_sign = np.flatnonzero(lead * lead[headline] < 0)
    if reversed_sign.size == 0:
        return None, ()
    changed = grid[reversed_sign] != grid[headline]
    distance = changed.sum(axis=1)
    near = distance == 1
    singles = [
        SingleChange(axes[int(axis)], str(grid[headline, axis]), str(grid[row, axis]), float(lead[row]))
        for row, axis in zip(reversed_sign[near].tolist(), changed[near].argmax(axis=1).tolist(), strict=True)
    ]
    return int(distance.min()), tuple(singles)


def summary(
    axes: Sequence[str],
    options: Sequence[Sequence[str]],
    lead: ArrayLike,
    *,
    headline: int,
    low: ArrayLike | None = None,
    bound_low: ArrayLike | None = None,
    unavailable: int = 0,
) -> CurveSummary:
    """Return how a lead moves over all defensible readings of one question.

    Parameters
    ----------
    axes : sequence of str
        Names of the axes.
    options : sequence of sequence of str
        One row per valid definition, one option per axis.
    lead : array_like, shape (definitions,)
        First side minus second; NaN is NULL and counts as unavailable.
    headline : int
        Row of the headline definition.
    low, bound_low : array_like, shape (definitions,), optional
        Lower end of the interval and of the region of the lead; NaN is NULL.
    unavailable : int
        Combinations whose data are missing.

    Raises
    ------
    MethodError
        If rows do not fit the axes, a definition stands twice, or the headline is no row.
    """
    grid, y = _grid(options, axes), np.asarray(lead, dtype=np.float64)
    if y.shape != (len(grid),) or not 0 <= headline < len(grid):
        raise MethodError(
            f"curve: found {y.size} leads, headline {headline}, expected one for each of {len(grid)} rows"
        )
    valid = ~np.isnan(y)
    n = int(valid.sum())
    distance, singles = _flip(grid, axes, np.nan_to_num(y), headline)
    return CurveSummary(
        valid=n,
        unavailable=unavailable + y.size - n,
        ahead=_part(valid & (y > 0), n),
        ahead_by_interval=_part((y > 0) & _above(low), n),
        ahead_at_worst=_part((y > 0) & _above(bound_low), n),
        median=float(np.median(y[valid])) if n else None,
        least=float(y[valid].min()) if n else None,
        most=float(y[valid].max()) if n else None,
        flip_distance=distance,
        single_changes=singles,
    )


def _part(holds: NDArray[np.bool_], n: int) -> float | None:
    return float(holds.sum() / n) if n else None


def _above(end: ArrayLike | None) -> NDArray[np.bool_]:
    return np.asarray(False if end is None else np.asarray(end, dtype=np.float64) > 0)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """All definitions in the order of their lead, and which choices make the difference.

    Attributes
    ----------
    order : ndarray of int, shape (valid definitions,)
        Rows with a value, from the smallest lead to the largest.
    summary : CurveSummary
    influence : ShapleyEffects
        On the lead.
    influence_on_sign : ShapleyEffects
        On whether the first side is ahead.
    most_influential : str or None
        Axis with the largest effect on the lead; read it together with `aliases`.
    aliases : tuple of Alias
        Axes of which one option implies another; they split their influence and are named together.
    """

    order: IntArray
    summary: CurveSummary
    influence: ShapleyEffects
    influence_on_sign: ShapleyEffects
    most_influential: str | None
    aliases: tuple[Alias, ...]


def curve(
    axes: Sequence[str],
    options: Sequence[Sequence[str]],
    lead: ArrayLike,
    *,
    headline: int,
    low: ArrayLike | None = None,
    bound_low: ArrayLike | None = None,
    unavailable: int = 0,
) -> Curve:
    """Return the curve of a lead over all its definitions. Parameters and errors as in `summary`."""
    line = summary(
        axes, options, lead, headline=headline, low=low, bound_low=bound_low, unavailable=unavailable
    )
    y = np.asarray(lead, dtype=np.float64)
    rows = np.flatnonzero(~np.isnan(y))
    chosen = [options[row] for row in rows.tolist()]
    if not chosen:
        raise MethodError("curve: found no definition with a value, expected at least one to draw")
    answers = np.column_stack([y[rows], y[rows] > 0])
    on_lead, on_sign = shapley_variance(option_codes(chosen, len(axes)), answers)
    strongest = None if on_lead.part is None else axes[int(np.argmax(on_lead.part))]
    order = rows[np.argsort(y[rows], kind="stable")].astype(np.int64)
    return Curve(order, line, on_lead, on_sign, strongest, aliased_axes(axes, chosen))
