"""What one board says: places, a pair compared, the models above one model."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.boards import Board
from weighbridge.entities.arena_models import OPEN
from weighbridge.statistics.above import CountAbove, best_of_weights, count_above
from weighbridge.statistics.arrays import FloatArray
from weighbridge.statistics.equivalence import MARGIN, PairVerdict, equivalence
from weighbridge.statistics.pairwise import normal_quantile
from weighbridge.statistics.ranks import rank_set
from weighbridge.statistics.resampling import LEVEL

LARGEST_TOGETHER = 0.04
"""By how much a difference's error may be off where a board does not publish covariances."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A model on a board: rating with interval, and the ranks it may have."""

    model: str
    organisation: str
    country: str
    openness: str
    rating: float
    low: float | None
    high: float | None
    rank_best: int
    rank_worst: int
    votes: int
    weights_id: str
    flags: tuple[str, ...]


def standings(board: Board, first: int | None = None, level: float = LEVEL) -> list[Standing]:
    """The models of a board (the ``first`` so many of them), best first, with the ranks the data allow.

    Each set holds that one model's rank among all models with the stated level. A model without an error is
    compared by its rating alone.
    """
    draws = board.draws()
    draws = np.where(np.isnan(draws), board.rating, draws)
    wanted = np.arange(len(board.model) if first is None else min(first, len(board.model)))
    sets = rank_set(board.rating, draws, level=level, units=wanted)
    half = normal_quantile(level) * board.se
    found = []
    for i, model in enumerate(board.model[: wanted.size]):
        has = bool(np.isfinite(half[i]))
        found.append(
            Standing(
                model,
                board.organisation[i],
                board.country[i],
                board.openness[i],
                float(board.rating[i]),
                float(board.rating[i] - half[i]) if has else None,
                float(board.rating[i] + half[i]) if has else None,
                int(sets.low[i]),
                int(sets.high[i]),
                int(board.votes[i]),
                board.weights[i],
                checked_flags({"se_imputed"} if board.imputed[i] else set()),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models of one board, the first minus the second."""

    a: str
    b: str
    rating_a: float
    rating_b: float
    se: float | None
    result: PairVerdict
    flags: tuple[str, ...]


def compare(board: Board, a: str, b: str, *, margin: float = MARGIN, level: float = LEVEL) -> Comparison:
    """The difference of two models with its interval and the verdict of the test at a margin.

    Boards publish no covariance; the root of the sum of squares is right within 4 % for ratings centred on
    their mean.
    """
    i, j = board.find(a), board.find(b)
    se = float(np.hypot(board.se[i], board.se[j]))
    known = se if np.isfinite(se) else None
    gap = float(board.rating[i] - board.rating[j])
    flags = set(board.flags) - {"se_imputed", "thin_coverage"}
    flags |= {"se_imputed"} if board.imputed[[i, j]].any() else set()
    return Comparison(
        board.model[i],
        board.model[j],
        float(board.rating[i]),
        float(board.rating[j]),
        known,
        equivalence(gap, known, margin=margin, level=level),
        checked_flags(flags),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Above:
    """Models of a group above one model: counted by every rule, and listed."""

    model: str
    variants: CountAbove
    weights: CountAbove | None
    models: list[dict[str, Any]]


def above(board: Board, model: str, *, country: str | None, only_open: bool) -> Above:
    """How many models of a group stand above one model on a board, and which.

    Variants are the models as listed; distinct weights count the best variant of each set of weights, which
    selects upwards. Closed weights are not told apart, so a group with closed models has no such count.
    """
    reference = board.find(model)
    members = board.members(country, OPEN if only_open else None)
    members = members[members != reference]
    draws, covariance = board.draws(), board.covariance
    variants = count_above(board.rating, covariance, reference, members, draws)
    weights = None
    if all(board.weights[i] for i in members):
        best = best_of_weights(board.rating, members, [board.weights[i] for i in members])
        weights = count_above(board.rating, covariance, reference, best, draws)
    listed = [_lead(board, int(i), reference) for i in members if board.rating[i] > board.rating[reference]]
    return Above(board.model[reference], variants, weights, listed)


def _lead(board: Board, i: int, reference: int) -> dict[str, Any]:
    gap = float(board.rating[i] - board.rating[reference])
    se = float(np.hypot(board.se[i], board.se[reference]))
    half = normal_quantile(LEVEL) * se
    known = np.isfinite(half)
    return {
        "model": board.model[i],
        "organisation": board.organisation[i],
        "country": board.country[i],
        "openness": board.openness[i],
        "weights_id": board.weights[i] or None,
        "rating": float(board.rating[i]),
        "lead": gap,
        "low": gap - half if known else None,
        "high": gap + half if known else None,
        "is_significant": bool(known and gap > half),
        "votes": int(board.votes[i]) or None,
    }


def counts(found: CountAbove) -> dict[str, int | list[int]]:
    """A count as plain JSON values; ``band`` is that of the drawn point count."""
    held = asdict(found)
    for name in ("models", "significant_low", "significant_high"):
        held.pop(name)
    low, high = held.pop("low"), held.pop("high")
    return {**held, "band": [low, high]}


def lead_draws(values: FloatArray, draws: FloatArray, reference: int, members: list[int]) -> CountAbove:
    """The count above a reference from joint draws (an index), in place of normal errors."""
    apart = draws[:, members] - draws[:, [reference]]
    lead = values[members] - values[reference]
    certain = np.nanmean(apart > 0, axis=0) if members else np.zeros(0)
    total = (apart > 0).sum(axis=1)
    low, high = np.quantile(total, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if members else (0, 0)
    from weighbridge.statistics.multiplicity import holm

    # One in as many draws as there are is the smallest chance that draws can tell.
    p = np.maximum(1 - certain, 1 / draws.shape[0])
    return CountAbove(
        models=len(members),
        point=int((lead > 0).sum()),
        significant=int(((certain >= 0.5 + LEVEL / 2) & (lead > 0)).sum()),
        holm=int((holm(p) <= 1 - LEVEL).sum()),
        disjoint=0,
        low=int(low),
        high=int(high),
        without_se=0,
    )
