"""Battles summed to counts per pair of models: all that ratings without style need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, code_array
from weighbridge.statistics.errors import MethodError

A_WINS, B_WINS, TIE, BOTH_BAD = range(4)
"""Codes of the four outcomes of a battle between the models a and b."""
BOTH_BAD_RULES = ("tie", "dropped")
_DENSE_MODELS = 1_000  # up to here a table of all ordered pairs is smaller than a sort of the battles


@dataclass(frozen=True, slots=True, eq=False)
class PairCounts:
    """Battles per unordered pair, as the model `first` saw them; `first < second`.

    Attributes
    ----------
    n_models : int
        Models are the codes 0..n_models-1; one without a battle is allowed.
    first, second : ndarray of int, shape (pairs,)
        The two models of each pair that met.
    wins, ties, losses : ndarray, shape (pairs,)
        Battles won, tied and lost by `first`.
    """

    n_models: int
    first: IntArray
    second: IntArray
    wins: FloatArray
    ties: FloatArray
    losses: FloatArray

    @property
    def battles(self) -> FloatArray:
        """Battles of each pair."""
        return self.wins + self.ties + self.losses

    @property
    def score(self) -> FloatArray:
        """What `first` scored: a win counts 1, a tie one half."""
        return self.wins + 0.5 * self.ties

    def per_model(self) -> IntArray:
        """Battles of each model."""
        met = np.concatenate([self.first, self.second])
        return np.bincount(met, np.tile(self.battles, 2), self.n_models).round().astype(np.int64)

    def where(self, keep: BoolArray) -> PairCounts:
        """The pairs of a mask, with the same codes of models."""
        first, second = self.first[keep], self.second[keep]
        return PairCounts(self.n_models, first, second, self.wins[keep], self.ties[keep], self.losses[keep])


def outcome_table(a: IntArray, b: IntArray, outcome: IntArray, n_models: int) -> IntArray:
    """Return battles by ordered pair and outcome, shape (n_models, n_models, 4).

    Tables of parts of the battles add up, so that a file larger than memory can be read in pieces.
    """
    cell = (a.astype(np.int64) * n_models + b) * 4 + outcome
    return np.bincount(cell, minlength=4 * n_models**2).reshape(n_models, n_models, 4)


def pairs_of_table(table: ArrayLike, both_bad: str = "tie") -> PairCounts:
    """Return the pair counts of a table of ordered pairs by outcome; see `outcome_table`.

    Parameters
    ----------
    table : array_like, shape (n_models, n_models, 4)
    both_bad : str
        Whether a battle in which both answers were called bad is a `tie` or is `dropped`. Both are in use.
    """
    counts = np.asarray(table, dtype=np.float64)
    _check_rule(both_bad)
    same = np.einsum("iik->i", counts)
    if same.any():
        raise MethodError(_self_battle(int(np.flatnonzero(same)[0])))
    even = counts[..., TIE] + (counts[..., BOTH_BAD] if both_bad == "tie" else 0.0)
    wins = counts[..., A_WINS] + counts[..., B_WINS].T
    first, second = np.nonzero(np.triu(wins + wins.T + even + even.T, 1))
    return PairCounts(
        counts.shape[0],
        first.astype(np.int64),
        second.astype(np.int64),
        wins[first, second],
        even[first, second] + even[second, first],
        wins[second, first],
    )


def pair_counts(
    a: ArrayLike, b: ArrayLike, outcome: ArrayLike, n_models: int, *, both_bad: str = "tie"
) -> PairCounts:
    """Return battles summed per unordered pair.

    Parameters
    ----------
    a, b : array_like of int, shape (battles,)
        Codes of the two models.
    outcome : array_like of int, shape (battles,)
        `A_WINS`, `B_WINS`, `TIE` or `BOTH_BAD`. Any other code is refused: it is never a tie.
    n_models : int
    both_bad : str
        As in `pairs_of_table`.

    Raises
    ------
    MethodError
        If a code is out of range or a model meets itself.

    Examples
    --------
    >>> pairs = pair_counts([0, 1, 0], [1, 0, 1], [A_WINS, A_WINS, TIE], 2)
    >>> pairs.wins.tolist(), pairs.ties.tolist(), pairs.losses.tolist()
    ([1.0], [1.0], [1.0])
    """
    left, right, result = checked_battles(a, b, outcome, n_models)
    if n_models <= _DENSE_MODELS:
        return pairs_of_table(outcome_table(left, right, result, n_models), both_bad)
    _check_rule(both_bad)
    if both_bad == "dropped":
        kept = result != BOTH_BAD
        left, right, result = left[kept], right[kept], result[kept]
    codes, at = np.unique(_unordered(left, right, n_models), return_inverse=True)
    seen = _as_first(left, right, result)
    table = np.bincount(at * 4 + seen, minlength=4 * codes.size).reshape(-1, 4).astype(np.float64)
    first, second = np.divmod(codes, n_models)
    return PairCounts(n_models, first, second, table[:, 0], table[:, 2] + table[:, 3], table[:, 1])


def checked_battles(
    a: ArrayLike, b: ArrayLike, outcome: ArrayLike, n_models: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the codes of battles after checking ranges and that no model meets itself."""
    left = code_array(a, n_models, "battles, model a")
    right = code_array(b, n_models, "battles, model b", left.size)
    result = code_array(outcome, 4, "battles, outcome", left.size)
    same = left == right
    if same.any():
        raise MethodError(_self_battle(int(left[same][0])))
    return left, right, result


