"""A claim: one public statement, who said it, and the definitions its words allow."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from weighbridge.catalogue.checks import checked_identifier, checked_text, declared_as, docstring


@dataclass(frozen=True, slots=True)
class Claim:
    """One public statement.

    ``words`` is a short quotation; ``as_defined`` the definition its source used, ``as_worded`` the
    options its wording leaves open; both are stated before any result is seen. ``test`` decides one
    definition from its draws and bounds.
    """

    name: str
    method: str
    words: str
    said_by: str
    published_on: datetime.date
    url: str
    indicator: str
    test: Callable[..., object]
    as_defined: Mapping[str, str] = field(default_factory=dict)
    as_worded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        checked_identifier("claim", self.name)
        checked_text(f"claim {self.name}", words=self.words, said_by=self.said_by)


def claim(**declared: Any) -> Callable[[Callable[..., object]], Claim]:
    """Declare a claim; the function is its test and the docstring its argument."""

    def declare(function: Callable[..., object]) -> Claim:
        name = function.__name__
        given: dict[str, Any] = {
            "name": name,
            "method": docstring("claim", name, function.__doc__),
            "test": function,
            **declared,
        }
        return declared_as(Claim, "claim", name, given)

    return declare
