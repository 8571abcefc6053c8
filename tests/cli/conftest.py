"""The real command line in a process of its own: on a pipe, on a screen of any width, in one built home."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

PATIENCE = 300


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self):
        return self.out.splitlines()


class Runner:
    """Runs ``python -m weighbridge`` with a home and a folder of its own."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home = home
        self.folder = folder

    def environment(self, given):
        kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "LINES")}
        return {**kept, "WEIGHBRIDGE_HOME": str(self.home), "PYTHONUTF8": "1", **given}

    def __call__(self, *words, cwd=None, **environment) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "weighbridge", *map(str, words)],
            capture_output=True,
            cwd=cwd or self.folder,
            env=self.environment(environment),
            timeout=PATIENCE,
            check=False,
        )
        encoding = environment.get("PYTHONIOENCODING", "utf-8")
        return Said(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))

    def on_screen(self, width, *words, **environment) -> Said:
        """The same on a terminal ``width`` columns wide; both streams are what the reader sees."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
        process = subprocess.Popen(
            [sys.executable, "-m", "weighbridge", *map(str, words)],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            cwd=self.folder,
            env=self.environment({"TERM": "xterm-256color", **environment}),
            close_fds=True,
        )
        os.close(follower)
        shown = _all_of(leader, process)
        os.close(leader)
        return Said(process.wait(PATIENCE), shown.replace("\r\n", "\n"), "")


def _all_of(leader, process) -> str:
    held = b""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        ready, _, _ = select.select([leader], [], [], 0.05)
        if ready:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # Linux says so when the last writer is gone
                break
            if not piece:
                break
            held += piece
        elif process.poll() is not None:
            break
    return held.decode()


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A home in which the first indicator has been asked for, so that further questions are quick."""
    home = tmp_path_factory.mktemp("built") / "home"
    run = Runner(home, tmp_path_factory.mktemp("folder"))
    done = run("indicator", "download_share", "--quiet")
    assert done.code == 0, done.err
    return home


@pytest.fixture
def ask(built, tmp_path) -> Runner:
    """The command line on the built home; tests that write take ``fresh``."""
    return Runner(built, tmp_path)


@pytest.fixture
def fresh(tmp_path) -> Runner:
    """The command line on an empty home."""
    return Runner(tmp_path / "home", tmp_path)