def _self_battle(model: int) -> str:
    return f"battles: found model {model} against itself, expected two models; leave such battles out"


def _check_rule(both_bad: str) -> None:
    if both_bad not in BOTH_BAD_RULES:
        raise MethodError(f"both_bad: found '{both_bad}', expected one of {', '.join(BOTH_BAD_RULES)}")


def _unordered(a: IntArray, b: IntArray, n_models: int) -> IntArray:
    return np.minimum(a, b) * n_models + np.maximum(a, b)


def _as_first(a: IntArray, b: IntArray, outcome: IntArray) -> IntArray:
    """The outcome as the model with the smaller code saw it."""
    turned = (a > b) & (outcome < TIE)
    return np.where(turned, 1 - outcome, outcome)


@dataclass(frozen=True, slots=True, eq=False)
class VoterCells:
    """Battles per voter and pair: one voter's votes are not independent of each other.

    `pair` is an index into the pair counts made with it; `wins`, `ties`, `losses` are as its first model
    saw them.
    """

    n_voters: int
    voter: IntArray
    pair: IntArray
    wins: FloatArray
    ties: FloatArray
    losses: FloatArray


def voter_cells(
    a: ArrayLike, b: ArrayLike, outcome: ArrayLike, voter: ArrayLike, n_models: int, *, both_bad: str = "tie"
) -> tuple[PairCounts, VoterCells]:
    """Return the pair counts and the same counts by voter.

    Parameters
    ----------
    voter : array_like of int, shape (battles,)
        Codes 0..voters-1.
    a, b, outcome, n_models, both_bad
        As in `pair_counts`.
    """
    pairs = pair_counts(a, b, outcome, n_models, both_bad=both_bad)
    left, right, result = checked_battles(a, b, outcome, n_models)
    n_voters = int(np.max(np.asarray(voter), initial=-1)) + 1
    who = code_array(voter, max(n_voters, 1), "battles, voter", left.size)
    if both_bad == "dropped":
        kept = result != BOTH_BAD
        left, right, result, who = left[kept], right[kept], result[kept], who[kept]
    known = pairs.first * n_models + pairs.second
    pair = np.searchsorted(known, _unordered(left, right, n_models))
    cells, at = np.unique(who * max(known.size, 1) + pair, return_inverse=True)
    seen = _as_first(left, right, result)
    table = np.bincount(at * 4 + seen, minlength=4 * cells.size).reshape(-1, 4).astype(np.float64)
    of_voter, of_pair = np.divmod(cells, max(known.size, 1))
    return pairs, VoterCells(n_voters, of_voter, of_pair, table[:, 0], table[:, 2] + table[:, 3], table[:, 1])


def rated_models(pairs: PairCounts) -> BoolArray:
    """Return which models have a finite rating: the largest set linked both ways by wins or ties.

    A model that only won, or only lost, against the rest has no finite rating; two sets of models that
    never met cannot be compared (Ford 1957). Of sets of equal size the one with more battles is taken,
    then the one with the smallest code. A set of one model rates nothing.
    """
    up, down = pairs.wins + pairs.ties > 0, pairs.losses + pairs.ties > 0
    start = np.concatenate([pairs.first[up], pairs.second[down]])
    end = np.concatenate([pairs.second[up], pairs.first[down]])
    if (
        pairs.n_models > 1
        and _reaches_all(start, end, pairs.n_models)
        and _reaches_all(end, start, pairs.n_models)
    ):
        return np.ones(pairs.n_models, dtype=bool)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(start.size), (start, end)), shape=(pairs.n_models, pairs.n_models))
    count, label = connected_components(graph.tocsr(), directed=True, connection="strong")
    size = np.bincount(label, minlength=count)
    inside = label[pairs.first] == label[pairs.second]
    battles = np.bincount(label[pairs.first[inside]], pairs.battles[inside], count)
    lowest = np.full(count, pairs.n_models)
    np.minimum.at(lowest, label, np.arange(pairs.n_models))
    best = int(np.lexsort((lowest, -battles, -size))[0]) if count else 0
    return (label == best) & (size[label] > 1)


def _reaches_all(start: IntArray, end: IntArray, n_models: int) -> bool:
    """Whether every model can be reached from the first one: the usual case, told without a library."""
    reached = np.zeros(n_models, dtype=bool)
    reached[0] = True
    count = 1
    while True:
        reached[end[reached[start]]] = True
        now = int(reached.sum())
        if now == count:
            return now == n_models
        count = now
