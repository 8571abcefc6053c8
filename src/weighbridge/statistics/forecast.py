"""Forecasts of a composition: what its shares would be some periods ahead if they go on moving as they have.

No trend and no season: whole vectors of past changes are drawn anew, so that shares stay in 0..1 and move
together as they did. Every forecast carries the backtest that allows it; without one it is refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from weighbridge.statistics.arrays import FloatArray
from weighbridge.statistics.errors import MethodError

Model: TypeAlias = Literal["random_walk", "local_level"]
MODELS: tuple[Model, ...] = ("random_walk", "local_level")
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
FIRST_ORIGIN = 20
LEAST_PERIODS, LEAST_ORIGINS, LONGEST_AHEAD = 20, 12, 12
LEAST_COVERAGE = 0.80
DRAWS = 2000
_NOMINAL = 0.9
_GAINS = np.linspace(0.02, 1.0, 50)


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Draws of a composition some periods ahead: the level they start from, how far each moved, in logs."""

    level: FloatArray
    moved: FloatArray
    gain: float

    def shares(self, widening: float = 1.0) -> FloatArray:
        """Return the draws as shares, shape (draws, components), each moved ``widening`` times as far."""
        return shares_of(self.level + widening * self.moved)


@dataclass(frozen=True, slots=True)
class Score:
    """How a model did at past origins.

    ``pinball`` is the mean loss over five quantiles, ``coverage`` the part of outcomes inside the 90 %
    interval as drawn, ``calibrated`` the same once widened by what earlier origins taught; ``tested`` counts
    the origins the last is over. ``widening`` is the factor for the next forecast, None with too few origins.
    """

    model: str
    origins: int
    pinball: float
    coverage: float | None
    calibrated: float | None
    tested: int
    widening: float | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """Both models and "same as now" over the same origins, the better model first named in ``chosen``."""

    ahead: int
    scores: tuple[Score, ...]
    chosen: Model

    @property
    def score(self) -> Score:
        """The chosen model's."""
        return next(score for score in self.scores if score.model == self.chosen)

    @property
    def now(self) -> Score:
        """The score of "same as now"."""
        return next(score for score in self.scores if score.model == "now")


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """The shares of every component ahead, as quantiles at ``LEVELS`` (5 x components); or why there is none.

    ``draws`` are widened by the backtest's factor and answer how often a share exceeds a value.
    """

    ahead: int
    refused: tuple[str, ...]
    backtest: Backtest | None
    quantiles: FloatArray | None
    draws: FloatArray | None
    has_zeros: bool

    def above(self, component: int, value: float) -> float | None:
        """Return the part of draws in which a component's share exceeds a value; None where refused.

        It speaks of the period that many ahead and no other: there are no crossing dates.
        """
        return None if self.draws is None else float((self.draws[:, component] > value).mean())


def log_ratios(shares: FloatArray) -> tuple[FloatArray, bool]:
    """Return the logs of each component over the largest one's, and whether zeros had to be replaced.

    Parameters
    ----------
    shares : array, shape (periods, components)
        Rows that sum to 1. Zeros become half the smallest positive share, and the row is brought back to 1.

    Examples
    --------
    >>> log_ratios(np.array([[0.2, 0.3, 0.5]]))[0].round(3).tolist()
    [[-0.916, -0.511, 0.0]]
    """
    held = np.asarray(shares, dtype=np.float64)
    if held.ndim != 2 or held.shape[1] < 2 or not np.isfinite(held).all() or (held < 0).any():
        raise MethodError(
            f"log_ratios: found shape {held.shape}, expected periods x 2 or more shares of 0..1"
        )
    if not np.allclose(held.sum(axis=1), 1.0, atol=1e-6):
        raise MethodError("log_ratios: shares of a period do not sum to 1; keep what is unattributed as one")
    has_zeros = bool((held == 0).any())
    if has_zeros:
        held = np.where(held == 0, held[held > 0].min() / 2, held)
        held = held / held.sum(axis=1, keepdims=True)
    reference = int(held[-1].argmax())
    return np.log(held / held[:, [reference]]), has_zeros


