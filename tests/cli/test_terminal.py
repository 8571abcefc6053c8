import io

from weighbridge.cli.terminal import UNBOUNDED, Terminal, terminal_of


class Screen(io.StringIO):
    def __init__(self, encoding="utf-8", is_tty=True):
        super().__init__()
        self._encoding = encoding
        self._is_tty = is_tty

    @property
    def encoding(self):
        return self._encoding

    def isatty(self):
        return self._is_tty


def test_a_pipe_has_no_width_and_no_colour():
    found = terminal_of(Screen(is_tty=False), {})
    assert (found.width, found.is_wide, found.has_colour) == (UNBOUNDED, True, False)


def test_no_color_and_dumb_take_the_colour_and_leave_the_shapes():
    assert terminal_of(Screen(), {}).has_colour
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        found = terminal_of(Screen(), environment)
        assert not found.has_colour
        assert found.has_shapes
    assert terminal_of(Screen(), {"NO_COLOR": ""}).has_colour, "an empty NO_COLOR says nothing"


def test_an_encoding_without_shapes_gets_ascii():
    for encoding in ("ascii", "latin-1", "no-such-encoding"):
        found = terminal_of(Screen(encoding), {})
        assert not found.has_shapes
        said = found.spelled("China ● US ■ ░░ ──│ −1.2–3.4 · 45.3\N{NARROW NO-BREAK SPACE}% States’ …")
        assert said == "China o US # :: --| -1.2-3.4 | 45.3 % States' ..."
        assert said.isascii()


def test_paint_gives_the_sixteen_colours_and_nothing_without_colour():
    assert Terminal(has_colour=True).paint("45.3", "bold", "CN") == "\x1b[1;33m45.3\x1b[0m"
    assert Terminal(has_colour=True).paint("US", "US") == "\x1b[34mUS\x1b[0m"
    assert Terminal(has_colour=True).paint("text", "ink") == "text"
    assert Terminal().paint("45.3", "bold", "CN") == "45.3"
