"""A chart that differs from its indicator's default one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from weighbridge.catalogue.checks import checked_identifier, checked_text, declared_as, docstring
from weighbridge.catalogue.errors import ContractError

MARKS = ("line_band", "dot_interval", "strip", "stacked_area", "specification_curve")


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure: which indicator, which mark, and a function that adjusts its specification."""

    name: str
    method: str
    title: str
    indicator: str
    mark: str
    draw: Callable[..., object]

    def __post_init__(self) -> None:
        checked_identifier("chart", self.name)
        checked_text(f"chart {self.name}", title=self.title, indicator=self.indicator)
        if self.mark not in MARKS:
            raise ContractError(f"Chart '{self.name}': mark '{self.mark}' is none of {', '.join(MARKS)}.")


def chart(**declared: Any) -> Callable[[Callable[..., object]], Chart]:
    """Declare a chart; the function receives the default specification and returns the changed one."""

    def declare(function: Callable[..., object]) -> Chart:
        name = function.__name__
        given: dict[str, Any] = {
            "name": name,
            "method": docstring("chart", name, function.__doc__),
            "draw": function,
            **declared,
        }
        return declared_as(Chart, "chart", name, given)

    return declare
