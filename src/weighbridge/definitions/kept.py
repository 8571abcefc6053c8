"""Small answers on disk as JSON, named by what went in, so that a question asked again is only read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from weighbridge.store import atomic
from weighbridge.store.digests import sha256_value
from weighbridge.store.home import Home


def _path(home: Home, kind: str, name: str, key: str) -> Path:
    return home.cache / kind / name / f"{key}.json"


def read(home: Home, kind: str, name: str, key: str) -> Any:
    """The JSON value kept under a key; None where none is, or the file is damaged (it is made anew)."""
    try:
        held = json.loads(_path(home, kind, name, key).read_bytes())
        return held["value"] if held["digest"] == sha256_value(held["value"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(home: Home, kind: str, name: str, key: str, value: Any) -> None:
    """Keep a JSON value in one step."""
    body = {"digest": sha256_value(value), "value": value}
    with atomic.writing(home):
        atomic.write_file(_path(home, kind, name, key), json.dumps(body, ensure_ascii=False).encode())


def once(home: Home, kind: str, name: str, key: str, make: Callable[[], Any], waits: bool = True) -> Any:
    """The JSON value kept under a key, made now if need be, by one process at a time.

    Whoever asks while another makes it waits and reads it, or without ``waits`` gets None at once. None that
    is made is not kept.
    """
    held = read(home, kind, name, key)
    if held is not None:
        return held
    with atomic.alone(_path(home, kind, name, key), waits) as is_mine:
        held = read(home, kind, name, key)
        if held is None and is_mine:
            held = make()
            if held is not None:
                write(home, kind, name, key, held)
    return held
