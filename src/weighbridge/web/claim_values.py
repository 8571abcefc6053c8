"""The values of a statement's page: one row for each definition, computed here or published by others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.units import Unit
from weighbridge.charts.labels import Label, label_of
from weighbridge.claims.judging import Judged
from weighbridge.claims.replications import Published, beside
from weighbridge.claims.stating import stated
from weighbridge.claims.tried import OUTCOME_WORDS, Side, Tried, with_limits
from weighbridge.entities.families import load_families
from weighbridge.web.strips import Strip, shape

PLACES = {"China": "CN", "United States": "US", "Europe": "EU"}
PUBLISHED = "published"
# Two sides of one row stand above each other, so that neither interval hides the other.
_APART = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A share as it is drawn: whose, the value and its interval, hollow where it is published by others."""

    label: Label
    value: float
    low: float | None = None
    high: float | None = None
    is_hollow: bool = False


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A definition: what is counted, what was found, and what it says of the statement.

    ``said`` are the values in words, each with its interval; ``marks`` those that are shares.
    """

    label: str
    note: str
    said: tuple[tuple[str, str], ...]
    outcome: str
    marks: tuple[Mark, ...] = ()
    unknown: float | None = None
    is_source: bool = False
    is_published: bool = False

    @property
    def strip(self) -> Markup:
        """The shares on a scale from 0 to 100 per cent; nothing where there are none."""
        if not self.marks:
            return Markup("")
        strip = Strip(0.0, 1.0)
        for value, name in ((0.0, "edge"), (0.25, "grid"), (0.5, "grid"), (0.75, "grid"), (1.0, "edge")):
            strip.rule(value, name)
        if self.unknown:
            strip.hatched(1.0 - self.unknown, 1.0)
        for mark, shift in zip(self.marks, shifts(len(self.marks)), strict=True):
            if mark.low is not None and mark.high is not None:
                strip.interval(mark.low, mark.high, shift)
            drawn = shape(mark.label.shape, mark.label.token, hollow=mark.is_hollow)
            strip.mark(mark.value, drawn, shift)
        return strip.text()


def shifts(count: int) -> list[float]:
    """How far the marks of a row stand above and below its middle."""
    return [(position - (count - 1) / 2) * 2 * _APART if count < 3 else 0.0 for position in range(count)]


def values_of(one: Judged) -> list[ValueLine]:
    """What was computed, in the order it was tried, then what others published."""
    shared = common_reason(one)
    computed = [_computed(tried, one.as_of, shared) for tried in one.tried if tried.outcome != "unavailable"]
    return [line for line in (*computed, *_published(beside(one.claim.beside), one.as_of)) if line.said]


def common_reason(one: Judged) -> str:
    """What holds of every computed row, said once; empty where they differ."""
    reasons = {tried.reason for tried in one.tried if tried.outcome != "unavailable"}
    return reasons.pop() if len(reasons) == 1 and len(one.tried) > 1 else ""


def range_words(lines: Sequence[ValueLine]) -> str:
    """How far the first side's share runs over the rows, and how often it is ahead; empty for few rows."""
    drawn = [line for line in lines if line.marks]
    if len(drawn) < 3:
        return ""
    first = drawn[0].marks[0].label
    own = [mark.value for line in drawn for mark in line.marks if mark.label.group == first.group]
    text = f"{first.possessive} share runs from {_share(min(own))} to {_share(max(own))}."
    pairs = [(line.marks[0], line.marks[1]) for line in drawn if len(line.marks) == 2]
    if len(pairs) < 2:
        return text[:1].upper() + text[1:]
    other = pairs[0][1].label
    both = [(a, b) for a, b in pairs if (a.label.group, b.label.group) == (first.group, other.group)]
    ahead = sum(a.value > b.value for a, b in both)
    text = f"{text} It is ahead of {other.subject} in {ahead} of the {len(both)} rows that give both."
    return text[:1].upper() + text[1:]


def _share(value: float) -> str:
    return Unit.SHARE.text(value, suffix=True)


def _computed(tried: Tried, as_of: str, shared: str) -> ValueLine:
    is_share = tried.unit == Unit.SHARE.value and bool(tried.sides)
    marks = [_mark(side, as_of) for side in tried.sides if side.value is not None] if is_share else []
    kept = [mark for mark in marks if mark is not None]
    note = "" if tried.reason == shared else tried.reason
    if kept and not tried.lead:
        said = tuple((f"{mark.label.name} {_share(mark.value)}", _ends(mark)) for mark in kept)
    else:
        said = ((with_limits(tried), ""),) if tried.found else ()
    outcome = OUTCOME_WORDS[tried.outcome]
    return ValueLine(tried.label, note, said, outcome, tuple(kept), tried.unknown, tried.is_source)


def _mark(side: Side, as_of: str) -> Mark | None:
    if side.value is None:
        return None
    return Mark(label_of(kind_of(side.group), side.group, as_of), side.value, side.low, side.high)


def _ends(mark: Mark) -> str:
    if mark.low is None or mark.high is None:
        return ""
    return f"[{Unit.SHARE.text(mark.low)}–{Unit.SHARE.text(mark.high)}]"


def kind_of(group: str) -> str:
    """What a group is, told by its name: a country, a line of models, or a maker without a line."""
    if group.isupper() and len(group) == 2:
        return "country"
    return "line" if any(family.line == group for family in load_families().values()) else "organisation"


def _published(rows: Sequence[Published], as_of: str) -> list[ValueLine]:
    """Peers' figures; those a study gives for one definition stand in one row."""
    held: dict[tuple[str, str, str, str], list[Published]] = {}
    for row in rows:
        held.setdefault((row.study, row.metric, row.definition, row.period), []).append(row)
    lines: list[ValueLine] = []
    for (study, metric, definition, period), group in held.items():
        # Places first, in one order everywhere, so that rows can be compared.
        group.sort(key=lambda row: list(PLACES).index(row.entity) if row.entity in PLACES else len(PLACES))
        marks = [mark for row in group if (mark := _hollow(row, as_of))]
        said = tuple((f"{row.entity} {row.value}", "") for row in group)
        lines.append(
            ValueLine(
                f"{metric}; {definition}; {period}", study, said, PUBLISHED, tuple(marks), is_published=True
            )
        )
    return lines


def _hollow(row: Published, as_of: str) -> Mark | None:
    value, place = stated(row.value), PLACES.get(row.entity)
    if not value.is_share or not place:
        return None
    return Mark(label_of("country", place, as_of), value.value, is_hollow=True)
