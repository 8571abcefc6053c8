from weighbridge.cli.layout import Cell, cells, columns, cut, facts, padded, paragraph, prose
from weighbridge.cli.terminal import Terminal

NARROW = Terminal(width=40)
PIPE = Terminal(width=1_000_000, is_tty=False)


def test_cells_counts_wide_and_combining_letters():
    assert cells("Qwen") == 4
    assert cells("通义") == 4
    assert cells("é") == 1
    assert padded("通义", 6, is_right=True) == "  通义"


def test_what_a_file_holds_does_not_steer_the_screen():
    evil = "a/\x1b[2Jmodel\x00\r\n\x9b1m"
    assert columns([[Cell(evil)]], PIPE) == ["a/\\x1b[2Jmodel\\x00\\r\\n\\x9b1m"]
    assert paragraph(evil, PIPE) == ["a/\\x1b[2Jmodel\\x00\\r\\n\\x9b1m"]
    assert columns([[Cell("通义 45.3\N{NARROW NO-BREAK SPACE}% –")]], PIPE) == [
        "通义 45.3\N{NARROW NO-BREAK SPACE}% –"
    ]


def test_cut_marks_what_is_left_out():
    assert cut("short", 10) == "short"
    assert cut("a long excerpt", 7) == "a long…"
    assert cells(cut("通义千问通义千问", 7)) <= 7


def test_columns_stand_under_each_other():
    rows = [
        [Cell("month"), Cell("CN", "CN", True), Cell("flag")],
        [Cell("2026-08"), Cell("45.3", "", True), Cell("")],
    ]
    assert columns(rows, NARROW) == ["month      CN  flag", "2026-08  45.3"]


def test_a_flexible_column_wraps_and_the_others_are_whole():
    rows = [[Cell("release_count"), Cell("How many new open models appear, and from whom?")]]
    assert columns(rows, NARROW, flexible=(1,)) == [
        "release_count  How many new open models",
        "               appear, and from whom?",
    ]
    assert columns(rows, PIPE, flexible=(1,)) == [
        "release_count  How many new open models appear, and from whom?"
    ]


def test_without_a_flexible_column_nothing_is_cut():
    rows = [[Cell("x" * 30), Cell("y" * 30)]]
    assert columns(rows, NARROW) == ["x" * 30 + "  " + "y" * 30]


def test_colour_does_not_move_a_column():
    rows = [[Cell("CN", "CN", True), Cell("end")], [Cell("45.3", "", True), Cell("end")]]
    coloured = columns(rows, Terminal(width=40, has_colour=True))
    assert coloured == ["  \x1b[33mCN\x1b[0m  end", "45.3  end"]


def test_a_paragraph_wraps_on_a_screen_and_not_on_a_pipe():
    text = "China leads the United States under 6 of 7 definitions of use."
    assert paragraph(text, NARROW, "  ", "") == [
        "China leads the United States under 6 of",
        "  7 definitions of use.",
    ]
    assert paragraph(text, PIPE, "  ") == ["  " + text]


def test_a_number_stays_with_its_percent_sign():
    wrapped = paragraph("x" * 34 + " 45.3\N{NARROW NO-BREAK SPACE}% more", NARROW)
    assert wrapped == ["x" * 34, "45.3\N{NARROW NO-BREAK SPACE}% more"]


def test_facts_leave_out_what_is_empty():
    assert facts([("terms", "MIT"), ("list", ""), ("at", "x")], PIPE) == ["terms  MIT", "at     x"]


def test_prose_keeps_paragraphs_and_simplifies_code():
    assert prose("One ``flag``\nhere.\n\nTwo.", PIPE) == ["One `flag` here.", "", "Two.", ""]
