"""Leads on disk: small JSON files, named by what went in, so that a question asked again is only read."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from weighbridge.definitions.leads import Lead
from weighbridge.statistics.flips import Flip
from weighbridge.store import atomic
from weighbridge.store.digests import sha256_value
from weighbridge.store.home import Home


def _path(home: Home, indicator: str, key: str) -> Path:
    return home.cache / "leads" / indicator / f"{key}.json"


def read(home: Home, indicator: str, key: str) -> list[Lead] | None:
    """The leads stored under a key; None where none are, or the file is damaged (they are made anew)."""
    try:
        held = json.loads(_path(home, indicator, key).read_bytes())
        if held["digest"] != sha256_value(held["leads"]):
            return None
        return [_lead(body) for body in held["leads"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(home: Home, indicator: str, key: str, leads: list[Lead]) -> None:
    """Store leads in one step."""
    bodies: list[dict[str, Any]] = [dataclasses.asdict(lead) for lead in leads]
    body = {"digest": sha256_value(bodies), "leads": bodies}
    with atomic.writing(home):
        atomic.write_file(_path(home, indicator, key), json.dumps(body, ensure_ascii=False).encode())


def _lead(body: dict[str, Any]) -> Lead:
    held = body.pop("flip")
    flags = tuple(body.pop("flags"))
    return Lead(**body, flags=flags, flip=Flip(**held) if held else None)
