"""SHA-256 of files, values and of the code that computes a table."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_ROOMS_OF_METHOD = (
    "catalogue",
    "statistics",
    "store",
    "sources",
    "tables",
    "entities",
    "evaluations",
    "definitions",
    "indicators",
)
_BLOCK = 1 << 20


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, as 64 hex digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def sha256_value(value: object) -> str:
    """The SHA-256 of a JSON value in canonical form (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_files(paths: Iterable[Path], base: Path) -> str:
    """One SHA-256 over several files of code, their names relative to ``base`` included."""
    digest = hashlib.sha256()
    above = len(base.as_posix()) + 1
    for path in sorted(paths):
        digest.update(path.as_posix()[above:].encode() + b"\0")
        digest.update(_code_file(path))
    return digest.hexdigest()


@functools.cache
def _code_file(path: Path) -> bytes:
    """The digest of a file of ours, read once a process: many tables rest on the same code."""
    return hashlib.sha256(path.read_bytes()).digest()


# Any code names what it imports from us at the start of a line, at the top or within a function.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(weighbridge[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)"
    r"|import[ \t]+(weighbridge[\w.]*))",
    re.MULTILINE,
)
_WORD = re.compile(r"\w+")


@functools.cache
def code_digest(*modules: str) -> str:
    """The digest of the code and judgements that can move a number; of all there is by default.

    With ``modules`` it covers these and all they import, directly or through others, and each
    judgement file that one of them names. An edit there makes what was derived stale. Rebuilding a
    little too often is cheap; serving a table that an older rule computed is not: hence nothing here
    is declared by hand.
    """
    held = _modules()
    names = _closure(modules) if modules else set(held)
    text = b"".join(held[name].read_bytes() for name in sorted(names)) if modules else b""
    judgements = [path for path in _judgements() if not modules or f'"{path.stem}"'.encode() in text]
    return sha256_files([*(held[name] for name in names), *judgements], _PACKAGE)


@functools.cache
def _modules() -> dict[str, Path]:
    """The files of the rooms whose code can move a number, by module name."""
    return {
        ".".join(("weighbridge", *path.relative_to(_PACKAGE).with_suffix("").parts)).removesuffix(
            ".__init__"
        ): path
        for room in _ROOMS_OF_METHOD
        for path in (_PACKAGE / room).rglob("*.py")
    }


@functools.cache
def _judgements() -> list[Path]:
    return [path for room in _ROOMS_OF_METHOD for path in (_PACKAGE / room).rglob("*.csv")]


def _closure(modules: Iterable[str]) -> set[str]:
    """The modules and all they import, as far as they lie in the rooms of method."""
    found: set[str] = set()
    todo = list(modules)
    while todo:
        name = todo.pop()
        if name in found or name not in _modules():
            continue
        found.add(name)
        # Importing a module runs the packages it lies in.
        todo += [*_imported(name), name.rpartition(".")[0]]
    return found


@functools.cache
def _imported(module: str) -> frozenset[str]:
    """What one module imports from us: packages and files, whichever the words may mean."""
    found: set[str] = set()
    for whole, words, plain in _IMPORT.findall(_modules()[module].read_text(encoding="utf-8")):
        base = whole or plain
        found |= {base, *(f"{base}.{word}" for word in _WORD.findall(words))}
    return frozenset(found)
