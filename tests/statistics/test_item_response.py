"""The capability index: recovery, laws, degenerate data, and SciPy's solver on the same objective."""

from __future__ import annotations

import numpy as np
import pytest

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.item_response import (
    ItemResponse,
    by_benchmark_weights,
    cells_of,
    index_of,
    index_values,
    item_response,
    within_model_weights,
)

MODELS, BENCHMARKS = 30, 12


def simulated(noise=0.02, seed=0, part=0.6):
    """Scores of models on a random half of the benchmarks; every model has at least five."""
    rng = np.random.default_rng(seed)
    ability, difficulty = rng.normal(0, 1.2, MODELS), rng.normal(0, 1.2, BENCHMARKS)
    slope = rng.uniform(0.7, 2.0, BENCHMARKS)
    slope[0] = 1.0
    took = rng.random((MODELS, BENCHMARKS)) < part
    took[:, :5] = True
    model, benchmark = np.nonzero(took)
    score = 1 / (1 + np.exp(-slope[benchmark] * (ability[model] - difficulty[benchmark])))
    return ability, model, benchmark, np.clip(score + noise * rng.normal(size=score.size), 0, 1)


def scipy_fit(cells, weight, penalty_free_start=True):
    """The same objective by SciPy's trust-region solver."""
    from scipy.optimize import least_squares

    free = np.flatnonzero(np.arange(cells.n_benchmarks) != cells.fixed)
    m, b = cells.n_models, cells.n_benchmarks

    def residuals(x):
        slope = np.ones(b)
        slope[free] = x[m + b :]
        apart = x[cells.model] - x[m + cells.benchmark]
        error = 1 / (1 + np.exp(-slope[cells.benchmark] * apart)) - cells.score
        return np.concatenate([np.sqrt(weight) * error, np.sqrt(cells.penalty) * x])

    start = np.concatenate([np.zeros(m + b), np.ones(b - 1)])
    low = np.concatenate([np.full(m + b, -10.0), np.full(b - 1, 0.1)])
    return least_squares(
        residuals, start, bounds=(low, 10.0), method="trf", ftol=1e-12, xtol=1e-12, gtol=1e-12
    )


def test_abilities_are_recovered_up_to_the_scale():
    ability, model, benchmark, score = simulated()
    fit = item_response(cells_of(model, benchmark, score, MODELS, BENCHMARKS, fixed=0, penalty=0.01))
    assert fit.converged.all()
    ours, true = index_values(fit.ability[0], (0, 1)), index_values(ability, (0, 1))
    assert np.corrcoef(ours, true)[0, 1] > 0.995
    assert fit.slope[0, 0] == 1.0


def test_rows_in_any_order_give_the_same_fit():
    _, model, benchmark, score = simulated()
    order = np.random.default_rng(1).permutation(score.size)
    one = item_response(cells_of(model, benchmark, score, MODELS, BENCHMARKS, fixed=0))
    two = item_response(cells_of(model[order], benchmark[order], score[order], MODELS, BENCHMARKS, fixed=0))
    assert two.ability == pytest.approx(one.ability, abs=1e-9)


def test_a_weight_of_two_is_the_row_twice_and_draws_equal_single_fits():
    _, model, benchmark, score = simulated()
    cells = cells_of(model, benchmark, score, MODELS, BENCHMARKS, fixed=0)
    weight = within_model_weights(model, 40, np.random.default_rng(2))
    together = item_response(cells, weight, item_response(cells))
    alone = item_response(cells, weight[17:18], item_response(cells))
    assert together.ability[17] == pytest.approx(alone.ability[0], abs=1e-9)
    cold = item_response(cells, weight[17:18], tolerance=1e-12)
    assert cold.objective[0] == pytest.approx(together.objective[17], rel=1e-5)


def test_drawn_weights_keep_every_models_number_of_scores():
    _, model, benchmark, _ = simulated()
    weight = within_model_weights(model, 50, np.random.default_rng(3))
    per_model = np.stack([np.bincount(model, row, MODELS) for row in weight])
    assert (per_model == np.bincount(model, minlength=MODELS)).all()
    # The variance of a multinomial count of n from n is 1 - 1/n.
    many = within_model_weights(np.zeros(10, dtype=int), 20_000, np.random.default_rng(4))
    assert many.var(axis=0) == pytest.approx(np.full(10, 0.9), abs=0.03)
    shared = by_benchmark_weights(benchmark, 6, np.random.default_rng(5))
    assert shared.shape == (6, benchmark.size)
    assert (shared[:, benchmark == 3] == shared[:, benchmark == 3][:, :1]).all()


