"""Writing so that a killed process or a full disk leaves the old state or the new, never between.

Everything is written under a temporary name in the same folder, flushed to the disk, and renamed.
A rename within one file system is atomic; a temporary name left by a killed process is removed by
the next writer, who holds the lock of the store, or of the folder of all derived tables of one name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

import filelock

from weighbridge.catalogue.errors import ContractError
from weighbridge.store.home import Home

PREFIX = ".tmp-"
LOCK = ".lock"
_LOCK_SECONDS = 600


@contextlib.contextmanager
def told_of_disk(target: Path) -> Generator[None]:
    """Turn a full disk or a folder that may not be written into a message that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise ContractError(
                f"The disk is full ({error.strerror}): {target} was not written and the store is as it was. "
                "Free space, or set WEIGHBRIDGE_HOME to another disk, and run the command again."
            ) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise ContractError(
                f"{target} may not be written ({error.strerror}). "
                "Set WEIGHBRIDGE_HOME to a folder of your own and run the command again."
            ) from error
        raise


def sync(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def new_folder(target: Path) -> Generator[Path]:
    """A temporary folder that becomes ``target`` when the block ends well, and vanishes otherwise.

    ``target`` may not exist: snapshots and derived tables are never edited. Where another process
    made it meanwhile, its copy stays (same name, same bytes).
    """
    with told_of_disk(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=target.parent))
        try:
            yield folder
            for file in folder.rglob("*"):
                sync(file)
            sync(folder)
            folder.chmod(0o755)
            with contextlib.suppress(FileExistsError):
                _rename(folder, target)
            sync(target.parent)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _rename(folder: Path, target: Path) -> None:
    try:
        folder.rename(target)
    except OSError as error:
        if error.errno == errno.ENOTEMPTY:
            raise FileExistsError(str(target)) from error
        raise


def write_file(target: Path, content: bytes) -> None:
    """Replace a file in one step."""
    with told_of_disk(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=PREFIX, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)


@contextlib.contextmanager
def writing(home: Home) -> Generator[None]:
    """Hold the store's lock; what a killed process left behind is removed first.

    Whoever holds it may ask for it again: one step of a longer piece of work.
    Raises ``ContractError`` where another process holds the lock for ten minutes.
    """
    with _held(home.root, lambda: _remove_leftovers(home)):
        yield


@contextlib.contextmanager
def making(folder: Path) -> Generator[None]:
    """Hold the lock of a folder of derived things of one name; those of another name may be made meanwhile.

    What a killed process left there is removed first. Whoever holds it may ask for it again, and for those of
    what its thing is made from, never the other way round nor for the store's: so no two wait for each
    other. Raises ``ContractError`` where another process holds it for ten minutes.
    """
    with _held(folder, lambda: _remove(folder.glob(f"{PREFIX}*"))):
        yield


def is_free(folder: Path) -> bool:
    """Whether nobody holds the lock of `making` for a folder at this moment."""
    if not (folder / LOCK).is_file():
        return True
    with _tried(folder / LOCK) as is_mine:
        return is_mine


@contextlib.contextmanager
def _held(folder: Path, begin: Callable[[], None]) -> Generator[None]:
    """Hold the lock of a folder; who did not hold it before begins with something."""
    with told_of_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / LOCK, timeout=_LOCK_SECONDS, is_singleton=True)
    try:
        is_outermost = not lock.is_locked
        with lock:
            if is_outermost:
                begin()
            yield
    except filelock.Timeout as error:
        raise ContractError(
            f"Another weighbridge process has held {folder} for ten minutes. "
            "Wait for it, or end it, and run the command again."
        ) from error


@contextlib.contextmanager
def alone(target: Path, waits: bool) -> Generator[bool]:
    """Whether nobody else is making ``target``: who waits is told once the other is done.

    It saves work and guards nothing: two that make the same write the same. So whoever has waited ten minutes
    is told that it is alone, and the file that marks the maker goes with it.
    """
    mark = target.with_name(f"{PREFIX}{target.name}.lock")
    with told_of_disk(target):
        mark.parent.mkdir(parents=True, exist_ok=True)
    with _tried(mark, _LOCK_SECONDS if waits else 0) as is_mine:
        try:
            yield is_mine or waits
        finally:
            if is_mine:
                mark.unlink(missing_ok=True)


@contextlib.contextmanager
def _tried(path: Path, seconds: float = 0) -> Generator[bool]:
    """Whether a lock could be had within some seconds; then it is held, also against this process."""
    lock = filelock.FileLock(path, timeout=seconds)
    try:
        lock.acquire()
    except filelock.Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _remove_leftovers(home: Home) -> None:
    for folder in (home.snapshots, home.results):
        _remove([*folder.glob(f"{PREFIX}*"), *folder.glob(f"*/{PREFIX}*")])
    _remove(home.derived.glob(f"{PREFIX}*"))
    for folder in {left.parent for left in home.derived.glob(f"*/{PREFIX}*")}:
        with _tried(folder / LOCK) as is_mine:
            # Else somebody is making a table there: then it is nobody's leftover.
            if is_mine:
                _remove(folder.glob(f"{PREFIX}*"))


def _remove(paths: Iterable[Path]) -> None:
    for left in paths:
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
