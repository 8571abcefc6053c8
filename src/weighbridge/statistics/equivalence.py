"""Whether two models are level: a test with a stated margin, never an overlap of intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.resampling import LEVEL

MARGIN = 13.9
"""Rating points that make an expected score of 52 %: the default margin."""
DIFFERENT = "different"
EQUIVALENT = "equivalent"
NEGLIGIBLE = "different_but_negligible"
UNDECIDED = "undecided"
VERDICTS = (DIFFERENT, EQUIVALENT, NEGLIGIBLE, UNDECIDED)


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """What the data say of a difference.

    Attributes
    ----------
    verdict : str
        One of `VERDICTS`. `undecided` is not `equivalent`: the data cannot tell.
    value, low, high : float or None
        The difference and its interval at `level`.
    margin : float
        Differences within (-margin, margin) are called negligible.
    p_different, p_equivalent : float or None
        Two-sided p-value of no difference, and the p-value of the two one-sided tests that it lies outside
        the margin; for Holm's correction over several pairs.
    """

    verdict: str
    value: float | None
    low: float | None
    high: float | None
    margin: float
    level: float
    p_different: float | None
    p_equivalent: float | None


def equivalence(
    value: float | None, se: float | None, *, margin: float = MARGIN, level: float = LEVEL
) -> PairVerdict:
    """Return the verdict on a difference with a normal error.

    The interval at level 0.9 lies inside the margin exactly when both one-sided tests reject at 5 % (TOST).

    Parameters
    ----------
    value, se : float or None
        The difference and its standard error. None, or an error that is not above 0, gives `undecided`.
    margin : float
    level : float

    Raises
    ------
    MethodError
        If the margin is not above 0.

    Notes
    -----
    Schuirmann (1987).

    Examples
    --------
    >>> equivalence(-4.29, 4.32).verdict, equivalence(-4.29, 4.32, margin=10).verdict
    ('equivalent', 'undecided')
    >>> equivalence(-34.96, 4.3).verdict, equivalence(5.0, 1.0).verdict
    ('different', 'different_but_negligible')
    """
    if not margin > 0 or math.isinf(margin):
        raise MethodError(f"margin: found {margin}, expected a number of points above 0, as in {MARGIN}")
    if not 0 < level < 1:
        raise MethodError(f"level: found {level}, expected a number between 0 and 1, as in 0.9")
    if value is None or se is None or not (math.isfinite(value) and 0 < se < math.inf):
        known = value if value is not None and math.isfinite(value) else None
        return PairVerdict(UNDECIDED, known, None, None, margin, level, None, None)
    normal = NormalDist()
    half = normal.inv_cdf(0.5 + level / 2) * se
    low, high = value - half, value + half
    level_p, outside_p = 2 * normal.cdf(-abs(value) / se), normal.cdf((abs(value) - margin) / se)
    return PairVerdict(_verdict(low, high, margin), value, low, high, margin, level, level_p, outside_p)


def _verdict(low: float, high: float, margin: float) -> str:
    differs, inside = low > 0 or high < 0, -margin < low and high < margin
    if differs:
        return NEGLIGIBLE if inside else DIFFERENT
    return EQUIVALENT if inside else UNDECIDED
