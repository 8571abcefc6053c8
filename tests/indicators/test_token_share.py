"""Indicator token_share: weeks added up by hand, and what the shipped weeks show."""

from __future__ import annotations

import csv
import datetime
import io
from collections import defaultdict

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.reckoning import STARTER
from tests.tiny_world.worlds import bare, month_values, take_records

from weighbridge.catalogue.errors import UsageError

# Two months: three weeks of November 2025 (the one of the 17th is missing), two of December.
WEEKS = {
    "2025-11-03": {"deepseek": 30, "x-ai": 50, "openrouter": 10, "others": 10},
    "2025-11-10": {"deepseek": 30, "x-ai": 60, "moonshotai": 10, "others": 20},
    "2025-11-24": {"deepseek": 20, "x-ai": 140, "stealth": 20, "others": 20},
    "2025-12-01": {"deepseek": 40, "x-ai": 40, "mistralai": 10, "Others": 10},
    "2025-12-08": {"deepseek": 10, "x-ai": 5, "others": 5},
}


def records(weeks=WEEKS, name: str = "author"):
    return [
        {"week_start": week, name: label, "tokens": tokens}
        for week, held in weeks.items()
        for label, tokens in held.items()
    ]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tokens")
    wb = bare(folder / "home")
    take_records(wb, folder, "2025-12-10", records(), source="openrouter_authors")
    return wb


def test_a_week_belongs_to_the_month_of_its_monday(world):
    """November: China 30+30+10+20, the US 50+60+140, unknown 10+10+20+20+20, of 420."""
    result = world.indicator("token_share")
    assert month_values(result, "2025-11") == pytest.approx(
        {"CN": 90 / 420, "US": 250 / 420, "unknown": 80 / 420}
    )
    row = result.at("2025-11", "CN")
    assert (row.bound_low, row.bound_high) == pytest.approx((90 / 420, 170 / 420))


def test_a_missing_a_running_and_a_dropped_week_are_said(world):
    """The missing week and the one under way are flagged, a maker off the list too; nothing becomes zero."""
    result = world.indicator("token_share")
    assert "missing_week" in result.at("2025-11", "US").flags
    assert "missing_week" not in result.at("2025-12", "US").flags
    assert "partial_period" in result.at("2025-12", "US").flags
    assert "maker_unlisted" in result.at("2025-12", "CN").flags
    assert "maker_unlisted" not in result.at("2025-12", "US").flags
    assert any("lacks 1 of its 4 weeks" in note for note in result.notes)


def test_models_under_test_are_nobodys_though_the_router_is_american(world):
    """Left out of the total on request: November is then of 390, others still unknown."""
    result = world.indicator("token_share", test_models="excluded")
    assert month_values(result, "2025-11") == pytest.approx(
        {"CN": 90 / 390, "US": 250 / 390, "unknown": 50 / 390}
    )


def test_makers_named_every_week(world):
    """moonshotai and mistralai are not on the list throughout: unknown in every month."""
    result = world.indicator("token_share", makers="always_named")
    assert month_values(result, "2025-11")["CN"] == pytest.approx(80 / 420)
    assert "FR" not in month_values(result, "2025-12")


def test_trailing_weeks_end_with_the_last_whole_week(world):
    """December's last whole week is that of the 1st; four weeks back, one of them missing."""
    one = world.indicator("token_share", window="1w")
    assert month_values(one, "2025-12")["CN"] == pytest.approx(0.4)
    four = world.indicator("token_share", window="4w")
    assert month_values(four, "2025-12")["CN"] == pytest.approx((30 + 10 + 20 + 40) / (120 + 200 + 100))
    assert "missing_week" in four.at("2025-12", "CN").flags
    with pytest.raises(UsageError, match="needs more weeks"):
        world.indicator("token_share", window="52w")


def test_named_makers_as_denominator(world):
    """Without the row of others November is of 370; models under test stay unknown."""
    result = world.indicator("token_share", denominator="named_makers")
    assert month_values(result, "2025-11") == pytest.approx(
        {"CN": 90 / 370, "US": 250 / 370, "unknown": 30 / 370}
    )


def test_the_cause_of_a_fall_is_worked_out(world):
    """x-ai gains most between the months; had it stayed level, China's share is told."""
    text = " ".join(world.indicator("token_share", only=("CN",)).notes)
    # A week: China 30 -> 25, all 140 -> 60; x-ai 83.3 -> 22.5, so with it level 25 / (60 + 60.8).
    assert "Dec 2025: China rises by 20.2 points" in text
    assert "moonshotai" in text


def test_requests_are_owed_and_open_models_need_the_other_ranking(world):
    with pytest.raises(UsageError, match="tokens only"):
        world.indicator("token_share", traffic="requests")
    with pytest.raises(UsageError, match="openrouter_models"):
        world.indicator("token_share", openness="open")


