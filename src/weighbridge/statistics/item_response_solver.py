"""Many item-response fits at once: Levenberg-Marquardt over all draws, models eliminated first.

One fit has a few hundred parameters; a bootstrap has hundreds of fits of the same shape. All draws take their
steps together as stacked arrays, and a draw leaves the stack when it is done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray

ABILITY_LIMIT = 10.0
SLOPE_LIMITS = (0.1, 10.0)
_FIRST_DAMPING = 0.03
_LARGEST_DAMPING = 1e12
_NEWTON_BELOW = 0.02  # part of the objective a step gains: below it second derivatives speed the finish


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Scores sorted by model, then by benchmark; every model and every benchmark has at least one.

    `order` is where each cell stood in what was given; `by_benchmark` sorts the cells by benchmark;
    `model_start` and `benchmark_start` are where their runs begin.
    """

    n_models: int
    n_benchmarks: int
    fixed: int
    model: IntArray
    benchmark: IntArray
    score: FloatArray
    penalty: float
    order: IntArray
    by_benchmark: IntArray
    model_start: IntArray
    benchmark_start: IntArray

    def of_models(self, values: FloatArray) -> FloatArray:
        """Sums over the cells of each model, shape (draws, models)."""
        return np.add.reduceat(values, self.model_start, axis=1)

    def of_benchmarks(self, values: FloatArray) -> FloatArray:
        """Sums over the cells of each benchmark, shape (draws, benchmarks)."""
        return np.add.reduceat(np.take(values, self.by_benchmark, axis=1), self.benchmark_start, axis=1)


@dataclass(slots=True, eq=False)
class Parameters:
    """Abilities (draws, models), difficulties and slopes (draws, benchmarks)."""

    ability: FloatArray
    difficulty: FloatArray
    slope: FloatArray

    def rows(self, keep: BoolArray | IntArray) -> Parameters:
        """The parameters of some draws."""
        return Parameters(self.ability[keep], self.difficulty[keep], self.slope[keep])

    def put(self, rows: IntArray, other: Parameters) -> None:
        """Overwrite the parameters of some draws."""
        self.ability[rows], self.difficulty[rows], self.slope[rows] = (
            other.ability,
            other.difficulty,
            other.slope,
        )


def objective(cells: Cells, weight: FloatArray, at: Parameters) -> FloatArray:
    """Return half the weighted sum of squared errors plus half the penalty, of each draw."""
    apart = at.ability[:, cells.model] - at.difficulty[:, cells.benchmark]
    error = 1 / (1 + np.exp(-at.slope[:, cells.benchmark] * apart)) - cells.score
    squares = np.einsum("rn,rn,rn->r", weight, error, error)
    size = sum(np.einsum("rk,rk->r", x, x) for x in (at.ability, at.difficulty, at.slope))
    return 0.5 * (squares + cells.penalty * (size - at.slope[:, cells.fixed] ** 2))


@dataclass(slots=True, eq=False)
class _Normal:
    """The normal equations of every draw: gradients, diagonal blocks, and the block between both."""

    g_model: FloatArray
    g_rest: FloatArray
    h_model: FloatArray
    h_rest: FloatArray
    h_between: FloatArray
    cross: NDArray[np.float32]


def _normal_equations(cells: Cells, weight: FloatArray, at: Parameters, newton: BoolArray) -> _Normal:
    """Gauss-Newton blocks, and those of the full second derivative where ``newton`` is set."""
    slope = at.slope[:, cells.benchmark]
    apart = at.ability[:, cells.model] - at.difficulty[:, cells.benchmark]
    expected = 1 / (1 + np.exp(-slope * apart))
    error, steep = expected - cells.score, expected * (1 - expected)
    pull = weight * error * steep
    bend = np.where(newton[:, None], pull, 0.0)
    curve = weight * steep**2 + bend * (1 - 2 * expected)
    level_level = curve * slope**2
    level_slope = curve * slope * apart + bend
    draws, size, rest = weight.shape[0], cells.n_models, cells.n_benchmarks
    cross = np.zeros((draws, size, 2 * rest), dtype=np.float32)
    cross[:, cells.model, cells.benchmark] = -level_level
    cross[:, cells.model, rest + cells.benchmark] = level_slope
    g_level, ridge = pull * slope, cells.penalty
    g_rest = [
        ridge * at.difficulty - cells.of_benchmarks(g_level),
        ridge * at.slope + cells.of_benchmarks(pull * apart),
    ]
    h_rest = [cells.of_benchmarks(level_level), cells.of_benchmarks(curve * apart**2)]
    return _Normal(
        cells.of_models(g_level) + ridge * at.ability,
        np.concatenate(g_rest, axis=1),
        cells.of_models(level_level) + ridge,
        np.concatenate(h_rest, axis=1) + ridge,
        -cells.of_benchmarks(level_slope),
        cross,
    )


