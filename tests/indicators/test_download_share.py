"""Download share on the tiny world: the numbers stand in tests/tiny_world/README.md, worked out by hand."""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import bare, month_values, of_counts, parts, take_raw, take_records, values

OCT, NOV, DEC = "2025-10", "2025-11", "2025-12"


def october(tiny, group: str = "country", **choices: str) -> dict[str, float]:
    return month_values(tiny.indicator("download_share", group=group, choices=choices), OCT)


def test_countries_of_three_months(tiny):
    """CN 680, 850, 1,020 of 1,100, 1,310, 1,520; DE becomes US on 22 October; the rest as in the README."""
    result = tiny.indicator("download_share")
    assert month_values(result, OCT) == pytest.approx(parts(CN=680, DE=220, US=90, none=40, unknown=70))
    assert month_values(result, NOV) == pytest.approx(parts(CN=850, US=340, none=40, unknown=80))
    assert month_values(result, DEC) == pytest.approx(parts(CN=1020, US=370, none=40, unknown=90))


def test_a_seat_that_moves_between_two_captures_takes_its_models_along(tiny):
    """sentence-transformers, 220 in October (DE) and 240 in November (US): the seat of the capture's day."""
    result = tiny.indicator("download_share", only=("DE", "US"))
    assert values(result)[OCT, "DE"] == pytest.approx(220 / 1100)
    assert values(result)[NOV, "DE"] == 0
    assert values(result)[NOV, "US"] == pytest.approx((240 + 100) / 1310)


def test_organisations(tiny):
    """Renamed THUDM counts for zhipu in October and, under both names in November, once with 90."""
    result = tiny.indicator("download_share", group="organisation")
    assert month_values(result, OCT) == pytest.approx(
        parts(**{"alibaba": 550, "zhipu": 130, "sentence-transformers": 220, "bigscience": 40, "unsloth": 90})
        | {"unknown": 70 / 1100}
        | {name: mass / 1100 for name, mass in (("alibaba", 550), ("zhipu", 130), ("unsloth", 90))}
        | {"sentence-transformers": 220 / 1100, "bigscience": 40 / 1100}
    )
    assert month_values(result, NOV)["zhipu"] == pytest.approx((60 + 90) / 1310)
    assert month_values(result, DEC)["alibaba"] == pytest.approx((600 + 100 + 100 + 50) / 1520)


def test_lines_by_name_and_by_account(tiny):
    """QwQ is of the line qwen, the embedding is no language model; copies by others belong to no line."""
    expected = parts(qwen=550, glm=130, bloom=40, none=310, unknown=70)
    assert october(tiny, "line") == pytest.approx(expected)
    by_account = october(tiny, "line", membership="account")
    assert by_account["qwen"] == pytest.approx(550 / 1100)
    assert by_account["unknown"] == pytest.approx(70 / 1100)
    assert sum(by_account.values()) == pytest.approx(1)
    november = month_values(tiny.indicator("download_share", group="line"), NOV)
    assert november["qwen"] == pytest.approx(650 / 1310)
    assert november["none"] == pytest.approx((50 + 240 + 100) / 1310)


def test_families(tiny):
    """Families are finer than lines: 2.5 is 500, QwQ 50 of October's 1,100."""
    found = october(tiny, "family")
    assert found["qwen-2.5"] == pytest.approx(500 / 1100)
    assert found["qwq"] == pytest.approx(50 / 1100)
    assert found["unknown"] == pytest.approx(70 / 1100)
    assert sum(found.values()) == pytest.approx(1)


