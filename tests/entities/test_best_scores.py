"""The best figure of each model and measure, by hand from three small tables."""

from __future__ import annotations

import datetime

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weighbridge.entities.arena_ratings import newest_text_board
from weighbridge.entities.best_scores import best_scores
from weighbridge.entities.index_scores import index_scores
from weighbridge.store.contract import empty_table

OLD, NEW = datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)
Z = 1.6448536269514722
Z95 = 1.959963984540054


def frame(*rows):
    return nw.from_native(pa.Table.from_pylist(list(rows))).lazy()


def index(model, value, low=None, high=None, day=NEW, openness="open"):
    return {
        "fitted_on": day,
        "model": model,
        "value": value,
        "low": low,
        "high": high,
        "openness": openness,
        "is_anchor": low is None,
    }


def rating(model, value, se, day=NEW, licence="Apache 2.0", style="controlled", category="overall"):
    """A row of a board as it is listed: the interval printed there is of 95 %."""
    return {
        "subset": "text",
        "category": category,
        "style": style,
        "board_date": day,
        "model_name": model,
        "organisation_label": None,
        "licence_label": licence,
        "rating": value,
        "rating_low": value - Z95 * se,
        "rating_high": value + Z95 * se,
        "variance": None,
        "votes": 1_000,
        "rank": 1,
        "coverage": "full",
        "source": "lmarena",
        "snapshot_date": "2026-02-02",
    }


def result(version, score, se, openness="open"):
    return {
        "source": "evalplus",
        "benchmark_id": "humaneval",
        "harness": "h",
        "model_version": version,
        "score": score,
        "standard_error": se,
        "openness": openness,
        "observed_on": "2026-01-05",
    }


@pytest.fixture
def rows():
    indexed = (index("Made 7B", 120.0, 116.0, 124.0), index("Made 7B", 150.0, 140.0, 160.0, OLD))
    board = (
        rating("made-7b", 1200.0, 5.0),
        rating("made-7b-thinking", 1250.0, 8.0),
        rating("made-7b", 1400.0, 1.0, OLD),
        rating("shut", 1500.0, 1.0, licence="Proprietary"),
        rating("made-7b", 1900.0, 1.0, style="raw"),
    )
    results = (result("o/made-7b", 0.99, 0.02), result("o/other", 0.5, None))
    made = best_scores.build(frame(*board), frame(*results), frame(*results)).to_pylist()
    made += index_scores.build(frame(*indexed)).to_pylist()
    return {(row["plain_name"], row["measure"]): row for row in made}


def test_the_best_setting_of_the_newest_board_stands(rows):
    """Thinking at 1250 beats 1200; the older board's 1400, the raw 1900 and the closed model do not count."""
    held = rows["made-7b", "arena"]
    assert (held["value"], held["setting"]) == (1250.0, "made-7b-thinking")
    assert (held["low"], held["high"]) == pytest.approx((1250 - Z * 8, 1250 + Z * 8), rel=1e-4)
    assert ("shut", "arena") not in rows


def test_the_newest_fit_stands_with_the_error_its_interval_implies(rows):
    """An interval of 90 % from 116 to 124 is 8 wide: an error of 8 / (2 * 1.645)."""
    held = rows["made-7b", "eci"]
    assert (held["value"], held["is_anchor"]) == (120.0, False)
    assert held["se"] == pytest.approx(8 / (2 * Z))


def test_a_share_does_not_leave_0_to_1_and_no_error_means_no_interval(rows):
    held = rows["made-7b", "humaneval"]
    assert held["high"] == 1.0
    assert held["low"] == pytest.approx(0.99 - Z * 0.02)
    assert held["measured_on"] == "2026-01-05"
    assert [rows["other", "humaneval"][name] for name in ("low", "high", "se")] == [None] * 3


def test_the_newest_board_alone_says_what_all_boards_say(starter):
    """Read from boards of its kind, or picked from all ratings of all boards: the same rows."""
    every = pq.read_table(starter.table("arena_ratings")).to_pylist()
    kind = [r for r in every if (r["subset"], r["category"], r["style"]) == ("text", "overall", "controlled")]
    newest = max(row["board_date"] for row in kind)
    expected = {row["model_id"]: row for row in kind if row["board_date"] == newest}
    found = newest_text_board(nw.from_native(pq.read_table(starter.table("arena_boards"))).lazy())
    assert {row["model_id"]: row for row in found} == expected


def test_a_board_without_a_licence_takes_it_from_any_other_board():
    """The newest board of text prints none; another category's board of that month does: closed."""
    board = (
        rating("shut", 1500.0, 1.0, licence=None),
        rating("shut", 1490.0, 1.0, licence="Proprietary", category="coding"),
    )
    (row,) = newest_text_board(frame(*board))
    assert (row["openness"], row["category"]) == ("closed", "overall")


def test_nothing_measured_is_an_empty_table_of_the_same_columns(starter):
    empty = [nw.from_native(empty_table(starter_table(name).columns)).lazy() for name in best_scores.reads]
    assert best_scores.build(*empty).num_rows == 0


def starter_table(name):
    from weighbridge.catalogue import registry

    return registry.table(name)
