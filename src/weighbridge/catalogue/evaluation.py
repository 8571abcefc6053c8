"""An evaluation: verdicts of a test that can be run or imported, and how its files are told and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weighbridge.catalogue.checks import checked_identifier, checked_text, declared_as, docstring
from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.verdicts import ARMS, OUTCOMES, TESTS

Rows = Iterable[Mapping[str, Any]]


def _never(path: Path) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A test of models as somebody's program writes it down.

    ``outcomes`` are those it can tell, ``arms`` the kinds of item it has, ``clusters`` what its cases share.
    ``recognises`` says whether a file or folder is one of its, ``read`` gives the verdict rows in it. What
    has no text of an exchange cannot leak one: rows carry verdicts and metadata alone.
    """

    name: str
    method: str
    title: str
    tests: tuple[str, ...]
    outcomes: tuple[str, ...]
    arms: tuple[str, ...]
    clusters: tuple[str, ...]
    read: Callable[[Path], Rows]
    recognises: Callable[[Path], bool] = _never

    def __post_init__(self) -> None:
        checked_identifier("evaluation", self.name)
        checked_text(f"evaluation {self.name}", title=self.title)
        if len(set(self.outcomes)) < 2:
            raise ContractError(f"Evaluation '{self.name}' needs at least two outcomes.")
        for word, given, known in (
            ("test", self.tests, TESTS),
            ("outcome", self.outcomes, OUTCOMES),
            ("arm", self.arms, ARMS),
        ):
            lost = [name for name in given if name not in known]
            if lost or not given:
                raise ContractError(f"Evaluation '{self.name}': {word} {lost} is no known word.")


def evaluation(**declared: Any) -> Callable[[Callable[..., Rows]], Evaluation]:
    """Declare an evaluation; the function reads its verdict rows from a file or folder."""

    def declare(function: Callable[..., Rows]) -> Evaluation:
        name = function.__name__
        given: dict[str, Any] = {
            "name": name,
            "method": docstring("evaluation", name, function.__doc__),
            "read": function,
            **declared,
        }
        return declared_as(Evaluation, "evaluation", name, given)

    return declare
