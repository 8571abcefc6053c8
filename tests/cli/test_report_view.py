from tests.cli.worlds import headline

from weighbridge.cli.report_view import Place, record_of, report_lines
from weighbridge.cli.terminal import UNBOUNDED, Terminal
from weighbridge.web.sentences import home_sentences, untold

PLACE = Place("2026-10-05", 6, "site/index.html")
ROWS = [
    headline("Downloads, tracked models", 0.6, 0.3, 0.0),
    headline("Downloads, every listed model", 0.45, 0.25, 0.3, half=0.4),
    headline("Models published", 0.05, 0.125, 0.8, half=None),
    headline("Downloads, 65 official publishers", 0.2, 0.6, 0.0, is_old=True, month="2025-09"),
]


def shown(width, rows=ROWS, place=PLACE, **terminal):
    return report_lines(rows, place, Terminal(width=width, **terminal))


def test_the_report_at_80_columns():
    assert shown(80) == [
        *home_sentences(ROWS),
        untold(ROWS),
        "",
        "  counted, % of the whole             CN    US     ?  US ahead    0    CN ahead",
        "  Downloads, tracked models         60.0  30.0   0.0              │───●──",
        "  Downloads, every listed model     45.0  25.0  30.0            ─░│░●░░░░─",
        "  Models published                   5.0  12.5  80.0    ░░░░░░░░░■│░░░░░░░░░",
        "  ── older than a year, for comparison, not counted ────────────────────────────",
        "  Downloads, 65 official            20.0  60.0   0.0       ──■─── │",
        "    publishers",
        "",
        "  ● China ahead  ■ US ahead  ─ 90 % interval of the lead  ░ if all unplaced were",
        "  on one side",
        "  Downloads, tracked models: China ahead by 30.0 points, [10.0–50.0], 90 %",
        "  interval, resampling makers.",
        "",
        "site: site/index.html",
        "as of 2026-10-05 · 6 snapshots · next: weighbridge sensitivity download_share",
    ]


def test_at_120_columns_the_interval_has_a_column():
    lines = shown(120)
    head = next(line for line in lines if "90 % interval  " in line)
    assert head.index("US ahead") > head.index("90 % interval")
    first = next(line for line in lines if line.startswith("  Downloads, tracked models  "))
    assert "[10.0–50.0]" in first
    assert "●" in first
    assert max(map(len, lines)) <= 120


def test_a_pipe_has_full_names_and_no_plot():
    lines = shown(UNBOUNDED, is_tty=False)
    text = "\n".join(lines)
    assert not set("●■░│") & set(text)
    head = next(line for line in lines if line.startswith("  counted"))
    assert head.split("  ")[-1] == "over"
    for name in ("China", "United States", "unknown", "90 % interval"):
        assert name in head
    assert any(line.startswith("  Downloads, 65 official publishers  ") for line in lines)
    assert "937 models" in text


def test_below_80_columns_the_plot_goes_first_and_no_value_does():
    for width in range(40, 80):
        lines = shown(width)
        numbers = [
            line for line in lines if line.startswith("  Downloads") and "." in line and ":" not in line
        ]
        assert len(numbers) == 3
        assert all(line.split()[-1].replace(".", "").isdigit() or width >= 70 for line in numbers)
    assert not any("●" in line for line in shown(60))


def test_at_most_40_lines_with_ten_definitions():
    many = [headline(f"Downloads, a rather long definition, number {i}", 0.5, 0.3, 0.1) for i in range(10)]
    assert len(shown(80, many)) <= 40


def test_no_line_is_wider_than_the_screen():
    for width in (60, 80, 100, 120, 200):
        assert max(len(line) for line in shown(width)) <= width


def test_colour_is_for_places_and_bold_for_the_answer():
    lines = shown(80, has_colour=True)
    assert lines[0] == f"\x1b[1m{home_sentences(ROWS)[0]}\x1b[0m"
    assert "\x1b[33mCN\x1b[0m" in lines[4]
    assert "\x1b[34mUS\x1b[0m" in lines[4]
    assert "\x1b[33m●\x1b[0m" in lines[5]
    assert "\x1b[34m■\x1b[0m" in lines[7]
    plain = "\n".join(lines)
    for code in ("\x1b[1m", "\x1b[33m", "\x1b[34m", "\x1b[2m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert plain.split("\n") == shown(80), "colour adds nothing but colour"


def test_in_ascii():
    terminal = Terminal(width=80, has_shapes=False)
    text = terminal.spelled("\n".join(report_lines(ROWS, PLACE, terminal)))
    assert text.isascii()
    assert "|---o--" in text
    assert "o China ahead  # US ahead  - 90 % interval of the lead  : if all unplaced" in text


def test_nothing_to_compare_is_said():
    lines = shown(80, [], Place("", 0, ""))
    assert lines[0] == home_sentences([])[0]
    assert lines[-1] == "as of no date · 0 snapshots · next: weighbridge indicators"


def test_a_record_says_what_the_row_says():
    record = record_of(ROWS[1])
    assert record["definition"] == "Downloads, every listed model"
    assert record["leader"] == "CN"
    assert record["could_reverse"] is True
    assert record["is_counted"] is True
    assert (round(record["lead"], 9), record["unknown"]) == (0.2, 0.3)
    assert record_of(ROWS[3])["is_counted"] is False


def test_what_is_missing_of_a_snapshot_stands_above_the_site():
    told = (
        "hub_models of 2026-11-01 is partial (294 records, 98.0% of what 2026-10-25 held): it feeds no table."
    )
    lines = shown(80, [], Place("2026-10-05", 6, "site/index.html", (told,)))
    at = next(i for i, line in enumerate(lines) if line.startswith("hub_models of"))
    assert told in " ".join(lines)
    assert at < next(i for i, line in enumerate(lines) if "site/index.html" in line)
