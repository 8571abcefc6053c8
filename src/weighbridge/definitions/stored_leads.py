"""Leads as JSON values, to be kept and read again."""

from __future__ import annotations

import dataclasses
from typing import Any

from weighbridge.definitions import kept
from weighbridge.definitions.leads import Lead
from weighbridge.statistics.flips import Flip
from weighbridge.store.home import Home

_KIND = "leads"


def read(home: Home, indicator: str, key: str) -> list[Lead] | None:
    """The leads kept under a key; None where none are, or the file is damaged (they are made anew)."""
    held = kept.read(home, _KIND, indicator, key)
    try:
        return None if held is None else [_lead(body) for body in held]
    except (KeyError, TypeError):
        return None


def write(home: Home, indicator: str, key: str, leads: list[Lead]) -> None:
    """Keep leads in one step."""
    kept.write(home, _KIND, indicator, key, [dataclasses.asdict(lead) for lead in leads])


def _lead(body: dict[str, Any]) -> Lead:
    held = body.pop("flip")
    flags = tuple(body.pop("flags"))
    return Lead(**body, flags=flags, flip=Flip(**held) if held else None)
