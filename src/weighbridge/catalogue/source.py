"""A source: a place facts come from, its terms, and how its files are read."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from weighbridge.catalogue.checks import checked_identifier, checked_text, declared_as, docstring
from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.fetching import Fetch
from weighbridge.catalogue.terms import Terms

Reader = Callable[["nw.LazyFrame"], Mapping[str, "nw.LazyFrame"]]
Unpack = Callable[[Path], Iterable[Mapping[str, object]]]


class Kind(enum.Enum):
    """How a raw field is checked and turned into a column.

    The value is the word used in error messages.
    """

    TEXT = "a text"
    MODEL_ID = "a model id, owner/name"
    COUNT = "a whole number, zero or more"
    NUMBER = "a number"
    PART = "a part between 0 and 1"
    BOOLEAN = "true or false"
    DATE = "a date, YYYY-MM-DD, not in the future"
    JSON = "any JSON value"
    TEXTS = "a list of texts"
    LOOSE_TEXTS = "texts in any form"
    TAG = "a list of tags"
    MATCHES = "a text to search"
    KEYED = "an object with texts"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a source's records.

    ``path`` is where it stands in the record (dots step into objects); the name itself where empty.
    ``aliases`` are other spellings seen in the wild, tried in order. A ``TAG`` field looks among the texts
    of a list: it is the rest of the first that begins with ``prefix``, or the list of the rests of all
    (``takes_all``; empty where none begins so, null where there is no list), or the longest of those that
    are one of ``words``, of two as long the first in the alphabet. ``LOOSE_TEXTS`` takes a text, a list or
    anything else as texts and is never wrong: it is for fields people fill as they like. ``MATCHES``
    searches a text and takes the first group of each match of ``pattern``, ``KEYED`` takes the values of
    those keys of an object that ``pattern`` matches; where there is no text or object they say nothing. A
    record whose ``required`` field is missing, or any of whose fields has the wrong form, goes to
    quarantine with the reason.
    """

    name: str
    kind: Kind
    required: bool = False
    path: str = ""
    aliases: tuple[str, ...] = ()
    prefix: str = ""
    pattern: str = ""
    takes_all: bool = False
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_identifier("field", self.name)
        if (self.kind in (Kind.MATCHES, Kind.KEYED)) != bool(self.pattern):
            raise ContractError(f"Field '{self.name}': MATCHES and KEYED, and no other, need a pattern.")
        if (self.kind is Kind.TAG) != (bool(self.prefix) != bool(self.words)):
            raise ContractError(f"Field '{self.name}': a TAG field, and no other, needs a prefix or words.")
        if self.takes_all and not self.prefix:
            raise ContractError(f"Field '{self.name}': takes all of which tags? It has no prefix.")
        if '"' in self.prefix + "".join(self.words):
            raise ContractError(f"Field '{self.name}': a tag with a quotation mark cannot be looked for.")

    @property
    def place(self) -> str:
        """Where the value usually stands in a record, as messages name it."""
        return self.path or self.name

    @property
    def expected(self) -> str:
        """What is expected, and what is taken of it."""
        if self.words:
            return f"{self.kind.value}; the longest of {len(self.words)} known words"
        if self.prefix:
            which = "all that begin" if self.takes_all else "the first that begins"
            return f"{self.kind.value}; {which} with `{self.prefix}`"
        return self.kind.value

    @property
    def paths(self) -> tuple[str, ...]:
        """Every place the value may stand, the usual one first."""
        return (self.place, *self.aliases)


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package that carries a source's facts, pinned like any other dependency.

    ``file`` is the file in it that holds them, ``dated`` finds the day they are of in that file, and
    ``unpack`` gives its records. Nothing is copied: the package is the snapshot.
    """

    distribution: str
    module: str
    file: str
    dated: Callable[[Path], str]
    unpack: Unpack


@dataclass(frozen=True, slots=True)
class Source:
    """A place facts come from.

    ``credit`` is the sentence that must travel with the facts. ``tables`` are the tables it feeds;
    ``list_id`` names what it watches, where it watches models over time (an option of the axis
    ``list``), and ``covers_accounts`` whether it takes every model of an account it watches. ``package``
    is the installed package that carries its facts, if one does; ``fetch`` says how the network is asked
    for them, if it can be. ``read`` turns checked records into rows of those tables.
    """

    name: str
    method: str
    title: str
    producer: str
    homepage: str
    terms: Terms
    credit: str
    cadence: str
    tables: tuple[str, ...]
    fields: tuple[Field, ...]
    read: Reader
    list_id: str = ""
    list_title: str = ""
    platform: str = "huggingface"
    covers_accounts: bool = False
    package: Package | None = None
    fetch: Fetch | None = None

    def __post_init__(self) -> None:
        checked_identifier("source", self.name)
        checked_text(
            f"source {self.name}",
            title=self.title,
            producer=self.producer,
            homepage=self.homepage,
            credit=self.credit,
            cadence=self.cadence,
        )
        if not self.homepage.startswith("https://"):
            raise ContractError(f"Source '{self.name}': homepage is no https address: {self.homepage}.")
        if not self.tables or not self.fields:
            raise ContractError(f"Source '{self.name}' feeds no table or has no fields.")
        if self.list_id and not self.list_title:
            raise ContractError(f"Source '{self.name}' names a list without saying what is on it.")


def source(**declared: Any) -> Callable[[Reader], Source]:
    """Declare a source; the decorated function reads its checked records into rows of tables."""

    def declare(function: Reader) -> Source:
        name = function.__name__
        given: dict[str, Any] = {
            "name": name,
            "method": docstring("source", name, function.__doc__),
            "read": function,
            **declared,
        }
        return declared_as(Source, "source", name, given)

    return declare
