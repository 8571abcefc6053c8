"""Prices: blended, cheapest at a quality, spread over hosts, and what a change of model saves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, mass_array
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.resampling import LEVEL

MOST_UNDEFINED = 0.1
"""Past this part of draws in which a side has no model there is no ratio."""
MIN_MODELS, MIN_ORGANISATIONS = 30, 10
"""Below these a hedonic regression is refused."""


def blended_price(price_in: ArrayLike, price_out: ArrayLike, ratio: float = 3.0) -> FloatArray:
    """Return dollars per million tokens at a ratio of tokens read to tokens written.

    Parameters
    ----------
    price_in, price_out : array_like
        Dollars per million tokens. Zero is a free tier or unknown, never a price: the result is NaN.
    ratio : float
        Tokens read for each token written. Infinity: only reading counts.

    Raises
    ------
    MethodError
        If the ratio is below 0 or not a number, which is what 0:0 comes to.

    Notes
    -----
    (r p_in + p_out) / (r + 1).

    Examples
    --------
    >>> blended_price([0.6, 3.0], [2.2, 15.0]).round(2).tolist()
    [1.0, 6.0]
    """
    if math.isnan(ratio) or ratio < 0:
        raise MethodError(
            f"ratio: found {ratio}, expected tokens read per token written, 0 or more (0:0 is no workload)"
        )
    reading, writing = (np.asarray(p, dtype=np.float64) for p in (price_in, price_out))
    priced = (reading > 0) & (writing > 0)
    part = 1.0 if math.isinf(ratio) else ratio / (ratio + 1)
    return np.where(priced, part * reading + (1 - part) * writing, np.nan)


@dataclass(frozen=True, slots=True)
class PriceRatio:
    """Cheapest closed over cheapest open at a quality: median of draws, interval, refusals.

    ``value`` is computed from the scores as they are; ``median``, ``low`` and ``high`` over the draws in
    which both sides have a model; ``undefined`` is the part of draws in which one has none.
    """

    value: float | None
    median: float | None
    low: float | None
    high: float | None
    undefined: float
    price_open: float | None
    price_closed: float | None
    flags: tuple[str, ...]


def cheapest_at(score: FloatArray, price: FloatArray, quality: float) -> FloatArray:
    """Return the least price among models that score at least ``quality``, per row; NaN where none does.

    Examples
    --------
    >>> cheapest_at(np.array([[1469.0, 1450.0]]), np.array([10.0, 6.0]), 1460).tolist()
    [10.0]
    """
    offered = np.where(score >= quality, price, np.inf)
    least = offered.min(axis=-1, initial=np.inf)
    return np.where(np.isinf(least), np.nan, least)


def frontier_price(
    score: ArrayLike,
    price: ArrayLike,
    is_open: ArrayLike,
    quality: float,
    draws: FloatArray,
    level: float = LEVEL,
) -> PriceRatio:
    """Return the ratio of the cheapest closed to the cheapest open model at equal quality.

    Parameters
    ----------
    score, price, is_open : array_like
        Of each model.
    quality : float
        The score a model must reach.
    draws : ndarray, shape (R, models)
        Drawn scores.

    Notes
    -----
    A step function: where one cheap model sits on the line the ratio jumps, so the draws are told by their
    5, 50 and 95 % points and the part without a value; over 10 % of those there is no ratio.
    """
    at, cost = np.asarray(score, dtype=np.float64), mass_array(price, "price", 1)
    opened = np.asarray(is_open, dtype=bool)
    if not (cost > 0).all():
        raise MethodError("price: found a price of 0, expected prices above 0; a free tier is no price")
    central = [float(cheapest_at(at[None, side], cost[side], quality)[0]) for side in (opened, ~opened)]
    drawn = [cheapest_at(draws[:, side], cost[side], quality) for side in (opened, ~opened)]
    ratio = drawn[1] / drawn[0]
    undefined = float(np.isnan(ratio).mean())
    paid_open, paid_closed = (None if math.isnan(p) else p for p in central)
    plain = central[1] / central[0]
    if undefined > MOST_UNDEFINED or math.isnan(plain):
        return PriceRatio(None, None, None, None, undefined, paid_open, paid_closed, ("thin_coverage",))
    tails = (1 - level) / 2
    low, median, high = np.quantile(ratio[~np.isnan(ratio)], [tails, 0.5, 1 - tails])
    if not low <= plain <= high:
        return PriceRatio(plain, float(median), None, None, undefined, paid_open, paid_closed, ("unstable",))
    return PriceRatio(plain, float(median), float(low), float(high), undefined, paid_open, paid_closed, ())


@dataclass(frozen=True, slots=True)
class MatchedRatio:
    """Closed over open among models of equal score: the middle of the pairs, interval, how many there are.

    ``pairs`` holds, of each closed model, the place of the open one it is compared with; -1 for none.
    """

    value: float | None
    median: float | None
    low: float | None
    high: float | None
    undefined: float
    pairs: IntArray
    flags: tuple[str, ...]


def matched_price(
    score: ArrayLike,
    price: ArrayLike,
    is_open: ArrayLike,
    margin: float,
    draws: FloatArray,
    level: float = LEVEL,
) -> MatchedRatio:
    """Return the middle ratio of closed models to the cheapest open model scored within a margin of each.

    Parameters
    ----------
    score, price, is_open : array_like
        Of each model.
    margin : float
        How far two scores may lie apart, in points, 0 or more.
    draws : ndarray, shape (R, models)
        Drawn scores; pairs are formed again in each.

    Notes
    -----
    Closed models that no open one matches are left out, and more so the better they are: this is a statement
    about the models that have an equal, where the frontier's ratio is one about the cheapest that suffice.
    Draws without any pair are counted; over 10 % of them, or without a pair in the scores, there is no ratio.

    Examples
    --------
    >>> score, price = [1469, 1450, 1458, 1472, 1456, 1446], [10, 6, 1.69, 1.5, 0.93, 0.88]
    >>> found = matched_price(score, price, [0, 0, 0, 1, 1, 1], 5, np.array([score], dtype=float))
    >>> round(found.value, 3), found.pairs.tolist()
    (6.667, [3, 5, 4])
    """
    at, cost = np.asarray(score, dtype=np.float64), mass_array(price, "price", 1)
    opened = np.asarray(is_open, dtype=bool)
    if not (cost > 0).all() or not margin >= 0:
        raise MethodError(f"matched: found margin {margin}, expected 0 or more, and prices above 0")
    plain, pairs = _middle_ratio(at[None, :], cost, opened, margin)
    drawn = np.concatenate(
        [_middle_ratio(draws[i : i + _CHUNK], cost, opened, margin)[0] for i in range(0, len(draws), _CHUNK)]
    )
    undefined = float(np.isnan(drawn).mean())
    if undefined > MOST_UNDEFINED or np.isnan(plain[0]):
        return MatchedRatio(None, None, None, None, undefined, pairs[0], ("thin_coverage",))
    tails = (1 - level) / 2
    low, median, high = (float(q) for q in np.nanquantile(drawn, [tails, 0.5, 1 - tails]))
    value = float(plain[0])
    if not low <= value <= high:
        return MatchedRatio(value, median, None, None, undefined, pairs[0], ("unstable",))
    return MatchedRatio(value, median, low, high, undefined, pairs[0], ())


# Draws compared at a time: closed times open models for each.
_CHUNK = 100


def _middle_ratio(
    scores: FloatArray, cost: FloatArray, opened: BoolArray, margin: float
) -> tuple[FloatArray, IntArray]:
    """The middle ratio of each row of scores, NaN without a pair; and the open model of each closed one."""
    ranked = np.flatnonzero(opened)[np.argsort(cost[opened], kind="stable")]
    closed = np.flatnonzero(~opened)
    if not ranked.size or not closed.size:
        return np.full(len(scores), np.nan), np.full((len(scores), closed.size), -1)
    near = np.abs(scores[:, closed, None] - scores[:, None, ranked]) <= margin
    first = near.argmax(axis=2)  # prices ascend, so the first within the margin is the cheapest
    has = np.take_along_axis(near, first[..., None], axis=2)[..., 0]
    ratio = np.where(has, cost[closed] / cost[ranked][first], np.nan)
    middle = np.full(len(scores), np.nan)
    some = has.any(axis=1)
    middle[some] = np.nanmedian(ratio[some], axis=1)
    return middle, np.where(has, ranked[first], -1)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far prices of one thing lie apart: largest over smallest, the middle four fifths, geometric SD."""

    ratio: float
    middle: float
    geometric_sd: float
    hosts: int