def shares_of(logs: FloatArray) -> FloatArray:
    """Return the shares of log ratios.

    Examples
    --------
    >>> shares_of(np.array([-0.916 + 0.3, -0.511, 0.0])).round(3).tolist()
    [0.252, 0.28, 0.467]
    """
    raised = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def pinball(outcome: float, quantile: float, level: float) -> float:
    """Return the loss of one quantile: what it misses by, weighed by the side it misses on.

    Examples
    --------
    >>> [round(pinball(0.30, *pair), 4) for pair in ((0.20, 0.05), (0.25, 0.5), (0.35, 0.95))]
    [0.005, 0.025, 0.0025]
    """
    return max(level * (outcome - quantile), (level - 1) * (outcome - quantile))


def gain_of(logs: FloatArray) -> float:
    """Return the part of each surprise a local level takes up, by the least squares of one step ahead."""
    return float(_gains(logs)[-1])


def _gains(logs: FloatArray) -> FloatArray:
    """The gain after each period, from all that was seen by then: one pass for every origin of a backtest."""
    level = np.repeat(logs[:1], len(_GAINS), axis=0)
    losses, found = np.zeros(len(_GAINS)), np.ones(len(logs))
    for at in range(1, len(logs)):
        errors = logs[at] - level
        losses += (errors**2).sum(axis=1)
        level = level + _GAINS[:, None] * errors
        found[at] = _GAINS[int(losses.argmin())]
    return found


def _surprises(logs: FloatArray, gain: float) -> tuple[FloatArray, FloatArray]:
    """The last level, and the errors of one step ahead; the level begins at the first period."""
    if gain == 1.0:
        return logs[-1], np.diff(logs, axis=0)
    level, errors = logs[0], np.empty((len(logs) - 1, logs.shape[1]))
    for at in range(1, len(logs)):
        errors[at - 1] = logs[at] - level
        level = level + gain * errors[at - 1]
    return level, errors


def paths(
    logs: FloatArray, ahead: int, model: Model, seed: int = 0, draws: int = DRAWS, gain: float | None = None
) -> Paths:
    """Return draws of the composition ``ahead`` periods after the last one.

    ``random_walk`` adds up that many whole vectors of past changes, centred, so that there is no drift;
    ``local_level`` adds surprises to a smoothed level, of which only ``gain`` stays. Both are spread by
    sqrt(1 + 1/n) for the estimated centre. ``gain`` is found anew where it is not given.
    """
    if gain is None:
        gain = 1.0 if model == "random_walk" else gain_of(logs)
    level, errors = _surprises(logs, gain)
    centred = (errors - errors.mean(axis=0)) * math.sqrt(1 + 1 / len(errors))
    picked = np.random.default_rng([seed, ahead]).integers(0, len(errors), (draws, ahead))
    drawn = centred[picked]
    return Paths(level, drawn[:, -1] + gain * drawn[:, :-1].sum(axis=1), gain)


def backtest(shares: FloatArray, component: int, ahead: int, seed: int = 0, draws: int = DRAWS) -> Backtest:
    """Return how both models and "same as now" would have done, from every origin since the twentieth period.

    The widening at an origin comes from earlier origins whose outcome was known by then. At least nine of
    them are needed to name a ninety-percent bound; before, an origin does not count for ``calibrated``.
    """
    logs, _ = log_ratios(shares)
    held = shares_of(logs)
    origins = range(FIRST_ORIGIN, len(held) - ahead + 1)
    outcomes = [held[origin + ahead - 1, component] for origin in origins]
    scores = [_scored(logs, component, ahead, model, origins, outcomes, (seed, draws)) for model in MODELS]
    same = [
        [pinball(outcome, held[origin - 1, component], level) for level in LEVELS]
        for origin, outcome in zip(origins, outcomes, strict=True)
    ]
    now = Score("now", len(origins), _mean(same), None, None, 0, None)
    best = min(scores, key=lambda score: score.pinball)
    return Backtest(ahead, (*scores, now), "local_level" if best.model == "local_level" else "random_walk")


def _mean(losses: Sequence[Sequence[float]]) -> float:
    return float(np.mean(losses)) if losses else math.nan


