import re

from tests.cli.worlds import DECLARED, shares

from weighbridge.cli.indicator_view import MOST_LINES, Asked, view_of
from weighbridge.cli.terminal import UNBOUNDED, Terminal

SCREEN = Terminal(width=80)
PIPE = Terminal(width=UNBOUNDED, is_tty=False)


def test_the_answer_stands_first_and_the_fingerprint_last():
    lines = view_of(DECLARED, shares(), SCREEN, Asked(last=12))
    assert lines[0].startswith("In March 2026, models by Chinese makers had 50.0")
    assert lines[-1] == "download_share@3f9a1c · next: weighbridge sensitivity download_share"
    assert lines[-2] == "As of 2026-12-31, from llmfit 2026-12-31"


def test_the_definition_names_what_matters_and_what_is_not_the_default():
    changed = {**shares().definition, "panel": "constant", "size_floor": "7b"}
    text = " ".join(view_of(DECLARED, shares(definition=changed), PIPE, Asked()))
    assert "Counted: 30-day downloads · Covers: all listed models · Country of: the publisher" in text
    assert "Size from: 7 B parameters" in text
    assert "Panel: always watched" in text
    assert "Spikes" not in text.split("Notes")[0]


def test_a_table_has_the_newest_months_and_says_how_to_see_the_rest():
    lines = view_of(DECLARED, shares(11), SCREEN, Asked(last=4))
    assert [line[:7] for line in lines if re.match(r"2026-\d\d ", line)] == [
        f"2026-{m:02}" for m in range(8, 12)
    ]
    assert "7 earlier months: --last 11 · 2 more by country: --format csv, or --only A,B" in lines


def test_notes_flags_and_caveats_are_whole_on_a_pipe():
    notes = tuple(f"Note number {i}, which goes on for a while." for i in range(20))
    lines = view_of(DECLARED, shares(notes=notes, flags={"2026-01": ("spike",)}), PIPE, Asked(last=12))
    assert all(f"  {note}" in lines for note in notes)
    assert "  spike: one model counts many times its usual downloads" in lines
    assert "  A download is a request." in lines


def test_a_screen_is_not_overrun_and_says_what_was_left_out():
    notes = tuple(f"Note number {i}, which goes on for a while." for i in range(40))
    result = shares(11, notes=notes)
    lines = view_of(DECLARED, result, SCREEN, Asked(last=12))
    assert len(lines) <= MOST_LINES
    left = next(line for line in lines if line.endswith(": --full"))
    assert re.match(r"\d+ more notes, 1 caveat: --full", left)
    full = view_of(DECLARED, result, SCREEN, Asked(last=12, is_full=True))
    assert sum(line.startswith("  Note number") for line in full) == 40


def test_quiet_leaves_the_figures_and_what_names_them():
    lines = view_of(DECLARED, shares(11), SCREEN, Asked(last=4, is_quiet=True))
    assert not any("Caveats" in line or "earlier" in line for line in lines)
    assert lines[-1].startswith("download_share@3f9a1c")


def test_a_panel_break_suggests_the_constant_panel():
    broken = shares(flags={"2026-02": ("panel_break",)})
    wide = view_of(DECLARED, broken, Terminal(width=120), Asked())
    assert wide[-1].endswith("next: weighbridge indicator download_share --panel constant")
    narrow = view_of(DECLARED, broken, SCREEN, Asked())
    assert len(narrow[-1]) <= 80, "a command that is cut cannot be copied"


def test_the_answer_is_bold_with_places_in_colour():
    lines = view_of(DECLARED, shares(), Terminal(width=200, has_colour=True), Asked())
    assert lines[0].startswith("\x1b[1mIn March 2026")
    assert "\x1b[1;33m50.0\N{NARROW NO-BREAK SPACE}%\x1b[0m" in lines[0]
    assert "\x1b[1;34m30.0\N{NARROW NO-BREAK SPACE}%\x1b[0m" in lines[1]
