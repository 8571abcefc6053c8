"""A figure says what is joined, what is not, and what to beware of."""

from __future__ import annotations

import pytest
from tests.web.world import indicator, months, result, row, share_rows, spaced

from weighbridge.catalogue.units import Unit
from weighbridge.charts.alt_text import LONGEST, alt_text
from weighbridge.charts.figure import MOST_NOTES, MOST_SERIES, figure_of
from weighbridge.charts.labels import label_of
from weighbridge.charts.scales import NARROW, WIDE, Frame, frame_of, month_ticks, tick_words, value_ticks
from weighbridge.definitions.result import Row


def figure(rows, **changes):
    return figure_of(indicator(), result(rows, **changes))


def test_a_new_list_ends_a_run_and_is_noted():
    drawn = figure(share_rows(when=months(count=6), flags={"2025-04": ("new_list",)}))
    assert [[r.month for r in run] for run in drawn.series[0].runs] == [
        ["2025-01", "2025-02", "2025-03"],
        ["2025-04", "2025-05", "2025-06"],
    ]
    assert drawn.breaks == (("2025-03", "2025-04"),)
    assert [note.flag for note in drawn.notes] == ["new_list"]


def test_a_month_that_is_not_known_stops_the_line():
    rows = tuple(
        Row(r.month, r.group, None) if (r.month, r.group) == ("2025-03", "CN") else r
        for r in share_rows(when=months(count=5))
    )
    china = next(item for item in figure(rows).series if item.label.group == "CN")
    assert [len(run) for run in china.runs] == [2, 2]


def test_a_partial_month_stands_apart_with_the_row_before_it():
    drawn = figure(share_rows(when=months(count=4), flags={"2025-04": ("partial_period",)}))
    before, partial = drawn.series[0].partial[0]
    assert before is not None
    assert (before.month, partial.month) == ("2025-03", "2025-04")
    assert "2025-04" not in [r.month for run in drawn.series[0].runs for r in run]


def test_a_month_of_thin_coverage_is_joined_with_nothing():
    drawn = figure(share_rows(when=months(count=6), flags={"2025-03": ("thin_coverage",)}))
    assert [r.month for r in drawn.series[0].thin] == ["2025-03"]
    assert [[r.month for r in run] for run in drawn.series[0].runs] == [
        ["2025-01", "2025-02"],
        ["2025-04", "2025-05", "2025-06"],
    ]
    assert "Small mark" in drawn.reading
    assert "Small mark" not in figure(share_rows(when=months(count=6))).reading


def test_a_spike_is_ringed_and_its_model_named():
    drawn = figure(share_rows(flags={"2025-03": ("spike",)}))
    assert [r.month for r in drawn.series[0].rings] == ["2025-03"]
    assert any("Model-1" in note.text for note in drawn.notes)


def test_a_capped_twin_gives_a_detour_that_meets_the_line_again():
    flags = {"2025-03": ("spike",)}
    rows = share_rows(when=months(count=6), flags=flags)
    capped = tuple(
        Row(r.month, r.group, (r.value or 0) - 0.1) if (r.month, r.group) == ("2025-03", "CN") else r
        for r in rows
    )
    drawn = figure_of(indicator(), result(rows), result(capped))
    china = next(item for item in drawn.series if item.label.group == "CN")
    assert [[r.month for r in stretch] for stretch in china.detours] == [["2025-02", "2025-03", "2025-04"]]
    assert "dotted" in drawn.reading


def test_at_most_five_series_and_four_notes():
    when = months(count=14)
    flags = dict.fromkeys(when[2::2], ("spike", "panel_break"))
    rows = tuple(
        row(month, f"organisation-{i}", 0.1 - i / 1000, flags=flags.get(month, ()))
        for month in when
        for i in range(10)
    )
    drawn = figure(rows, group_by="organisation")
    assert len(drawn.series) == MOST_SERIES
    assert len(drawn.notes) <= MOST_NOTES


def test_countries_drawn_are_the_two_and_those_worth_a_line():
    assert [item.label.group for item in figure(share_rows()).series] == ["CN", "US", "FR", "JP", "KR"]
    assert [item.label.token for item in figure(share_rows()).series] == [
        "CN",
        "US",
        "other",
        "other",
        "other",
    ]


def test_bounds_are_shaded_where_there_are_any_else_the_interval():
    assert figure(share_rows(unknown=0.1)).band == "bounds"
    assert figure(share_rows(unknown=0.0)).band == "interval"


def test_parts_of_a_whole_are_stacked_with_the_unknown_last():
    rows = tuple(
        r
        for month in months(count=4)
        for r in (row(month, "permissive", 0.6), row(month, "conditional", 0.3), Row(month, "unknown", 0.1))
    )
    drawn = figure(rows, group_by="class")
    assert drawn.form == "stacked_area"
    assert drawn.series[-1].label.group == "unknown"
    assert figure(rows, group_by="country").form == "line_band"


