"""A latent score that places models on one scale from many benchmarks, and what makes it an index.

Score of model m on benchmark b: sigmoid(a_b (C_m - D_b)) with ability C, difficulty D and slope a. Two anchor
models fix the scale; their values are fixed by definition and have no interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, code_array
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.item_response_solver import Cells, Parameters, solve
from weighbridge.statistics.resampling import FAILED_LIMIT, LEVEL, percentile_limits
from weighbridge.statistics.threads import one_thread

PENALTY = 0.1
"""Weight of the penalty on the mean square of all parameters, as published."""
CLIP = 0.001
"""Scores are held between this and one minus it: no benchmark is ever quite passed or quite failed."""
MIN_BENCHMARKS = 4
"""Models with fewer benchmarks are not scored."""
ANCHOR_VALUES = (130.0, 150.0)
"""What the two anchor models score by definition."""
_BATCH = 32  # draws solved together: their arrays stay in the processor's cache
_TOLERANCE = 1e-8
_STEPS = 300


@dataclass(frozen=True, slots=True, eq=False)
class ItemResponse:
    """Fits of one or many draws, one row each.

    Attributes
    ----------
    ability : ndarray, shape (draws, models)
    difficulty, slope : ndarray, shape (draws, benchmarks)
    objective : ndarray, shape (draws,)
    converged : ndarray of bool, shape (draws,)
        A draw that did not converge is counted by whoever takes quantiles, never left out unsaid.
    """

    ability: FloatArray
    difficulty: FloatArray
    slope: FloatArray
    objective: FloatArray
    converged: BoolArray


def cells_of(
    model: ArrayLike,
    benchmark: ArrayLike,
    score: ArrayLike,
    n_models: int,
    n_benchmarks: int,
    *,
    fixed: int,
    penalty: float = PENALTY,
) -> Cells:
    """Return the scores as the solver wants them.

    Parameters
    ----------
    model, benchmark : array_like of int, shape (cells,)
    score : array_like, shape (cells,)
        Between 0 and 1, corrected for chance.
    n_models, n_benchmarks : int
        Every model and every benchmark must have a score.
    fixed : int
        The benchmark whose slope is 1 by definition.
    penalty : float

    Raises
    ------
    MethodError
        If a score lies outside 0..1, a cell occurs twice, or a model or benchmark has none.
    """
    rows, columns = (
        code_array(model, n_models, "scores, model"),
        code_array(benchmark, n_benchmarks, "scores"),
    )
    values = np.asarray(score, dtype=np.float64)
    if values.shape != rows.shape or columns.shape != rows.shape:
        raise MethodError(f"scores: found {values.size} scores for {rows.size} models, expected one a row")
    if values.size and not (values.min() >= 0 and values.max() <= 1):
        bad = int(np.flatnonzero(~((values >= 0) & (values <= 1)))[0])
        raise MethodError(
            f"scores: found {values[bad]} in row {bad}, expected a part between 0 and 1; per cent "
            "are divided by 100"
        )
    if not (0 <= fixed < n_benchmarks):
        raise MethodError(f"scores: found anchor benchmark {fixed}, expected one of 0..{n_benchmarks - 1}")
    order = np.lexsort((columns, rows))
    rows, columns = rows[order], columns[order]
    if ((np.diff(rows) == 0) & (np.diff(columns) == 0)).any():
        raise MethodError("scores: found a model twice on one benchmark, expected its one best version")
    _check_all_present(rows, n_models, "model")
    _check_all_present(columns, n_benchmarks, "benchmark")
    by_benchmark = np.argsort(columns, kind="stable")
    starts = (
        np.searchsorted(rows, np.arange(n_models)),
        np.searchsorted(columns[by_benchmark], np.arange(n_benchmarks)),
    )
    ridge = penalty / (n_models + 2 * n_benchmarks - 1)
    clipped = np.clip(values[order], CLIP, 1 - CLIP)
    return Cells(n_models, n_benchmarks, fixed, rows, columns, clipped, ridge, order, by_benchmark, *starts)


def _check_all_present(codes: IntArray, size: int, what: str) -> None:
    missing = np.flatnonzero(np.bincount(codes, minlength=size) == 0)
    if missing.size:
        raise MethodError(f"scores: {what} {int(missing[0])} has no score; leave it out of the codes")


def item_response(
    cells: Cells,
    weight: ArrayLike | None = None,
    start: ItemResponse | None = None,
    *,
    tolerance: float = _TOLERANCE,
    max_steps: int = _STEPS,
) -> ItemResponse:
    """Return the penalised least-squares fit, of all scores or of every draw.

    Parameters
    ----------
    cells : Cells
    weight : array_like, shape (draws, cells), optional
        In the order in which the scores were given; without it one fit of all scores.
    start : ItemResponse, optional
        The central fit, for a warm start of the draws.
    tolerance : float
        As in `item_response_solver.solve`.
    max_steps : int

    Notes
    -----
    Minimises 1/2 sum w (sigmoid(a (C - D)) - y)^2 + 1/2 penalty mean(parameters^2), the slope of one
    benchmark fixed at 1. Its difficulty is free: the penalty sets the origin, the anchors set the scale.
    """
    weights = np.ones((1, cells.score.size)) if weight is None else np.asarray(weight, dtype=np.float64)
    if weights.ndim != 2 or weights.shape[1] != cells.score.size:
        raise MethodError(f"weights: found shape {weights.shape}, expected (draws, {cells.score.size})")
    first = _start(cells) if start is None else _warm(start)
    parts = []
    with one_thread():
        for begin in range(0, weights.shape[0], _BATCH):
            block = weights[begin : begin + _BATCH, cells.order]
            at = first.rows(np.zeros(block.shape[0], dtype=np.int64))
            parts.append(solve(cells, block, at, tolerance=tolerance, max_steps=max_steps))
    return ItemResponse(
        np.concatenate([part.at.ability for part in parts]),
        np.concatenate([part.at.difficulty for part in parts]),
        np.concatenate([part.at.slope for part in parts]),
        np.concatenate([part.objective for part in parts]),
        np.concatenate([part.converged for part in parts]),
    )


def _start(cells: Cells) -> Parameters:
    ability, difficulty = np.zeros((1, cells.n_models)), np.zeros((1, cells.n_benchmarks))
    return Parameters(ability, difficulty, np.ones((1, cells.n_benchmarks)))


def _warm(fit: ItemResponse) -> Parameters:
    return Parameters(fit.ability[:1], fit.difficulty[:1], fit.slope[:1])


def within_model_weights(model: ArrayLike, draws: int, rng: np.random.Generator) -> FloatArray:
    """Return multiplicities of each model's scores drawn with replacement, shape (draws, cells).

    It asks how much a model's score depends on *which* benchmarks it happened to take.

    Parameters
    ----------
    model : array_like of int, shape (cells,)
        Model of each score, in the order given. Draws are made draw by draw, model by model in the order of
        codes: with codes and rows in the order of a published file, these are the published draws.
    draws : int
    rng : numpy.random.Generator

    Examples
    --------
    >>> within_model_weights([0, 0, 1], 2, np.random.default_rng(1))[:, 2].tolist()
    [1.0, 1.0]
    """
    codes = np.asarray(model, dtype=np.int64)
    by_model = np.argsort(codes, kind="stable")
    size = np.bincount(codes)
    start = np.cumsum(size) - size
    chosen = by_model[rng.integers(0, np.repeat(size, size), (draws, codes.size)) + np.repeat(start, size)]
    chosen += np.arange(draws)[:, None] * codes.size
    return np.bincount(chosen.ravel(), minlength=draws * codes.size).reshape(draws, -1).astype(np.float64)


def by_benchmark_weights(benchmark: ArrayLike, draws: int, rng: np.random.Generator) -> FloatArray:
    """Return one exponential weight a benchmark, for all models alike, shape (draws, cells).

    It asks how much the scores depend on the choice of benchmarks, which models share.
    """
    codes = np.asarray(benchmark, dtype=np.int64)
    weight = rng.standard_exponential((draws, int(codes.max()) + 1))
    weight /= weight.mean(axis=1, keepdims=True)
    return weight[:, codes]


def index_values(
    ability: FloatArray, anchors: tuple[int, int], values: tuple[float, float] = ANCHOR_VALUES
) -> FloatArray:
    """Return abilities on the scale on which two anchor models have given values, draw by draw.

    Parameters
    ----------
    ability : ndarray, shape (..., models)
    anchors : pair of int
        The lower and the upper anchor, as codes of models.
    values : pair of float

    Raises
    ------
    MethodError
        If an anchor is missing, or both are the same model.

    Examples
    --------
    >>> index_values(np.array([0.0, 1.0, 2.0]), (0, 1)).tolist()
    [130.0, 150.0, 170.0]
    """
    low, high = anchors
    size = ability.shape[-1]
    if not (0 <= low < size and 0 <= high < size) or low == high:
        raise MethodError(f"anchors: found {anchors} among {size} models, expected two different models")
    base, top = ability[..., [low]], ability[..., [high]]
    step = np.where(top != base, top - base, np.nan)
    return values[0] + (values[1] - values[0]) * (ability - base) / step


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Index values with intervals. NaN is NULL.

    Attributes
    ----------
    value, low, high : ndarray, shape (models,)
        Anchors have no limits: they are fixed by definition.
    draws : ndarray, shape (draws, models)
        NaN in draws that did not converge.
    unstable : ndarray of bool, shape (models,)
        The interval would exclude the value, or too many draws failed.
    failed : int
        Draws that did not converge.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    draws: FloatArray
    unstable: BoolArray
    failed: int


def index_of(
    central: ItemResponse, drawn: ItemResponse, anchors: tuple[int, int], level: float = LEVEL
) -> Index:
    """Return the index of every model with its percentile interval over the draws."""
    if not central.converged[0]:
        raise MethodError(f"item_response: the fit did not converge in {_STEPS} steps; there is no index")
    value = index_values(central.ability[0], anchors)
    draws = index_values(drawn.ability, anchors)
    draws[~drawn.converged] = np.nan
    failed = int((~drawn.converged).sum())
    low, high, unstable = percentile_limits(draws, value, level)
    fixed = np.isin(np.arange(value.size), anchors)
    low[fixed], high[fixed] = np.nan, np.nan
    too_many = failed > FAILED_LIMIT * draws.shape[0]
    return Index(value, low, high, draws, (unstable | too_many) & ~fixed, failed)
