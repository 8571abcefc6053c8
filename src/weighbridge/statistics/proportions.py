"""Parts of a cohort, such as the licences of a release year: Wilson and Newcombe intervals."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import mass_array
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, Interval, sorted_flags
from weighbridge.statistics.resampling import LEVEL, effective_units

SMALL_N = 5
"""Below this many known units only counts are shown."""


def normal_quantile(level: float) -> float:
    """Return z of a two-sided interval at `level`: 1.644854 at 0.9.

    Examples
    --------
    >>> round(normal_quantile(0.9), 6)
    1.644854
    """
    from statistics import NormalDist

    if not 0 < level < 1:
        raise MethodError(f"level: found {level}, expected a number between 0 and 1, such as 0.9")
    return NormalDist().inv_cdf((1 + level) / 2)


def _size(count: float, total: float, effective: float | None) -> float:
    """Return the n of an interval after checking counts and effective number."""
    if not (0 <= count <= total and total > 0 and math.isfinite(total)):
        raise MethodError(
            f"proportion: found {count} of {total}, expected 0 <= count <= total and total above 0"
        )
    n = total if effective is None else effective
    if not 0 < n <= total * (1 + 1e-9):
        raise MethodError(
            f"proportion: found an effective number of {n} for {total} units, expected 0 < n <= {total}"
        )
    return n


def wilson(count: float, total: float, level: float = LEVEL, *, effective: float | None = None) -> Interval:
    """Return Wilson's interval for a proportion.

    Parameters
    ----------
    count, total : float
        Units that have the property, and all units whose property is known.
    level : float
        Nominal level.
    effective : float, optional
        Use this instead of `total` for n. With repositories as unit pass `effective_units(family_sizes)`,
        because siblings share a licence.

    Returns
    -------
    Interval
        Always within 0..1 and around count / total.

    Raises
    ------
    MethodError
        If `total` is not above 0, `count` lies outside it, or `effective` is not within 0..total.

    Notes
    -----
    Centre (p + z^2/2n) / (1 + z^2/n), half-width z/(1 + z^2/n) sqrt(p(1-p)/n + z^2/4n^2). Wilson (1927).

    Examples
    --------
    >>> interval = wilson(13, 17)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.567, 0.89)
    """
    n = _size(count, total, effective)
    return Interval(*_limits(count / total, n, level))


def _limits(p: float, n: float, level: float) -> tuple[float, float]:
    z = normal_quantile(level)
    scale = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / scale
    half = z / scale * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # At p = 0 and p = 1 the limit is exact; rounding must not push it past the value.
    return min(max(0.0, centre - half), p), max(min(1.0, centre + half), p)


def newcombe(
    count_1: float,
    total_1: float,
    count_0: float,
    total_0: float,
    level: float = LEVEL,
    *,
    effective_1: float | None = None,
    effective_0: float | None = None,
) -> Estimate:
    """Return the difference of two independent proportions with Newcombe's hybrid score interval.

    Parameters
    ----------
    count_1, total_1, count_0, total_0 : float
        The difference is count_1 / total_1 - count_0 / total_0.
    level : float
        Nominal level.
    effective_1, effective_0 : float, optional
        Effective numbers of units, as in `wilson`.

    Returns
    -------
    Estimate
        Without bounds; `n` is the number of units on the smaller side. Fewer than 5: NULL, `small_n`.

    Notes
    -----
    d - sqrt((p1-l1)^2 + (u0-p0)^2), d + sqrt((u1-p1)^2 + (p0-l0)^2) with Wilson limits l, u.
    Newcombe (1998), method 10.

    Examples
    --------
    >>> result = newcombe(13, 17, 10, 25)
    >>> round(result.value, 3), round(result.low, 3), round(result.high, 3)
    (0.365, 0.108, 0.555)
    """
    n_1, n_0 = _size(count_1, total_1, effective_1), _size(count_0, total_0, effective_0)
    n = int(min(total_1, total_0))
    if n < SMALL_N:
        return Estimate(None, None, None, None, None, n, ("small_n",))
    p1, p0 = count_1 / total_1, count_0 / total_0
    (low_1, high_1), (low_0, high_0) = _limits(p1, n_1, level), _limits(p0, n_0, level)
    low = p1 - p0 - math.hypot(p1 - low_1, high_0 - p0)
    high = p1 - p0 + math.hypot(high_1 - p1, p0 - low_0)
    return Estimate(p1 - p0, low, high, None, None, n)


def proportion(
    yes: int,
    no: int,
    unknown: int = 0,
    level: float = LEVEL,
    *,
    family_sizes: ArrayLike | None = None,
) -> Estimate:
    """Return the part of a cohort that has a property, the unknown kept as bounds.

    Parameters
    ----------
    yes, no, unknown : int
        Units known to have it, known not to, and not known.
    level : float
        Nominal level.
    family_sizes : array_like, optional
        Number of the known units in each family, where units are repositories and siblings share the
        property; n becomes (sum m)^2 / sum m^2. Sizes must add up to yes + no.

    Returns
    -------
    Estimate
        yes / (yes + no) with Wilson's interval; bounds with the unknown all no and all yes. `n` is the number
        of resampled units: families where sizes are given. Fewer than 5 known units: counts only, value NULL,
        `small_n`.

    Raises
    ------
    MethodError
        If a count is negative or the family sizes do not add up.

    Examples
    --------
    >>> result = proportion(13, 4, 2)
    >>> [round(end, 3) for end in (result.value, result.bound_low, result.bound_high)]
    [0.765, 0.684, 0.789]
    """
    if min(yes, no, unknown) < 0:
        raise MethodError(f"proportion: found counts {yes}, {no}, {unknown}, expected none below 0")
    known, everything = yes + no, yes + no + unknown
    n, effective = known, float(known)
    if family_sizes is not None:
        sizes = mass_array(family_sizes, "family_sizes", 1)
        if sizes.sum() != known:
            raise MethodError(
                f"family_sizes: found a sum of {sizes.sum()}, expected {known}, the known units"
            )
        n, effective = int((sizes > 0).sum()), float(effective_units(sizes))
    if known < SMALL_N:
        return Estimate(None, None, None, None, None, n, ("small_n",))
    interval = wilson(yes, known, level, effective=effective)
    flags = sorted_flags(["few_clusters"] if family_sizes is not None and effective < SMALL_N else [])
    value = yes / known
    return Estimate(
        value, interval.low, interval.high, yes / everything, (yes + unknown) / everything, n, flags
    )
