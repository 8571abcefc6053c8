"""Flows from counters that fall and from overlapping windows at odd dates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.flows import counter_flow, first_year_weight, window_flow, window_weights


def day(text: str) -> int:
    return int(np.datetime64(text).astype(int))


MONTHS = [
    [day("2026-01-01"), day("2026-01-31")],
    [day("2026-02-01"), day("2026-02-28")],
    [day("2026-03-01"), day("2026-03-31")],
]
SEEN = [day("2026-01-10"), day("2026-02-14"), day("2026-03-10")]


def test_worked_example_counter():
    result = counter_flow([1000, 1300, 40, 340, 330, 630], np.arange(6) * 7)
    assert np.array_equal(result.flow, [300, np.nan, 300, np.nan, 300], equal_nan=True)
    assert result.state.tolist() == [None, "reset", None, "revision", None]
    assert result.at_least.tolist() == [300, 40, 300, 0, 300]
    total = result.total()
    assert (total.value, total.at_least, total.imputed_part) == (1500, 940, 0.4)
    assert total.flags == ("counter_reset",)


def test_imputation_uses_daily_rates_of_the_neighbours():
    result = counter_flow([0, 100, 10, 50], [0, 10, 15, 25])
    assert result.imputed[1] == pytest.approx(5 * (10 + 4) / 2)


def test_counter_that_only_falls_cannot_be_summed():
    total = counter_flow([100, 10], [0, 5]).total()
    assert (total.value, total.at_least, total.flags) == (None, 10, ("counter_reset",))
    assert counter_flow([5], [0]).total().flags == ("not_covered",)


def test_half_is_a_revision_and_less_a_reset():
    assert counter_flow([100, 50, 24], [0, 1, 2]).state.tolist() == ["revision", "reset"]


def test_counters_of_several_models_in_any_order():
    rng = np.random.default_rng(0)
    model, days = np.repeat(np.arange(20), 6), np.tile(np.arange(6) * 9, 20)
    counts = np.cumsum(rng.integers(-40, 90, (20, 6)), axis=1).clip(0).ravel()
    order = rng.permutation(120)
    together = counter_flow(counts[order], days[order], model[order])
    for one in range(20):
        alone = counter_flow(counts[model == one], days[model == one])
        own = together.model == one
        assert np.array_equal(alone.flow, together.flow[own], equal_nan=True)
        assert np.array_equal(alone.imputed, together.imputed[own], equal_nan=True)
        assert alone.total() == together.total(own)


def test_counter_seen_twice_on_a_day_is_refused():
    with pytest.raises(MethodError, match="model 0 twice on day 3"):
        counter_flow([1, 2], [3, 3])


def test_worked_example_windows():
    result = window_flow([[300, 600, 900]], SEEN, MONTHS)
    assert result.value[0, :2] == pytest.approx([495, 730])
    assert np.isnan(result.value[0, 2])
    assert result.coverage[0] == pytest.approx([26 / 31, 1, 10 / 31])
    assert result.flags[0].tolist() == [(), (), ("not_covered",)]
    weights, _ = window_weights(SEEN, MONTHS)
    assert weights[1] == pytest.approx([0, 11 / 30, 17 / 30])


def test_model_created_inside_a_window_spreads_over_its_own_days():
    weights, coverage = window_weights([day("2026-02-14")], MONTHS[:2], created=day("2026-02-10"))
    assert weights[0] == pytest.approx([0])
    assert coverage[0] == 1
    assert coverage[1] == pytest.approx(14 / 28)
    assert np.isnan(weights[1, 0])
    whole, _ = window_weights([day("2026-02-14"), day("2026-03-14")], MONTHS[:2], created=day("2026-02-10"))
    # Five own days for the first count, and from 13 February thirty days for the second.
    assert whole[1] == pytest.approx([4 / 5 * 1 - 1 / 5 * 0.0 + (2 / 5) / 2 - 1 / 5, (2 / 2 + 14) / 30])


def test_model_seen_before_its_creation_date_has_no_known_age():
    plain, _ = window_weights(SEEN, MONTHS)
    late, _ = window_weights(SEEN, MONTHS, created=day("2026-02-01"))
    assert np.array_equal(plain, late, equal_nan=True)


def test_long_gaps_are_not_bridged():
    seen = [day("2026-01-31"), day("2026-01-31") + 30 + 45]
    filled, _ = window_weights(seen, [[seen[0] - 29, seen[1]]])
    assert filled[0].sum() == pytest.approx(2 + 45 / 30)
    later, coverage = window_weights([seen[0], seen[1] + 1], [[seen[0] - 29, seen[1]]])
    assert np.isnan(later).all()
    assert coverage[0] == pytest.approx(59 / 105)


def test_partial_coverage_is_flagged():
    seen = [day("2026-01-18"), day("2026-02-28")]
    result = window_flow([[30.0, 30.0]], seen, [[day("2026-01-10"), day("2026-01-29")], MONTHS[0]])
    assert result.coverage[0, 0] == pytest.approx(9 / 20)
    assert result.flags[0, 0] == ("not_covered",)
    assert result.coverage[0, 1] == pytest.approx(20 / 31)
    assert result.flags[0, 1] == ("partial_period",)
    assert result.value[0, 1] == pytest.approx(31)


def test_models_seen_at_different_times_equal_their_own_rows():
    rng = np.random.default_rng(1)
    counts = rng.integers(0, 900, (40, 3)).astype(float)
    counts[rng.random((40, 3)) < 0.3] = np.nan
    created = np.where(rng.random(40) < 0.5, SEEN[0] - rng.integers(-30, 60, 40), np.nan)
    result = window_flow(counts, SEEN, MONTHS, created)
    for row in range(40):
        seen = ~np.isnan(counts[row])
        born = None if np.isnan(created[row]) else int(created[row])
        weights, coverage = window_weights(np.array(SEEN)[seen], MONTHS, born)
        expected = weights @ counts[row, seen] if seen.any() else np.full(3, np.nan)
        assert result.value[row] == pytest.approx(expected, nan_ok=True)
        assert result.coverage[row] == pytest.approx(coverage)


def test_windows_out_of_order_and_misfits_are_refused():
    with pytest.raises(MethodError, match="ascending"):
        window_weights([5, 4], [[0, 9]])
    with pytest.raises(MethodError, match="for 2 snapshots"):
        window_flow([[1.0]], [4, 5], [[0, 9]])


@settings(max_examples=40)
@given(st.sets(st.integers(0, 200), min_size=2, max_size=12), st.integers(0, 230), st.integers(0, 40))
def test_constant_rate_is_recovered_exactly_for_any_dates(days, first, length):
    weights, _ = window_weights(sorted(days), [[first, first + length]])
    flow = weights[0].sum() * 30 * 7
    assert np.isnan(flow) or flow == pytest.approx(7 * (length + 1))


def test_worked_example_first_year():
    period = (day("2026-01-01"), day("2026-12-31"))
    weight = first_year_weight(day("2025-02-01"), day("2026-02-14"), period)
    assert float(weight) * 600 == pytest.approx(320)


def test_first_year_of_young_old_and_undated_models():
    period = (day("2026-01-01"), day("2026-12-31"))
    created = [day("2026-02-10"), day("2020-01-01") + 1000, day("2026-03-01"), np.nan]
    weight = first_year_weight(created, day("2026-02-14"), period)
    assert weight[:2].tolist() == [1, 0]
    assert np.isnan(weight[2:]).all()


def test_age_at_the_creation_floor_is_unknown_for_a_year():
    floor, period = day("2022-03-02"), (day("2022-01-01"), day("2024-12-31"))
    weight = first_year_weight([floor, floor], [day("2023-03-01"), day("2023-04-01")], period)
    assert np.isnan(weight[0])
    assert weight[1] == 0
    assert first_year_weight(floor + 1, day("2022-05-01"), period) == 1
