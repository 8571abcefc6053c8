"""Resampled ratings: the whole fit again under drawn weights of battles or of voters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from weighbridge.statistics.arrays import FloatArray
from weighbridge.statistics.battles import PairCounts, VoterCells, rated_models
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.pairwise import (
    CENTRE,
    SCALE,
    centred_inverse,
    expected,
    hessian,
    newton,
    pair_weights,
    scatter,
)

Scheme = Literal["exponential", "multinomial"]
_CHORD_STEPS = 40
_TOLERANCE = 1e-8  # of theta: a five-hundred-thousandth of a rating point


def rating_draws(
    pairs: PairCounts,
    draws: int,
    rng: np.random.Generator,
    *,
    scheme: Scheme = "exponential",
    voters: VoterCells | None = None,
    reweight: bool = False,
) -> FloatArray:
    """Return ratings refitted under drawn weights, one row a draw.

    Parameters
    ----------
    pairs : PairCounts
    draws : int
    rng : numpy.random.Generator
    scheme : str
        `exponential` gives every battle an independent Exp(1) weight (a cell of n equal battles gets
        Gamma(n)), so that no battle vanishes and every draw can be fitted. `multinomial` draws the battles
        with replacement: a draw in which a model lost its last win has no fit.
    voters : VoterCells, optional
        Resample voters instead of battles; a voter's votes get one weight together.
    reweight : bool
        As in `bradley_terry`; the weights of pairs are those of all battles.

    Returns
    -------
    ndarray, shape (draws, models)
        NaN for a model that is not rated, and in the whole row of a draw that failed (not linked both ways,
        or no convergence). Whoever takes quantiles counts failed draws: past 1 % there is no interval.

    Notes
    -----
    Rubin (1981); Efron (1979). Draws start at the fit of all battles and take steps with its Hessian, which
    converges in a few steps because the weights move it little; a draw that does not is fitted from scratch.
    """
    rated = rated_models(pairs)
    inside = rated[pairs.first] & rated[pairs.second]
    kept = pairs.where(inside)
    code = np.cumsum(rated) - 1
    first, second = code[kept.first], code[kept.second]
    small = PairCounts(int(rated.sum()), first, second, kept.wins, kept.ties, kept.losses)
    weight = pair_weights(small, reweight)
    theta, _ = newton(small, weight)
    inverse = centred_inverse(hessian(small, weight, theta))
    result = np.full((draws, pairs.n_models), np.nan)
    if not small.first.size:
        return result
    cells = (
        _cell_draws(small, draws, rng, scheme)
        if voters is None
        else _voter_draws(voters, inside, draws, rng, scheme)
    )
    for row, (wins, ties, losses) in zip(result, cells, strict=True):
        drawn = PairCounts(small.n_models, first, second, wins, ties, losses)
        row[rated] = CENTRE + SCALE * _refit(drawn, weight, theta, inverse)
    return result


def _cell_draws(
    pairs: PairCounts, draws: int, rng: np.random.Generator, scheme: Scheme
) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
    counts = np.concatenate([pairs.wins, pairs.ties, pairs.losses])
    total = counts.sum()
    for _ in range(draws):
        if scheme == "multinomial":
            drawn = rng.multinomial(round(total), counts / total).astype(np.float64)
        else:
            drawn = rng.standard_gamma(counts)
            drawn *= total / drawn.sum()
        wins, ties, losses = np.split(drawn, 3)
        yield wins, ties, losses


def _voter_draws(
    voters: VoterCells, inside: np.ndarray, draws: int, rng: np.random.Generator, scheme: Scheme
) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
    from scipy.sparse import coo_array

    held = inside[voters.pair]
    pair = (np.cumsum(inside) - 1)[voters.pair[held]]
    n_pairs = int(inside.sum())
    rows = np.concatenate([pair, pair + n_pairs, pair + 2 * n_pairs])
    values = np.concatenate([voters.wins[held], voters.ties[held], voters.losses[held]])
    by_voter = coo_array(
        (values, (rows, np.tile(voters.voter[held], 3))), (3 * n_pairs, voters.n_voters)
    ).tocsr()
    for _ in range(draws):
        if scheme == "multinomial":
            weight = rng.multinomial(voters.n_voters, np.full(voters.n_voters, 1 / voters.n_voters)).astype(
                float
            )
        else:
            weight = rng.standard_exponential(voters.n_voters)
            weight /= weight.mean()
        wins, ties, losses = np.split(by_voter @ weight, 3)
        yield wins, ties, losses


def _refit(pairs: PairCounts, weight: FloatArray, start: FloatArray, inverse: FloatArray) -> FloatArray:
    """The thetas of one draw; NaN where they do not exist or were not reached."""
    score, battles = weight * pairs.score, weight * pairs.battles
    theta, last = start, np.inf
    for _ in range(_CHORD_STEPS):
        left = score - battles * expected(pairs, theta)
        move = inverse @ scatter(pairs.first, pairs.second, left, pairs.n_models)
        largest = float(np.abs(move).max())
        if largest > last / 2:  # converging too slowly with a borrowed Hessian
            break
        theta, last = theta + move, largest
        if largest < _TOLERANCE:
            return theta
    if not rated_models(pairs).all():
        return np.full(pairs.n_models, np.nan)
    try:
        return newton(pairs, weight)[0]
    except MethodError:
        return np.full(pairs.n_models, np.nan)
