from tests.cli.worlds import row, shares

from weighbridge.cli.indicator_table import main_groups, table_of
from weighbridge.cli.terminal import UNBOUNDED, Terminal

NARROW, DESIGN, WIDE = Terminal(width=50), Terminal(width=80), Terminal(width=120)
PIPE = Terminal(width=UNBOUNDED, is_tty=False)


def test_at_80_columns_value_and_at_most():
    found = table_of(shares(flags={"2026-02": ("spike",)}), DESIGN)
    assert found.lines == [
        "month      CN  at most    US  at most     ?  flag",
        "2026-01  50.0     55.0  30.0     35.0  15.0",
        "2026-02  50.0     55.0  30.0     35.0  15.0  spike",
        "2026-03  50.0     55.0  30.0     35.0  15.0",
    ]
    assert found.groups == ("CN", "US")
    assert found.flags == ("spike",)


def test_at_120_columns_intervals_and_makers_too():
    found = table_of(shares(1, {"2026-01": ("spike",)}), WIDE)
    assert found.lines == [
        "month      CN     interval  at most    US     interval  at most     ?    n  flag",
        "2026-01  50.0  [40.0–60.0]     55.0  30.0  [20.0–40.0]     35.0  15.0  120  spike",
    ]


def test_on_a_pipe_full_names_and_every_group_of_weight():
    found = table_of(shares(1), PIPE)
    assert found.lines[0].split("  ")[0] == "month"
    assert found.groups == ("CN", "US", "FR"), "South Korea holds a hundredth: it is in the files"
    for name in ("China", "United States", "France", "unknown", "interval"):
        assert name in found.lines[0]


def test_at_50_columns_the_flags_go_and_the_values_stay():
    found = table_of(shares(2, {"2026-01": ("spike",)}), NARROW)
    assert found.lines == [
        "month      CN  at most    US  at most     ?",
        "2026-01  50.0     55.0  30.0     35.0  15.0",
        "2026-02  50.0     55.0  30.0     35.0  15.0",
    ]


def test_at_any_width_a_value_is_never_lost():
    for width in range(12, 130):
        lines = table_of(shares(2, {"2026-01": ("spike", "panel_break")}), Terminal(width=width)).lines
        assert all("50.0" in line for line in lines if line.startswith("2026"))


def test_a_flag_of_every_month_is_said_once():
    found = table_of(shares(2, {"2026-01": ("influence", "spike"), "2026-02": ("influence",)}), DESIGN)
    assert found.lines[1:] == [
        "2026-01  50.0     55.0  30.0     35.0  15.0  spike",
        "2026-02  50.0     55.0  30.0     35.0  15.0",
        "every month: influence",
    ]


def test_what_is_not_known_is_a_dash():
    result = shares(1, rows=(row("2026-01", "CN", None), row("2026-01", "US", 0.3)))
    assert (
        table_of(result, WIDE).lines[1] == "2026-01  30.0  [20.0–40.0]     35.0   –         –        –  120"
    )


def test_chosen_groups_are_all_shown():
    result = shares(1)
    assert main_groups(result, DESIGN, is_chosen=False) == ["CN", "US"]
    assert main_groups(result, DESIGN, is_chosen=True) == ["CN", "US", "FR", "KR"]


def test_both_countries_stay_in_view_whoever_is_ahead():
    rows = (row("2026-01", "FR", 0.6), row("2026-01", "US", 0.2), row("2026-01", "CN", 0.01))
    assert main_groups(shares(rows=rows), DESIGN, is_chosen=False) == ["US", "CN"]
