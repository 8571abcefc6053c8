"""What it would take to flip a lead, and in which part of the draws it holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, mass_array
from weighbridge.statistics.resampling import FAILED_LIMIT


@dataclass(frozen=True, slots=True)
class Flip:
    """What it would take to equalise two groups.

    Attributes
    ----------
    flip_mass : float
        Unattributed mass that must go wholly to the trailing side: abs(a - b).
    flip_fraction : float or None
        `flip_mass` / u; above 1 no split of u can flip the lead. None if u = 0.
    trailing_part : float or None
        Part of u the trailing side needs if u is split between the two only: (1 + flip_fraction) / 2.
    misattribution_mass : float
        Attributed mass wrongly filed with the leader that would equalise: abs(a - b) / 2.
    flip_odds : float or None
        kappa*: by what factor the leader's odds inside u must differ from its known odds. None if no split
        does it, or the odds are undefined.
    """

    flip_mass: float
    flip_fraction: float | None
    trailing_part: float | None
    misattribution_mass: float
    flip_odds: float | None


def flip(first: float, second: float, other: float, unknown: float) -> Flip:
    """Return what it would take to equalise two groups.

    For kappa* let the two groups together hold the same part pi = (a + b) / (a + b + o) of u as of the known
    mass, v = pi u, and let the leader's odds inside v be kappa times the known odds a / b. With a > b,
    w = (v - (a - b)) / 2v and kappa* = [w / (1 - w)] (b / a).

    Parameters
    ----------
    first, second, other, unknown : float
        Masses in one unit. Which of the two leads is found here.

    Raises
    ------
    MethodError
        If a mass is negative or not finite.

    Examples
    --------
    >>> result = flip(17.1, 15.8, 43.3, 23.8)
    >>> round(result.flip_fraction, 4), round(result.trailing_part, 3), round(result.flip_odds, 3)
    (0.0546, 0.527, 0.716)
    """
    a, b, o, u = mass_array([first, second, other, unknown], "flip").tolist()
    a, b = max(a, b), min(a, b)
    fraction = (a - b) / u if u > 0 else None
    within = (a + b) / (a + b + o) * u if a + b > 0 else 0.0
    leading = (within - (a - b)) / (2 * within) if within > 0 else 0.0
    odds = leading / (1 - leading) * (b / a) if leading > 0 and b > 0 else None
    return Flip(a - b, fraction, None if fraction is None else (1 + fraction) / 2, (a - b) / 2, odds)


def lead_frequency(lead_draws: ArrayLike) -> FloatArray:
    """Return in which part of the draws the first group leads, ties counted half.

    Read as "leads in 93 % of resamples", never as a probability of truth.

    Parameters
    ----------
    lead_draws : array_like, shape (draws, ...)
        Drawn leads; NaN is a failed draw.

    Returns
    -------
    ndarray, shape (...)
        NaN where more than 1 % of the draws failed.

    Examples
    --------
    >>> float(lead_frequency([0.1, -0.2, 0.0, 0.3]))
    0.625
    """
    draws = np.asarray(lead_draws, dtype=float)
    failed = np.isnan(draws)
    ahead = ((draws > 0) + 0.5 * (draws == 0)).sum(axis=0) / np.maximum(1, (~failed).sum(axis=0))
    return np.where(failed.mean(axis=0) > FAILED_LIMIT, np.nan, ahead)
