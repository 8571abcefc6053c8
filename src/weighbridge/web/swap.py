"""A folder replaced in one step: whoever is killed meanwhile leaves the old one or the new one, whole."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

_PREFIX = ".tmp-site-"
_HERE, _EXCHANGE = -100, 2


@contextlib.contextmanager
def replaced_folder(target: Path) -> Generator[Path]:
    """A fresh folder beside ``target`` that takes its place when the block ends well."""
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{_PREFIX}{target.name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{target.name}-", dir=target.parent))
    try:
        yield folder
        folder.chmod(0o755)
        _take_place(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take_place(folder: Path, target: Path) -> None:
    """Swap two folders; afterwards ``folder`` holds what was there before."""
    if not target.exists():
        folder.rename(target)
    elif not _exchanged(folder, target):
        # Without an exchange there is a moment with neither; the old folder is put back if it fails.
        aside = folder.with_name(folder.name + "-old")
        target.rename(aside)
        try:
            folder.rename(target)
        except OSError:
            aside.rename(target)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two paths change places at once, where the system and the disk can."""
    library = ctypes.CDLL(None, use_errno=True)
    rename = getattr(library, "renameat2", None)
    if rename is None:
        return False
    return rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
