"""A claim: one public statement, who said it, and the definitions its words allow."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from weighbridge.catalogue.checks import checked_fields, checked_identifier, checked_text, docstring


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


def claim(**declared: object) -> Callable[[Callable[..., object]], Claim]:
    """Declare a claim; the function is its test and the docstring its argument."""

    def declare(function: Callable[..., object]) -> Claim:
        name = function.__name__
        given = {
            "name": name,
            "method": docstring("claim", name, function.__doc__),
            "test": function,
            **declared,
        }
        checked_fields("claim", name, Claim, given)
        return Claim(**given)  # type: ignore[arg-type]  # checked_fields has compared the names

    return declare
