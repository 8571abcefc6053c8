"""Draw the answer of ``weighbridge report`` as it stands in a terminal, for the README.

    python docs/images/draw_report.py        writes docs/images/report.svg

The text is what the command says in a terminal of 80 columns, colours and all; nothing is retouched. The
picture names no font that would have to be fetched.
"""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

COLUMNS = 80
COMMAND = "weighbridge report"
OUT = Path(__file__).with_name("report.svg")
INK, GREY = (21, 24, 28), (101, 107, 115)
# Red, green, yellow, blue, magenta, cyan, as the pages have them on white.
HUES = [(161, 29, 51), (27, 107, 69), (194, 71, 0), (17, 98, 195), (125, 34, 99), (6, 73, 50)]
THEME = TerminalTheme(
    (255, 255, 255),
    INK,
    [INK, *HUES, GREY],
    [GREY, *HUES, INK],
)
FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>weighbridge report in a terminal</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="{width}" height="{height}" rx="6" fill="#FFFFFF" stroke="#DAD8D1"/>
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def shown(words: list[str]) -> str:
    """What a command says on a terminal of that width, with its colours."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "weighbridge", *words, "--quiet"],
            stdin=follower,
            stdout=follower,
            cwd=folder,
            env={**kept, "TERM": "xterm-256color"},
        )
        os.close(follower)
        held = bytearray()
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # the last writer is gone
                break
            if not piece:
                break
            held += piece
        if process.wait():
            raise SystemExit(f"{COMMAND} ended with {process.returncode}")
    return held.decode().replace("\r\n", "\n")


def drawn(text: str) -> str:
    """The text as a picture."""
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text(f"$ {COMMAND}", style="bright_black"))
    console.print(Text.from_ansi(text.rstrip()), soft_wrap=True)
    picture = console.export_svg(theme=THEME, code_format=FORMAT, unique_id="report")
    return "\n".join(line.rstrip() for line in picture.splitlines()) + "\n"


if __name__ == "__main__":
    OUT.write_text(drawn(shown(["report"])), encoding="utf-8")
