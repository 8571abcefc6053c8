"""Text in columns and paragraphs, measured in cells of the screen."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.cli.terminal import Terminal

GAP = 2
ELLIPSIS = "…"
_NARROWEST = 12
# Blanks that are not printable to Python but harmless: they keep a number and its unit together.
_KEPT = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with a style; numbers stand right."""

    text: str
    style: str = ""
    is_right: bool = False


def harmless(text: str) -> str:
    """The text with every control character spelt out: what a file holds must not steer the screen."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter in _KEPT else _spelt(letter) for letter in text)


def _spelt(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def cells(text: str) -> int:
    """How many cells of the screen a text takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    silent = sum(unicodedata.combining(letter) != 0 for letter in text)
    return len(text) + wide - silent


def cut(text: str, width: int) -> str:
    """The text in at most ``width`` cells, with a mark where something was left out."""
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS if width > 0 else ""


def padded(text: str, width: int, is_right: bool = False) -> str:
    """The text filled with blanks to ``width`` cells."""
    blanks = " " * max(width - cells(text), 0)
    return blanks + text if is_right else text + blanks


def columns(
    rows: Sequence[Sequence[Cell]], terminal: Terminal, indent: int = 0, flexible: tuple[int, ...] = ()
) -> list[str]:
    """Rows in columns as wide as their widest cell.

    Where the screen is too narrow the ``flexible`` columns are wrapped onto further lines, the widest
    first; without one nothing is cut, because a value that is cut is worse than a line that runs on.
    """
    if not rows:
        return []
    count = max(len(row) for row in rows)
    safe = [[Cell(harmless(cell.text), cell.style, cell.is_right) for cell in row] for row in rows]
    full = [[*row, *[Cell("")] * (count - len(row))] for row in safe]
    widths = [max(cells(row[i].text) for row in full) for i in range(count)]
    over = indent + sum(widths) + GAP * (count - 1) - terminal.width
    while over > 0 and (wide := max(flexible, key=lambda i: widths[i], default=None)) is not None:
        if widths[wide] <= _NARROWEST:
            break
        widths[wide] -= 1
        over -= 1
    return [line for row in full for line in _lines(row, widths, terminal, indent)]


def _lines(row: Sequence[Cell], widths: Sequence[int], terminal: Terminal, indent: int) -> list[str]:
    split = [_split(cell.text, width) for cell, width in zip(row, widths, strict=True)]
    height = max(len(part) for part in split)
    lines = []
    for i in range(height):
        pieces = []
        for cell, part, width in zip(row, split, widths, strict=True):
            text = part[i] if i < len(part) else ""
            filled = padded(text, width, cell.is_right)
            pieces.append(filled.replace(text, terminal.paint(text, cell.style), 1) if text else filled)
        lines.append((" " * indent + (" " * GAP).join(pieces)).rstrip())
    return lines


def _split(text: str, width: int) -> list[str]:
    if cells(text) <= width:
        return [text]
    return textwrap.wrap(text, max(width, 1), break_on_hyphens=False) or [""]


def facts(pairs: Sequence[tuple[str, str]], terminal: Terminal) -> list[str]:
    """Words and what they stand for, one under the other; a word without anything is left out."""
    held = [(word, text) for word, text in pairs if text]
    width = max((cells(word) for word, _ in held), default=0) + GAP
    lines: list[str] = []
    for word, text in held:
        lines += paragraph(text, terminal, " " * width, padded(word, width))
    return lines


def prose(text: str, terminal: Terminal) -> list[str]:
    """A docstring as paragraphs, each followed by a blank line."""
    lines: list[str] = []
    for block in text.strip().split("\n\n"):
        lines += [*paragraph(" ".join(block.split()).replace("``", "`"), terminal), ""]
    return lines


def paragraph(text: str, terminal: Terminal, indent: str = "", first: str | None = None) -> list[str]:
    """A paragraph wrapped to the screen; one line on a pipe."""
    opening = indent if first is None else first
    text = harmless(text)
    if not terminal.is_tty:
        return [opening + text]
    room = terminal.prose_width - max(cells(indent), cells(opening))
    return textwrap.wrap(
        " ".join(_broken(word, room) for word in text.split(" ")),
        terminal.prose_width,
        initial_indent=opening,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    ) or [opening.rstrip()]


def _broken(word: str, room: int) -> str:
    """A word that no line has room for, an address mostly, in pieces that end at a slash or hyphen."""
    pieces = []
    while cells(word) > room > _NARROWEST:
        at = max(word.rfind(mark, 0, room) for mark in "/-") + 1 or room
        pieces.append(word[:at])
        word = word[at:]
    return " ".join([*pieces, word])


def last_line(said: str, hint: str, terminal: Terminal) -> list[str]:
    """What an answer rests on and the next command: on one line, or on two where one is too narrow.

    A command is never broken: it is there to be copied.
    """
    one = f"{said} · {hint}"
    return [one] if cells(one) <= terminal.prose_width else [*paragraph(said, terminal), hint]
