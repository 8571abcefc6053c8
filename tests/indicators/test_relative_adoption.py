"""Indicator relative_adoption: twelve models by hand, two counters, the shipped list beside SQL."""

from __future__ import annotations

import datetime
import re

import duckdb
import numpy as np
import pytest
from tests.tiny_world.worlds import bare, take_records

from weighbridge.statistics.adoption import CHECKPOINT_DAYS, SIZE_CLASSES
from weighbridge.statistics.ages import counted_to_age, summed_to_age
from weighbridge.statistics.errors import MethodError

BORN = datetime.date(2025, 1, 1)
# Day 30 and day 60 in thousands; a thirteenth model is the one that is asked about.
DAY_30 = (9000, 7000, 6000, 5000, 4500, 4000, 3500, 3000, 2500, 2000, 1000, 500)
DAY_60 = (14000, 12000, 9000, 8000, 7000, 6000, 5000, 4500, 4000, 1900, 1800, 700)
MAKERS = ("Qwen", "openai", "google", "meta-llama", "mistralai", "deepseek-ai")


def record(name: str, total: int, size: float = 8.0, born: datetime.date = BORN) -> dict:
    return {
        "id": name,
        "downloads": 1,
        "downloadsAllTime": total,
        "createdAt": f"{born.isoformat()}T00:00:00.000Z",
        "pipeline_tag": "text-generation",
        "tags": ["text-generation"],
        "safetensors": {"total": int(size * 1e9)},
    }