def price_spread(price: ArrayLike) -> Spread:
    """Return the spread of one model's prices over hosts.

    Examples
    --------
    >>> found = price_spread([0.06, 0.10, 0.15, 0.15, 0.2, 0.6, 2.92])
    >>> round(found.ratio, 1), round(found.middle, 1), round(found.geometric_sd, 2)
    (48.7, 18.2, 3.69)
    """
    cost = mass_array(price, "price", 1)
    if cost.size < 2 or not (cost > 0).all():
        raise MethodError(f"price: found {cost.tolist()[:5]}, expected at least two prices above 0")
    low, high = np.quantile(cost, [0.1, 0.9])
    spread = math.exp(float(np.log(cost).std(ddof=1)))
    return Spread(float(cost.max() / cost.min()), float(high / low), spread, int(cost.size))


@dataclass(frozen=True, slots=True)
class Saving:
    """What a change saves. ``break_even`` is None and ``never`` true where the new price is not lower."""

    per_mtok: float
    break_even_mtok: float | None
    never: bool

    def at(self, mtok: float, fixed: float = 0.0) -> float:
        """Dollars saved at a volume in million tokens, after fixed costs."""
        return mtok * self.per_mtok - fixed

    def volume(self, saved: float, fixed: float = 0.0) -> float | None:
        """Million tokens at which so many dollars are saved; None where that is never so."""
        return None if self.never else (saved + fixed) / self.per_mtok


