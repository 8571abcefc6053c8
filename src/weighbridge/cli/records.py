"""Answers that are lists: a heading, rows in columns, a last line that says what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.cli.layout import Cell, columns
from weighbridge.cli.terminal import Terminal


def listing(
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    terminal: Terminal,
    flexible: tuple[int, ...] = (),
) -> list[str]:
    """Rows under their heads; numbers and the heads of numbers stand right."""
    right = [bool(rows) and all(row[i].is_right for row in rows) for i in range(len(heads))]
    head = [Cell(text, "", is_right) for text, is_right in zip(heads, right, strict=True)]
    return columns([head, *rows], terminal, flexible=flexible)


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 record", "1,204 records"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size_words(size: int) -> str:
    """Bytes as people say them."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "bytes" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{size} bytes"
