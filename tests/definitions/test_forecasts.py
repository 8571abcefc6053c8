"""Forecasts of stored series: the worked example on weekly tokens, and what is refused."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import Unit
from weighbridge.definitions import forecast_words
from weighbridge.definitions.forecasts import REST, Series, monthly_series
from weighbridge.definitions.result import Result, Row
from weighbridge.statistics.forecast import backtest, log_ratios, paths


@pytest.fixture(scope="module")
def weekly(starter):
    """Tokens of Chinese named makers, of the row of others, and of all the rest, by whole weeks."""
    rows = pq.read_table(starter.table("token_weeks")).to_pylist()
    weeks = sorted({row["week"] for row in rows if row["ranked"] == "author"})
    totals = np.zeros((len(weeks), 3))
    for row in rows:
        if row["ranked"] == "author":
            part = 0 if row["country"] == "CN" else 1 if row["kind"] == "others" else 2
            totals[weeks.index(row["week"]), part] += row["flow"]
    return totals / totals.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("ahead", "walk", "level", "now", "coverage"),
    [(1, 1.48, 1.49, 2.24, 0.75), (4, 2.64, 2.58, 4.12, 0.85), (8, 3.69, 3.63, 5.48, 0.86)],
)
def test_weekly_tokens_as_in_the_worked_example(weekly, ahead, walk, level, now, coverage):
    """56 whole weeks to 24 August 2026; losses in points, as another program found them."""
    assert len(weekly) == 56
    found = backtest(weekly, 0, ahead)
    losses = [100 * score.pinball for score in found.scores]
    assert losses == pytest.approx([walk, level, now], abs=0.1)
    assert losses[2] == pytest.approx(now, abs=0.01)
    assert found.score.coverage == pytest.approx(coverage, abs=0.05)


def test_widening_and_four_weeks_on_as_in_the_worked_example(weekly):
    """0.96 held at one week, widened by 1.38; unwidened [27, 63], and over half in 0.32 of draws."""
    found = backtest(weekly, 0, 1)
    assert found.score.calibrated == pytest.approx(0.96, abs=0.01)
    assert found.score.widening == pytest.approx(1.38, abs=0.02)
    drawn = paths(log_ratios(weekly)[0], 4, "random_walk").shares()[:, 0]
    assert 100 * np.quantile(drawn, [0.05, 0.95]) == pytest.approx([27, 63], abs=1.0)
    assert (drawn > 0.5).mean() == pytest.approx(0.32, abs=0.03)


def test_a_long_series_is_forecast_with_its_backtest(starter):
    found = starter.forecast("token_share", "CN", 4, above=0.5)
    assert (found.step, found.periods, found.target) == ("week", 56, "2026-09-21")
    assert {row.group for row in found.rows} == {"CN", "unknown", REST}
    assert sum(row.now for row in found.rows) == pytest.approx(1.0)
    assert 0 < found.chance < 1
    assert "33 past forecasts" in forecast_words.tested(found)
    assert "90 %" in forecast_words.answer(found)


@pytest.mark.parametrize(
    ("name", "choices", "said"),
    [
        ("download_share", {}, "a forecast needs 20"),
        ("download_share", {"list": "osir"}, "a forecast needs 20"),
        ("token_share", {"openness": "open"}, "a forecast needs 20"),
    ],
)
def test_a_short_or_broken_series_is_refused_with_the_reason(starter, name, choices, said):
    found = starter.forecast(name, "CN", 1, choices=choices)
    assert said in found.refused[0]
    assert not found.rows
    assert found.backtest is None
    assert forecast_words.answer(found).startswith("No forecast")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "lag", "only": "CN"}, "no share"),
        ({"name": "token_share", "only": "ZZ"}, "No period holds 'ZZ'"),
        ({"name": "token_share", "only": "CN", "ahead": 0}, "1 or more"),
        ({"name": "token_share", "only": "CN", "above": 50.0}, "between 0 and 1"),
        ({"name": "benchmark_by_country", "only": "CN"}, "no parts of one whole"),
    ],
)
def test_what_cannot_be_forecast_says_why(starter, asked, said):
    with pytest.raises(UsageError, match=said):
        starter.forecast(**asked)


def made(months, flags=None):
    """A made-up result: two countries and what nobody has placed."""
    rows = [
        Row(month, group, value, flags=tuple((flags or {}).get(month, ())))
        for month in months
        for group, value in (("CN", 0.2), ("US", 0.5), ("unknown", 0.3))
    ]
    return Result("x", "X", Unit.SHARE, "country", {}, "x@1", "y", "2026-01-01", 0.9, (), tuple(rows))


def test_months_before_a_gap_or_a_break_and_a_partial_last_one_are_left_out():
    months = ["2025-01", "2025-02", "2025-04", "2025-05", "2025-06", "2025-07"]
    assert monthly_series(made(months), ["CN"]).periods == tuple(months[2:])
    broken = monthly_series(made(months, {"2025-06": ["panel_break"]}), ["CN"])
    assert broken.periods == ("2025-06", "2025-07")
    partial = monthly_series(made(months, {"2025-07": ["partial_period"]}), ["CN"])
    assert partial.periods[-1] == "2025-06"
    assert "2025-07" in partial.dropped[0]


def test_parts_are_the_group_what_is_unplaced_and_the_rest():
    series = monthly_series(made(["2025-01", "2025-02"]), ["CN"])
    assert series.groups == ("CN", "unknown", REST)
    assert series.shares[0] == pytest.approx([0.2, 0.3, 0.5])


def test_the_period_ahead_is_counted_by_weeks_or_months():
    assert Series("week", ("2026-08-24",), ("CN",), np.ones((1, 1))).ahead(4) == "2026-09-21"
    assert Series("month", ("2025-11",), ("CN",), np.ones((1, 1))).ahead(3) == "2026-02"
