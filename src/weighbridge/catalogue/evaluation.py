"""An evaluation: items, arms, outcome classes and clusters of a test that can be run or imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from weighbridge.catalogue.checks import checked_identifier, checked_text, declared_as, docstring
from weighbridge.catalogue.errors import ContractError


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A test of models: what an item can come out as and which items belong together."""

    name: str
    method: str
    title: str
    outcomes: tuple[str, ...]
    arms: tuple[str, ...]
    clusters: tuple[str, ...]
    read: Callable[..., object]

    def __post_init__(self) -> None:
        checked_identifier("evaluation", self.name)
        checked_text(f"evaluation {self.name}", title=self.title)
        if len(set(self.outcomes)) < 2:
            raise ContractError(f"Evaluation '{self.name}' needs at least two outcomes.")


def evaluation(**declared: Any) -> Callable[[Callable[..., object]], Evaluation]:
    """Declare an evaluation; the function reads its verdict rows."""

    def declare(function: Callable[..., object]) -> Evaluation:
        name = function.__name__
        given: dict[str, Any] = {
            "name": name,
            "method": docstring("evaluation", name, function.__doc__),
            "read": function,
            **declared,
        }
        return declared_as(Evaluation, "evaluation", name, given)

    return declare
