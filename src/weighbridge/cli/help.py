"""Help: the same texts on the screen and in the reference, from the declarations themselves."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.cli.commands import COMMANDS, Command
from weighbridge.cli.layout import Cell, columns, paragraph, prose
from weighbridge.cli.terminal import Terminal

if TYPE_CHECKING:
    from cyclopts import Argument

ABOUT = "Weighs the open-weight AI world: every number with its definition, interval, bounds and date."
_FIRST = "weighbridge report"
# What stands for the value of a flag; an axis takes one of its options.
_VALUES = dict.fromkeys(("--from", "--to", "--month"), "MONTH") | {
    "--as-of": "DATE",
    "--last": "N",
    "--format": "FORM",
    "--output": "FILE",
    "--out": "DIR",
    "--only": "A,B",
    "--group": "GROUP",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag or a word a command takes: its spelling, what it means, what it accepts, its default."""

    name: str
    meaning: str
    group: str
    options: tuple[str, ...] = ()
    default: str = ""
    is_required: bool = False
    is_switch: bool = False

    @property
    def spelling(self) -> str:
        """As it is typed: ``--month MONTH``, ``NAME``, ``--quiet``."""
        if self.is_switch or not self.name.startswith("--"):
            return self.name
        return f"{self.name} {_VALUES.get(self.name, 'OPTION')}"


@dataclass(frozen=True, slots=True)
class Description:
    """Everything there is to say about a command."""

    command: Command
    text: str
    flags: tuple[Flag, ...]


def describe(command: Command, words: Sequence[str] = ()) -> Description:
    """A command with its flags, as its function declares them."""
    from weighbridge.cli.parsing import arguments_of

    function = command.function(words)
    flags = tuple(_flag(argument) for argument in arguments_of(command, words) if argument.show)
    return Description(command, inspect.cleandoc(function.__doc__ or command.summary), flags)


def _flag(argument: Argument) -> Flag:
    from weighbridge.cli.parsing import options_of

    names = [name for name in argument.names if name.startswith("--")]
    is_word = not argument.field_info.is_keyword_only
    default = argument.field_info.default
    is_switch = argument.hint is bool
    held = default is not inspect.Parameter.empty and default is not None and default not in (False, "")
    declared = argument.parameter.group
    group = declared[0] if isinstance(declared, tuple) and declared else None
    return Flag(
        name=argument.field_info.name.strip("_").upper() if is_word else names[0],
        meaning=argument.parameter.help or "",
        group="Words" if is_word else _group_name(group),
        options=options_of(argument.hint),
        default=str(default) if held else "",
        is_required=argument.required,
        is_switch=is_switch,
    )


def _group_name(group: object) -> str:
    name = str(getattr(group, "name", group or ""))
    return "Options" if name in ("", "Parameters") else name


def root_help(terminal: Terminal) -> list[str]:
    """What is shown without a command: what it is, the commands, where to begin."""
    lines = [*paragraph(ABOUT, terminal), "", "Usage: weighbridge COMMAND [OPTIONS]"]
    for group in dict.fromkeys(command.group for command in COMMANDS.values()):
        rows = [
            [Cell(command.name, "bold"), Cell(command.summary)]
            for command in COMMANDS.values()
            if command.group == group
        ]
        lines += ["", group, *columns(rows, terminal, indent=2, flexible=(1,))]
    lines += ["", "`weighbridge COMMAND --help` says more; `weighbridge --version` which one this is."]
    lines += ["Exit codes: 0 pass, 1 violation, 2 wrong use, 3 undecided, 4 none found, 5 changed."]
    return [*lines, f"Begin with: {_FIRST}"]


def command_help(command: Command, words: Sequence[str], terminal: Terminal) -> list[str]:
    """The help of a command; of one about an indicator, with that indicator's axes."""
    description = describe(command, words)
    lines = [f"Usage: weighbridge {command.name} {command.usage}", ""]
    lines += prose(description.text, terminal)
    for group in dict.fromkeys(flag.group for flag in description.flags):
        flags = [flag for flag in description.flags if flag.group == group]
        lines += [group, *_section(command, words, group, flags, terminal), ""]
    return [*lines, "Examples", *(f"  {example}" for example in command.examples)]


def _section(
    command: Command, words: Sequence[str], group: str, flags: Sequence[Flag], terminal: Terminal
) -> list[str]:
    """The flags of a group; of the axes every option with its meaning."""
    if group != "Axes":
        return columns([_row(flag) for flag in flags], terminal, indent=2, flexible=(1,))
    from weighbridge.cli.axes import axis_lines
    from weighbridge.cli.indicator import named_indicator

    declared = named_indicator(words)
    if declared is None:
        return []
    defaults = {axis.name: declared.default(axis) for axis in declared.axes}
    return axis_lines(declared.axes, defaults, terminal, indent=2)


def _row(flag: Flag) -> list[Cell]:
    return [Cell(flag.spelling, "bold"), Cell(meaning_of(flag))]


def meaning_of(flag: Flag) -> str:
    """What a flag does, what it accepts, what it is otherwise."""
    parts = [flag.meaning]
    if flag.options:
        parts.append(f"One of {', '.join(flag.options)}.")
    if flag.default:
        parts.append(f"Otherwise {flag.default}.")
    return " ".join(part for part in parts if part)
