"""An indicator: one published number, declared once for every surface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.caveats import CAVEATS
from weighbridge.catalogue.checks import (
    checked_identifier,
    checked_says,
    checked_text,
    declared_as,
    docstring,
)
from weighbridge.catalogue.errors import ContractError, unknown_name
from weighbridge.catalogue.units import Unit

GROUPS = ("country", "organisation", "family", "line", "model", "size", "class", "openness", "method", "all")


@dataclass(frozen=True, slots=True)
class Headline:
    """A definition shown on the home page: its words there and its choices."""

    label: str
    note: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Invalid:
    """A combination of options that contradicts itself, with the reason shown to whoever asks."""

    when: Mapping[str, tuple[str, ...]]
    reason: str

    def applies(self, choices: Mapping[str, str]) -> bool:
        """Whether these choices fall under it: every named axis takes one of the named options."""
        return all(choices.get(axis) in options for axis, options in self.when.items())


@dataclass(frozen=True, slots=True)
class Indicator:
    """One published number.

    ``reads`` names the tables whose lazy frames the ``reduce`` function receives; it returns the
    small table of cells that ``estimate`` turns into values and intervals. ``method_version`` is
    part of every fingerprint: raise it, with a line in ``revisions``, when numbers move. ``movers``
    names the table of single models that could move a value, so that results can name them. ``beside``
    names an axis whose options the page shows next to each other. ``draws_as`` names another indicator
    whose draws it shares, so that a figure has one interval wherever it is shown. ``only_for`` names tables
    that matter under some options alone: a result under other ones neither rests on their snapshots nor
    credits them. ``lacks`` says of a definition and the cells what data is missing, an empty text where
    none is. ``speaks_for_topic`` puts it on the home page, beside those of other topics. ``says`` is the
    answer in words under the default definition: of a pair of countries (``pair``), of one value (``one``),
    or of the first groups (``top`` with ``items``, each an ``item``); elsewhere title and values are said.
    """

    name: str
    method: str
    title: str
    question: str
    topic: str
    unit: Unit
    grain: tuple[str, ...]
    groups: tuple[str, ...]
    axes: tuple[Axis, ...]
    reads: tuple[str, ...]
    estimate: Callable[..., Any]
    resampled: str
    population: str
    caveats: tuple[str, ...]
    cite: tuple[str, ...]
    since: str
    reduce: Callable[..., nw.LazyFrame]
    method_version: str = "1"
    seed: int = 0
    draws_as: str = ""
    invalid: tuple[Invalid, ...] = ()
    headline: tuple[Headline, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    lacks: Callable[..., str] | None = None
    beside: str = ""
    movers: str = ""
    only_for: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    revisions: tuple[str, ...] = ()
    superseded_by: str = ""
    speaks_for_topic: bool = False
    says: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        checked_identifier("indicator", self.name)
        owner = f"indicator {self.name}"
        checked_text(
            owner,
            title=self.title,
            question=self.question,
            topic=self.topic,
            population=self.population,
            resampled=self.resampled,
            since=self.since,
        )
        for caveat in self.caveats:
            if caveat not in CAVEATS:
                raise unknown_name("caveat", caveat, CAVEATS, "Add it to catalogue/caveats.py.")
        for group in self.groups:
            if group not in GROUPS:
                raise unknown_name("group", group, GROUPS, f"See {owner}.")
        for name, option in self.defaults.items():
            self.axis(name).option(option)
        if self.beside:
            self.axis(self.beside)
        for rule in self.invalid:
            self._checked_rule(rule)
        checked_says(owner, self.says)
        if not self.groups or not self.reads or not self.cite:
            raise ContractError(f"{owner}: groups, reads and cite may not be empty.")

    def _checked_rule(self, rule: Invalid) -> None:
        for name, options in rule.when.items():
            axis = self.axis(name)
            for option in options:
                if not axis.open_set:
                    axis.option(option)

    def idle(self, choices: Mapping[str, str]) -> frozenset[str]:
        """The tables that do not matter under these choices."""
        return frozenset(
            table
            for table, axes in self.only_for.items()
            if not any(choices.get(axis) in options for axis, options in axes.items())
        )

    def axis(self, name: str) -> Axis:
        """The axis called ``name``; an error with the nearest names otherwise."""
        for axis in self.axes:
            if axis.name == name:
                return axis
        raise unknown_name(
            f"axis of {self.name}",
            name,
            [axis.name for axis in self.axes],
            f"Try `weighbridge indicators {self.name}`.",
        )

    def default(self, axis: Axis) -> str:
        """The option this indicator takes on ``axis`` when nobody chooses."""
        return self.defaults.get(axis.name, axis.default)


def indicator(**declared: Any) -> Callable[[Callable[..., nw.LazyFrame]], Indicator]:
    """Declare an indicator; the decorated function is its reduction and its docstring its method."""

    def declare(function: Callable[..., nw.LazyFrame]) -> Indicator:
        name = function.__name__
        given: dict[str, Any] = {
            "name": name,
            "method": docstring("indicator", name, function.__doc__),
            "reduce": function,
            **declared,
        }
        return declared_as(Indicator, "indicator", name, given)

    return declare
