"""A claim judged: every definition tried, the two verdicts, and the word a reader sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.catalogue import registry
from weighbridge.catalogue.claim import Claim
from weighbridge.catalogue.errors import unknown_name
from weighbridge.claims.asking import Ask
from weighbridge.claims.tried import Tried, World
from weighbridge.statistics.claims import WORDS, Decision, verdict, word_key


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with what was found.

    ``decision`` is over all definitions the wording allows, ``as_defined`` under the source's own.
    ``key`` names the reader's word; ``axis`` the choice on which the definitions part, where one does.
    """

    claim: Claim
    tried: tuple[Tried, ...]
    decision: Decision
    as_defined: str
    key: str
    axis: str
    as_of: str

    @property
    def word(self) -> str:
        """The verdict as a reader sees it."""
        return WORDS[self.key]

    @property
    def worded(self) -> list[Tried]:
        """The definitions the wording allows and the data can answer."""
        return [one for one in self.tried if one.is_worded and one.outcome != "unavailable"]

    @property
    def owed(self) -> list[Tried]:
        """The definitions that wait for data."""
        return [one for one in self.tried if one.outcome == "unavailable"]

    @property
    def shown(self) -> Tried | None:
        """The definition to show first: the source's own where it was computed, else the wording's first."""
        computed = [one for one in self.tried if one.outcome != "unavailable"]
        return next((one for one in computed if one.is_source), computed[0] if computed else None)

    @property
    def missing(self) -> str:
        """What would decide it, where something is lacking."""
        if self.decision.verdict in ("supported", "contradicted", "definition_dependent"):
            return ""
        owed = next((one.reason for one in self.owed if one.reason), "")
        nothing = "" if self.tried else "No stored snapshot holds what the statement is about."
        return self.claim.lacks or owed or nothing

    def as_dict(self) -> dict[str, Any]:
        """The judged claim as plain JSON values."""
        claim = self.claim
        return {
            "id": claim.id,
            "name": claim.name,
            "words": claim.words,
            "verdict": self.decision.verdict,
            "word": self.word,
            "lean": self.decision.lean,
            "definitions": self.decision.definitions,
            "as_defined": self.as_defined,
            "as_worded": self.decision.verdict,
            "deciding_axis": self.axis,
            "findings": dict(claim.findings),
            "topic": claim.topic,
            "predicate": claim.predicate,
            "period": list(claim.period) if claim.period else None,
            "printed_in": [document.name for document in claim.printed_in],
            "through": [document.name for document in claim.through],
            "origin": claim.origin.name if claim.origin else None,
            "repeats": claim.repeats or None,
            "source_says": claim.source_says or None,
            "found": self.shown.found if self.shown else None,
            "definition": self.shown.label if self.shown else None,
            "missing": self.missing or None,
            "as_of": self.as_of,
            "tried": [one.as_dict() for one in self.tried],
        }


def judge(claim: Claim, world: World, newest: str = "", as_of: str | None = None) -> Judged:
    """Try a claim under every definition and draw the verdict, dated ``newest`` unless a day is asked."""
    tried: Sequence[Tried] = claim.test(Ask(claim, world, as_of))
    return judged(claim, tried, as_of or newest)


def judged(claim: Claim, tried: Sequence[Tried], as_of: str) -> Judged:
    """The verdict on what was tried."""
    decision = verdict([one.outcome for one in tried if one.is_worded])
    source = verdict([one.outcome for one in tried if one.is_source])
    key = word_key(decision.verdict, claim.findings.keys(), claim.is_sources_own)
    return Judged(claim, tuple(tried), decision, source.verdict, key, deciding(tried), as_of)


def deciding(tried: Sequence[Tried]) -> str:
    """The axis that splits the definitions that hold from those that fail, most cleanly."""
    told = [one for one in tried if one.is_worded and one.outcome in ("holds", "fails")]
    if len({one.outcome for one in told}) < 2:
        return ""
    axes = sorted({axis for one in told for axis in one.choices})
    best, least = "", len(told)
    for axis in axes:
        sides: dict[str, Counter[str]] = {}
        for one in told:
            sides.setdefault(one.choices.get(axis, ""), Counter())[one.outcome] += 1
        wrong = sum(min(count["holds"], count["fails"]) for count in sides.values())
        if len(sides) > 1 and wrong < least:
            best, least = axis, wrong
    return best


def claims() -> list[Claim]:
    """All claims, by their numbers."""
    found = [item for item in registry.every("claim") if isinstance(item, Claim)]
    return sorted(found, key=lambda item: (item.id.rstrip("0123456789"), len(item.id), item.id))


def claim_of(text: str) -> Claim:
    """The claim with a number or a name; an error with the nearest ones otherwise."""
    every = claims()
    wanted = text.strip()
    for item in every:
        if wanted.casefold() in (item.id.casefold(), item.name):
            return item
    known = [*(item.id for item in every), *(item.name for item in every)]
    raise unknown_name("claim", text, known, "Try `weighbridge claims`.")


def counts(found: Sequence[Judged]) -> Mapping[str, int]:
    """How many claims bear each word, in the words' own order; words nobody bears are left out."""
    tally = Counter(one.key for one in found)
    return {WORDS[key]: tally[key] for key in WORDS if tally[key]}
