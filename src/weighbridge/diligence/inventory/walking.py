"""The files of a folder worth reading, each once: no loops, no dependencies of others, no binaries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SKIPPED_FOLDERS = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        ".venv",
        "venv",
        "env",
        "__pycache__",
        "site-packages",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".idea",
        ".vscode",
        "dist",
        "build",
        "target",
        ".terraform",
        ".next",
        "vendor",
        "bower_components",
    ]
)
TEXTS = {
    ".py": "python",
    ".pyi": "python",
    ".ipynb": "notebook",
    ".json": "json",
    ".jsonl": "json",
    ".yaml": "hash",
    ".yml": "hash",
    ".toml": "hash",
    ".ini": "hash",
    ".cfg": "hash",
    ".conf": "hash",
    ".env": "hash",
    ".sh": "hash",
    ".bash": "hash",
    ".tf": "hash",
    ".tpl": "hash",
    ".rb": "hash",
    ".r": "hash",
    ".js": "slash",
    ".mjs": "slash",
    ".ts": "slash",
    ".tsx": "slash",
    ".jsx": "slash",
    ".go": "slash",
    ".rs": "slash",
    ".java": "slash",
    ".kt": "slash",
    ".cs": "slash",
    ".md": "card",
    ".gguf": "gguf",
}
NAMES = {"dockerfile": "hash", "containerfile": "hash", "modelfile": "modelfile", "makefile": "hash"}
MOST_BYTES = 8_000_000
LOCK = "models.lock"
# What a policy or our own lock names is no use of a model.
OURS = (LOCK, "models.policy.yaml", "models.policy.yml")


@dataclass(slots=True)
class Walked:
    """What a walk saw and what it left out, counted."""

    files: int = 0
    read: int = 0
    binary: list[str] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    loops: list[str] = field(default_factory=list)


def kind_of(name: str) -> str | None:
    """How a file of this name is read; None where it is not."""
    low = name.lower()
    if low in OURS:
        return None
    stem, dot, ending = low.rpartition(".")
    if not dot:
        return NAMES.get(low)
    if stem in NAMES or low.startswith(("dockerfile.", "modelfile.", ".env")):
        return NAMES.get(stem) or NAMES.get(low.partition(".")[0]) or "hash"
    return TEXTS.get(f".{ending}")


def walk(root: Path, seen: Walked) -> Iterator[tuple[str, str, str]]:
    """Path below the root, kind and place of every file worth reading, in order of path.

    A linked folder is followed once, by what it is and not by its name, so a loop ends; a link that leads out
    of the root is left alone.
    """
    if root.is_file():
        kind = kind_of(root.name)
        seen.files = 1
        if kind:
            yield root.name, kind, str(root)
        return
    inside = os.path.realpath(root)
    yield from _folder(str(root), "", inside, {_identity(root.stat())}, seen)


def _identity(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_dev, stat.st_ino


def _folder(
    place: str, below: str, inside: str, known: set[tuple[int, int]], seen: Walked
) -> Iterator[tuple[str, str, str]]:
    try:
        with os.scandir(place) as held:
            entries = sorted(held, key=lambda entry: entry.name)
    except OSError:
        seen.unreadable.append(below or ".")
        return
    for entry in entries:
        path = f"{below}/{entry.name}" if below else entry.name
        try:
            is_folder = entry.is_dir()
            if entry.is_symlink() and not _leads_inside(entry.path, inside):
                continue
        except OSError:
            seen.unreadable.append(path)
            continue
        if is_folder:
            if entry.name in SKIPPED_FOLDERS:
                continue
            if entry.is_symlink() or below.count("/") > 60:
                stat = _identity(entry.stat())
                if stat in known:
                    seen.loops.append(path)
                    continue
                known.add(stat)
            else:
                known.add(_identity(entry.stat(follow_symlinks=False)))
            yield from _folder(entry.path, path, inside, known, seen)
            continue
        seen.files += 1
        kind = kind_of(entry.name)
        if kind:
            yield path, kind, entry.path


def _leads_inside(place: str, inside: str) -> bool:
    target = os.path.realpath(place)
    return target == inside or target.startswith(inside + os.sep)


def text_of(path: str, place: str, seen: Walked) -> str | None:
    """A file's text; None where it is binary, too large, or cannot be read, which is counted."""
    try:
        # Plain calls of the system: at 100,000 files a stream object each is half the time.
        handle = os.open(place, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            head = _all_of(handle)
        finally:
            os.close(handle)
    except OSError:
        seen.unreadable.append(path)
        return None
    if len(head) > MOST_BYTES:
        seen.too_large.append(path)
        return None
    if b"\0" in head[:8192]:
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            seen.read += 1
            return head.decode("utf-16", errors="replace")
        seen.binary.append(path)
        return None
    seen.read += 1
    return head.decode("utf-8-sig", errors="replace")


def _all_of(handle: int) -> bytes:
    """The bytes of an open file, up to one more than are read of any."""
    parts, left = [], MOST_BYTES + 1
    while left and (part := os.read(handle, min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
