import io
import time

import pytest

from weighbridge.cli.progress import Lines, Moving, Silence, progress_of


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch):
    """A terminal that can do everything, whatever the tests run in."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_a_line_per_stage_on_a_pipe():
    stream = io.StringIO()
    with progress_of(False, stream) as progress:
        progress.expect(3)
        for stage in ("building origins", "building origins", "building seats"):
            progress.stage(stage)
            progress.step()
    assert stream.getvalue() == "weighbridge: building origins\nweighbridge: building seats\n"


def test_quiet_says_nothing():
    stream = Screen()
    with progress_of(True, stream) as progress:
        progress.stage("building origins")
    assert stream.getvalue() == ""
    assert isinstance(progress, Silence)


def test_a_quick_answer_shows_no_bar():
    stream = Screen()
    with progress_of(False, stream) as progress:
        assert isinstance(progress, Moving)
        progress.stage("building origins")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("NO_COLOR", "1")])
def test_without_escapes_there_are_lines_and_no_bar(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert type(progress_of(False, Screen())) is Lines


def test_slow_work_shows_stage_count_and_rate():
    stream = Screen()
    with Moving(stream, patience=0.01) as progress:
        progress.expect(4)
        progress.stage("building origins")
        progress.step()
        time.sleep(0.6)
    said = stream.getvalue()
    assert "building origins" in said
    assert "1/4" in said
    assert "/s" in said


def test_the_bar_goes_away_when_the_work_fails():
    stream = Screen()

    def interrupted():
        with Moving(stream, patience=0.01) as progress:
            progress.stage("building origins")
            time.sleep(0.2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    # A terminal whose cursor stays hidden is broken for whatever runs next.
    said = stream.getvalue()
    assert said.rfind("\x1b[?25h") >= said.rfind("\x1b[?25l")
