"""Typed words to the arguments of a function, and what to say when they do not fit."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cyclopts import App, ArgumentCollection, CycloptsError
from cyclopts.exceptions import (
    CoercionError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.cli.commands import Command
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import writable


def call(command: Command, words: Sequence[str]) -> int:
    """Run a command on the words typed after its name."""
    app = _app(command.function(words), command)
    try:
        function, bound, _ = app.parse_args(
            list(words), exit_on_error=False, print_error=False, verbose=False
        )
    except CycloptsError as error:
        raise _told(command, error, app.assemble_argument_collection()) from error
    _look_at_place(function, bound.arguments)
    code: int = function(*bound.args, **bound.kwargs)
    return code


def _look_at_place(function: Callable[..., object], given: Mapping[str, Any]) -> None:
    """Refuse a place to write to that cannot be, before minutes are spent on what would stand there."""
    output = given.get("output")
    if output is None:
        return
    hints = typing.get_type_hints(function, include_extras=True)
    if (hints.get("form"), hints.get("output")) == (FormFlag, OutputFlag):
        writable(given.get("form"), output)


def arguments_of(command: Command, words: Sequence[str]) -> ArgumentCollection:
    """What a command takes, for its help and its reference."""
    return _app(command.function(words), command).assemble_argument_collection()


def _app(function: Callable[..., int], command: Command) -> App:
    return App(
        name=f"weighbridge {command.name}",
        default_command=function,
        help_flags=(),
        version_flags=(),
        help="",
    )


def options_of(hint: object) -> tuple[str, ...]:
    """The words a flag accepts, where they are a closed list."""
    if typing.get_origin(hint) is typing.Literal:
        return tuple(str(word) for word in typing.get_args(hint))
    for part in typing.get_args(hint):
        found = options_of(part)
        if found:
            return found
    return ()


def _told(command: Command, error: CycloptsError, known: ArgumentCollection) -> UsageError:
    """The error in our words: what was typed, what is nearest, what to do."""
    help_hint = f"Try `weighbridge {command.name} --help`."
    if isinstance(error, UnknownOptionError):
        typed = (error.token.keyword or error.token.value).partition("=")[0]
        names = [name for argument in known for name in argument.names if name.startswith("--")]
        return unknown_name(f"flag of `weighbridge {command.name}`", typed, names, help_hint)
    if isinstance(error, (UnusedCliTokensError, UnknownCommandError)):
        extra = " ".join(error.unused_tokens or ())
        usage = f"weighbridge {command.name} {command.usage}".rstrip()
        return UsageError(f"Nothing is done with '{extra}'. Usage: `{usage}`. {help_hint}")
    if isinstance(error, RepeatArgumentError):
        return UsageError(f"{error.token.keyword} is given twice. Give it once. {help_hint}")
    argument = error.argument
    if argument is None:
        return UsageError(f"{error} {help_hint}")
    name = _shown_name(argument.names)
    if isinstance(error, MissingArgumentError):
        lacks = "needs a value" if error.keyword or argument.tokens else "is missing"
        return UsageError(f"{name} {lacks}. {help_hint}")
    if isinstance(error, CoercionError) and error.token is not None:
        options = options_of(argument.hint)
        if options:
            return unknown_name(f"value of {name}", error.token.value, options, help_hint)
        return UsageError(f"{name} '{error.token.value}' is {_expected(argument.hint)}. {help_hint}")
    return UsageError(f"{error} {help_hint}")


def _shown_name(names: Sequence[str]) -> str:
    return next((name for name in names if name.startswith("--")), names[0])


def _expected(hint: object) -> str:
    kinds = {int, *typing.get_args(hint)}
    return "no whole number" if int in kinds and hint is not str else "not what was expected"