def test_sizes(tiny):
    """Under 1 B 220, to 7 B 100, to 70 B 400 + 50 + 80 + 60 + 30, above 50 + 40, unknown 70."""
    expected = {
        "under_1b": 220 / 1100,
        "1b_to_7b": 100 / 1100,
        "7b_to_70b": 620 / 1100,
        "70b_and_more": 90 / 1100,
        "unknown": 70 / 1100,
    }
    assert october(tiny, "size") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"population": "llm_vlm"}, parts(CN=680, US=90, none=40, unknown=70)),
        ({"population": "curated"}, parts(CN=500, none=40)),
        ({"size_floor": "1b"}, parts(CN=680, US=90, none=40)),
        ({"size_floor": "7b"}, parts(CN=580, US=90, none=40)),
        ({"copies": "first_party"}, parts(CN=680, DE=220, none=40)),
        ({"copies": "copies_to_base"}, parts(CN=740, DE=220, US=30, none=40, unknown=70)),
        ({"accounts": "parents_merged"}, parts(CN=680, DE=220, US=90, none=40, unknown=70)),
        ({"unattributed": "excluded"}, parts(CN=680, DE=220, US=90, none=40)),
        ({"measure": "likes"}, parts(CN=90, DE=40, US=5, none=50, unknown=4)),
        ({"list": "hub_models"}, parts(CN=680, DE=220, US=90, none=40, unknown=70)),
        ({"spikes": "capped"}, parts(CN=680, DE=220, US=90, none=40, unknown=70)),
        ({"population": "llm_vlm", "size_floor": "7b", "copies": "first_party"}, parts(CN=580, none=40)),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) and "CN" not in value else "",
)
def test_each_option_of_each_axis_in_october(tiny, choices, expected):
    """One choice away from the default at a time, then three together: sums of the README's rows."""
    assert october(tiny, **choices) == pytest.approx(expected)


def test_owners_take_over_on_the_day_they_own(tiny):
    """Hugging Face owns sentence-transformers from 22 October: its own name in October, the owner's after."""
    result = tiny.indicator("download_share", group="organisation", accounts="parents_merged")
    assert month_values(result, OCT)["sentence-transformers"] == pytest.approx(220 / 1100)
    assert "huggingface" not in month_values(result, OCT)
    assert month_values(result, NOV)["huggingface"] == pytest.approx(240 / 1310)


def test_all_time_counts_stand_where_a_listing_has_them(tiny):
    """Only December counts all time: 9,000, 6,000 and 5,000; the other months are not there at all."""
    result = tiny.indicator("download_share", measure="cumulative")
    assert month_values(result, DEC) == pytest.approx(parts(CN=9000, US=6000, unknown=5000))
    for month in (OCT, NOV):
        assert all(row.value is None for row in result.rows if row.month == month)


def test_the_country_of_unplaced_models_is_said_even_where_there_are_none(tiny):
    """Every tracked model is placed: the group `unknown` stands with 0, and bounds close on the value."""
    result = tiny.indicator("download_share", population="curated")
    row = result.at(OCT, "unknown")
    assert row is not None
    assert row.value == 0
    china = result.at(OCT, "CN")
    assert (china.bound_low, china.bound_high) == pytest.approx((500 / 540, 500 / 540))


def test_bounds_are_what_brute_force_finds(tmp_path, tiny):
    """All that is unplaced given to China's alibaba (as a model of the line), then taken away from it.

    The unplaced account's model is re-issued by Qwen, then by meta-llama: the share of CN, alibaba and qwen
    then equals the upper, and the lower, printed bound.
    """
    for model, end in (("Qwen/Qwen2.5-72B", "bound_high"), ("meta-llama/Llama-3.1-70B", "bound_low")):
        wb = of_counts(tmp_path / end, {"2025-10-15": {**OCTOBER, model: 70}})
        for group, whose in (("country", "CN"), ("organisation", "alibaba"), ("line", "qwen")):
            bounds = tiny.indicator("download_share", group=group).at(OCT, whose)
            found = wb.indicator("download_share", group=group).at(OCT, whose)
            assert found.value == pytest.approx(getattr(bounds, end)), (group, end)


OCTOBER = {
    "Qwen/Qwen2.5-7B-Instruct": 400,
    "Qwen/Qwen2.5-1.5B-Instruct": 100,
    "Qwen/QwQ-32B": 50,
    "THUDM/GLM-4.5-Air": 50,
    "THUDM/glm-4-9b": 80,
    "sentence-transformers/all-MiniLM-L6-v2": 200,
    "sentence-transformers/all-mpnet-base-v2": 20,
    "bigscience/bloom": 40,
    "unsloth/Qwen2.5-7B-Instruct-GGUF": 60,
    "unsloth/Llama-3.1-8B-Instruct-GGUF": 30,
}