def names() -> list[str]:
    return [f"{MAKERS[at % len(MAKERS)]}/model-{at}-8B" for at in range(len(DAY_30))]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Twelve models of the worked example and two captures of their all-time counters, 30 and 60 days on.

    An embedding model of another size, one of no known size, and one that is ten days old stand beside them.
    """
    folder = tmp_path_factory.mktemp("relative")
    wb = bare(folder / "home")
    for days, totals in ((30, DAY_30), (60, DAY_60)):
        day = BORN + datetime.timedelta(days - 1)
        rows = [record(name, total * 1000) for name, total in zip(names(), totals, strict=True)]
        rows.append(record("Qwen/alone-70B", days * 1000, 70))
        rows.append({**record("Qwen/no-size", days * 1000), "safetensors": None})
        if days > 30:
            rows.append(record("google/young-8B", 900, born=day - datetime.timedelta(9)))
        take_records(wb, folder, day.isoformat(), rows)
    return wb


def told(world, name: str, **choices: str):
    return world.indicator("relative_adoption", group="model", only=(name,), choices=choices).rows[0]


def test_worked_example_in_both_versions(world):
    """At day 30 the median of ten is 4.25 M, the tenth 2.0 M; at day 60 6.5 M and 1.9 M, made 2.0 M."""
    found = {
        (version, age, name): told(world, name, version=version, age=age).value
        for version in ("ram_median", "ram_tenth")
        for age in ("30", "60")
        for name in (names()[7].lower(), names()[10].lower())
    }
    eighth, eleventh = names()[7].lower(), names()[10].lower()
    assert found["ram_median", "30", eighth] == pytest.approx(3.0 / 4.25)
    assert found["ram_median", "60", eighth] == pytest.approx(4.5 / 6.5)
    assert found["ram_tenth", "30", eighth] == pytest.approx(3.0 / 2.0)
    assert found["ram_tenth", "60", eighth] == pytest.approx(4.5 / 2.0)
    # The eighth falls by one version and rises by the other; so does the story.
    assert found["ram_median", "60", eleventh] > found["ram_median", "30", eleventh]
    assert found["ram_tenth", "60", eleventh] == pytest.approx(1.8 / 2.0)


def test_an_age_between_two_captures_lies_on_a_straight_line(world):
    """Day 14 of a counter that stands at 3.0 M on day 30 is 1.4 M; all counters alike, so the ratio stays."""
    row = told(world, names()[7].lower(), age="14")
    assert row.value == pytest.approx(3.0 / 4.25)
    assert row.flags == ("one_unit",)
    assert (row.low, row.high) == (None, None)


def test_what_cannot_be_told_is_null_with_its_reason(world):
    assert told(world, "qwen/alone-70b").flags == ("thin_coverage",)
    young = told(world, "google/young-8b", age="60")
    assert (young.value, young.flags) == (None, ("censored",))
    assert world.indicator("relative_adoption", choices={"age": "365"}).at("2025-03", "CN").value is None


def test_a_country_has_the_median_of_its_models(world):
    """Two Chinese makers hold models 0, 5, 6 and 11: at day 30 9.0, 4.0, 3.5 and 0.5 M over 4.25 M."""
    row = world.indicator("relative_adoption").at("2025-03", "CN")
    assert row.value == pytest.approx((4.0 + 3.5) / 2 / 4.25)
    assert row.n == 2


def test_the_baseline_is_named_with_its_cut_offs(world):
    notes = " ".join(world.indicator("relative_adoption").notes)
    assert "hub_models as captured to 2025-03-01" in notes
    assert "7-9B 4.2 M" in notes or "7-9B 4.3 M" in notes
    assert "50-100B none, 1 models" in notes


def test_sums_of_windows_by_hand():
    """Born on day 1; 300 on day 10 (30 a day), 900 on day 40: days 11 to 40 at 30 a day, 41 on unknown."""
    found = summed_to_age([[300, 900], [np.nan, 900]], [10, 40], [1, 5], [10, 30, 40, 60])
    assert found[0, :3] == pytest.approx([300, 900, 1200])
    assert np.isnan(found[0, 3])
    # First seen on day 40, whose window begins on day 11: its days 5 to 10 are not known.
    assert np.isnan(found[1]).all()


def test_counters_that_fall_and_models_seen_before_their_birth():
    found = counted_to_age([[100, 80, 300], [50, 60, 70]], [10, 20, 30], [1, 15], [5, 10, 15])
    assert found[0, :2] == pytest.approx([50, 100])
    assert np.isnan(found[0, 2])
    assert np.isnan(found[1]).all()
    for days in ([20, 10, 30], [10, 20]):
        with pytest.raises(MethodError, match="ages"):
            counted_to_age([[1, 2, 3]], days, [1], [5])


def test_shipped_models_beside_plain_sql(starter):
    """Scores at 30 days of one class from the table of ages, reckoned in SQL: median of the ten largest."""
    path = starter.table("adoption_ages")
    rows = duckdb.sql(
        f"""WITH counted AS (SELECT canonical_id, downloads_30d_old AS c FROM '{path}' WHERE is_widest
        AND is_language AND copy_kind = 'first_party' AND age_class = '10-50B' AND c IS NOT NULL),
        ten AS (SELECT median(c) AS cut FROM (SELECT c FROM counted ORDER BY c DESC LIMIT 10))
        SELECT canonical_id, c / cut FROM counted, ten"""
    ).fetchall()
    assert len(rows) >= 10
    found = starter.indicator("relative_adoption", group="model")
    scores = {row.group: row.value for row in found.rows}
    for name, score in rows:
        assert scores[name] == pytest.approx(score)


def test_the_interval_of_a_country_by_a_second_reckoning(starter):
    """Makers drawn with their models against the baseline as captured: with other draws, the same ends."""
    path = starter.table("adoption_ages")
    maker = dict(
        duckdb.sql(
            f"SELECT canonical_id, any_value(organisation_id) FROM '{path}' WHERE is_widest AND is_language "
            "AND copy_kind = 'first_party' AND country = 'CN' GROUP BY canonical_id"
        ).fetchall()
    )
    models = starter.indicator("relative_adoption", group="model").rows
    scores = [(maker[row.group], row.value) for row in models if row.group in maker and row.value is not None]
    makers = sorted({name for name, _ in scores})
    rng, drawn = np.random.default_rng(11), []
    for _ in range(4_000):
        # Of many makers each is drawn about as often as a Poisson number says.
        times = dict(zip(makers, rng.poisson(1, len(makers)), strict=True))
        drawn.append(np.median([score for name, score in scores for _ in range(times[name])] or [np.nan]))
    row = starter.indicator("relative_adoption").at("2026-10", "CN")
    assert row.value == pytest.approx(np.median([score for _, score in scores]))
    assert row.n == len(makers) > 10
    assert (row.low, row.high) == pytest.approx(np.nanquantile(drawn, [0.05, 0.95]), rel=0.15)
    assert "approximate" in row.flags


def test_downloads_rise_with_age_and_never_pass_what_was_counted(starter):
    path = starter.table("adoption_ages")
    columns = [f"downloads_{days}d_old" for days in CHECKPOINT_DAYS]
    rows = duckdb.sql(f"SELECT {', '.join(columns)} FROM '{path}'").fetchall()
    assert len(rows) > 1_000
    for row in rows:
        known = [count for count in row if count is not None]
        assert known == sorted(known)
    classes = duckdb.sql(f"SELECT DISTINCT age_class FROM '{path}' WHERE age_class IS NOT NULL").fetchall()
    assert {name for (name,) in classes} <= set(SIZE_CLASSES)


def test_a_list_of_nothing_that_counts_is_not_known_rather_than_an_error(tiny):
    """The second list of the tiny world dates one model, an embedding: no language model of it is counted."""
    result = tiny.indicator("relative_adoption", choices={"list": "osir"})
    assert [(row.group, row.value, row.flags) for row in result.rows] == [("unknown", None, ("not_covered",))]
    assert result.rows[0].month == "2025-12"


def test_the_interval_of_a_cut_off_is_in_the_notes(starter):
    notes = " ".join(starter.indicator("relative_adoption", choices={"copies": "all"}).notes)
    assert re.search(r"1-5B \d+ k \[\d+ k to [\d.]+ M\]", notes)
