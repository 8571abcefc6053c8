"""Finds declarations by walking the package; there is no list to edit.

A room's files are listed without importing them, so that asking for one indicator imports one file.
Names that begin with an underscore are helpers of a room and are not searched.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable

from weighbridge.catalogue.chart import Chart
from weighbridge.catalogue.claim import Claim
from weighbridge.catalogue.errors import ContractError, unknown_name
from weighbridge.catalogue.evaluation import Evaluation
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.source import Source
from weighbridge.catalogue.table import Table

Declaration = Source | Table | Indicator | Claim | Evaluation | Chart

ROOMS: dict[str, tuple[str, type]] = {
    "source": ("sources", Source),
    "table": ("tables", Table),
    "entity": ("entities", Table),
    "indicator": ("indicators", Indicator),
    "claim": ("claims", Claim),
    "evaluation": ("evaluations", Evaluation),
    "chart": ("charts", Chart),
}


@functools.cache
def modules(kind: str) -> dict[str, str]:
    """Module path by file name of a room: what *could* hold a declaration."""
    room, _ = ROOMS[kind]
    try:
        package = importlib.import_module(f"weighbridge.{room}")
    except ModuleNotFoundError:
        return {}
    found: dict[str, str] = {}
    for info in pkgutil.walk_packages(package.__path__, f"weighbridge.{room}."):
        name = info.name.rsplit(".", 1)[1]
        if info.ispkg or name.startswith("_"):
            continue
        if name in found:
            raise ContractError(f"Two files are called {name}: {found[name]} and {info.name}.")
        found[name] = info.name
    return found


@functools.cache
def _declared(kind: str, name: str) -> Declaration | None:
    module = importlib.import_module(modules(kind)[name])
    _, cls = ROOMS[kind]
    own = [value for key, value in vars(module).items() if isinstance(value, cls) and key == value.name]
    held = [value for value in own if value.name == name]
    if held:
        return held[0]
    # A room may hold plain functions beside its declarations (entities do); an indicator,
    # a source or a claim in a file of another name would never be found, so it is refused.
    misplaced = [value.name for value in own if value.method and _module_of(value) == module.__name__]
    if misplaced:
        raise ContractError(f"{module.__name__} declares {misplaced[0]}: the file must bear that name.")
    return None


def _module_of(value: Declaration) -> str:
    function = getattr(value, "reduce", None) or getattr(value, "build", None) or getattr(value, "read", None)
    return getattr(function, "__module__", "")


def find(kind: str, name: str) -> Declaration:
    """The declaration of a kind called ``name``; an error with the nearest names otherwise."""
    found = _declared(kind, name) if name in modules(kind) else None
    if found is None:
        raise unknown_name(kind, name, names(kind), f"Try `weighbridge {_listing(kind)}`.")
    return found


def _listing(kind: str) -> str:
    return {"indicator": "indicators", "source": "sources", "claim": "claims"}.get(kind, "doctor")


def names(kind: str) -> list[str]:
    """All names of a kind, sorted. Imports the room."""
    return sorted(name for name in modules(kind) if _declared(kind, name) is not None)


def every(kind: str) -> list[Declaration]:
    """All declarations of a kind, sorted by name."""
    return [find(kind, name) for name in names(kind)]


def indicator(name: str) -> Indicator:
    """The indicator called ``name``."""
    found = find("indicator", name)
    if not isinstance(found, Indicator):
        raise ContractError(f"'{name}' is no indicator.")
    return found


def source(name: str) -> Source:
    """The source called ``name``."""
    found = find("source", name)
    if not isinstance(found, Source):
        raise ContractError(f"'{name}' is no source.")
    return found


def indicators() -> list[Indicator]:
    """All indicators, sorted by name."""
    return [item for item in every("indicator") if isinstance(item, Indicator)]


def sources() -> list[Source]:
    """All sources, sorted by name."""
    return [item for item in every("source") if isinstance(item, Source)]


def table(name: str) -> Table:
    """The table or entity called ``name``."""
    for kind in ("table", "entity"):
        if name in modules(kind):
            found = _declared(kind, name)
            if isinstance(found, Table):
                return found
    raise unknown_name("table", name, [item.name for item in tables()], "Try `weighbridge doctor`.")


def tables() -> list[Table]:
    """All tables, then all entities, each sorted by name."""
    held: Iterable[Declaration] = [*every("table"), *every("entity")]
    return [item for item in held if isinstance(item, Table)]


def upstream(reads: tuple[str, ...], without: frozenset[str] = frozenset()) -> list[Table]:
    """Every table and entity that some tables rest on, themselves included, each once.

    What is only reached through a table of ``without`` is left out.
    """
    found: dict[str, Table] = {}
    todo = list(reads)
    while todo:
        name = todo.pop()
        if name == "staged" or name in found or name in without:
            continue
        found[name] = table(name)
        todo += found[name].reads
    return [found[name] for name in sorted(found)]


def read_by(indicators: Iterable[Indicator]) -> list[Table]:
    """Every table and entity that some indicators rest on."""
    return upstream(tuple({name for one in indicators for name in (*one.reads, one.movers) if name}))