def _scored(
    logs: FloatArray,
    component: int,
    ahead: int,
    model: Model,
    origins: range,
    outcomes: Sequence[float],
    drawing: tuple[int, int],
) -> Score:
    seed, draws = drawing
    losses, inside, calibrated, ratios = [], [], [], []
    gains = np.ones(len(logs)) if model == "random_walk" else _gains(logs)
    for at, (origin, outcome) in enumerate(zip(origins, outcomes, strict=True)):
        drawn = paths(logs[:origin], ahead, model, seed, draws, float(gains[origin - 1]))
        quantiles = np.quantile(drawn.shares()[:, component], LEVELS)
        losses.append([pinball(outcome, q, level) for q, level in zip(quantiles, LEVELS, strict=True)])
        inside.append(bool(quantiles[0] <= outcome <= quantiles[-1]))
        ratios.append(_miss(outcome, quantiles))
        known = ratios[: max(0, at - ahead + 1)]
        widening = widening_of(known)
        if widening is not None:
            wide = drawn.shares(widening)[:, component]
            low, high = np.quantile(wide, [LEVELS[0], LEVELS[-1]])
            calibrated.append(bool(low <= outcome <= high))
    return Score(
        model,
        len(origins),
        _mean(losses),
        float(np.mean(inside)) if inside else None,
        float(np.mean(calibrated)) if calibrated else None,
        len(calibrated),
        widening_of(ratios),
    )


def _miss(outcome: float, quantiles: FloatArray) -> float:
    """The error over the half of the interval on its own side, both on the scale of log odds."""
    low, middle, high = (_logit(quantiles[i]) for i in (0, 2, 4))
    error = _logit(outcome) - middle
    width = high - middle if error > 0 else middle - low
    return abs(error) / width if width > 0 else math.inf


def _logit(share: float) -> float:
    inside = min(max(float(share), 1e-12), 1 - 1e-12)
    return math.log(inside / (1 - inside))


def widening_of(ratios: Sequence[float]) -> float | None:
    """Return the factor that would have held nine in ten past misses, at least 1; None with too few of them.

    Examples
    --------
    >>> widening_of([0.1 * i for i in range(1, 21)])
    1.9
    >>> widening_of([0.5] * 8) is None
    True
    """
    place = math.ceil(_NOMINAL * (len(ratios) + 1))
    return round(max(1.0, sorted(ratios)[place - 1]), 12) if place <= len(ratios) else None


def forecast_shares(
    shares: FloatArray, component: int, ahead: int, seed: int = 0, draws: int = DRAWS
) -> Forecast:
    """Return the composition ``ahead`` periods on, chosen and widened by the backtest of one component.

    Refused with the reasons: under 20 periods; further ahead than a fifth of the periods or 12; under 12
    origins to test on; less than 80 % of past outcomes inside the widened interval.
    """
    held = np.asarray(shares, dtype=np.float64)
    early = tuple(_too_short(len(held), ahead))
    if early:
        return Forecast(ahead, early, None, None, None, bool((held == 0).any()))
    logs, has_zeros = log_ratios(held)
    tested = backtest(held, component, ahead, seed, draws)
    late = tuple(_not_borne_out(tested.score))
    if late:
        return Forecast(ahead, late, tested, None, None, has_zeros)
    drawn = paths(logs, ahead, tested.chosen, seed, draws).shares(tested.score.widening or 1.0)
    return Forecast(ahead, (), tested, np.quantile(drawn, LEVELS, axis=0), drawn, has_zeros)


def _too_short(periods: int, ahead: int) -> list[str]:
    if ahead < 1:
        raise MethodError(f"forecast_shares: found {ahead} periods ahead, expected 1 or more")
    if periods < LEAST_PERIODS:
        held = "1 period without a break is" if periods == 1 else f"{periods} periods without a break are"
        return [f"{held} held; a forecast needs {LEAST_PERIODS}."]
    if ahead > min(periods // 5, LONGEST_AHEAD):
        most = min(periods // 5, LONGEST_AHEAD)
        return [f"{ahead} periods ahead are too many: {periods} periods bear at most {most}."]
    origins = periods - ahead - FIRST_ORIGIN + 1
    if origins < LEAST_ORIGINS:
        return [f"Only {max(origins, 0)} past forecasts can be tested; {LEAST_ORIGINS} are needed."]
    return []


def _not_borne_out(score: Score) -> list[str]:
    if score.widening is None or score.calibrated is None:
        return ["Too few past forecasts to say how wide the interval must be."]
    if score.calibrated < LEAST_COVERAGE:
        said = f"{score.calibrated * 100:.0f} %"
        return [
            f"Past forecasts of this kind held {said} of what came, under the {LEAST_COVERAGE:.0%} required."
        ]
    return []
