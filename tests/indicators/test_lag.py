"""How far behind: METHODS' worked example on the shipped index, and an independent package on its waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.capability import load_scores
from weighbridge.definitions.lag_report import cells_of_scores, lag_report


@pytest.fixture(scope="module")
def cells(starter):
    return cells_of_scores(load_scores(starter.table("capability_index"), starter.table("capability_draws")))


def test_us_to_china(starter):
    """20 records, 16 caught; the figures of METHODS with 200 draws, here with 500."""
    result = starter.indicator("lag", a="us", b="cn", month_from="2026-07")
    expected = {
        "catch_up_median": (7.13, 6.14, 7.79),
        "catch_up_mean": (7.83, 6.08, 8.97),
        "horizontal": (4.86, 3.25, 7.62),
        "horizontal_at_release": (4.37, 2.76, 7.13),
    }
    for method, (value, low, _) in expected.items():
        row = result.at("2026-07", method)
        assert row.value == pytest.approx(value, abs=0.01)
        assert row.low == pytest.approx(low, abs=0.25)
    assert any("20 records of the United States, 16 reached by China" in note for note in result.notes)
    points = starter.indicator("frontier_lead", a="us", b="cn", month_from="2026-07").at("2026-07", "all")
    assert (points.value, points.low, points.high) == pytest.approx((4.64, 3.08, 7.13), abs=0.15)


def test_horizontal_limits_of_the_first_200_draws_are_those_of_the_worked_example(cells):
    """They stand on a step: past 7 months lie 4.6 % of all 500 draws and 5.5 % of the first 200."""
    first = replace(cells, values=cells.values[:201])
    months = lag_report(first, "us", "cn", "2026-07-31").months
    limits = {name: (months[name].low, months[name].high) for name in ("horizontal", "horizontal_at_release")}
    assert limits["horizontal"] == pytest.approx((3.25, 7.62), abs=0.01)
    assert limits["horizontal_at_release"] == pytest.approx((2.76, 7.13), abs=0.01)


def test_closed_to_open_and_chinese_open_to_american_open(cells):
    found = lag_report(cells, "closed", "open", "2026-07-31")
    assert (len(found.records), len(found.records) - found.unfinished) == (18, 14)
    median = found.months["catch_up_median"]
    assert (median.value, median.low, median.high) == pytest.approx((7.13, 6.41, 8.41), abs=0.25)
    found = lag_report(cells, "cn_open", "us_open", "2026-07-31")
    assert (len(found.records), len(found.records) - found.unfinished) == (18, 15)
    assert found.months["catch_up_median"].value == pytest.approx(5.52, abs=0.01)
    assert found.points.value == pytest.approx(7.47, abs=0.01)


def test_where_the_follower_is_ahead_the_horizontal_gap_is_the_mirrored_one(cells):
    one, other = lag_report(cells, "us_open", "cn_open"), lag_report(cells, "cn_open", "us_open")
    assert one.months["horizontal"].value == pytest.approx(-other.months["horizontal"].value)
    assert one.points.value == pytest.approx(-other.points.value)


@pytest.mark.oracle
@pytest.mark.parametrize("sides", [("us", "cn"), ("closed", "open"), ("cn_open", "us_open")])
def test_waits_agree_with_lifelines(cells, sides):
    from lifelines import KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

    found = lag_report(cells, *sides)
    waits = [record.months for record in found.records]
    fitted = KaplanMeierFitter().fit(waits, [bool(record.by) for record in found.records])
    assert found.months["catch_up_median"].value == pytest.approx(fitted.median_survival_time_)
    assert found.months["catch_up_mean"].value == pytest.approx(restricted_mean_survival_time(fitted, t=24))


def test_records_and_who_reached_them(whole):
    """By hand from the order of abilities: o1 (Dec 2024) was reached by DeepSeek-R1 on 20 Jan 2025."""
    cells = cells_of_scores(load_scores(whole.table("capability_index"), whole.table("capability_draws")))
    found = lag_report(cells, "us", "cn")
    assert [record.model for record in found.records] == [
        "GPT-4",
        "Claude 3.5 Sonnet",
        "o1",
        "gpt-oss-120b",
        "GPT-5",
    ]
    by = {record.model: record.by for record in found.records}
    assert by == {
        "GPT-4": "Qwen2.5-72B",
        "Claude 3.5 Sonnet": "DeepSeek-V3",
        "o1": "DeepSeek-R1",
        "gpt-oss-120b": "",
        "GPT-5": "",
    }
    months = {record.model: record.months for record in found.records}
    assert months["o1"] == pytest.approx((31 - 5 + 20) / (365.25 / 12))  # 5 December to 20 January
    assert months["GPT-5"] == 0  # asked on its own day: it has waited no time yet


def test_sides_that_share_models_are_refused(starter):
    with pytest.raises(UsageError, match="exclude each other"):
        starter.indicator("lag", a="us", b="open")


def test_the_answer_names_both_sides(starter):
    from weighbridge.catalogue.registry import indicator
    from weighbridge.web.sentences import answer_of, plain

    result = starter.indicator("lag", a="closed", b="open", month_from="2026-07")
    said = plain(answer_of(indicator("lag"), result).answer)
    assert said.startswith("Lag (open weights behind closed weights), ")
