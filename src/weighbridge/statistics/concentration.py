"""How unequally mass is spread over the stated units.

State the unit and the floor beside every figure. Gini over repositories is decided by how many near-empty
ones are listed, so HHI, effective number and top-k come first. Units without mass are not counted: padding a
list with zeros changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray, code_array, mass_array, null_if_nan, ratio
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import Estimate, Interval, sorted_flags
from weighbridge.statistics.resampling import DRAWS, LEVEL, effective_units, percentile_interval

Scale: TypeAlias = Literal["log", "logit"]
"""Scale on which an interval is centred: log, or logit for top-k shares and figures near 1."""

NEAR_ONE = 0.5
"""From here on a figure that cannot pass 1 is centred on the logit."""
_BLOCK = 1 << 21  # weights drawn at once: sixteen megabytes


def _shares(masses: FloatArray) -> FloatArray:
    return ratio(masses, masses.sum(axis=-1, keepdims=True))


def hhi(masses: ArrayLike) -> FloatArray:
    """Return the Herfindahl-Hirschman index along the last axis: sum of squared shares.

    Returns
    -------
    ndarray, shape (...)
        1 for a single unit; NaN where there is no mass.

    Examples
    --------
    >>> round(float(hhi([50, 20, 15, 10, 5])), 3)
    0.325
    """
    return (_shares(mass_array(masses, "masses")) ** 2).sum(axis=-1)


def normalised_hhi(masses: ArrayLike) -> FloatArray:
    """Return (HHI - 1/n) / (1 - 1/n) over the n units with mass; NaN for a single unit.

    Examples
    --------
    >>> round(float(normalised_hhi([50, 20, 15, 10, 5])), 5)
    0.15625
    """
    array = mass_array(masses, "masses")
    least = ratio(1.0, (array > 0).sum(axis=-1))
    return ratio(np.maximum(hhi(array) - least, 0.0), 1 - least)


def effective_number(masses: ArrayLike) -> FloatArray:
    """Return 1 / HHI: how many equal units would be as concentrated.

    Examples
    --------
    >>> round(float(effective_number([50, 20, 15, 10, 5])), 3)
    3.077
    """
    return ratio(1.0, np.nan_to_num(hhi(masses)))


def exponential_entropy(masses: ArrayLike) -> FloatArray:
    """Return exp of the Shannon entropy of the shares: another effective number, kinder to small units.

    Examples
    --------
    >>> round(float(exponential_entropy([50, 20, 15, 10, 5])), 3)
    3.793
    """
    part = _shares(mass_array(masses, "masses"))
    logs = np.log(np.where(part > 0, part, 1.0))
    return np.exp(-(part * logs).sum(axis=-1))


def top_share(masses: ArrayLike, k: int) -> FloatArray:
    """Return the share of the k largest units.

    Examples
    --------
    >>> float(top_share([50, 20, 15, 10, 5], 2))
    0.7
    """
    if k < 1:
        raise MethodError(f"top_share: found k = {k}, expected at least 1")
    array = mass_array(masses, "masses")
    k = min(k, array.shape[-1])
    largest = np.partition(array, array.shape[-1] - k, axis=-1)[..., array.shape[-1] - k :]
    return ratio(largest.sum(axis=-1), array.sum(axis=-1))


def gini(masses: ArrayLike, *, corrected: bool = False) -> FloatArray:
    """Return the Gini coefficient over the units with mass.

    Parameters
    ----------
    masses : array_like, shape (..., units)
    corrected : bool
        Multiply by n / (n - 1), so that one unit holding nearly everything gives 1 for any n.

    Returns
    -------
    ndarray, shape (...)
        0 for a single unit (NaN corrected); NaN where there is no mass.

    Notes
    -----
    sum (2i - n - 1) x_i / (n sum x) over x sorted ascending.

    Examples
    --------
    >>> float(gini([50, 20, 15, 10, 5])), float(gini([50, 20, 15, 10, 5], corrected=True))
    (0.4, 0.5)
    """
    array = np.sort(mass_array(masses, "masses"), axis=-1)
    n = (array > 0).sum(axis=-1)
    # Zeros sort first, so the rank among units with mass is the position less the number of zeros.
    rank = np.arange(1, array.shape[-1] + 1) - (array.shape[-1] - n)[..., None]
    value = ratio(((2 * rank - n[..., None] - 1) * array).sum(axis=-1), n * array.sum(axis=-1))
    return ratio(value * n, n - 1) if corrected else value


def hhi_bounds(masses: ArrayLike, unknown: float) -> tuple[float | None, float | None]:
    """Return the least and the greatest HHI that the unattributed mass allows.

    Low: it is dispersed over many small units (known squares over T^2). High: all of it is the largest's.

    Examples
    --------
    >>> [round(end, 4) for end in hhi_bounds([50, 20, 15, 10, 5], 20)]
    [0.2257, 0.3924]
    """
    known = mass_array(masses, "masses", 1)
    u = float(mass_array(unknown, "unknown", 0))
    total = float(known.sum()) + u
    if total == 0:
        return None, None
    largest = float(known.max(initial=0.0))
    squares = float((known**2).sum())
    high = (squares - largest**2 + (largest + u) ** 2) / total**2
    return squares / total**2, min(1.0, high)


def top_share_bounds(masses: ArrayLike, unknown: float, k: int) -> tuple[float | None, float | None]:
    """Return the least and the greatest top-k share: the unattributed mass dispersed, or all with the top."""
    known = mass_array(masses, "masses", 1)
    u = float(mass_array(unknown, "unknown", 0))
    total = float(known.sum()) + u
    if total == 0:
        return None, None
    top = float(np.nan_to_num(top_share(known, k))) * float(known.sum()) if known.size else 0.0
    return top / total, min(1.0, (top + u) / total)


def organisation_draws(
    masses: ArrayLike, organisation: ArrayLike, rng: np.random.Generator, draws: int = DRAWS
) -> FloatArray:
    """Return organisation totals redrawn by resampling models within organisations.

    Resampling the very units whose spread is measured is biased (for equal shares the drawn HHI is about
    double), so the models of each organisation get exponential weights with mean 1 within it.

    Parameters
    ----------
    masses, organisation : array_like, shape (models,)
        Mass and organisation code of each model.
    rng : numpy.random.Generator
        From `generator_for`; draw on models in sorted order.
    draws : int

    Returns
    -------
    ndarray, shape (draws, organisations)
        Organisations with mass, in the order of their codes. One with a single model never varies.
    """
    mass = mass_array(masses, "masses", 1)
    code = code_array(organisation, np.iinfo(np.int64).max, "organisation", mass.size)
    order = np.argsort(code, kind="stable")
    order = order[mass[order] > 0]
    if order.size == 0:
        return np.zeros((draws, 0))
    start = np.flatnonzero(np.diff(code[order], prepend=code[order[0]] - 1))
    size = np.diff(np.append(start, order.size))
    result = np.empty((draws, start.size))
    rows = max(1, _BLOCK // order.size)
    for first in range(0, draws, rows):
        weights = rng.standard_exponential((min(rows, draws - first), order.size))
        top = np.add.reduceat(weights * mass[order], start, axis=1)
        result[first : first + rows] = top * size / np.add.reduceat(weights, start, axis=1)
    return result


def centred_interval(
    draws: ArrayLike, value: float | None, scale: Scale = "log", level: float = LEVEL
) -> Interval:
    """Return an interval whose centre is the value, not the mean of biased draws.

    low, high = value * exp(q - mean(log theta*)), with q the 5 and 95 % quantiles of log theta*; the same on
    the logit for top-k shares and figures near 1.

    Parameters
    ----------
    draws : array_like, shape (draws,)
        Drawn figures; NaN, or off the scale (0, or 1 on the logit), is a failed draw.
    value : float or None
    scale : {"log", "logit"}
    level : float

    Returns
    -------
    Interval
        NULL with `unstable` by the rules of `percentile_interval`.

    Examples
    --------
    >>> interval = centred_interval([1.0, 2.0, 4.0], 1.0)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.536, 1.866)
    """
    if value is None:
        return Interval(None, None)
    if scale not in ("log", "logit"):
        raise MethodError(f"scale: found {scale!r}, expected 'log' or 'logit'")
    theta = np.asarray(draws, dtype=float)
    upper = np.inf if scale == "log" else 1.0
    inside = (theta > 0) & (theta < upper)
    if not (0 < value < upper) or not inside.any():
        return Interval(None, None, ("unstable",))
    safe = np.where(inside, theta, 0.5)
    moved = np.where(inside, np.log(safe) - (np.log1p(-safe) if scale == "logit" else 0.0), np.nan)
    centre = math.log(value) - (math.log1p(-value) if scale == "logit" else 0.0)
    interval = percentile_interval(moved - np.nanmean(moved) + centre, centre, level)
    if interval.low is None or interval.high is None:
        return interval
    back: Callable[[float], float] = math.exp if scale == "log" else lambda x: 1 / (1 + math.exp(-x))
    return Interval(min(back(interval.low), value), max(back(interval.high), value))


def _bounds(
    masses: FloatArray, unknown: float, top: tuple[int, ...]
) -> dict[str, tuple[float | None, float | None]]:
    low, high = hhi_bounds(masses, unknown)
    result: dict[str, tuple[float | None, float | None]] = {"hhi": (low, high)}
    if low is not None and high is not None:
        # Wholly unattributed mass could be spread over any number of units: no upper end.
        result["effective_number"] = (1 / high, 1 / low if low > 0 else None)
    for k in top:
        result[f"top_{k}"] = top_share_bounds(masses, unknown, k)
    return result


def _measures(top: tuple[int, ...]) -> dict[str, Callable[[FloatArray], FloatArray]]:
    found: dict[str, Callable[[FloatArray], FloatArray]] = {
        "hhi": hhi,
        "normalised_hhi": normalised_hhi,
        "effective_number": effective_number,
        "exponential_entropy": exponential_entropy,
        "gini": gini,
        "gini_corrected": lambda x: gini(x, corrected=True),
    }
    return found | {f"top_{k}": lambda x, k=k: top_share(x, k) for k in top}


def _scale(measure: str, value: float) -> Scale:
    unbounded = measure in ("effective_number", "exponential_entropy")
    return "logit" if measure.startswith("top_") or (not unbounded and value > NEAR_ONE) else "log"


def concentration(
    masses: ArrayLike,
    organisation: ArrayLike,
    rng: np.random.Generator,
    *,
    unknown: float = 0.0,
    top: tuple[int, ...] = (1, 5, 10),
    draws: int = DRAWS,
    level: float = LEVEL,
) -> Mapping[str, Estimate]:
    """Return all measures of concentration over organisations, with intervals and bounds.

    Values are about the attributed mass; bounds say what the unattributed mass could make of them.

    Parameters
    ----------
    masses, organisation : array_like, shape (models,)
        Mass and organisation code of each model.
    rng : numpy.random.Generator
    unknown : float
        Mass that belongs to no known organisation.
    top : tuple of int
        Which top-k shares to give, as ``top_k``.
    draws, level : int, float

    Returns
    -------
    mapping of str to Estimate
        ``hhi``, ``normalised_hhi``, ``effective_number``, ``exponential_entropy``, ``gini``,
        ``gini_corrected`` and ``top_k``. `n` is the number of organisations. One model per organisation:
        interval NULL, `one_unit`; no mass: NULL, `not_covered`.

    Notes
    -----
    The interval resamples models within organisations (`organisation_draws`) and is centred on the log scale,
    top-k shares and figures near 1 on the logit (`centred_interval`).
    """
    mass = mass_array(masses, "masses", 1)
    code = code_array(organisation, np.iinfo(np.int64).max, "organisation", mass.size)
    held = mass > 0
    _, position = np.unique(code[held], return_inverse=True)
    totals: FloatArray = np.bincount(position, weights=mass[held]).astype(np.float64)
    models = np.bincount(position)
    drawn = organisation_draws(mass, code, rng, draws)
    bounds = _bounds(totals, unknown, top)
    effective = float(effective_units(totals)) if totals.size else math.nan
    shared = ["not_covered"] if totals.size == 0 else ["few_clusters"] if effective < 5 else []
    results: dict[str, Estimate] = {}
    for name, measure in _measures(top).items():
        value = null_if_nan(float(measure(totals))) if totals.size else None
        alone = value is not None and not (models > 1).any()
        interval = Interval(None, None, ("one_unit",)) if alone else Interval(None, None)
        if value is not None and not alone:
            interval = centred_interval(measure(drawn), value, _scale(name, value), level)
        flags = sorted_flags([*shared, *interval.flags])
        ends = bounds.get(name, (None, None))
        results[name] = Estimate(value, interval.low, interval.high, *ends, totals.size, flags)
    return results
