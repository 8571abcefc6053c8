"""Release cadence and gaps of a world made here, by hand."""

from __future__ import annotations

import datetime

import pytest
from scipy import stats
from tests.tiny_world.worlds import bare, take_records

from weighbridge.definitions.cadences import version_of

START = datetime.date(2024, 1, 10)
GAPS = (5, 7, 6, 10, 8, 30)


def model(name: str, day: datetime.date) -> dict:
    return {
        "id": name,
        "downloads": 1,
        "likes": 0,
        "createdAt": f"{day.isoformat()}T00:00:00.000Z",
        "pipeline_tag": "text-generation",
        "tags": ["text-generation"],
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Qwen: one old model, then seven versions with gaps of 5, 7, 6, 10, 8, 30 and 60 days open."""
    folder = tmp_path_factory.mktemp("cadence")
    days = [START]
    for gap in GAPS:
        days.append(days[-1] + datetime.timedelta(gap))
    records = [model("Qwen/Qwen1-7B", START - datetime.timedelta(300))]
    for number, day in enumerate(days):
        records.append(model(f"Qwen/Qwen{number + 2}-7B", day))
        # Another size and a format within the week: the same event.
        records.append(model(f"Qwen/Qwen{number + 2}-14B-Instruct-GPTQ-Int4", day + datetime.timedelta(3)))
        # A copy by somebody else is no release.
        records.append(model(f"unsloth/Qwen{number + 2}-7B-GGUF", day + datetime.timedelta(1)))
    until = days[-1] + datetime.timedelta(60)
    wb = bare(folder / "home")
    take_records(wb, folder, until.isoformat(), records)
    return wb, until.isoformat()[:7]


def test_events_of_a_year_per_thirty_days(world):
    """Seven events in the last 365 days (the old model is older), bursts allowed for."""
    wb, month = world
    row = wb.indicator("cadence", only=("alibaba",)).at(month, "alibaba")
    inside = 7
    assert row.n == inside
    assert row.value == pytest.approx(inside / 365 * 30)
    exact = stats.chi2.ppf(0.05, 2 * inside) / 2 / 365 * 30
    assert row.low <= exact + 1e-9
    assert "partial_period" in row.flags


def test_every_repository_of_the_maker(world):
    """Two repositories a version, none by others."""
    wb, month = world
    row = wb.indicator("cadence", only=("alibaba",), counted="weights").at(month, "alibaba")
    assert row.value == pytest.approx(14 / 365 * 30)


def test_the_median_gap_holds_the_open_interval(world):
    """Completed gaps alone have the median 7.5; with the sixty days open it is 8."""
    wb, month = world
    row = wb.indicator("release_gap", only=("alibaba",)).at(month, "alibaba")
    assert row.value == 8
    assert row.flags == ("one_unit", "partial_period")


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("Qwen/Qwen3-30B-A3B-Instruct-2507-FP8", "qwen3-2507"),
        ("google/gemma-3-4b-it", "gemma-3"),
        ("meta-llama/Llama-3.1-8B", "llama-3.1"),
        ("zai-org/GLM-4.5-Air", "glm-4.5-air"),
        ("Qwen/Qwen2.5-VL-7B-Instruct-AWQ", "qwen2.5-vl"),
        ("org/8b", "8b"),
    ],
)
def test_sizes_formats_and_modes_are_no_versions(name, version):
    """What is left of a name tells versions apart; a name of such parts alone stays as it is."""
    assert version_of(name) == version
