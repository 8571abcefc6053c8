"""Rules on figures: quality, own safety evidence, cost, and what could take a model's place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from weighbridge.diligence.card.alternatives import Wanted, alternatives_to
from weighbridge.diligence.card.card import Card
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.hosting import ROUTER, Seller
from weighbridge.diligence.card.quality import Scores
from weighbridge.diligence.inventory.inventory import Used
from weighbridge.diligence.policy.findings import Finding, not_known
from weighbridge.diligence.policy.language import FAIL, SAFETY_MEASURES
from weighbridge.diligence.policy.reading import Policy

WITHIN = 0.05


def quality_findings(card: Card, policy: Policy) -> Iterator[Finding]:
    """Whether a model is as good as asked, by the lower end of its interval where that is asked."""
    rule = policy.get("quality", "min")
    if not rule:
        return
    held = next((item for item in card.quality if item.measure == rule["measure"]), None)
    if held is None:
        yield from not_known(policy, "quality.min", card.model_id, f"{rule['measure']} of this very model")
        return
    least = rule["value"] / 100 if held.is_share and rule["value"] > 1 else rule["value"]
    value = held.low if rule.get("lower_bound") else held.value
    if value is None:
        yield from not_known(policy, "quality.min", card.model_id, f"the lower end of {held.text()}")
    elif value < least:
        end = "the lower end of " if rule.get("lower_bound") else ""
        text = f"{end}{held.text()} is below {rule['value']:g}"
        yield Finding(
            FAIL, "quality.min", card.model_id, text, f"{held.run_by}, {held.measured_on}, {held.source}"
        )


def safety_findings(card: Card, policy: Policy) -> Iterator[Finding]:
    """Whether this very model was tested, and with which rate."""
    if policy.get("safety", "require_own_evidence") and not card.safety:
        text = "no test of this very model is held; a parent's is not its own"
        yield from not_known(policy, "safety.own_evidence", card.model_id, text)
    rule = policy.get("safety", "max")
    if not rule:
        return
    test = SAFETY_MEASURES[rule["measure"]]
    held = [item for item in card.safety if item.test == test]
    if not held:
        yield from not_known(policy, "safety.max", card.model_id, f"{rule['measure']} of this very model")
    for item in held:
        rate = _rate(item)
        if rate is not None and rate > rule["value"]:
            text = f"{item.text()}, {rate * 100:.1f} %, above {rule['value'] * 100:g} %"
            yield Finding(
                FAIL, "safety.max", card.model_id, text, f"{item.run_by}, {item.tested_on}, {item.source}"
            )


def _rate(item: Any) -> float | None:
    if item.count is not None and item.total:
        return item.count / item.total
    return item.value / 100 if item.value is not None and item.unit == "%" else None


def cost_findings(card: Card, used: Used, policy: Policy) -> Iterator[Finding]:
    """What it costs where it is called."""
    most = policy.get("cost", "max_usd_per_mtok_blended")
    if most is None or used.ways == ["self"]:
        return
    at = _sellers_used(card.sellers, used)
    if not at:
        yield from not_known(policy, "cost.max", card.model_id, "what it costs where it is called")
        return
    cheapest = min(at, key=lambda seller: seller.price)
    if cheapest.price > most:
        text = f"{cheapest.price:.2f} USD/Mtok at {cheapest.name}, above {most:g}"
        yield Finding(FAIL, "cost.max", card.model_id, text, f"price list of {cheapest.priced_on}")


def _sellers_used(held: Iterable[Seller], used: Used) -> list[Seller]:
    """The sellers a repository calls, all where it names none."""
    sellers = list(held)
    named = [seller for seller in sellers if seller.host_id in used.hosts]
    if named or used.hosts:
        return named
    routed = [seller for seller in sellers if seller.channel == ROUTER]
    return routed if used.ways == ["router"] and routed else sellers


def continuity_findings(holdings: Holdings, card: Card, policy: Policy, scores: Scores) -> Iterator[Finding]:
    """Whether enough models of other root organisations could take its place."""
    least = policy.get("continuity", "min_alternatives")
    if not least:
        return
    own = frozenset(maker.organisation_id for maker in card.root_makers if maker.organisation_id)
    within = policy.get("continuity", "within")
    wanted = Wanted(not_organisations=own, within=WITHIN if within is None else within)
    found = alternatives_to(holdings, card, wanted, scores)
    if found.base is None:
        text = "what could take its place: its quality was not measured"
        yield from not_known(policy, "continuity.alternatives", card.model_id, text)
        return
    others = {maker.organisation_id for item in found.found for maker in item.card.root_makers}
    if len(others) < least:
        near = f"within {wanted.within or 0:.0%} by {found.measure}"
        text = f"{len(others)} other root organisations {near}; {least:g} asked"
        yield Finding(FAIL, "continuity.alternatives", card.model_id, text)
