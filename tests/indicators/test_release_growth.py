"""Growth of new models against the counts it is made of, and by hand."""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import bare, take_records

UNKNOWN_SIZE = {"pipeline_tag": "text-generation", "tags": ["text-generation"]}


def listing(counts: dict[str, list[tuple[int, float | None]]]) -> list[dict]:
    """Records of models by creation year: so many of each size in billions, each of its own account."""
    records = []
    for day, made in counts.items():
        for number, size in made:
            for i in range(number):
                record = {
                    "id": f"maker-{i}/model-{day}-{size}",
                    "downloads": 1,
                    "likes": 0,
                    "createdAt": f"{day}T00:00:00.000Z",
                    **UNKNOWN_SIZE,
                }
                if size is not None:
                    record["safetensors"] = {"total": int(size * 1e9)}
                records.append(record)
    return records


def test_eight_to_twenty_eight_of_seven_billion_and_more(tmp_path):
    """The worked example: 8 in a year and 28 in the next, 2 and 4 of unknown size: +250 %, +180 to +300 %."""
    wb = bare(tmp_path / "home")
    made = {
        "2023-01-15": [(1, 0.5)],
        "2024-03-15": [(8, 8), (2, None)],
        "2025-03-15": [(28, 8), (4, None)],
        "2025-06-15": [(1, 0.5)],
    }
    take_records(wb, tmp_path, "2025-07-01", listing(made))
    row = wb.indicator("release_growth").at("2025-06", "7b_to_70b")
    assert row.value == pytest.approx(2.5)
    assert (row.bound_low, row.bound_high) == pytest.approx((1.8, 3.0))
    assert row.n == 28
    assert row.low < 2.5 < row.high


def test_a_year_is_twelve_months_of_the_counts(starter):
    """The shipped lists: the sum of twelve months of `release_count` against the twelve before."""
    counts = starter.indicator("release_count", group="size")
    grown = starter.indicator("release_growth")
    months = counts.months
    for group in ("1b_to_7b", "70b_and_more"):
        series = [counts.at(month, group) for month in months]
        totals = [row.value or 0 if row else 0 for row in series]
        at = months.index("2026-08")
        expected = sum(totals[at - 11 : at + 1]) / sum(totals[at - 23 : at - 11]) - 1
        assert grown.at("2026-08", group).value == pytest.approx(expected)


def test_the_first_two_years_have_nothing_to_compare_with(starter):
    """Not known is null, with its flag."""
    row = starter.indicator("release_growth").rows[0]
    assert row.value is None
    assert "not_covered" in row.flags
