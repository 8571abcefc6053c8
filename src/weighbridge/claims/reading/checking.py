"""A sentence that was read, tried under every definition it leaves open; or what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.catalogue import registry
from weighbridge.catalogue.claim import Claim, Document
from weighbridge.catalogue.errors import nearest
from weighbridge.claims import judging
from weighbridge.claims.arena import level_with
from weighbridge.claims.asking import Ask
from weighbridge.claims.judging import Judged
from weighbridge.claims.reading.grammar import READ, Reading, read
from weighbridge.claims.reading.relating import crossover, growth, lag_of, lead_of, rank_of, ratio_of
from weighbridge.claims.tried import Tried, World
from weighbridge.entities.families import load_families

SENTENCE = Document("sentence", "The sentence asked", "article")
NO_MONTH = "No month is named: looked at the newest one held. Name one, such as: in September 2025."
ARENA_MONTHS = ("2025-01", "2099-12")


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence, how it was read, and its verdict where it was read whole.

    ``near`` are the statements of the list nearest to it, never a verdict of their own.
    """

    reading: Reading
    judged: Judged | None
    near: tuple[Claim, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was taken for granted."""
        if self.judged is None or self.reading.months or self.reading.indicator == "arena":
            return ()
        return (NO_MONTH,)

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        found = self.reading
        return {
            "sentence": found.text,
            "status": found.status,
            "reading": {
                "kind": found.kind or None,
                "indicator": found.indicator or None,
                "group": found.group or None,
                "subjects": list(found.subjects),
                "parts": [list(part) for part in found.parts],
                "number": found.number or None,
                "months": list(found.months),
                "left_open": {axis: list(options) for axis, options in found.choices.items()},
            },
            "asks": list(found.asks),
            "unread": list(found.unread),
            "reason": found.reason or None,
            "notes": list(self.notes),
            "verdict": self.judged.decision.verdict if self.judged else None,
            "word": self.judged.word if self.judged else None,
            "lean": self.judged.decision.lean if self.judged else None,
            "tried": [one.as_dict() for one in self.judged.tried] if self.judged else [],
            "near": [{"id": claim.id, "words": claim.words} for claim in self.near],
        }


def check(text: str, world: World, newest: str = "", as_of: str | None = None) -> Checked:
    """Read a sentence and, where it was read whole, judge it."""
    found = read(text)
    near = tuple(similar(found.text))
    if found.status != READ:
        return Checked(found, None, near)
    judged = judging.judge(claim_from(found), world, newest, as_of)
    return Checked(found, judged, near)


def claim_from(found: Reading) -> Claim:
    """The sentence as a claim: its test follows from the kind of comparison."""
    period = _period(found)
    return Claim(
        name="sentence",
        method="The sentence asked.",
        id="S00",
        words=found.text[:200].strip(),
        printed_in=(SENTENCE,),
        topic="Asked",
        predicate=found.words,
        test=_test(found),
        period=period,
        period_is="any" if found.indicator == "arena" else "whole",
        indicator=_known(found),
        group=found.group,
        as_worded=found.choices,
    )


def _known(found: Reading) -> str:
    return "" if found.indicator == "arena" else found.indicator


def _period(found: Reading) -> tuple[str, str] | None:
    if found.kind == "growth" or not found.months:
        return None
    return found.months[-1], found.months[-1]


def _test(found: Reading) -> Callable[[Ask], Sequence[Tried]]:
    parts, subjects, number = found.parts, found.subjects, found.number
    tests: dict[str, Callable[[Ask], Sequence[Tried]]] = {
        "values": lambda ask: ask.values(dict(parts)),
        "order": lambda ask: ask.order(subjects[0], subjects[1]),
        "lead": lambda ask: lead_of(ask, subjects, number),
        "tie": lambda ask: lead_of(ask, subjects, f"within {number}"),
        "ratio": lambda ask: ratio_of(ask, subjects, number),
        "rank": lambda ask: rank_of(ask, subjects[0], int(number)),
        "crossover": lambda ask: crossover(ask, subjects, found.months[-1]),
        "growth": lambda ask: growth(ask, parts, found.months),
        "lag": lambda ask: lag_of(ask, number),
    }
    if found.indicator == "arena":
        return lambda ask: _level(ask, subjects)
    return tests[found.kind]


def _level(ask: Ask, lines: tuple[str, ...]) -> list[Tried]:
    """Two lines on the boards of the month named, or of the newest that are held."""
    makers = tuple({family.organisation_id for family in load_families().values() if family.line in lines})
    found = level_with(ask, f"{lines[0]}*", f"{lines[1]}*", makers=makers)
    if ask.claim.period is None and found:
        newest = max(one.month for one in found)
        found = [one for one in found if one.month == newest]
    return found


def similar(text: str, most: int = 3) -> list[Claim]:
    """The statements of the list that read most like a sentence."""
    words = {claim.words.casefold()[:200]: claim for claim in judging.claims()}
    return [words[near] for near in nearest(text.casefold()[:200], words, most) if text.strip()]


def measures() -> list[str]:
    """The titles of what can be asked."""
    return sorted(declared.title for declared in registry.indicators())
