"""Growth of large releases: the worked example of 8 to 28 with two and four of unknown size."""

from __future__ import annotations

import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weighbridge.claims import judging
from weighbridge.claims.asking import Ask
from weighbridge.claims.large_models import grew

BIG, SMALL = 80_000_000_000, 8_000_000_000


class World:
    """A world of one table."""

    def __init__(self, path):
        self.path = path

    def table(self, name, as_of=None):
        assert name == "origins"
        return self.path


def released(maker, year, count, size, is_tracked=True):
    row = {"organisation_id": maker, "parameters": size, "created_on": datetime.date(year, 6, 1)}
    return [row | {"is_tracked": is_tracked, "copy_kind": "first_party"}] * count


@pytest.fixture
def ask(tmp_path):
    rows = [
        *released("alibaba", 2024, 8, BIG),
        *released("alibaba", 2024, 2, None),
        *released("alibaba", 2025, 28, BIG),
        *released("alibaba", 2025, 4, None),
        *released("alibaba", 2025, 90, SMALL),
        *released("meta", 2024, 50, BIG, is_tracked=False),
        *released("meta", 2025, 10, BIG, is_tracked=False),
    ]
    copies = [row | {"copy_kind": "copy"} for row in rows]
    path = tmp_path / "origins.parquet"
    pq.write_table(pa.Table.from_pylist(rows + copies), path)
    return Ask(judging.claim_of("C35"), World(path))


def test_the_worked_example_holds_as_a_ratio_of_3_5_and_is_unsure_as_2_5(ask):
    strict, loose = grew(ask, {"CN": 250}, over_billion=70, year=2025)[:2]
    side = strict.sides[0]
    ends = (side.value, side.low, side.high, side.bound_low, side.bound_high)
    assert ends == pytest.approx((2.5, 0.84, 6.04, 1.8, 3.0), abs=0.005)
    assert (strict.outcome, loose.outcome) == ("holds", "unsure")
    assert "8 to 28, 3.50 times [2.80 to 4.00, sizes unknown]" in strict.found
    assert strict.label.endswith("read as 3.5 times")


def test_one_country_that_fails_is_enough_and_one_without_a_year_before_is_no_data(ask):
    both = grew(ask, {"CN": 250, "US": 120}, over_billion=70, year=2025)
    assert [one.outcome for one in both] == ["unavailable", "unavailable", "fails", "fails"]
    assert both[0].reason


def test_nothing_listed_is_nothing_tested(tmp_path):
    path = tmp_path / "origins.parquet"
    names = {"organisation_id": None, "parameters": None, "created_on": None}
    pq.write_table(pa.Table.from_pylist([names | {"is_tracked": True, "copy_kind": "copy"}]), path)
    (one,) = grew(Ask(judging.claim_of("C35"), World(path)), {"CN": 250}, over_billion=70, year=2025)
    assert one.outcome == "unavailable"
