"""Whether makers release weekly: a short usual gap and a high rate, both over the twelve months claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from weighbridge.claims.asking import Ask
from weighbridge.claims.tried import Side, Tried
from weighbridge.definitions.wording import group_name
from weighbridge.statistics.claims import Band, Outcome, joined, range_outcome
from weighbridge.statistics.counts import WEEKLY_GAP_DAYS, WEEKLY_RATE

_RATE = Band(WEEKLY_RATE, float("inf"))
GAPS = "release_gap"


def weekly(ask: Ask, makers: Sequence[str]) -> list[Tried]:
    """Whether each maker releases weekly: a median gap of at most 7 days, 4.3 or more releases in 30 days.

    One burst gives a short median gap, so the rate must be there as well. Each maker is a reading of its
    own: the words do not say which are meant.
    """
    found = []
    for maker in makers:
        name = group_name(maker, "organisation")
        for one in ask.each(lambda choices, month, maker=maker: _weekly(ask, maker, choices, month)):
            label = f"{name}, {one.label}"
            found.append(replace(one, label=label, choices={**one.choices, "maker": maker}))
    return found


def _weekly(ask: Ask, maker: str, choices: Mapping[str, str], month: str) -> Tried:
    rates = ask.result(choices, month)
    if not rates.months:
        return Tried("", "unavailable", month=month, reason="No list with releases is stored.")
    at = rates.months[-1]
    gaps = ask.world.indicator(
        GAPS, "organisation", month_from=at, month_to=at, as_of=ask.day, choices=choices
    )
    rate, gap = rates.at(at, maker), gaps.at(at, maker)
    if rate is None or rate.value is None:
        return Tried("", "unavailable", month=at, reason=f"No release of {maker} is on the stored lists.")
    ends = [end for end in (rate.value, rate.low, rate.high, rate.bound_high) if end is not None]
    outcomes: list[Outcome] = [range_outcome(min(ends), max(ends), _RATE)]
    days = gap.value if gap else None
    # The median gap has no interval; where it is not known the rate alone can refute, not confirm.
    outcomes.append("unsure" if days is None else "holds" if days <= WEEKLY_GAP_DAYS else "fails")
    known = "not known" if days is None else f"{days:.0f} days"
    limits = f" [{rate.low:.1f} to {rate.high:.1f}]" if rate.low is not None and rate.high is not None else ""
    return Tried(
        "",
        joined(outcomes),
        f"{rate.value:.1f} releases in 30 days{limits}, half of the gaps up to {known}",
        at,
        sides=(Side(maker, rate.value, rate.low, rate.high, rate.bound_low, rate.bound_high),),
        basis="interval" if rate.low is not None else "value",
        fingerprint=rates.fingerprint,
        flags=rate.flags,
        unit=rates.unit.value,
    )