@pytest.mark.parametrize(
    ("panel", "expected"),
    [
        ("all", [10 / 40, 12 / 102, 27 / 120]),
        ("constant", [10 / 40, 12 / 42, 18 / 51]),
        ("chained", [None, 18 / 108, 27 / 120]),
    ],
)
def test_panels_that_change(panels, panel, expected):
    """METHODS 1d. A 10, 12, 18; B 30, 30, 33; S -, 60, 60; C -, -, 9; A and C are Chinese.

    Chained back from 18 + 9, 33, 60: links 18/12, 33/30, 60/60 give 18, 30, 60 in the middle month; before
    it S has no link, and 60 / 1.05 of 102.1 rests on the general one: more than a tenth, so not known.
    """
    result = panels.indicator("download_share", panel=panel)
    found = [result.at(month, "CN") for month in ("2024-11", "2024-12", "2025-01")]
    assert [row.value for row in found] == pytest.approx(expected)
    if panel == "chained":
        assert "panel_break" in found[0].flags
    if panel == "all":
        assert "panel_break" in found[1].flags, "an account with 60 of 102 joins"


def test_constant_panel_keeps_the_new_releases_of_watched_accounts(panels):
    """Qwen's second model appears in the second crawl: it counts, because the account was watched before."""
    result = panels.indicator("download_share", group="organisation", panel="constant")
    assert {g for (_, g), v in values(result).items() if v} == {"alibaba", "meta"}
    assert values(result)["2025-01", "alibaba"] == pytest.approx((16 + 2) / 51)


SERIES = [4_000, 4_200, 90_000, 4_100, 4_300]


@pytest.fixture(scope="module")
def spiky(tmp_path_factory):
    """Two steady models of 100,000 a month and one that counts 90,000 once, 4,000 otherwise."""
    days = ["2025-10-15", "2025-11-15", "2025-12-15", "2026-01-15", "2026-02-15"]
    steady = {"Qwen/Qwen2.5-7B": 100_000, "meta-llama/Llama-3.1-8B": 100_000}
    folder = tmp_path_factory.mktemp("spiky")
    return of_counts(folder, {day: {**steady, "Qwen/spiky": n} for day, n in zip(days, SERIES, strict=True)})


def test_a_spike_is_flagged_and_named_and_counts_as_it_stands(spiky):
    """90,000 against medians of 4,100 before and 4,200 after: base 4,200, 31 % of the month's total."""
    result = spiky.indicator("download_share")
    row = result.at("2025-12", "CN")
    assert row.value == pytest.approx(190_000 / 290_000)
    assert {"spike", "influence"} <= set(row.flags)
    assert any("Qwen/spiky" in note and "many times" in note for note in result.notes)
    assert "spike" not in result.at("2026-01", "CN").flags


def test_capping_replaces_a_spike_by_the_usual_count(spiky):
    """The larger of the medians of (4,000, 4,200) and (4,100, 4,300) is 4,200; other months stay."""
    result = spiky.indicator("download_share", spikes="capped")
    assert result.at("2025-12", "CN").value == pytest.approx(104_200 / 204_200)
    assert result.at("2026-01", "CN").value == pytest.approx(104_100 / 204_100)


def test_calendar_months_weigh_days(tmp_path):
    """METHODS 1h: 300 on 10 January, 600 on 14 February, 900 on 10 March 2026.

    January: days 1-10 at 10 a day, 11-15 on the straight line from 10 to 20, 16-31 at 20: 495. February:
    14 days of 20, then 14 days, of which ... = 11/30 of 600 and 17/30 of 900, as METHODS has it: 730.
    March is covered for 10 of 31 days: not there. A second model with twice the counts has twice the flow.
    """
    days = {"2026-01-10": 300, "2026-02-14": 600, "2026-03-10": 900}
    wb = of_counts(
        tmp_path, {day: {"Qwen/a": n, "meta-llama/b": 2 * n, "mistralai/c": 7} for day, n in days.items()}
    )
    result = wb.indicator("download_count", window="month")
    assert result.months == ["2026-01", "2026-02"]
    assert values(result)["2026-01", "CN"] == pytest.approx(495)
    assert values(result)["2026-02", "CN"] == pytest.approx(730)
    assert values(result)["2026-02", "US"] == pytest.approx(1460)


