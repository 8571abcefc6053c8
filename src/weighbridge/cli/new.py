"""``weighbridge new``: the file of a new declaration, and a test that fails until it is finished."""

from __future__ import annotations

import keyword
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Annotated, Literal

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.registry import ROOMS
from weighbridge.cli.layout import paragraph
from weighbridge.cli.options import QuietFlag
from weighbridge.cli.output import say
from weighbridge.cli.program import PASS
from weighbridge.cli.terminal import terminal_of

_TEMPLATES = Path(__file__).parent / "templates"
_PLAIN = re.compile(r"[a-z][a-z0-9_]*\Z")
_MOST_LETTERS = 40
_BY_HAND = {
    "source": "read a few recorded lines, one of each trap, and compare every row",
    "table": "build it from a few rows and compare every cell",
    "entity": "resolve a few real names, one that stays unknown among them",
    "indicator": "compute one value of a tiny world by hand, with its bounds, and compare",
    "claim": "decide it under one definition by hand, and compare",
    "evaluation": "read a few verdicts, a refusal among them, and compare the counts",
    "chart": "draw it from a few rows and compare what is shown",
}
_SEEN = {
    "source": ("weighbridge sources {name}", "weighbridge import {name} FILE --as-of DATE"),
    "table": ("weighbridge build {name}",),
    "entity": ("weighbridge build {name}",),
    "indicator": ("weighbridge indicator {name}",),
    "claim": ("weighbridge claim {name}",),
    "evaluation": (),
    "chart": ("weighbridge report",),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, relative to the checkout."""

    declaration: Path
    test: Path


def new(
    kind: Annotated[
        Literal["source", "table", "entity", "indicator", "claim", "evaluation", "chart"],
        Parameter(help="What to add."),
    ],
    name: Annotated[
        str,
        Parameter(
            help="Its name: lower-case letters, digits, underscores. `theme/name` puts it into a folder."
        ),
    ],
    /,
    *,
    quiet: QuietFlag = False,
) -> int:
    """Write the file of a new source, table, indicator ... and a test that fails until it is finished.

    Runs inside a checkout of weighbridge. The registry finds the file by itself: there is no list to edit.
    """
    root = checkout(Path.cwd())
    done = write(root, kind, name)
    if not quiet:
        terminal = terminal_of(sys.stdout)
        lines = [f"wrote {done.declaration.as_posix()}", f"wrote {done.test.as_posix()}", ""]
        lines += [
            "Now:",
            *(line for step in _steps(kind, name, done) for line in paragraph(step, terminal, "   ")),
        ]
        say(lines)
    return PASS


def checkout(folder: Path) -> Path:
    """The checkout that holds a folder; ``UsageError`` where there is none."""
    for place in (folder, *folder.parents):
        declared = place / "pyproject.toml"
        if declared.is_file() and (place / "src" / "weighbridge").is_dir():
            return place
    raise UsageError(
        f"{folder} is in no checkout of weighbridge (a folder with pyproject.toml and src/weighbridge). "
        "Clone the repository and run this inside it."
    )


def write(root: Path, kind: str, name: str) -> Written:
    """Write declaration and test; refuses names that cannot be, and files that are there."""
    theme, _, plain = name.rpartition("/")
    checked_name(kind, plain)
    if theme:
        checked_name("theme", theme)
    room = ROOMS[kind][0]
    _refuse_twins(root, room, plain)
    folder = root / "src" / "weighbridge" / room / theme
    declaration, test = folder / f"{plain}.py", root / "tests" / room / f"test_{plain}.py"
    if test.exists():
        raise UsageError(f"{test.relative_to(root)} is there already. Take another name, or remove it first.")
    for package in dict.fromkeys((root / "src" / "weighbridge" / room, folder)):
        _open_room(package)
    words = _words(kind, plain)
    _put(declaration, _filled(kind, words))
    _put(test, _filled("test", words))
    return Written(declaration.relative_to(root), test.relative_to(root))


def checked_name(kind: str, name: str) -> None:
    """Refuse what cannot stand in a URL, a flag, a file name and a function's name alike."""
    if not _PLAIN.match(name) or keyword.iskeyword(name):
        near = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        hint = f" Nearest: {near}." if _PLAIN.match(near) and not keyword.iskeyword(near) else ""
        raise UsageError(
            f"'{name}' cannot be the name of a new {kind}: expected lower-case letters, digits and "
            f"underscores, a letter first, no word of Python.{hint}"
        )
    if len(name) > _MOST_LETTERS:
        raise UsageError(
            f"'{name}' has {len(name)} letters; {_MOST_LETTERS} at most fit a flag and a file name."
        )


def _refuse_twins(root: Path, room: str, name: str) -> None:
    found = sorted((root / "src" / "weighbridge" / room).rglob(f"{name}.py"))
    if found:
        raise UsageError(
            f"{found[0].relative_to(root)} is there already. Take another name; names are never reused."
        )


def _words(kind: str, name: str) -> dict[str, str]:
    import weighbridge

    title = name.replace("_", " ").capitalize()
    version = ".".join(weighbridge.__version__.split(".")[:2])
    return {"kind": kind, "name": name, "title": title, "version": version, "test": _BY_HAND[kind]}


def _filled(template: str, words: dict[str, str]) -> str:
    return Template((_TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")).substitute(words)


def _open_room(folder: Path) -> None:
    opening = folder / "__init__.py"
    if not opening.is_file():
        title = folder.name.replace("_", " ").capitalize()
        _put(opening, f'"""{title}: one file each, found by walking the folder."""\n')


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _steps(kind: str, name: str, done: Written) -> list[str]:
    plain = name.rpartition("/")[2]
    steps = [
        f"write {done.declaration.as_posix()}: every text that begins with `Say`, then the method",
        f"write {done.test.as_posix()}: {_BY_HAND[kind]}",
        f"python -m pytest {done.test.as_posix()}",
        *(f"{command.format(name=plain)}" for command in _SEEN[kind]),
        "make docs && make check",
    ]
    return [f"{i}. {step}" for i, step in enumerate(steps, 1)]
