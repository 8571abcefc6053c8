"""Axes and their options in words: in the help of an indicator and in the list of indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weighbridge.catalogue.axis import Axis, Option
from weighbridge.cli.layout import Cell, columns, paragraph
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.choices import options

AXES = "Axes"


def axis_help(axis: Axis, default: str) -> str:
    """An axis in a line: the question, the options, the default."""
    names = ", ".join(option.name for option in options(axis))
    return f"{axis.question} {names}. Otherwise {default}."


def axis_lines(
    axes: Sequence[Axis],
    defaults: Mapping[str, str],
    terminal: Terminal,
    reasons: Mapping[tuple[str, str], str] | None = None,
    indent: int = 0,
) -> list[str]:
    """Every axis with its question and, a line each, its options: what is done and who counts so.

    ``reasons`` says why an option cannot be chosen now.
    """
    lines: list[str] = []
    for axis in axes:
        lines += paragraph(f"{axis.flag}  {axis.question}", terminal, " " * (indent + 4), " " * indent)
        default = defaults.get(axis.name)
        rows = [
            _row(option, option.name == default, (reasons or {}).get((axis.name, option.name), ""))
            for option in options(axis)
        ]
        lines += [*columns(rows, terminal, indent=indent + 4, flexible=(1,)), ""]
    return lines[:-1]


def _row(option: Option, is_default: bool, reason: str) -> list[Cell]:
    text = f"(default) {option.meaning}" if is_default else option.meaning
    if option.used_by:
        text += f" Used by {option.used_by}."
    if reason:
        text += f" Not now: {reason}"
    return [Cell(option.name, "bold"), Cell(text)]
