"""What every estimator returns: a value, its interval, its bounds, the resampled units and flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from weighbridge.statistics.arrays import BoolArray, FlagArray, FloatArray, IntArray, null_if_nan
from weighbridge.statistics.errors import MethodError

FLAGS: frozenset[str] = frozenset(
    {
        "after_only",
        "approximate",
        "at_least",
        "at_most",
        "censored",
        "counter_reset",
        "disconnected",
        "few_clusters",
        "fixed_by_definition",
        "judge_uninformative",
        "launch_burst",
        "link_imputed",
        "not_covered",
        "one_unit",
        "panel_break",
        "partial_period",
        "period_mismatch",
        "provisional",
        "se_imputed",
        "small_n",
        "spike",
        "thin_coverage",
        "too_few_models",
        "unstable",
        "zero_base",
        "zero_cell",
    }
)


def sorted_flags(flags: Iterable[str]) -> tuple[str, ...]:
    """Return the flags once each, sorted.

    Raises
    ------
    MethodError
        If a flag is not one of `FLAGS`: an unknown word would silently mean nothing to a reader.

    Examples
    --------
    >>> sorted_flags(["small_n", "few_clusters", "small_n"])
    ('few_clusters', 'small_n')
    """
    found = set(flags)
    if not found <= FLAGS:
        raise MethodError(
            f"flags: found {sorted(found - FLAGS)}, expected names from estimate.FLAGS; add or mend them"
        )
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Interval:
    """Two limits, or None for both when no interval can be given, and the flags that say why."""

    low: float | None
    high: float | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """One published number. None is NULL: not known, which is never the same as 0.

    Attributes
    ----------
    value, low, high : float or None
        The figure and its interval.
    bound_low, bound_high : float or None
        The ends of the identification region: all that is unattributed to one side, to the other.
    n : int
        Number of resampled (or counted) units behind the interval.
    flags : tuple of str
        Sorted names from `FLAGS`.

    Raises
    ------
    MethodError
        If the value lies outside its own interval or bounds, or a flag is unknown.
    """

    value: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    n: int
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.flags != sorted_flags(self.flags):
            raise MethodError(
                f"flags: found {self.flags}, expected them sorted and once each; use sorted_flags"
            )
        for low, high in (("low", "high"), ("bound_low", "bound_high")):
            self._settle(low, high)

    def _settle(self, low_name: str, high_name: str) -> None:
        """Refuse ends that exclude the value; give way where only the last bits of a division do."""
        low, high, value = getattr(self, low_name), getattr(self, high_name), self.value
        if low is not None and high is not None and low > high + 1e-12 * max(1.0, abs(high)):
            raise MethodError(f"{low_name}: found {low}, expected at most {high_name}, {high}; swap them")
        if value is None:
            return
        slack = 1e-12 * max(1.0, abs(value))
        if (low is not None and low > value + slack) or (high is not None and high < value - slack):
            raise MethodError(
                f"{low_name}: found [{low}, {high}] around {value}, expected low <= value <= high; an "
                "interval that excludes its value is NULL with the flag unstable"
            )
        if low is not None:
            object.__setattr__(self, low_name, min(low, value))
        if high is not None:
            object.__setattr__(self, high_name, max(high, value))


@dataclass(frozen=True, slots=True, eq=False)
class EstimateTable:
    """Estimates for many cells at once (groups, or periods x groups). NaN is NULL.

    Attributes
    ----------
    value, low, high, bound_low, bound_high : ndarray, shape (...)
        As in `Estimate`.
    outer_low, outer_high : ndarray, shape (...)
        Lower quantile of the drawn `bound_low` and upper quantile of the drawn `bound_high`: an outer
        interval for the whole identification region, which verdicts use.
    n : ndarray of int, shape (...)
        Resampled units behind each cell.
    flags : ndarray of object, shape (...)
        A sorted tuple of flags in each cell.
    draws, bound_low_draws, bound_high_draws : ndarray, shape (draws, ...)
        Kept so that two figures can be compared draw by draw. Their last axis holds the groups that were
        drawn; `of_group` finds one.
    places : ndarray of int, shape (groups,), optional
        Where each group stands on that axis, -1 if it was not drawn; None if all were.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    bound_low: FloatArray
    bound_high: FloatArray
    outer_low: FloatArray
    outer_high: FloatArray
    n: IntArray
    flags: FlagArray
    draws: FloatArray
    bound_low_draws: FloatArray
    bound_high_draws: FloatArray
    places: IntArray | None = None

    def of_group(self, draws: FloatArray, group: int) -> FloatArray:
        """Return the column of a group of any of the three arrays of draws; NaN where it was not drawn."""
        at = group if self.places is None else int(self.places[group])
        return draws[..., at] if at >= 0 else np.full(draws.shape[:-1], np.nan)

    def estimate(self, *index: int) -> Estimate:
        """Return one cell as an `Estimate`, with None for NULL."""
        return Estimate(
            value=null_if_nan(self.value[index]),
            low=null_if_nan(self.low[index]),
            high=null_if_nan(self.high[index]),
            bound_low=null_if_nan(self.bound_low[index]),
            bound_high=null_if_nan(self.bound_high[index]),
            n=int(self.n[index]),
            flags=self.flags[index],
        )


def drawn_places(needed: BoolArray | None) -> IntArray | None:
    """Return where each group stands among those that were drawn, -1 if it was not; None if all were.

    Examples
    --------
    >>> drawn_places(np.array([False, True, True])).tolist()
    [-1, 0, 1]
    """
    if needed is None or bool(needed.all()):
        return None
    return np.where(needed, np.cumsum(needed) - 1, -1)


def flag_array(masks: Mapping[str, BoolArray], shape: tuple[int, ...]) -> FlagArray:
    """Return an array of `shape` holding in each cell the sorted tuple of flags whose mask is set there.

    Examples
    --------
    >>> flag_array({"one_unit": np.array([True, False])}, (2,)).tolist()
    [('one_unit',), ()]
    """
    names = sorted_flags(masks)
    codes = np.zeros(shape, dtype=np.int64)
    for position, name in enumerate(names):
        codes |= np.broadcast_to(masks[name], shape).astype(np.int64) << position
    result = np.empty(shape, dtype=object)
    for code in np.unique(codes):
        cell = np.empty((), dtype=object)
        cell[()] = tuple(name for position, name in enumerate(names) if code >> position & 1)
        result[codes == code] = cell
    return result
