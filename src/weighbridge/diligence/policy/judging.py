"""A policy applied to a repository: for every model what fails, what somebody must look at, what passes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from weighbridge.diligence.card.card import card_from
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.quality import Scores
from weighbridge.diligence.card.served import served_ancestry
from weighbridge.diligence.inventory.inventory import Inventory, Place, Used
from weighbridge.diligence.policy.figure_rules import (
    continuity_findings,
    cost_findings,
    quality_findings,
    safety_findings,
)
from weighbridge.diligence.policy.findings import Finding, not_known
from weighbridge.diligence.policy.language import FAIL, PASS, REVIEW
from weighbridge.diligence.policy.origin_rules import axes_findings, host_findings
from weighbridge.diligence.policy.reading import Policy, Waiver
from weighbridge.diligence.policy.terms_rules import evidence_findings, licence_findings

ORDER = (FAIL, REVIEW, PASS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a policy says of a repository."""

    policy: Policy
    inventory: Inventory
    findings: tuple[Finding, ...]
    verdicts: dict[str, str]
    notes: tuple[str, ...]
    as_of: str
    day: str

    def count(self, level: str) -> int:
        """Findings of a level."""
        return sum(finding.level == level for finding in self.findings)

    @property
    def passes(self) -> int:
        """Models that nothing was found of."""
        return sum(level == PASS for level in self.verdicts.values())

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object of ``weighbridge policy check``."""
        return {
            "policy": self.policy.name,
            "as_of": self.as_of,
            "day": self.day,
            "fail": self.count(FAIL),
            "review": self.count(REVIEW),
            "models": self.verdicts,
            "findings": [finding.as_dict() for finding in self.findings],
            "notes": list(self.notes),
            "inventory": self.inventory.as_dict(),
        }


def judge(holdings: Holdings, inventory: Inventory, policy: Policy) -> Judgement:
    """Every finding of a policy, the gravest first, at the first place of each model."""
    scores = Scores(holdings)
    found: list[Finding] = list(_data_rules(holdings, policy))
    verdicts: dict[str, str] = {}
    used_waivers: set[Waiver] = set()
    for used in inventory.models:
        own = [
            _waived(item, policy, holdings.day, used_waivers)
            for item in _of_model(holdings, used, policy, scores)
        ]
        found += own
        levels = [item.level for item in own if item.waived_by is None]
        verdicts[used.model_id] = min(levels, key=ORDER.index, default=PASS)
    found += list(_expired(policy, holdings.day))
    found.sort(key=lambda item: (ORDER.index(item.level), item.model.casefold(), item.rule, item.where))
    idle = [w for w in policy.waivers if w not in used_waivers and w.expires >= holdings.day]
    notes = [f"The exception of {w.model} from {w.rule} (line {w.line}) was not needed." for w in idle]
    return Judgement(
        policy, inventory, tuple(found), verdicts, tuple(notes), holdings.as_of, holdings.day.isoformat()
    )


def _waived(item: Finding, policy: Policy, day: datetime.date, used: set[Waiver]) -> Finding:
    for waiver in policy.waivers:
        if (
            waiver.rule == item.rule
            and waiver.model.casefold() == item.model.casefold()
            and waiver.expires >= day
        ):
            used.add(waiver)
            return replace(item, level=PASS, waived_by=waiver)
    return item


def _expired(policy: Policy, day: datetime.date) -> Iterator[Finding]:
    for waiver in policy.waivers:
        if waiver.expires < day:
            text = (
                f"the exception from {waiver.rule} ended on {waiver.expires}; ask {waiver.owner} or drop it"
            )
            place = Place(policy.name, waiver.line, waiver.model, "exception", "", "", "")
            yield Finding(FAIL, "exception.expired", waiver.model, text, "", place)


def _data_rules(holdings: Holdings, policy: Policy) -> Iterator[Finding]:
    most = policy.get("data", "max_age")
    place = Place(policy.name, policy.lines.get("data.max_age", 1), "", "policy", "", "", "")
    if most is not None and holdings.as_of:
        age = (holdings.day - datetime.date.fromisoformat(holdings.as_of)).days
        if age > most and policy.unknown != "allow":
            text = f"the newest data is of {holdings.as_of}, {age} days old; the policy allows {most}"
            yield Finding(policy.unknown, "data.age", "*", text, "", place)
    level = policy.get("data", "stale_designations") or "allow"
    if level != "allow":
        stale, held = holdings.stale
        if stale:
            text = f"{stale} of {held} entries of public lists were not confirmed within 30 days"
            yield Finding(level, "data.stale_designations", "*", text, "", place)


def _of_model(holdings: Holdings, used: Used, policy: Policy, scores: Scores) -> Iterator[Finding]:
    """The findings of one model, at the place each is about."""
    place = used.places[0]
    for item in _rules(holdings, used, policy, scores):
        yield item if item.place else replace(item, place=place)


def _without_weights(holdings: Holdings, used: Used, policy: Policy, scores: Scores) -> Iterator[Finding]:
    """Of a model whose weights nobody holds: who publishes it and what it costs, where it is sold."""
    if not (used.is_sold or used.is_closed):
        text = (
            "no list or statement held knows it: whose it is, its terms and its quality cannot be judged here"
        )
        yield from not_known(policy, "model.unknown", used.model_id, text)
        return
    what = (
        "its weights are not published" if used.is_closed else "price lists sell it, nobody holds its weights"
    )
    text = f"{what}: its root, its terms and its quality cannot be judged here"
    yield from not_known(policy, "model.unknown", used.model_id, text)
    found = served_ancestry(holdings, used.model_id)
    if found is None:
        return
    card = card_from(holdings, found, scores)
    yield from (item for item in axes_findings(card, policy) if item.rule.startswith("publisher."))
    yield from cost_findings(card, used, policy)


def _rules(holdings: Holdings, used: Used, policy: Policy, scores: Scores) -> Iterator[Finding]:
    yield from host_findings(holdings, used, policy)
    if not used.is_known:
        yield from _without_weights(holdings, used, policy, scores)
        return
    card = card_from(holdings, holdings.ancestry(used.canonical), scores)
    yield from axes_findings(card, policy)
    yield from licence_findings(card, policy)
    yield from evidence_findings(card, policy)
    yield from quality_findings(card, policy)
    yield from safety_findings(card, policy)
    yield from cost_findings(card, used, policy)
    yield from continuity_findings(holdings, card, policy, scores)
