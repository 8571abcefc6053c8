"""Statements that relate two groups or two months: leads, ratios, ranks, crossings, growth, months behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from weighbridge.claims.asking import Ask, both, stated_outcome
from weighbridge.claims.stating import stated
from weighbridge.claims.tried import Side, Tried
from weighbridge.definitions.result import NONE, UNKNOWN
from weighbridge.definitions.wording import group_name, month_name
from weighbridge.statistics.claims import Band, Outcome, range_outcome, value_outcome

WITHIN = "within "
FLIPPED: dict[Outcome, Outcome] = {
    "holds": "fails",
    "fails": "holds",
    "unsure": "unsure",
    "unavailable": "unavailable",
}


def lead_of(ask: Ask, subjects: Sequence[str], number: str) -> list[Tried]:
    """Whether the lead of one group over another is as stated; "within 2 points" asks for a tie."""
    is_tie = number.startswith(WITHIN)
    value = stated(number.removeprefix(WITHIN))
    band = Band(-value.value, value.value, is_high_open=False) if is_tie else value.band
    found = []
    for one in ask.order(subjects[0], subjects[1]):
        lead = one.lead
        if lead is None or lead.value is None:
            found.append(one)
            continue
        limits = [end for end in (*lead.interval, *lead.bounds, lead.value) if end is not None]
        outcome = range_outcome(min(limits), max(limits), band) if is_tie else stated_outcome(lead, band)
        if "period_mismatch" in one.flags:
            outcome = "unsure"
        basis = "interval" if lead.low is not None else "bounds"
        found.append(replace(one, outcome=outcome, decided_by=None, basis=basis))
    return found


def ratio_of(ask: Ask, subjects: Sequence[str], number: str) -> list[Tried]:
    """Whether one group has so many times as much as another; bounded by what is unplaced."""
    band = stated(number).band
    found = []
    for one in ask.values(dict.fromkeys(subjects, "1 %")):
        sides = one.sides
        if len(sides) != 2 or any(side.value is None for side in sides) or not sides[1].value:
            found.append(
                replace(one, outcome="unavailable", reason=one.reason or "One of the two has nothing.")
            )
            continue
        ratio = (sides[0].value or 0.0) / sides[1].value
        low, high = _ratio_bounds(sides[0], sides[1])
        outcome = stated_outcome(Side("", ratio, bound_low=low, bound_high=high), band)
        if "period_mismatch" in one.flags:
            outcome = "unsure"
        text = f"{one.found}: {ratio:.2f} times"
        found.append(replace(one, outcome=outcome, found=text, basis="bounds"))
    return found


def _ratio_bounds(first: Side, second: Side) -> tuple[float | None, float | None]:
    """All that is unplaced to the second, then to the first."""
    ends = (first.bound_low, first.bound_high, second.bound_low, second.bound_high)
    if any(end is None for end in ends) or not second.bound_low or not second.bound_high:
        return None, None
    return (first.bound_low or 0.0) / second.bound_high, (first.bound_high or 0.0) / second.bound_low


def rank_of(ask: Ask, subject: str, wanted: int) -> list[Tried]:
    """Whether a group is the n-th by value: sure where its neighbours cannot pass it, whoever is unplaced."""

    def decide(choices: Mapping[str, str], month: str) -> Tried:
        result = ask.result(choices, month)
        at = result.months[-1]
        rows = [
            row
            for row in result.rows
            if row.month == at and row.group not in (UNKNOWN, NONE) and row.value is not None
        ]
        ranked = sorted(rows, key=lambda row: (-(row.value or 0.0), row.group))
        names = [row.group for row in ranked]
        if subject not in names or len(names) < wanted:
            return Tried("", "unavailable", reason=f"No value of {subject} in {month_name(at)}.")
        place = names.index(subject) + 1
        outcome: Outcome = "holds" if place == wanted else "fails"
        # A rank hangs on two orders: with the group above and with the group below, or with whoever holds
        # the place that was claimed.
        others = [place - 2, place] if place == wanted else [wanted - 1]
        unplaced = next((row.value for row in result.rows if row.month == at and row.group == UNKNOWN), 0.0)
        for other in others:
            if 0 <= other < len(ranked):
                gap = abs((ranked[other].value or 0.0) - (ranked[place - 1].value or 0.0))
                if gap <= (unplaced or 0.0) or _overlap(ranked[other], ranked[place - 1]):
                    outcome = "unsure"
        by = ask.claim.group
        shown = ", ".join(
            f"{group_name(row.group, by)} {result.unit.text(row.value, True)}" for row in ranked[:3]
        )
        text = f"{group_name(subject, by)} is number {place}; first are {shown}"
        sides = tuple(Side(row.group, row.value, row.low, row.high) for row in ranked[:3])
        return Tried("", outcome, text, at, sides=sides, basis="interval", unit=result.unit.value)

    return ask.each(decide)


def _overlap(one: object, other: object) -> bool:
    """Whether two intervals meet: no test of a tie, but reason enough not to be sure of a rank."""
    ends = [getattr(row, name) for row in (one, other) for name in ("low", "high")]
    if any(end is None for end in ends):
        return False
    return ends[0] <= ends[3] and ends[2] <= ends[1]


def crossover(ask: Ask, subjects: Sequence[str], month: str) -> list[Tried]:
    """Whether a group was behind another in the month before and is ahead in the month named."""
    after = ask.order(subjects[0], subjects[1])
    earlier = Ask(replace(ask.claim, period=(_before(month),) * 2), ask.world, ask.day)
    before = earlier.order(subjects[0], subjects[1])
    found = []
    for now, then in zip(after, before, strict=True):
        behind = replace(
            then, outcome=FLIPPED[then.outcome], found=f"{month_name(_before(month))}: {then.found}"
        )
        found.append(both(now, behind))
    return found


def growth(ask: Ask, parts: Sequence[tuple[str, str]], months: Sequence[str]) -> list[Tried]:
    """Whether a group went from one stated share to another between two months."""
    steps = []
    for (group, text), month in zip(parts, months, strict=True):
        one = Ask(replace(ask.claim, period=(month, month)), ask.world, ask.day)
        steps.append(one.values({group: text}))
    return [both(first, last) for first, last in zip(*steps, strict=True)]


def lag_of(ask: Ask, number: str) -> list[Tried]:
    """Whether one side is so many months behind the other, by every method of counting."""
    band = stated(number).band

    def decide(choices: Mapping[str, str], month: str) -> Tried:
        result = ask.result(choices, month)
        at = result.months[-1]
        rows = [row for row in result.rows if row.month == at and row.value is not None]
        outcomes: list[Outcome] = [value_outcome(row.value, band, (row.low, row.high)) for row in rows]
        outcome: Outcome = outcomes[0] if len(set(outcomes)) == 1 else "unsure"
        if not rows:
            return Tried("", "unavailable", month=at, reason="No method gives a value.")
        text = ", ".join(f"{row.group.replace('_', ' ')} {result.unit.text(row.value)}" for row in rows)
        sides = tuple(Side(row.group, row.value, row.low, row.high) for row in rows)
        return Tried(
            "",
            outcome,
            text,
            at,
            sides=sides,
            basis="interval",
            reason="" if len(set(outcomes)) < 2 else "Methods of counting differ.",
            fingerprint=result.fingerprint,
            unit=result.unit.value,
        )

    return ask.each(decide)


def _before(month: str) -> str:
    year, number = map(int, month.split("-"))
    total = year * 12 + number - 2
    return f"{total // 12:04d}-{total % 12 + 1:02d}"