def _freeze(cells: Cells, normal: _Normal, at: Parameters) -> None:
    """Take out parameters that press against a bound, and the slope that is fixed: they do not move."""
    low, high = SLOPE_LIMITS
    stuck_model = _pressed(at.ability, normal.g_model, -ABILITY_LIMIT, ABILITY_LIMIT)
    rest = cells.n_benchmarks
    stuck_rest = np.concatenate(
        [
            _pressed(at.difficulty, normal.g_rest[:, :rest], -ABILITY_LIMIT, ABILITY_LIMIT),
            _pressed(at.slope, normal.g_rest[:, rest:], low, high),
        ],
        axis=1,
    )
    stuck_rest[:, rest + cells.fixed] = True
    normal.g_model[stuck_model], normal.h_model[stuck_model] = 0.0, 1.0
    normal.g_rest[stuck_rest], normal.h_rest[stuck_rest] = 0.0, 1.0
    normal.h_between[stuck_rest[:, :rest] | stuck_rest[:, rest:]] = 0.0
    if stuck_model.any():
        normal.cross[stuck_model] = 0.0
    draw, column = np.nonzero(stuck_rest)
    normal.cross[draw, :, column] = 0.0


def _pressed(value: FloatArray, slope: FloatArray, low: float, high: float) -> BoolArray:
    return ((value <= low) & (slope > 0)) | ((value >= high) & (slope < 0))


def _step(cells: Cells, normal: _Normal, damping: FloatArray) -> Parameters:
    """The damped step: models eliminated, 2 x benchmarks solved, models put back."""
    raised = 1 + damping[:, None]
    h_model = normal.h_model * raised
    # Single precision is enough for the products: the step is a direction, the objective is exact.
    scaled = normal.cross / h_model[:, :, None].astype(np.float32)
    rest, n = cells.n_benchmarks, 2 * cells.n_benchmarks
    matrix = -np.matmul(normal.cross.transpose(0, 2, 1), scaled).astype(np.float64)
    at = np.arange(n)
    matrix[:, at, at] += normal.h_rest * raised
    first = np.arange(rest)
    matrix[:, first, rest + first] += normal.h_between
    matrix[:, rest + first, first] += normal.h_between
    right = np.matmul(normal.g_model[:, None, :].astype(np.float32), scaled)[:, 0, :] - normal.g_rest
    moved = np.linalg.solve(matrix, right[:, :, None])[:, :, 0]
    back = np.matmul(scaled, moved[:, :, None].astype(np.float32))[:, :, 0]
    ability = -(normal.g_model / h_model + back)
    return Parameters(ability, moved[:, :rest], moved[:, rest:])


def _moved(at: Parameters, step: Parameters) -> Parameters:
    low, high = SLOPE_LIMITS
    return Parameters(
        np.clip(at.ability + step.ability, -ABILITY_LIMIT, ABILITY_LIMIT),
        np.clip(at.difficulty + step.difficulty, -ABILITY_LIMIT, ABILITY_LIMIT),
        np.clip(at.slope + step.slope, low, high),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Where every draw came to rest; `converged` is false where it ran out of steps."""

    at: Parameters
    objective: FloatArray
    converged: BoolArray
    steps: IntArray


def solve(
    cells: Cells, weight: FloatArray, start: Parameters, *, tolerance: float, max_steps: int
) -> Solution:
    """Return the least-squares fit of every draw.

    Parameters
    ----------
    cells : Cells
    weight : ndarray, shape (draws, cells)
        Weight of each cell in each draw; 0 where a draw left it out.
    start : Parameters
        Of every draw.
    tolerance : float
        Converged when an accepted step lowers the objective by less than this part of it.
    max_steps : int

    Notes
    -----
    Levenberg (1944), Marquardt (1963), with the block of the models eliminated (Schur complement). The
    damping of a draw falls to a fifth after a step that lowered its objective and rises fourfold after one
    that did not. Near the minimum second derivatives take the place of the Gauss-Newton approximation, which
    converges slowly there because the errors are not small.
    """
    at = start.rows(np.arange(weight.shape[0]))
    draws = weight.shape[0]
    value = objective(cells, weight, at)
    damping = np.full(draws, _FIRST_DAMPING)
    newton, done = np.zeros(draws, dtype=bool), np.zeros(draws, dtype=bool)
    steps = np.zeros(draws, dtype=np.int64)
    for _ in range(max_steps):
        live = np.flatnonzero(~done)
        if not live.size:
            break
        here = at.rows(live)
        normal = _normal_equations(cells, weight[live], here, newton[live])
        _freeze(cells, normal, here)
        trial = _moved(here, _step(cells, normal, damping[live]))
        reached = objective(cells, weight[live], trial)
        gained = (value[live] - reached) / value[live]
        better = gained >= 0
        taken = live[better]
        at.put(taken, trial.rows(better))
        value[taken] = reached[better]
        done[taken] = gained[better] <= tolerance
        newton[live] = better & (gained < _NEWTON_BELOW)
        damping[live] = np.minimum(np.where(better, damping[live] / 5, damping[live] * 4), _LARGEST_DAMPING)
        steps[live] += 1
    return Solution(at, value, done, steps)
