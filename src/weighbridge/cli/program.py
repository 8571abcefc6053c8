"""From the words typed to an exit code: finds the command, runs it, and says plainly what went wrong.

Exit codes: 0 pass, 1 a violation or a broken rule, 2 wrong use, 3 undecided, 4 none found, 5 changed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from weighbridge.catalogue.errors import UsageError, WeighbridgeError, unknown_name
from weighbridge.cli.commands import COMMANDS, Command
from weighbridge.statistics.errors import MethodError

PASS, VIOLATION, USAGE, UNDECIDED, NONE_FOUND, CHANGED = 0, 1, 2, 3, 4, 5
INTERRUPTED, CLOSED = 130, 141
_HELP = ("--help", "-h")
_STOPPED = "Interrupted. What was stored is as it was before, or complete."


def run(words: Sequence[str]) -> int:
    """Run one command line and return its exit code; every error is told in one message."""
    try:
        return _dispatch(list(words))
    except UsageError as error:
        return _failed(str(error), USAGE)
    except (WeighbridgeError, MethodError) as error:
        return _failed(str(error), VIOLATION)
    except BrokenPipeError:
        return CLOSED
    except KeyboardInterrupt:
        return _failed(_STOPPED, INTERRUPTED)
    except RuntimeError as error:
        # The engine answers to the signal itself where a question is running, in words of its own.
        if str(error) != "Query interrupted":
            raise
        return _failed(_STOPPED, INTERRUPTED)
    except Exception as error:
        # By its name, so that nobody waits for the engine to be read in who never asks it.
        if not isinstance(error, MemoryError) and type(error).__name__ != "OutOfMemoryException":
            raise
        return _failed(_no_room(error), VIOLATION)


def _no_room(error: Exception) -> str:
    """What to do where memory did not suffice."""
    named = os.environ.get("WEIGHBRIDGE_MEMORY", "")
    bound = f"WEIGHBRIDGE_MEMORY is {named}" if named else "WEIGHBRIDGE_MEMORY is not set"
    told = str(error).partition("\n")[0] or "no memory is left on this machine"
    return (
        f"There was no room: {told}. {bound}, which bounds the engine: name more (such as 4GB) where the "
        "machine has it, or set WEIGHBRIDGE_THREADS=1, which needs less. What was stored is as it was before."
    )


def flushed(code: int) -> int:
    """Write out what is still held back; a reader who left early (``| head``) is no error of ours."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        # What is left in the buffer would raise again at the next flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    return code


def _failed(message: str, code: int) -> int:
    from weighbridge.cli.output import tell

    tell(f"weighbridge: {message}")
    return code


def _dispatch(words: list[str]) -> int:
    if words[:1] == ["help"]:
        words = [*words[1:], "--help"]
    if not words or words[0] in _HELP:
        return _root_help()
    if words[0] in ("--version", "-V"):
        import weighbridge

        print(f"weighbridge {weighbridge.__version__}")
        return PASS
    command = _command(words[0])
    typed = words[1:]
    if any(word in _HELP for word in _before_dashes(typed)):
        return _command_help(command, typed)
    from weighbridge.cli.parsing import call

    return call(command, typed)


def _before_dashes(words: Sequence[str]) -> Sequence[str]:
    return words[: words.index("--")] if "--" in words else words


def _command(word: str) -> Command:
    if word.startswith("-"):
        raise UsageError(f"'{word}' stands before any command. Put it after: `weighbridge report {word}`.")
    if word not in COMMANDS:
        raise unknown_name("command", word, COMMANDS, "Try `weighbridge --help`.")
    return COMMANDS[word]


def _root_help() -> int:
    from weighbridge.cli.help import root_help
    from weighbridge.cli.output import say
    from weighbridge.cli.terminal import terminal_of

    say(root_help(terminal_of(sys.stdout)))
    return PASS


def _command_help(command: Command, typed: list[str]) -> int:
    from weighbridge.cli.help import command_help
    from weighbridge.cli.output import say
    from weighbridge.cli.terminal import terminal_of

    say(command_help(command, typed, terminal_of(sys.stdout)))
    return PASS