def test_weights_that_follow_the_service_count_from_their_day_on(tmp_path):
    """GLM-5.3 was served from 16 August, its weights came on the 25th: closed on Monday 24, open on 31."""
    weeks = {
        "2026-08-24": {"z-ai/glm-5.3-20260816": 40, "openai/gpt-5.6-luna-20260709": 40, "Others": 20},
        "2026-08-31": {"z-ai/glm-5.3-20260816": 40, "tencent/hy3-20260706:free": 40, "Others": 20},
    }
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-09-08", records(weeks, "model"), source="openrouter_models")
    opened = month_values(wb.indicator("token_share", openness="open"), "2026-08")
    assert opened == pytest.approx({"CN": 80 / 200, "closed": 80 / 200, "unknown": 40 / 200})
    paid = month_values(wb.indicator("token_share", openness="open", free_tier="left_out"), "2026-08")
    assert paid == pytest.approx({"CN": 40 / 160, "closed": 80 / 160, "unknown": 40 / 160})
    top = month_values(wb.indicator("token_share", denominator="top_models"), "2026-08")
    assert top == pytest.approx({"CN": 120 / 160, "US": 40 / 160})
    only = month_values(wb.indicator("token_share", denominator="open_models"), "2026-08")
    assert only == pytest.approx({"CN": 1.0})


def test_a_week_counted_again_takes_the_later_count_and_says_so(tmp_path):
    wb = bare(tmp_path / "home")
    first = {"2025-11-03": {"deepseek": 30, "x-ai": 70}, "2025-11-10": {"deepseek": 1, "x-ai": 1}}
    again = {"2025-11-03": {"deepseek": 60, "x-ai": 40}, "2025-11-10": {"deepseek": 60, "x-ai": 40}}
    take_records(wb, tmp_path, "2025-11-11", records(first), source="openrouter_authors")
    take_records(wb, tmp_path, "2025-11-18", records(again), source="openrouter_authors")
    result = wb.indicator("token_share")
    assert result.at("2025-11", "CN").value == pytest.approx(0.6)
    assert "restated" in result.at("2025-11", "CN").flags
    rows = {(row["week"], row["label"]): row for row in pq.read_table(wb.table("router_tokens")).to_pylist()}
    assert rows[datetime.date(2025, 11, 3), "deepseek"]["earlier_tokens"] == 30
    # The week of the 10th was not over the first time: finishing it is no correction.
    assert rows[datetime.date(2025, 11, 10), "deepseek"]["earlier_tokens"] is None


def test_an_empty_capture_is_no_week_of_zeros(tmp_path):
    """A week whose every count is zero was not captured: it is missing, not unused."""
    weeks = {**WEEKS, "2025-11-17": {"deepseek": 0, "others": 0}}
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2025-12-10", records(weeks), source="openrouter_authors")
    assert "missing_week" in wb.indicator("token_share").at("2025-11", "CN").flags


def test_a_count_that_is_none_is_set_aside(tmp_path):
    wb = bare(tmp_path / "home")
    bad = [*records(), {"week_start": "2025-11-03", "author": "google", "tokens": -4}]
    done = take_records(wb, tmp_path, "2025-12-10", bad, source="openrouter_authors")
    (aside,) = wb.quarantined(done.snapshot)
    assert "-4" in aside["reason"]


CHINESE = {"deepseek", "qwen", "z-ai", "moonshotai", "minimax", "xiaomi", "tencent", "stepfun"}


def test_shipped_weeks_give_near_three_tenths_in_august_2025(starter):
    """Added up beside the program from the shipped rows: 30 % in August 2025, half as much in September."""
    path = STARTER / "openrouter_authors" / "2026-09-06" / "router_tokens.parquet"
    sums: dict[str, float] = defaultdict(float)
    chinese: dict[str, float] = defaultdict(float)
    for row in pq.read_table(path).to_pylist():
        month = row["week"].strftime("%Y-%m")
        sums[month] += row["tokens"]
        chinese[month] += row["tokens"] * (row["label"] in CHINESE)
    result = starter.indicator("token_share", month_from="2025-08", month_to="2026-08")
    for month in sums:
        assert result.at(month, "CN").value == pytest.approx(chinese[month] / sums[month])
    assert result.at("2025-08", "CN").value == pytest.approx(0.3, abs=0.01)
    assert result.at("2025-09", "CN").value < 0.2
    fall = next(note for note in result.notes if note.startswith("Sep 2025: China falls"))
    assert "x-ai alone gains" in fall
    assert "moonshotai" in fall
    assert {ref.source for ref in result.snapshots} == {"openrouter_authors", "openrouter_models"}


def test_notes_tell_other_denominators_beside(starter):
    notes = starter.indicator("token_share").notes
    assert any(note.startswith("As a share of named makers: Aug 2025 China") for note in notes)
    assert any(note.startswith("As a share of open models: Aug 2026 China") for note in notes)


def test_lead_and_sensitivity_are_answered(starter):
    """A lead needs shares of one total, and these are."""
    lead = starter.lead("token_share", "CN", "US", month="2025-08")
    assert lead.value < 0
    found = starter.sensitivity("token_share", "CN", "US", month="2025-08", traffic="tokens")
    assert {row.lead < 0 for row in found.rows} == {True}


def test_result_as_csv_has_every_month(starter):
    rows = list(csv.DictReader(io.StringIO(starter.indicator("token_share", only=("CN",)).to_csv())))
    assert len(rows) == 13
