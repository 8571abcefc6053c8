"""What a published figure is asked of where no indicator counts it: small questions to stored tables.

A probe is one function in a file of ``probes/``, named by its decorator; ``published.csv`` asks for it as
``probe:NAME``. It answers with a value, its unit, and what a reader must know of what was counted.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from weighbridge.catalogue.errors import ContractError, unknown_name
from weighbridge.catalogue.units import Unit
from weighbridge.claims.tried import World

ROOM = "weighbridge.claims.probes"


class Asked(Protocol):
    """What a published figure asks: of whom, under which choices, in which months."""

    @property
    def only(self) -> str:
        """The group or model asked for."""
        ...

    @property
    def choices(self) -> Mapping[str, str]:
        """The probe's own settings."""
        ...

    @property
    def months(self) -> tuple[str, str]:
        """First and last month, both included; empty where none is asked."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A value of ours with its unit; ``note`` says what it leaves out. None where nothing was counted."""

    value: float | None
    unit: Unit | None = None
    note: str = ""


Probe = Callable[[World, Asked, str | None], Answer]
_FOUND: dict[str, Probe] = {}


def probe(name: str) -> Callable[[Probe], Probe]:
    """Declare a probe under a name."""

    def declare(function: Probe) -> Probe:
        known = _FOUND.get(name)
        if known is not None and known.__module__ != function.__module__:
            raise ContractError(f"Two probes are called {name}: {known.__module__}, {function.__module__}.")
        _FOUND[name] = function
        return function

    return declare


@cache
def probes() -> Mapping[str, Probe]:
    """All probes by name. Imports the room."""
    package = importlib.import_module(ROOM)
    for info in pkgutil.iter_modules(package.__path__, f"{ROOM}."):
        importlib.import_module(info.name)
    return dict(_FOUND)


def find_probe(name: str) -> Probe:
    """The probe with a name; an error with the nearest ones otherwise."""
    if name not in probes():
        raise unknown_name("probe", name, sorted(probes()), "See the files of claims/probes.")
    return probes()[name]