def test_a_single_month_is_marks_side_by_side():
    assert figure(share_rows(when=["2026-08"])).form == "dot_interval"


@pytest.mark.parametrize("count", [1, 2, 3, 20])
def test_alt_text_is_short_and_says_form_values_and_unknown(count):
    words = spaced(alt_text(figure(share_rows(when=months(count=count)))))
    assert len(words) <= LONGEST
    assert "China" in words
    assert words.endswith("Table follows.")
    assert "10.0 % unplaced at the end." in words


def test_alt_text_says_what_breaks():
    words = alt_text(figure(share_rows(flags={"2025-05": ("new_list",)})))
    assert "The list of models changes." in words


def test_axis_from_zero_with_the_unit_on_the_top_tick_only():
    ticks = value_ticks(0.0, 0.83)
    assert ticks == [0.0, 0.2, 0.4, 0.6, 0.8]
    assert [spaced(word) for word in tick_words(Unit.SHARE, ticks)] == ["0", "20", "40", "60", "80 %"]
    assert tick_words(Unit.COUNT, [0, 5e8, 1e9]) == ["0", "0.5", "1.0 bn"]
    assert tick_words(Unit.POINTS, [-0.2, 0.0, 0.2]) == ["−20", "0", "20 points"]


@pytest.mark.parametrize(("low", "high"), [(0, 0.013), (0, 7), (0.1, 0.35), (-0.4, 0.6), (0, 1.3e9)])
def test_four_to_six_ticks(low, high):
    ticks = value_ticks(low, high)
    assert 3 <= len(ticks) <= 7
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)


def test_calendar_ticks_are_few_and_aligned():
    assert len(month_ticks(months(count=24), 7)) <= 8
    assert len(month_ticks(months(count=24), 3)) <= 4


def test_a_frame_maps_there_and_back():
    frame = frame_of(WIDE, months(), [0.1, 0.6], from_zero=True)
    assert isinstance(frame, Frame)
    assert frame.low == 0.0
    assert frame.value(frame.y(0.37)) == pytest.approx(0.37)
    assert frame.moment(frame.x(1.75e12)) == pytest.approx(1.75e12)
    assert NARROW.text * 288 / 352 >= 12


@pytest.mark.parametrize(
    ("group_by", "group", "name", "token"),
    [
        ("country", "CN", "China", "CN"),
        ("country", "US", "United States", "US"),
        ("country", "FR", "France", "other"),
        ("country", "unknown", "unplaced", "unknown"),
        ("country", "none", "international", "other"),
        ("class", "unknown", "not known", "unknown"),
        ("class", "permissive", "permissive", "open5"),
        ("line", "qwen", "Qwen", "CN"),
        ("line", "llama", "Llama", "US"),
        ("organisation", "openai", "OpenAI", "US"),
        ("size", "1b_to_7b", "1 to 7 B", "ink"),
        ("organisation", "no-such-maker", "no-such-maker", "ink"),
    ],
)
def test_labels(group_by, group, name, token):
    label = label_of(group_by, group, "2026-10-05")
    assert (label.name, label.token) == (name, token)


def test_many_thin_months_before_the_first_line_are_left_to_the_files():
    early, late = months(count=10), months(first=(2025, 11), count=4)
    flags = dict.fromkeys(early, ("thin_coverage",))
    drawn = figure(share_rows(when=[*early, *late], flags=flags))
    assert drawn.span == tuple(late)
    assert "Before Nov 2025 little was observed" in drawn.reading
    assert all(not item.thin for item in drawn.series)
    assert drawn.months == (*early, *late), "the table still has them"
    few = figure(share_rows(when=[*early[-3:], *late], flags=flags))
    assert few.span == (*early[-3:], *late)


def test_months_after_the_last_known_one_are_not_drawn():
    known = share_rows(when=months(count=5))
    unknown = tuple(Row(month, "CN", None) for month in months(first=(2025, 6), count=3))
    drawn = figure((*known, *unknown))
    assert drawn.span == tuple(months(count=5))
    assert [item.label.group for item in drawn.series][:2] == ["CN", "US"]


def test_a_series_known_in_one_month_only_is_a_mark_with_its_line():
    rows = (*(Row(month, "all", None) for month in months(count=4)), row("2025-05", "all", 0.4))
    drawn = figure(rows)
    assert drawn.form == "dot_interval"
    assert "Line: 90" in drawn.reading
    assert "Shading" not in drawn.reading


def test_at_most_three_methods_are_drawn_in_ink():
    rows = tuple(
        row(month, method, 0.3, n=9 - place)
        for month in months(count=4)
        for place, method in enumerate(("catch_up_mean", "catch_up_median", "horizontal", "slope"))
    )
    drawn = figure_of(indicator(groups=("method",)), result(rows, group_by="method", unit=Unit.MONTHS))
    assert [item.label.name for item in drawn.series] == [
        "catch-up, mean",
        "catch-up, median",
        "gap to today",
    ]
