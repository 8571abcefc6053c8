"""Forecasts of shares: the worked examples, an independent package, and every reason to refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from weighbridge.statistics import forecast
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.forecast import (
    LEVELS,
    backtest,
    forecast_shares,
    gain_of,
    log_ratios,
    paths,
    pinball,
    shares_of,
    widening_of,
)


def walk(periods, sd=0.2, seed=1, parts=3):
    """Shares whose log ratios are a random walk."""
    steps = np.random.default_rng(seed).normal(0, sd, (periods, parts - 1)).cumsum(axis=0)
    return shares_of(np.column_stack([steps, np.zeros(periods)]))


def test_logs_of_two_tenths_three_tenths_and_a_half_and_back():
    """Worked example: -0.916, -0.511; with 0.3 more on the first, shares of .252, .280, .467."""
    logs, has_zeros = log_ratios(np.array([[0.2, 0.3, 0.5]]))
    assert logs[0] == pytest.approx([math.log(0.4), math.log(0.6), 0.0])
    assert not has_zeros
    assert shares_of(logs[0] + [0.3, 0.0, 0.0]) == pytest.approx([0.252, 0.280, 0.467], abs=5e-4)


def test_pinball_at_an_outcome_of_three_tenths():
    losses = [pinball(0.30, 0.20, 0.05), pinball(0.30, 0.25, 0.5), pinball(0.30, 0.35, 0.95)]
    assert losses == pytest.approx([0.005, 0.025, 0.0025])


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(LEVELS))
def test_pinball_is_what_its_definition_says(outcome, quantile, level):
    """Koenker's check function, written out from its textbook form."""
    error = outcome - quantile
    assert pinball(outcome, quantile, level) == pytest.approx(error * (level - (1.0 if error < 0 else 0.0)))


def test_zeros_become_half_the_smallest_share_and_are_told():
    logs, has_zeros = log_ratios(np.array([[0.0, 0.2, 0.8], [0.1, 0.2, 0.7]]))
    assert has_zeros
    assert shares_of(logs)[0] == pytest.approx(np.array([0.05, 0.2, 0.8]) / 1.05)


@given(
    hnp.arrays(np.float64, (6, 3), elements=st.floats(0.01, 1.0)),
    st.integers(1, 5),
    st.sampled_from(["random_walk", "local_level"]),
)
def test_draws_are_shares_and_the_walk_has_no_drift(masses, ahead, model):
    logs, _ = log_ratios(masses / masses.sum(axis=1, keepdims=True))
    drawn = paths(logs, ahead, model, draws=50).shares()
    assert drawn.sum(axis=1) == pytest.approx(np.ones(50))
    assert ((drawn > 0) & (drawn < 1)).all()
    still = paths(
        np.repeat(logs[:1], 6, axis=0) + np.arange(6)[:, None] * [0.1, 0.2, 0.0], ahead, "random_walk"
    )
    # A steady drift is centred away: every draw stands where the last period stood.
    assert still.shares().std(axis=0).max() == pytest.approx(0.0, abs=1e-9)


def test_the_gain_of_a_local_level_agrees_with_statsmodels():
    """The steady gain of its fitted variances, on a long series of level and noise."""
    structural = pytest.importorskip("statsmodels.tsa.statespace.structural")
    draw = np.random.default_rng(7)
    series = draw.normal(0, 0.1, 3000).cumsum() + draw.normal(0, 0.2, 3000)
    fitted = structural.UnobservedComponents(series, "local level").fit(disp=0)
    noise, level = fitted.params
    ratio = level / noise
    steady = (ratio + math.sqrt(ratio**2 + 4 * ratio)) / 2
    assert gain_of(np.column_stack([series, np.zeros(3000)])) == pytest.approx(
        steady / (1 + steady), abs=0.03
    )


def test_widening_is_the_ninth_of_nine_and_never_narrows():
    assert widening_of([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.7]) == 1.7
    assert widening_of([0.2] * 30) == 1.0
    assert widening_of([2.0] * 8) is None


def test_too_short_too_far_and_too_few_to_test_are_refused_with_the_reason():
    assert "19 periods" in forecast_shares(walk(19), 0, 1).refused[0]
    assert "at most 8" in forecast_shares(walk(40), 0, 9).refused[0]
    assert "at most 12" in forecast_shares(walk(100), 0, 13).refused[0]
    assert "Only 11 past forecasts" in forecast_shares(walk(31), 0, 1).refused[0]
    assert not forecast_shares(walk(60), 0, 1).refused


def score(calibrated, widening=1.2):
    """A made-up score of past forecasts."""
    return forecast.Score("random_walk", 40, 0.01, 0.7, calibrated, 27, widening)


@pytest.mark.parametrize(
    ("held", "said"),
    [(0.79, "held 79 % of what came, under the 80% required"), (None, "Too few past forecasts")],
)
def test_a_series_whose_past_forecasts_did_badly_is_refused(monkeypatch, held, said):
    bad = forecast.Backtest(1, (score(held), score(held)), "random_walk")
    monkeypatch.setattr(forecast, "backtest", lambda *_: bad)
    found = forecast_shares(walk(60), 0, 1)
    assert said in found.refused[0]
    assert found.quantiles is None
    assert found.above(0, 0.5) is None
    assert found.backtest is bad
    good = forecast.Backtest(1, (score(0.80), score(0.80)), "random_walk")
    monkeypatch.setattr(forecast, "backtest", lambda *_: good)
    assert not forecast_shares(walk(60), 0, 1).refused


def test_what_is_forecast_is_the_same_twice_and_ordered():
    shares = walk(60)
    one, other = forecast_shares(shares, 0, 4), forecast_shares(shares, 0, 4)
    assert (one.quantiles == other.quantiles).all()
    assert (np.diff(one.quantiles, axis=0) > 0).all()
    chances = [one.above(0, value) for value in (0.01, 0.3, 0.6, 0.99)]
    assert chances == sorted(chances, reverse=True)


def test_the_backtest_looks_at_no_later_period():
    """What comes after an origin's outcome changes nothing of its score."""
    shares = walk(60)
    whole = backtest(shares[:45], 0, 2)
    again = backtest(np.vstack([shares[:45]]), 0, 2)
    assert whole == again
    assert whole.score.origins == 45 - 2 - 20 + 1


@pytest.mark.parametrize(
    "shares",
    [np.ones((5, 1)), np.array([[0.5, 0.4]]), np.array([[0.5, np.nan]]), np.array([[1.5, -0.5]])],
)
def test_what_is_no_composition_is_refused(shares):
    with pytest.raises(MethodError):
        log_ratios(shares)
