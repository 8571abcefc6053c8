"""SHA-256 of files, values and of the code that computes a table."""

from __future__ import annotations

import functools
import hashlib
import json
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
    """One SHA-256 over several files, their names relative to ``base`` included."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(base).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@functools.cache
def code_digest() -> str:
    """The digest of all code and judgements that can move a number.

    Any edit there makes derived tables stale. Rebuilding a little too often is cheap; serving a
    table that an older rule computed is not.
    """
    paths = [
        path
        for room in _ROOMS_OF_METHOD
        for pattern in ("*.py", "*.csv")
        for path in (_PACKAGE / room).rglob(pattern)
    ]
    return sha256_files(paths, _PACKAGE)
