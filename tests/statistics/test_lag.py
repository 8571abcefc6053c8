"""Lag by catch-up, by gap, by horizontal gap and by slope."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.lag import (
    DAYS_PER_MONTH,
    catch_up,
    catch_up_mean,
    catch_up_median,
    frontier_gap,
    frontier_pace,
    frontiers,
    horizontal_gap,
    horizontal_gap_at_release,
    lag_estimate,
    sides_of,
    slope_gap,
)
from weighbridge.statistics.survival import kaplan_meier, median_time, restricted_mean

# Records of the leader at days 0, 100, 200, 300, 540; the lagger reaches them after 120, 200, 90 days; the
# last two are still waiting after 300 and 60 days.
DAY = np.array([0, 100, 200, 300, 540, 120, 290, 300])
SCORE = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 1.5, 3.0, 2.5])
LEADER = np.arange(8) < 5
WORKED = sides_of(DAY, LEADER, ~LEADER, 600)


def value(measure, sides, score, *rest):
    """A measure of one row of scores."""
    return float(measure(frontiers(sides, score), sides.as_of, *rest)[0])


def test_worked_example_with_unfinished_waits():
    found = catch_up(WORKED, SCORE)
    assert found.day.tolist() == [0, 100, 200, 300, 540]
    # The record of day 100 was reached on day 290 by a model that also reached that of day 200.
    assert found.wait_days.tolist() == [120, 190, 90, 300, 60]
    assert found.caught.tolist() == [True, True, True, False, False]
    assert value(catch_up_median, WORKED, SCORE) * DAYS_PER_MONTH == pytest.approx(120)
    # S is 0.75 from 90, 0.5 from 120, 0.25 from 190: 90 + 0.75*30 + 0.5*70 + 0.25*175 = 191.25.
    assert value(catch_up_mean, WORKED, SCORE, 365 / DAYS_PER_MONTH) * DAYS_PER_MONTH == pytest.approx(191.25)


def test_gap_horizontal_and_pace():
    assert value(frontier_gap, WORKED, SCORE) == 2.0
    # The lagger's best, 3.0 of day 290, was reached by the leader on day 200.
    assert value(horizontal_gap, WORKED, SCORE) * DAYS_PER_MONTH == pytest.approx(400)
    assert value(horizontal_gap_at_release, WORKED, SCORE) * DAYS_PER_MONTH == pytest.approx(90)
    assert np.isnan(value(slope_gap, WORKED, SCORE))


def test_pace_is_a_least_squares_slope():
    day = np.arange(8) * DAYS_PER_MONTH
    sides = sides_of(np.append(day, 10), np.arange(9) < 8, np.arange(9) == 8, day[-1])
    score = np.append(np.arange(8) * 1.5, 3.0)
    assert value(frontier_pace, sides, score) == pytest.approx(1.5)
    assert value(slope_gap, sides, score) == pytest.approx((10.5 - 3.0) / 1.5)
    assert np.isnan(value(frontier_pace, sides, score, 4.5))


def test_a_lagger_that_was_there_already_waited_no_day():
    sides = sides_of([10, 5, 20], [True, False, True], [False, True, False], 30)
    found = catch_up(sides, [1.0, 4.0, 2.0])
    assert found.wait_days.tolist() == [0, 0]
    assert found.caught.all()


def test_a_lagger_ahead_is_the_mirror_with_a_minus():
    sides = sides_of([0, 50, 90, 80], [True, True, False, False], [False, False, True, True], 120)
    mirrored = sides_of([0, 50, 90, 80], [False, False, True, True], [True, True, False, False], 120)
    score = [1.0, 2.0, 5.0, 2.5]
    assert value(horizontal_gap, sides, score) == -value(horizontal_gap, mirrored, score)
    assert value(horizontal_gap, sides, score) * DAYS_PER_MONTH == pytest.approx(-40)


def test_models_after_the_day_do_not_count():
    early = sides_of(DAY, LEADER, ~LEADER, 250)
    assert catch_up(early, SCORE).day.tolist() == [0, 100, 200]
    assert catch_up(early, SCORE).caught.tolist() == [True, False, False]
    assert early.models == 4


def test_two_models_of_one_day_make_one_record():
    sides = sides_of([0, 0, 5], [True, True, False], [False, False, True], 9)
    assert catch_up(sides, [1.0, 2.0, 3.0]).score.tolist() == [2.0]


def test_empty_sides_are_not_known():
    sides = sides_of(DAY, LEADER, np.zeros(8, bool), 600)
    assert np.isnan(value(frontier_gap, sides, SCORE))
    assert np.isnan(value(horizontal_gap, sides, SCORE))
    assert not catch_up(sides, SCORE).caught.any()
    empty = lag_estimate(catch_up_median, sides, SCORE, np.tile(SCORE, (5, 1)))
    assert (empty.value, empty.low, empty.flags) == (None, None, ("censored",))
    assert np.isnan(value(catch_up_mean, sides_of(DAY, np.zeros(8, bool), LEADER, 600), SCORE))
    nobody = sides_of(DAY, np.zeros(8, bool), np.zeros(8, bool), 600)
    for measure in (catch_up_median, catch_up_mean, frontier_gap, horizontal_gap, slope_gap):
        assert np.isnan(value(measure, nobody, SCORE))


def test_draws_are_rows_taken_together_and_an_earlier_day_is_a_cut():
    rng = np.random.default_rng(4)
    draws = SCORE + rng.normal(0, 0.8, (60, 8))
    whole = frontiers(WORKED, draws)
    early = sides_of(DAY, LEADER, ~LEADER, 250)
    for measure in (catch_up_median, catch_up_mean, frontier_gap, horizontal_gap, horizontal_gap_at_release):
        together = measure(whole, 600)
        alone = [value(measure, WORKED, row) for row in draws]
        assert together == pytest.approx(alone, nan_ok=True)
        cut = measure(whole.until(250), 250)
        assert cut == pytest.approx([value(measure, early, row) for row in draws], nan_ok=True)


def test_summaries_are_those_of_the_kaplan_meier_curve():
    rng = np.random.default_rng(5)
    for _ in range(40):
        day, score = rng.integers(0, 900, 30).astype(float), rng.normal(size=30).round(1)
        leader = rng.random(30) < 0.5
        sides = sides_of(day, leader, ~leader, 900)
        found = catch_up(sides, score)
        curve = kaplan_meier(found.wait_days, found.caught)
        assert value(catch_up_median, sides, score) * DAYS_PER_MONTH == pytest.approx(
            float(median_time(curve)), nan_ok=True
        )
        mean = float(restricted_mean(curve, 24 * DAYS_PER_MONTH))
        assert value(catch_up_mean, sides, score) * DAYS_PER_MONTH == pytest.approx(mean)


def test_sides_that_overlap_or_do_not_fit_are_refused():
    with pytest.raises(MethodError, match="both"):
        sides_of([0], [True], [True], 1)
    with pytest.raises(MethodError, match="shapes"):
        sides_of([0, 1], [True], [False], 1)
    with pytest.raises(MethodError, match="draws"):
        lag_estimate(frontier_gap, WORKED, SCORE, np.zeros((4, 3)))


def test_the_interval_recomputes_everything_in_each_draw():
    draws = SCORE + np.random.default_rng(0).normal(0, 0.1, (400, 8))
    gap = lag_estimate(frontier_gap, WORKED, SCORE, draws)
    # Two single best models: the error of the difference is 0.1 * sqrt(2).
    assert gap.high - gap.low == pytest.approx(2 * 1.645 * 0.1414, rel=0.1)
    assert gap.n == 8
    draws[:8] = np.nan
    unstable = lag_estimate(frontier_gap, WORKED, SCORE, draws)
    assert (unstable.value, unstable.low, unstable.flags) == (2.0, None, ("unstable",))


@given(st.integers(0, 5000))
def test_shifting_dates_and_stretching_scores_change_no_time(seed):
    rng = np.random.default_rng(seed)
    day, score = rng.integers(0, 900, 14).astype(float), rng.normal(size=14)
    leader = rng.random(14) < 0.5
    one = sides_of(day, leader, ~leader, 900)
    two = sides_of(day + 77, leader, ~leader, 977)
    for measure in (catch_up_median, catch_up_mean, horizontal_gap):
        assert value(measure, two, 3 * score + 5) == pytest.approx(value(measure, one, score), nan_ok=True)
    assert value(frontier_gap, two, 3 * score + 5) == pytest.approx(
        3 * value(frontier_gap, one, score), nan_ok=True
    )


@pytest.mark.oracle
def test_agrees_with_lifelines():
    from lifelines import KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

    rng = np.random.default_rng(2)
    day, score = (
        np.sort(rng.integers(0, 1500, 80)).astype(float),
        np.linspace(0, 3, 80) + rng.normal(0, 0.4, 80),
    )
    leader = rng.random(80) < 0.5
    sides = sides_of(day, leader, ~leader, 1500)
    found = catch_up(sides, score)
    fitted = KaplanMeierFitter().fit(found.wait_days, found.caught)
    assert value(catch_up_median, sides, score) * DAYS_PER_MONTH == pytest.approx(
        fitted.median_survival_time_
    )
    tau = 24 * DAYS_PER_MONTH
    mean = restricted_mean_survival_time(fitted, t=tau)
    assert value(catch_up_mean, sides, score) * DAYS_PER_MONTH == pytest.approx(mean)