def test_a_renamed_account_keeps_its_calendar_month(tmp_path):
    """THUDM on 1 July and zai-org on 31 July are one account: July is covered by both captures.

    31 July covers 2-31 July with 310 / 30 a day, 1 July covers itself with 300 / 30: 10 + 310 = 320.
    """
    wb = of_counts(
        tmp_path,
        {
            "2025-07-01": {"THUDM/glm-4-9b": 300, "Qwen/a": 30},
            "2025-07-31": {"zai-org/glm-4-9b": 310, "Qwen/a": 30},
        },
    )
    found = month_values(wb.indicator("download_count", group="organisation", window="month"), "2025-07")
    assert found == pytest.approx({"zhipu": 320, "alibaba": 31})


def test_a_trailing_year_needs_twelve_months_and_sums_them(tmp_path):
    """Captures on the last day of fourteen months, each of 30 downloads for CN and 90 for US.

    Every day is covered by one or two captures, each at 1 a day for CN and 3 for US, so a month has as
    many downloads as days and a year 365. The first day of January 2025 needs the capture of December 2024;
    December 2024 itself begins a day before its capture's 30 days, so no year ends before December 2025.
    """
    ends = ["31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31"]
    days = ["2024-12-31", *(f"2025-{i:02d}-{end}" for i, end in enumerate(ends, 1)), "2026-01-31"]
    wb = of_counts(tmp_path, {day: {"Qwen/a": 30, "meta-llama/b": 90} for day in days})
    result = wb.indicator("download_count", window="12m")
    assert result.months == ["2025-12", "2026-01"]
    assert values(result)["2025-12", "CN"] == pytest.approx(365)
    assert values(result)["2026-01", "US"] == pytest.approx(3 * 365)


def test_lists_are_never_mixed(tmp_path):
    """Two lists of one month: the one with more models stands; asked for by name, the other."""
    wb = bare(tmp_path / "home")
    take_raw(wb, "osir_2025-01-14.csv")
    take_records(wb, tmp_path, "2025-01-20", [{"id": f"meta-llama/m{i}", "downloads": 1} for i in range(9)])
    take_records(wb, tmp_path, "2025-02-20", [{"id": "Qwen/q", "downloads": 1}])
    result = wb.indicator("download_share", only=("CN", "US"))
    assert values(result)["2025-01", "US"] == 1, "nine models against eight"
    assert values(result)["2024-12", "CN"] == pytest.approx(12 / 102)
    assert "new_list" in result.at("2025-01", "CN").flags
    assert "new_list" not in result.at("2025-02", "CN").flags
    osir = wb.indicator("download_share", list="osir")
    assert values(osir)["2025-01", "CN"] == pytest.approx(27 / 120)
    assert "2025-02" not in osir.months


def test_two_lines_level_in_the_last_month(tmp_path):
    """Nobody stays ahead where both count the same at the end."""
    wb = of_counts(tmp_path, {"2025-10-15": {"Qwen/Qwen2.5-7B": 50, "meta-llama/Llama-3.1-8B": 50}})
    result = wb.indicator("download_share", group="line", only=("qwen", "llama"))
    assert any("level" in note for note in result.notes)


def test_who_stays_ahead_since_when_and_through_whom(tmp_path):
    """llama leads in October and December; qwen in November by one model of 80 (20 without it), and after."""
    counts = {
        "2025-10-15": {"Qwen/Qwen2.5-7B": 20, "Qwen/QwQ-32B": 0, "meta-llama/Llama-3.1-8B": 60},
        "2025-11-15": {"Qwen/Qwen2.5-7B": 20, "Qwen/QwQ-32B": 80, "meta-llama/Llama-3.1-8B": 60},
        "2025-12-15": {"Qwen/Qwen2.5-7B": 20, "Qwen/QwQ-32B": 5, "meta-llama/Llama-3.1-8B": 60},
        "2026-01-15": {"Qwen/Qwen2.5-7B": 70, "Qwen/QwQ-32B": 5, "meta-llama/Llama-3.1-8B": 60},
    }
    notes = (
        of_counts(tmp_path, counts).indicator("download_share", group="line", only=("qwen", "llama")).notes
    )
    said = next(note for note in notes if "by name, 30 days" in note)
    assert "qwen stays ahead of llama from Jan 2026" in said
    assert "It also led in Nov 2025, through one model: without Qwen/QwQ-32B" in said