def test_drawn_weights_follow_the_published_sequence():
    # Draw by draw, model by model, one choice among the rows of the model, as the publisher's code does.
    model = np.array([0, 1, 0, 1, 1, 0, 2, 2])
    rng, rows = np.random.default_rng(12345), [np.flatnonzero(model == m) for m in range(3)]
    expected = np.zeros((7, 8))
    for draw in expected:
        np.add.at(draw, np.concatenate([rng.choice(of, size=of.size, replace=True) for of in rows]), 1)
    assert within_model_weights(model, 7, np.random.default_rng(12345)).tolist() == expected.tolist()


def test_anchors_have_no_interval_and_failed_draws_are_counted():
    _, model, benchmark, score = simulated()
    cells = cells_of(model, benchmark, score, MODELS, BENCHMARKS, fixed=0)
    central = item_response(cells)
    drawn = item_response(cells, within_model_weights(model, 100, np.random.default_rng(6)), central)
    index = index_of(central, drawn, (3, 7))
    assert (index.value[3], index.value[7]) == pytest.approx((130, 150))
    assert np.isnan(index.low[[3, 7]]).all()
    others = np.setdiff1d(np.arange(MODELS), [3, 7])
    assert (index.low[others] <= index.value[others]).all()
    assert index.failed == 0
    broken = ItemResponse(drawn.ability, drawn.difficulty, drawn.slope, drawn.objective, np.arange(100) >= 2)
    failed = index_of(central, broken, (3, 7))
    assert failed.failed == 2
    assert failed.unstable[others].all()
    assert np.isnan(failed.low).all()
    assert np.isnan(failed.draws[:2]).all()


def test_a_fit_that_does_not_converge_is_an_error_not_an_index():
    _, model, benchmark, score = simulated()
    cells = cells_of(model, benchmark, score, MODELS, BENCHMARKS, fixed=0)
    central = item_response(cells, max_steps=2)
    assert not central.converged[0]
    with pytest.raises(MethodError, match="did not converge"):
        index_of(central, central, (0, 1))


def test_a_benchmark_with_one_model_is_held_by_the_penalty_alone():
    model, benchmark = [0, 0, 1, 1, 2, 2, 2], [0, 1, 0, 1, 0, 1, 2]
    fit = item_response(cells_of(model, benchmark, [0.2, 0.3, 0.5, 0.6, 0.8, 0.9, 0.4], 3, 3, fixed=0))
    assert fit.converged[0]
    assert np.isfinite(fit.difficulty).all()
    assert fit.ability[0, 0] < fit.ability[0, 1] < fit.ability[0, 2]


def test_perfect_and_zero_scores_stay_within_bounds():
    model, benchmark = np.divmod(np.arange(12), 3)
    score = np.array([0, 0, 0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1, 1])
    fit = item_response(cells_of(model, benchmark, score, 4, 3, fixed=1, penalty=1e-9))
    assert np.abs(fit.ability).max() <= 10
    assert (fit.slope >= 0.1).all()
    assert (fit.slope <= 10).all()


@pytest.mark.parametrize(
    ("model", "benchmark", "score", "fixed", "said"),
    [
        ([0, 1], [0, 0], [0.5, 1.2], 0, "between 0 and 1"),
        ([0, 1], [0, 0], [0.5, np.nan], 0, "between 0 and 1"),
        ([0, 0], [0, 0], [0.5, 0.6], 0, "twice"),
        ([0, 0], [0, 1], [0.5, 0.6], 0, "model 1 has no score"),
        ([0, 1], [0, 0], [0.5, 0.6], 0, "benchmark 1 has no score"),
        ([0, 1], [0, 1], [0.5, 0.6], 5, "anchor benchmark"),
        ([0, 1], [0, 1], [0.5], 0, "one a row"),
    ],
)
def test_bad_scores_are_refused(model, benchmark, score, fixed, said):
    with pytest.raises(MethodError, match=said):
        cells_of(model, benchmark, score, 2, 2, fixed=fixed)


def test_a_missing_anchor_is_refused():
    for anchors in ((0, 9), (-1, 0), (1, 1)):
        with pytest.raises(MethodError, match="anchors"):
            index_values(np.array([0.0, 1.0]), anchors)
    assert np.isnan(index_values(np.array([1.0, 1.0, 2.0]), (0, 1))).all()


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(2))
def test_agrees_with_scipy(seed):
    _, model, benchmark, score = simulated(noise=0.05, seed=seed)
    cells = cells_of(model, benchmark, score, MODELS, BENCHMARKS, fixed=0)
    weights = np.vstack([np.ones(score.size), within_model_weights(model, 2, np.random.default_rng(seed))])
    ours = item_response(cells, weights, tolerance=1e-13)
    for row, weight in enumerate(weights):
        theirs = scipy_fit(cells, weight[cells.order])
        assert ours.objective[row] == pytest.approx(theirs.cost, rel=1e-6)
        assert ours.ability[row] == pytest.approx(theirs.x[:MODELS], abs=2e-3)
