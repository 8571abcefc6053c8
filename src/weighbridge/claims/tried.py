"""A claim under one definition: what was found, how sure it is, and whether the statement holds there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from weighbridge.catalogue.units import NARROW_SPACE, Unit
from weighbridge.definitions.orders import Order
from weighbridge.definitions.result import Result
from weighbridge.statistics.claims import Outcome

Limits = tuple[float | None, float | None]
OUTCOME_WORDS = {"holds": "holds", "fails": "fails", "unsure": "unsure", "unavailable": "no data"}
BASES = ("draws", "interval", "bounds", "value", "fact", "none")


class World(Protocol):
    """What a claim may ask: the part of the Python API that answers from stored snapshots."""

    def indicator(
        self,
        name: str,
        group: str | None = None,
        only: Sequence[str] = (),
        month_from: str | None = None,
        month_to: str | None = None,
        as_of: str | None = None,
        choices: Mapping[str, str] | None = None,
    ) -> Result:
        """The rows of an indicator under one definition."""
        ...

    def order(
        self,
        name: str,
        a: str,
        b: str,
        month: str | None = None,
        group: str | None = None,
        as_of: str | None = None,
        choices: Mapping[str, str] | None = None,
    ) -> Order:
        """Whether A is ahead of B, at both ends of what is unplaced."""
        ...

    def table(self, name: str, as_of: str | None = None) -> Any:
        """The Parquet file of a table."""
        ...


@dataclass(frozen=True, slots=True)
class Side:
    """One group's value with its interval and bounds, in the indicator's unit."""

    group: str
    value: float | None
    low: float | None = None
    high: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None

    @property
    def interval(self) -> Limits:
        """The resampling interval."""
        return self.low, self.high

    @property
    def bounds(self) -> Limits:
        """What the unattributed part allows."""
        return self.bound_low, self.bound_high


@dataclass(frozen=True, slots=True)
class Tried:
    """One definition of a claim, or one look-up.

    ``found`` is the value as a reader reads it. ``is_worded`` says that the wording allows this
    definition, ``is_source`` that the origin used it. ``basis`` is what decided: draws, interval, bounds,
    the bare value, or a fact of the registry. ``reason`` says why it is unsure or cannot be computed.
    ``decided_by`` holds the parts of draws in which an order holds, at both ends of the region.
    """

    label: str
    outcome: Outcome
    found: str = ""
    month: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    sides: tuple[Side, ...] = ()
    lead: Side | None = None
    unknown: float | None = None
    decided_by: tuple[float, float] | None = None
    basis: str = "none"
    reason: str = ""
    fingerprint: str = ""
    flags: tuple[str, ...] = ()
    unit: str = ""
    is_worded: bool = True
    is_source: bool = False
    command: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The definition as plain JSON values."""
        body = {name: getattr(self, name) for name in self.__dataclass_fields__}
        side = _side_dict(self.lead) if self.lead else None
        return body | {
            "choices": dict(self.choices),
            "sides": [_side_dict(one) for one in self.sides],
            "lead": side,
            "decided_by": list(self.decided_by) if self.decided_by else None,
            "flags": list(self.flags),
        }

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> Tried:
        """The definition again from its JSON values."""
        given: dict[str, Any] = dict(body)
        given["sides"] = tuple(Side(**side) for side in body["sides"])
        given["lead"] = Side(**body["lead"]) if body["lead"] else None
        given["decided_by"] = tuple(body["decided_by"]) if body["decided_by"] else None
        given["flags"] = tuple(body["flags"])
        return cls(**given)


def _side_dict(side: Side) -> dict[str, Any]:
    return {name: getattr(side, name) for name in side.__dataclass_fields__}


def with_limits(one: Tried) -> str:
    """What was found, each share with its interval or bounds, where the words do not hold them already.

    The first says what its ends are; the others are of the same kind.
    """
    if one.unit != Unit.SHARE.value or not one.sides:
        return one.found
    if one.lead:
        ends = _ends(one.lead)
        return f"{one.found} [lead {ends[0]}, {ends[1]}]" if ends else one.found
    text, at, kind = one.found, 0, ""
    for side in one.sides:
        said = Unit.SHARE.text(side.value, suffix=True)
        where, ends = text.find(said, at), _ends(side)
        if where >= 0 and ends:
            end = where + len(said)
            shown = f" [{ends[0]}{'' if ends[1] == kind else ', ' + ends[1]}]"
            text, at, kind = text[:end] + shown + text[end:], end + len(shown), ends[1]
    return text


def _ends(side: Side) -> tuple[str, str] | None:
    """The interval, or else the bounds, in points, and which of the two it is."""
    kinds = ((f"90{NARROW_SPACE}%", side.interval), ("bounds", side.bounds))
    for name, (low, high) in kinds:
        if low is not None and high is not None and high > low:
            return f"{low * 100:.1f}–{high * 100:.1f}".replace("-", "−"), name
    return None
