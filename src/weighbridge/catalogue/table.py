"""A table: columns with meanings, a key, expectations, and one lazy expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from weighbridge.catalogue.checks import checked_identifier, checked_text, declared_as, docstring
from weighbridge.catalogue.errors import ContractError

STAGED = "staged"
TYPES = ("text", "integer", "number", "boolean", "date")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, what it means, and whether it may be empty.

    ``values`` closes the vocabulary: any other value stops the table.
    """

    name: str
    type: str
    meaning: str
    nullable: bool = False
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_identifier("column", self.name)
        checked_text(f"column {self.name}", meaning=self.meaning)
        if self.type not in TYPES:
            raise ContractError(f"Column '{self.name}': type '{self.type}' is none of {', '.join(TYPES)}.")


@dataclass(frozen=True, slots=True)
class Rule:
    """How a known trap in the data is treated; shown in the data dictionary."""

    trap: str
    treatment: str

    def __post_init__(self) -> None:
        checked_text("rule", trap=self.trap, treatment=self.treatment)


@dataclass(frozen=True, slots=True)
class Table:
    """A cleaned table or an entity.

    ``reads`` names what it is computed from: ``staged`` is the union of the rows all sources feed
    into it; any other name is a table or an entity. ``columns`` is the result, ``staged_columns``
    what a source must deliver (the result's columns where empty). ``edition`` is of tables whose judgements
    bear the day they were known from: it gives the newest of those days by the day asked about, and ``build``
    is told it as ``known_by``, so that a question about the past is answered without what was learnt since.
    ``parts`` names columns that keep rows apart: ``build`` never brings rows of different values together,
    so what snapshots that share no value feed is built and kept by itself, and stays when another one comes.
    ``pools`` puts small lone accounts together where there are very many: given the engine and the rows, it
    gives fewer, or None where they stay. Only for cells of which no value hangs on the number of accounts.
    """

    name: str
    method: str
    room: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    reads: tuple[str, ...]
    build: Callable[..., Any]
    staged_columns: tuple[Column, ...] = ()
    rules: tuple[Rule, ...] = ()
    judgements: tuple[str, ...] = ()
    edition: Callable[[str | None], str] | None = None
    parts: tuple[str, ...] = ()
    pools: Callable[[Any, Any], Any] | None = None

    def __post_init__(self) -> None:
        checked_identifier("table", self.name)
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ContractError(f"Table '{self.name}' declares a column twice.")
        lost = [name for name in self.key if name not in names]
        if lost or not self.key:
            raise ContractError(f"Table '{self.name}': key {self.key} is empty or not among its columns.")
        if self.parts and (self.reads != (STAGED,) or self.key[: len(self.parts)] != self.parts):
            raise ContractError(
                f"Table '{self.name}': parts {self.parts} must begin its key, and it must read "
                "staged rows alone."
            )

    @property
    def delivered(self) -> tuple[Column, ...]:
        """The columns a source must deliver."""
        return self.staged_columns or self.columns


def _declare(room: str, declared: dict[str, Any]) -> Callable[[Callable[..., Any]], Table]:
    def declare(function: Callable[..., Any]) -> Table:
        name = function.__name__
        given: dict[str, Any] = {
            "name": name,
            "method": docstring(room, name, function.__doc__),
            "room": room,
            "build": function,
            **declared,
        }
        return declared_as(Table, room, name, given)

    return declare


def table(**declared: Any) -> Callable[[Callable[..., Any]], Table]:
    """Declare a cleaned table; the function receives the frames named in ``reads``, in that order."""
    return _declare("table", declared)


def entity(**declared: Any) -> Callable[[Callable[..., Any]], Table]:
    """Declare an entity: a table that may use judgements."""
    return _declare("entity", declared)
