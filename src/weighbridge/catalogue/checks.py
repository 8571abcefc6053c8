"""Checks shared by all declarations: identifiers, texts, unknown fields."""

from __future__ import annotations

import dataclasses
import re
import string
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, TypeVar

from weighbridge.catalogue.errors import ContractError, nearest


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


Declared = TypeVar("Declared", bound=_Dataclass)

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_]*\Z")


def checked_identifier(kind: str, name: str) -> str:
    """The name, if it can stand in a URL, a flag and a file name alike."""
    if not _IDENTIFIER.match(name):
        raise ContractError(f"{kind} name '{name}': expected lower-case letters, digits and underscores.")
    return name


def checked_text(owner: str, **texts: str) -> None:
    """Refuse empty or untrimmed texts, because readers see them letter by letter."""
    for field, text in texts.items():
        if not text or text != text.strip():
            raise ContractError(f"{owner}: '{field}' is empty or has spaces at its ends: {text!r}.")


def declared_as(cls: type[Declared], kind: str, name: str, given: Mapping[str, Any]) -> Declared:
    """A declaration of a class from its fields.

    Raises ``ContractError`` for a field it does not have, naming the nearest one, and for missing ones.
    """
    known = [field.name for field in dataclasses.fields(cls) if field.init]
    for field in given:
        if field not in known:
            close = nearest(field, known, 1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            raise ContractError(f"{kind} '{name}' has no field '{field}'.{hint} Known: {', '.join(known)}.")
    missing = [
        field.name
        for field in dataclasses.fields(cls)
        if field.init
        and field.default is dataclasses.MISSING
        and field.default_factory is dataclasses.MISSING
        and field.name not in given
    ]
    if missing:
        raise ContractError(f"{kind} '{name}' lacks the field(s) {', '.join(missing)}.")
    return cls(**given)


def docstring(kind: str, name: str, text: str | None) -> str:
    """The cleaned docstring of a declaration: it is the published method, so it may not be missing."""
    lines = (text or "").strip().splitlines()
    if not lines:
        raise ContractError(f"{kind} '{name}' needs a docstring: it is shown to readers as the method.")
    rest = [line.removeprefix("    ") for line in lines[1:]]
    return "\n".join([lines[0], *rest]).strip()


_SLOTS = {
    "pair": {"first", "second", "a", "b", "makers_a", "makers_b"},
    "one": {"a"},
    "top": {"items"},
    "item": {"group", "value"},
}


def checked_says(owner: str, says: Mapping[str, str]) -> None:
    """Refuse an answer of an unknown form, or with a slot its form does not fill."""
    for form, words in says.items():
        if form not in _SLOTS:
            raise ContractError(f"{owner}: 'says' has no form '{form}'. Known: {', '.join(_SLOTS)}.")
        slots = {slot for _, slot, _, _ in string.Formatter().parse(words) if slot is not None}
        if not slots or slots - _SLOTS[form]:
            raise ContractError(
                f"{owner}: 'says' {form}: {words!r} must use some of {', '.join(sorted(_SLOTS[form]))}."
            )
    if ("top" in says) != ("item" in says):
        raise ContractError(f"{owner}: 'says' needs both 'top' and 'item', or neither.")
