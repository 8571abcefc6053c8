"""A second process for the first report: it builds what the first does not, and answers from the other end.

The report itself computes whatever it does not find stored, so nothing rests on this process: it may be
slow, fail or be ended at any moment. Results are written in one step under a name made of all that went in,
and two processes that make the same one write the same bytes.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

from weighbridge.api import Weighbridge
from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import WeighbridgeError
from weighbridge.store.derived import Builder
from weighbridge.store.helping import help_build
from weighbridge.web.beforehand import beforehand
from weighbridge.web.plug import Plug

_PROGRAM = (
    "import sys; from weighbridge.api import Weighbridge; "
    "from weighbridge.cli.ahead import answer; answer(Weighbridge(sys.argv[1]))"
)


@contextlib.contextmanager
def second_process(home: Path, is_worth_it: bool) -> Generator[None]:
    """While the block runs, another process answers ahead, where there is a second core and much to do."""
    if not is_worth_it or (os.cpu_count() or 1) < 2:
        yield
        return
    words = [sys.executable, "-c", _PROGRAM, os.fspath(home)]
    other = subprocess.Popen(  # noqa: S603  # our own interpreter, our own words
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        other.kill()
        other.wait()


def answer(wb: Weighbridge) -> None:
    """Build tables; store every indicator, the last first, with what the site takes; judge statements."""
    help_build(Builder(wb.home), registry.read_by(wb.indicators()))
    with contextlib.suppress(WeighbridgeError):
        beforehand(Plug(wb, helps=True), wb.home.cache)
