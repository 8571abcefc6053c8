"""Spikes are flagged and named, never dropped."""

from __future__ import annotations

import numpy as np
import pytest

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.spikes import flag_spikes, influence

BIG = 1_000_000.0


def series(counts, step=30, **options):
    """One model among a million other downloads on each date."""
    days = np.arange(len(counts)) * step
    return flag_spikes(
        np.zeros(len(counts), dtype=int), days, counts, total=np.full(len(counts), BIG), **options
    )


def test_peak_between_low_neighbours_is_a_spike():
    result = series([2_000.0, 2_500, 90_000, 2_200, 2_400])
    assert result.state.tolist() == ["steady", "steady", "spike", "steady", "steady"]
    assert result.base[2] == 2_300
    assert result.capped.tolist() == [2_000, 2_500, 2_300, 2_200, 2_400]


def test_lasting_rise_is_not_a_spike():
    result = series([2_000.0, 2_000, 90_000, 95_000, 99_000])
    assert result.state.tolist() == ["steady", "steady", "steady", "steady", "steady"]
    newest = series([2_000.0, 2_000, 2_000, 2_000, 90_000])
    assert newest.state[4] == "provisional"  # only its past to be judged by


def test_one_side_only():
    assert series([2_000.0, 90_000]).state.tolist() == ["steady", "provisional"]
    assert series([90_000.0, 2_000]).state.tolist() == ["after_only", "steady"]
    created = np.full(2, -5)
    burst = series([90_000.0, 2_000], created=created)
    assert burst.state.tolist() == ["launch_burst", "steady"]
    assert burst.capped.tolist() == [90_000, 2_000]
    assert series([90_000.0, 2_000], created=[np.nan, np.nan]).state[0] == "after_only"
    assert series([90_000.0, 2_000], created=[-90, -90]).state[0] == "after_only"


def test_nothing_on_either_side_is_not_testable():
    result = series([90_000.0, 1.0], step=29)
    assert result.state.tolist() == [None, None]
    assert np.isnan(result.base).all()
    assert series([5.0, 1.0], step=366).state.tolist() == [None, None]


@pytest.mark.parametrize(("peak", "state"), [(4_999.0, "steady"), (5_500.0, "spike")])
def test_floor_of_the_base(peak: float, state: str):
    assert series([10.0, peak, 10.0]).state[1] == state


def test_rise_must_matter_to_the_list():
    result = flag_spikes([0, 0, 0, 1], [0, 30, 60, 30], [10.0, 6_000, 10, 2_000_000])
    assert result.state[1] == "steady"


def test_models_do_not_see_each_other():
    rng = np.random.default_rng(0)
    days, counts = np.tile(np.arange(6) * 31, 40), rng.lognormal(9, 1.5, 240)
    model = np.repeat(np.arange(40), 6)
    total = np.full(240, BIG)
    together = flag_spikes(model, days, counts, total=total)
    order = rng.permutation(240)
    shuffled = flag_spikes(model[order] * 7, days[order], counts[order], total=total)
    assert shuffled.state.tolist() == together.state[order].tolist()
    for one in range(40):
        own = model == one
        alone = flag_spikes(np.zeros(6, dtype=int), days[own], counts[own], total=total[own])
        assert alone.state.tolist() == together.state[own].tolist()
        assert np.array_equal(alone.base, together.base[own], equal_nan=True)


def test_medians_by_brute_force():
    rng = np.random.default_rng(1)
    days = np.sort(rng.choice(900, 30, replace=False))
    counts = rng.lognormal(9, 1, 30)
    base = flag_spikes(np.zeros(30, dtype=int), days, counts).base
    for position, day in enumerate(days):
        gaps = days - day
        sides = [counts[(s * gaps >= 30) & (s * gaps <= 365)] for s in (-1, 1)]
        assert base[position] == pytest.approx(max(np.median(side) for side in sides if side.size))


def test_planted_spikes_are_found_and_planted_level_shifts_are_not():
    rng = np.random.default_rng(2)
    counts = rng.lognormal(9, 0.2, (60, 12))
    counts[:20, 5] *= 40
    counts[20:40, 5:] *= 40
    state = flag_spikes(
        np.repeat(np.arange(60), 12), np.tile(np.arange(12) * 30, 60), counts.ravel(), total=np.full(720, BIG)
    ).state.reshape(60, 12)
    assert (state[:20, 5] == "spike").all()
    assert not (state[20:, :11] == "spike").any()


def test_two_counts_for_one_model_and_day_are_refused():
    with pytest.raises(MethodError, match="model 3 twice on day 10"):
        flag_spikes([3, 1, 3], [10, 10, 10], [1.0, 2, 3])


def test_no_observations():
    assert flag_spikes(np.empty(0, dtype=int), [], []).state.size == 0


def test_influence_names_the_models_that_carry_a_share():
    masses = np.array([[40.0, 0, 0], [0.2, 0, 0], [0, 30, 0], [0, 0, 29.8]])
    result = influence(masses, unknown=2)
    assert result.move[0, 0] == pytest.approx(0.2 / 60 - 0.402)
    assert result.named[0] == (0, 2, 3)
    excluded = influence(masses, unknown=2, unattributed="excluded")
    assert excluded.move[3, 0] == pytest.approx(0)
    assert excluded.named[0] == (0, 2)
    assert np.isnan(influence([[1.0, 0.0]], unknown=None).move).all()
