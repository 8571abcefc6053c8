"""What the reader looks at: how wide it is, and whether it shows colours and shapes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

DESIGN_WIDTH = 80
WIDE = 120
# On a pipe nobody looks at a width: paragraphs stay on one line and tables are as wide as they are.
UNBOUNDED = 1_000_000

_NOBREAK = {0x202F: " ", 0x00A0: " "}
_PLAIN = str.maketrans(dict(zip("●■▲◆◇░─│┼·–−’‘“”", "o#^**:-|+|--''\"\"", strict=True))) | {
    ord("…"): "...",
    ord("→"): "->",
    **_NOBREAK,
}
_SHAPES = "●■░─│·–−’"
_CODES = {
    "bold": "1",
    "dim": "2",
    "CN": "33",
    "US": "34",
    "EU": "32",
    "other": "35",
    "unknown": "2",
    "good": "32",
    "warning": "33",
    "bad": "31",
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """The place output goes to."""

    width: int = DESIGN_WIDTH
    is_tty: bool = True
    has_colour: bool = False
    has_shapes: bool = True

    @property
    def is_wide(self) -> bool:
        """Whether intervals, counts of makers and snapshots have room: 120 columns, or a pipe."""
        return self.width >= WIDE

    @property
    def prose_width(self) -> int:
        """How wide a paragraph may be: lines of more than 100 characters are hard to read."""
        return self.width if not self.is_tty else min(self.width, 100)

    def paint(self, text: str, *styles: str) -> str:
        """The text in some styles; unchanged where there is no colour."""
        codes = [_CODES[style] for style in styles if style in _CODES]
        if not codes or not text or not self.has_colour:
            return text
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"

    def spelled(self, text: str) -> str:
        """The text in the characters the reader's screen has."""
        return text.translate(_NOBREAK if self.has_shapes else _PLAIN)


def terminal_of(stream: TextIO, environment: Mapping[str, str] | None = None) -> Terminal:
    """The terminal behind a stream, after ``NO_COLOR``, ``TERM`` and ``COLUMNS``."""
    given = os.environ if environment is None else environment
    is_tty = stream.isatty()
    plain = bool(given.get("NO_COLOR")) or given.get("TERM") == "dumb"
    return Terminal(
        width=shutil.get_terminal_size((DESIGN_WIDTH, 24)).columns if is_tty else UNBOUNDED,
        is_tty=is_tty,
        has_colour=is_tty and not plain,
        has_shapes=_can_show(stream.encoding),
    )


def _can_show(encoding: str | None) -> bool:
    try:
        _SHAPES.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
