"""Panels that change: constant, chained, GEKS."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.statistics import panels
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.links import Strata
from weighbridge.statistics.resampling import exponential_weights, multinomial_weights

NO = np.nan
COUNTS = np.array([[10, 12, 18], [30, 30, 33], [NO, 60, 60], [NO, NO, 9]])  # A, B, S, C
GROUP = [0, 1, 2, 0]  # A and C Chinese, B US, S EU
WEIGHTS = multinomial_weights(4, 400, np.random.default_rng(0))


def example() -> panels.AccountPanel:
    return panels.account_panel(COUNTS, range(4), 4, group=GROUP, n_groups=3)


def test_worked_example_all_and_constant():
    shares = panels.all_accounts(example(), WEIGHTS, unknown=None).value[:, 0]
    assert shares == pytest.approx([0.25, 0.118, 0.225], abs=5e-4)
    table, kept = panels.constant_panel(example(), WEIGHTS, unknown=None)
    assert table.value[:, 0] == pytest.approx([0.25, 0.286, 0.353], abs=5e-4)
    assert kept.tolist() == [True, True, False, False]


def test_worked_example_chained():
    result = panels.chain_linked(example(), WEIGHTS, unknown=None, imputed_limit=1.0)
    assert result.table.value[:, 0] == pytest.approx([0.147, 0.167, 0.225], abs=5e-4)
    assert result.link[0, 2] == pytest.approx(1.05)
    assert result.imputed.tolist() == [[False, False, True], [False, False, False]]
    assert result.chain_drift[:2] == pytest.approx([1, 1])
    assert np.isnan(result.chain_drift[2])
    assert "link_imputed" in result.table.flags[0, 2]
    assert "link_imputed" not in result.table.flags[0, 0]


def test_more_than_a_tenth_imputed_is_null():
    result = panels.chain_linked(example(), WEIGHTS, unknown=None)
    assert np.isnan(result.table.value[0]).all()
    assert all("panel_break" in flags for flags in result.table.flags[0])
    assert result.imputed_part[0] == pytest.approx(57.14 / 102.14, abs=1e-3)
    assert result.table.value[1:, 0] == pytest.approx([0.167, 0.225], abs=5e-4)


def test_worked_example_geks():
    panel = panels.account_panel(COUNTS, range(4), 4, group=[0] * 4, n_groups=1)
    table = panels.geks(panel, exponential_weights(4, 200, np.random.default_rng(0)))
    assert table.value[:, 0] == pytest.approx([1, 1.0891, 1.2293], abs=5e-5)
    assert table.flags[0, 0] == ("fixed_by_definition",)
    assert (table.low[1:] <= table.value[1:]).all()
    assert (table.high[1:] >= table.value[1:]).all()


def wide(counts, group, n_groups, unit=None, n_units=None):
    counts = np.asarray(counts, float)
    unit = range(len(counts)) if unit is None else unit
    return panels.account_panel(counts, unit, n_units or len(counts), group=group, n_groups=n_groups)


def test_drift_is_flagged_for_the_group_alone():
    counts = [[100, 5, 100], [100, NO, 100], [50, 50, 50], [70, 70, 70]]
    result = panels.chain_linked(wide(counts, [0, 0, 1, 1], 2), WEIGHTS, unknown=None)
    assert result.chain_drift == pytest.approx([1, 1])
    counts[1] = [10, 100, NO]
    result = panels.chain_linked(wide(counts, [0, 0, 1, 1], 2), WEIGHTS, unknown=None)
    assert result.chain_drift[0] == pytest.approx((105 / 110) * 20)
    assert "panel_break" in result.table.flags[2, 0]
    assert "panel_break" not in result.table.flags[2, 1]


def test_group_that_left_before_the_benchmark_is_null_not_zero():
    counts = [[5, 5, NO], [5, 5, 5], [6, 6, 6], [7, 7, 7]]
    table = panels.chain_linked(wide(counts, [0, 1, 1, 1], 3), WEIGHTS, unknown=None).table
    assert np.isnan(table.value[:, 0]).all()
    assert "not_covered" in table.flags[0, 0]
    assert table.value[:, 1] == pytest.approx([1, 1, 1])
    assert table.value[:, 2].tolist() == [0, 0, 0]


def test_link_that_falls_to_nothing_is_imputed():
    result = panels.chain_linked(
        wide([[5, 0], [5, 10], [NO, 1]], [0, 1, 0], 2), np.ones((3, 3)), unknown=None
    )
    assert result.imputed.tolist() == [[True, False]]
    assert result.link[0, 0] == pytest.approx(1)


def test_benchmark_in_the_middle_chains_both_ways():
    first = panels.chain_linked(example(), WEIGHTS, unknown=None, imputed_limit=1, benchmark=1)
    assert first.table.value[1] == pytest.approx(np.array([12, 30, 60]) / 102)
    levels = np.array([12 * 1.5, 33, 60])
    assert first.table.value[2] == pytest.approx(levels / levels.sum())


def test_unknown_group_bounds_the_chained_share():
    table = panels.chain_linked(
        wide([[10, 12], [30, 30], [60, 60], [4, 9]], [0, 1, 2, 0], 3), WEIGHTS, unknown=2
    ).table
    assert table.bound_low[:, 0] == pytest.approx(table.value[:, 0])
    assert table.bound_high[:, 0] == pytest.approx(table.value[:, 0] + table.value[:, 2])
    out = panels.chain_linked(
        wide([[10, 12], [30, 30], [60, 60], [4, 9]], [0, 1, 2, 0], 3),
        WEIGHTS,
        unknown=2,
        unattributed="excluded",
    ).table
    assert out.bound_high[:, 0] == pytest.approx(table.bound_high[:, 0])
    assert out.value[1, 0] == pytest.approx(21 / 51)


def test_strata_fisher_lies_between_laspeyres_and_paasche_and_equals_plain_links_with_matched_masses():
    counts = np.array([[10.0, 30], [20, 20], [5, 5]])
    panel = wide(counts, [0, 0, 1], 2)
    weights = np.ones((3, 3))
    own = np.zeros((2, 2, 2))
    own[0, :, 0], own[1, :, 0], own[0, :, 1] = counts
    plain = panels.chain_linked(panel, weights, unknown=None)
    same = panels.chain_linked(panel, weights, unknown=None, strata=Strata(np.array([0, 1, 0]), own))
    assert same.link == pytest.approx(plain.link)
    tilted = own.copy()
    tilted[1, :, 0] *= 4
    fisher = panels.chain_linked(
        panel, weights, unknown=None, strata=Strata(np.array([0, 1, 0]), tilted)
    ).link[0, 0]
    laspeyres = (10 * 3 + 80 * 1) / 90
    paasche = 110 / (30 / 3 + 80 / 1)
    assert fisher == pytest.approx(np.sqrt(laspeyres * paasche))


def test_draws_equal_recomputing_with_repeated_accounts():
    rng = np.random.default_rng(2)
    counts = rng.integers(1, 40, (6, 3)).astype(float)
    counts[4, 0] = NO
    group = np.array([0, 0, 1, 1, 0, 1])
    weights = multinomial_weights(6, 25, rng)
    result = panels.chain_linked(wide(counts, group, 2), weights, unknown=None, imputed_limit=1)
    for row, drawn in zip(weights, result.table.draws, strict=True):
        repeated = np.repeat(np.arange(6), row)
        if set(group[repeated]) == {0, 1}:
            again = panels.chain_linked(
                wide(counts[repeated], group[repeated], 2), np.ones((1, 6)), unknown=None, imputed_limit=1
            )
            assert drawn == pytest.approx(again.table.value)


def test_accounts_of_one_organisation_move_together():
    panel = wide([[1, 1], [2, 2], [3, 3]], [0, 0, 1], 2, unit=[0, 0, 1], n_units=2)
    table = panels.all_accounts(panel, np.array([[2, 0], [0, 2], [1, 1]]), unknown=None)
    assert table.draws[:, 0, 0].tolist() == [1, 0, 0.5]
    assert "one_unit" in table.flags[0, 0]


def test_models_of_one_account_may_fall_into_several_groups():
    counts = np.array([[[1.0, 2], [2, 2]], [[NO, NO], [3, 0]]])
    panel = panels.account_panel(counts, [0, 1], 2)
    assert panel.observed.tolist() == [[True, True], [False, True]]
    assert panels.chain_linked(panel, np.ones((2, 2)), unknown=None).link == pytest.approx(np.array([[2, 1]]))


def test_wrong_panels_are_refused():
    with pytest.raises(MethodError, match="group of each account"):
        panels.account_panel([[1.0]], [0], 1)
    with pytest.raises(MethodError, match="some groups"):
        panels.account_panel([[[1.0, NO]]], [0], 1)
    with pytest.raises(MethodError, match="shape"):
        panels.account_panel([1.0], [0], 1)
    with pytest.raises(MethodError, match=r"0\.\.1"):
        wide([[1.0, 1]], [2], 2)
    with pytest.raises(MethodError, match="two periods"):
        panels.chain_linked(wide([[1.0]], [0], 1), np.ones((2, 1)), unknown=None)
    with pytest.raises(MethodError, match="24"):
        panels.geks(wide(np.ones((2, 25)), [0, 0], 1), np.ones((2, 2)))


def test_geks_is_null_where_two_periods_share_no_account():
    table = panels.geks(wide([[1, 2, NO], [NO, 3, 3], [NO, 4, 4]], [0, 0, 0], 1), np.ones((2, 3)))
    assert np.isnan(table.value[1:, 0]).all()
    assert table.flags[1, 0] == ("not_covered",)


panel_counts = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 500)), min_size=4, max_size=4), min_size=5, max_size=9
)


@settings(max_examples=40, deadline=None)
@given(panel_counts, st.integers(0, 2**32 - 1))
def test_chained_links_by_brute_force(rows, seed):
    counts = np.array([[NO if x is None else x for x in row] for row in rows], float)
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 2, len(rows))
    result = panels.chain_linked(
        wide(counts, group, 2), np.ones((2, len(rows))), unknown=None, imputed_limit=2
    )
    for t, g in itertools.product(range(3), range(2)):
        matched = ~np.isnan(counts[:, t]) & ~np.isnan(counts[:, t + 1])
        own = matched & (group == g)
        use = own if own.any() else matched
        assert result.imputed[t, g] == (not own.any())
        if use.any():
            assert result.link[t, g] == pytest.approx(counts[use, t + 1].sum() / counts[use, t].sum())


@settings(max_examples=25, deadline=None)
@given(panel_counts, st.integers(0, 2**32 - 1))
def test_invariants(rows, seed):
    counts = np.array([[NO if x is None else x for x in row] for row in rows], float)
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, len(rows))
    weights = multinomial_weights(len(rows), 30, rng)
    base = panels.chain_linked(wide(counts, group, 3), weights, unknown=2).table
    order = rng.permutation(len(rows))
    permuted = panels.chain_linked(wide(counts[order], group[order], 3), weights[:, order], unknown=2).table
    scaled = panels.chain_linked(wide(counts * 4, group, 3), weights, unknown=2).table
    for name in ("value", "low", "high", "bound_low", "bound_high"):
        assert getattr(permuted, name) == pytest.approx(getattr(base, name), nan_ok=True)
        assert getattr(scaled, name) == pytest.approx(getattr(base, name), nan_ok=True)
    for index in itertools.product(range(4), range(3)):
        base.estimate(*index)
    sums = base.value.sum(axis=1)
    assert np.isnan(sums).all() or sums[~np.isnan(sums)] == pytest.approx(np.ones((~np.isnan(sums)).sum()))


@pytest.mark.parametrize(("accounts", "flags"), [(4, ("few_clusters",)), (12, ("approximate",)), (20, ())])
def test_geks_says_how_few_accounts_carry_it(accounts, flags):
    """Equal accounts of one unit each: so many effective units."""
    panel = wide(np.outer(np.ones(accounts), [10, 11, 12]), [0] * accounts, 1)
    table = panels.geks(panel, multinomial_weights(accounts, 50, np.random.default_rng(0)))
    assert table.value[:, 0] == pytest.approx([1, 1.1, 1.2])
    assert table.flags[:, 0].tolist() == [("fixed_by_definition",), flags, flags]


def test_geks_is_transitive():
    rng = np.random.default_rng(3)
    counts = rng.integers(1, 90, (8, 5)).astype(float)
    counts[rng.random(counts.shape) < 0.2] = NO
    counts[0] = [3, 4, 5, 6, 7]
    whole = panels.geks(wide(counts, [0] * 8, 1), np.ones((2, 8))).value[:, 0]
    backwards = panels.geks(wide(counts[:, ::-1], [0] * 8, 1), np.ones((2, 8))).value[:, 0]
    assert backwards[::-1] / backwards[-1] == pytest.approx(whole)