def saving(price_old: float, price_new: float, fixed: float = 0.0) -> Saving:
    """Return what changing from one blended price to another saves.

    Examples
    --------
    >>> found = saving(10.0, 1.5, fixed=60_000)
    >>> round(found.volume(400_000)), round(found.break_even_mtok), round(found.at(20_000, 60_000))
    (47059, 7059, 110000)
    """
    if not (price_old > 0 and price_new > 0 and fixed >= 0):
        raise MethodError(
            f"saving: found prices {price_old} and {price_new}, fixed {fixed}; expected prices above 0"
        )
    gain = price_old - price_new
    return Saving(gain, fixed / gain if gain > 0 else None, gain <= 0)


def own_hosting(
    fixed: float, price_api: float, marginal: float, capacity: float | None = None
) -> float | None:
    """Return the million tokens at which own hosting costs what the API does; None if never or past capacity.

    Examples
    --------
    >>> round(own_hosting(12_000, 0.93, 0.05))
    13636
    """
    if price_api <= marginal:
        return None
    volume = fixed / (price_api - marginal)
    return None if capacity is not None and volume > capacity else volume


@dataclass(frozen=True, slots=True)
class Hedonic:
    """Open over closed at equal score, by regression: exp(gamma) with its interval, or why there is none."""

    value: float
    low: float
    high: float
    refused: bool


def hedonic(
    score: ArrayLike, price: ArrayLike, is_open: ArrayLike, organisations: int, z: float = 1.644854
) -> Hedonic:
    """Return exp(gamma) of log price = c + beta score + gamma open, with HC3 errors.

    Error in the score biases beta towards 0 and leaks into gamma: show it beside the frontier's ratio, never
    alone. ``refused`` says that there are too few models or organisations to publish it.
    """
    rated = np.asarray(score, dtype=np.float64)
    x = np.column_stack([np.ones(rated.size), rated - rated.mean(), np.asarray(is_open, dtype=np.float64)])
    y = np.log(mass_array(price, "price", 1))
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    scaled = (y - x @ beta) / (1 - leverage)
    error = math.sqrt(float((inverse @ (x.T * scaled**2) @ x @ inverse)[2, 2]))
    gamma = float(beta[2])
    few = y.size < MIN_MODELS or organisations < MIN_ORGANISATIONS
    return Hedonic(math.exp(gamma), math.exp(gamma - z * error), math.exp(gamma + z * error), few)
