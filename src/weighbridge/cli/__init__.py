"""The command line: a thin skin over :mod:`weighbridge.api`.

Nothing is imported here until a command runs, because the most frequent questions (``--help``, a
number that is already stored) should not wait for engines and estimators.
"""

from __future__ import annotations

from typing import NoReturn


class _Unseen:
    """Hides pandas: Arrow loads it on sight, half a second goes, and nothing here uses it."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("The command line does without pandas.", name=name)


_PATIENT = (100_000, 50, 100)


def unhide() -> None:
    """Let pandas be seen again: programs run from here may stand on it."""
    import sys

    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Unseen)]


def main() -> NoReturn:
    """Run the command line on the process's own arguments and end the process."""
    import gc
    import os
    import sys

    from weighbridge.cli.late import read_in_late
    from weighbridge.cli.program import flushed, run

    # Starting makes a hundred thousand lasting objects; looking for garbage among them takes a tenth of it.
    gc.set_threshold(*_PATIENT)
    sys.meta_path.insert(0, _Unseen())
    read_in_late("narwhals")
    code = flushed(run(sys.argv[1:]))
    # The engine's bindings print a list of leaks while an interpreter ends in the usual way.
    os._exit(code)
