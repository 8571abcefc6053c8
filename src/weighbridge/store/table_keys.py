"""Keys of tables, remembered beside what they were worked out from: all code, all judgements, all snapshots.

A key names everything that went into a table, so working one out means importing each table above it and
every source that feeds them, and reading their code. That takes longer than most questions. Where not a byte
of code, of a judgement or of a manifest has changed, the keys have not either, and are read.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from weighbridge.store.digests import code_digest, sha256_value
from weighbridge.store.engine import engine_name
from weighbridge.store.home import Home
from weighbridge.store.snapshots import Snapshot


def state_of(snapshots: Sequence[Snapshot], as_of: str | None = None) -> str:
    """A digest of all a table's key can hang on: code, snapshots that may feed it, the day asked, engine."""
    held = [[s.source, s.date, s.manifest.digest, sorted(s.manifest.stopped)] for s in snapshots]
    return sha256_value([code_digest(), held, as_of or "", engine_name()])


def remembered(home: Home, state: str) -> dict[str, str]:
    """The keys worked out in this state before; none where the file is missing or damaged."""
    try:
        held = json.loads(_path(home, state).read_bytes())
        return dict(held["keys"]) if held["digest"] == sha256_value(held["keys"]) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def remember(home: Home, state: str, keys: Mapping[str, str]) -> None:
    """Keep the keys of this state; a store that cannot be written works them out each time."""
    path = _path(home, state)
    # Not flushed to the disk: a damaged file fails its digest and is written anew.
    content = json.dumps({"digest": sha256_value(dict(keys)), "keys": dict(keys)}).encode()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_bytes(content)
        new.replace(path)


def _path(home: Home, state: str) -> Path:
    return home.cache / "keys" / f"{state[:20]}.json"
