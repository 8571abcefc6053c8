"""What is being done, told beside the answer: a bar on a screen, a line per stage on a pipe, or nothing.

A bar appears only after half a second: an answer that is already stored should not make the screen
flicker.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import ProgressColumn

PATIENCE_SECONDS = 0.5


class Progress(Protocol):
    """Told of each stage by whoever works; ``step`` says that one of the expected stages is done."""

    def stage(self, text: str) -> None:
        """A stage begins."""
        ...

    def expect(self, steps: int) -> None:
        """So many further steps are to come."""
        ...

    def step(self) -> None:
        """A step is done."""
        ...

    def __enter__(self) -> Progress: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Lines:
    """A line per stage, each stage once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = ""

    def stage(self, text: str) -> None:
        """Print the stage."""
        if text != self._last:
            self._last = text
            print(f"weighbridge: {text}", file=self._stream, flush=True)

    def expect(self, steps: int) -> None:
        """Lines need no count."""

    def step(self) -> None:
        """Lines need no count."""

    def __enter__(self) -> Lines:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is held."""


class Silence(Lines):
    """Nothing at all."""

    def stage(self, text: str) -> None:
        """Say nothing."""


class Moving:
    """A bar with rate and time left, drawn once the work has taken half a second, gone when it is done."""

    def __init__(self, stream: TextIO, patience: float = PATIENCE_SECONDS) -> None:
        self._stream = stream
        self._text = "working"
        self._done = 0
        self._total = 0
        self._began = 0.0
        self._bar: Bar | None = None
        self._guard = threading.Lock()
        self._timer = threading.Timer(patience, self._appear)
        self._timer.daemon = True

    def stage(self, text: str) -> None:
        """Name the stage beside the bar."""
        with self._guard:
            self._text = text
            self._show()

    def expect(self, steps: int) -> None:
        """Make the bar longer."""
        with self._guard:
            self._total += steps
            self._show()

    def step(self) -> None:
        """Move the bar."""
        with self._guard:
            self._done += 1
            self._show()

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar

        console = Console(file=self._stream)
        with self._guard:
            self._bar = Bar(*_bar_columns(), console=console, transient=True, refresh_per_second=8)
            self._bar.add_task(self._text, total=self._total or None, rate="", count="")
            self._show()
            self._bar.start()

    def _show(self) -> None:
        if self._bar is not None:
            self._bar.update(
                self._bar.task_ids[0],
                description=self._text,
                completed=self._done,
                total=self._total or None,
                count=f"{self._done}/{self._total}" if self._total else "",
                rate=f"{self._done / max(time.monotonic() - self._began, 1e-3):.1f}/s" if self._done else "",
            )

    def __enter__(self) -> Moving:
        self._began = time.monotonic()
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away, or see to it that it never comes."""
        self._timer.cancel()
        if self._timer.is_alive():
            self._timer.join()
        with self._guard:
            if self._bar is not None:
                self._bar.stop()


def _bar_columns() -> list[ProgressColumn]:
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

    return [
        TextColumn("{task.description}"),
        BarColumn(bar_width=20, style="dim", complete_style="bold", finished_style="bold", pulse_style="dim"),
        TextColumn("{task.fields[count]}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
    ]


def progress_of(is_quiet: bool, stream: TextIO | None = None) -> Progress:
    """The kind of progress that fits: nothing with ``--quiet``, a bar on a screen, else lines."""
    to = stream or sys.stderr
    if is_quiet:
        return Silence(to)
    # A bar is drawn with escapes: a dumb terminal cannot read them, and NO_COLOR asks for none.
    can_move = to.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
    return Moving(to) if can_move else Lines(to)
