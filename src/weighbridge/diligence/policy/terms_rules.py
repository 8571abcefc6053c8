"""Rules on licences along the whole line, and on the evidence for that line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weighbridge.catalogue.relations import GRADES
from weighbridge.diligence.card.card import Card
from weighbridge.diligence.policy.findings import Finding, not_known
from weighbridge.diligence.policy.language import CLAUSES, FAIL, REVIEW
from weighbridge.diligence.policy.reading import Policy
from weighbridge.entities.licences import LICENCE_CLASSES, UNKNOWN_CLASS, licence_rank


def licence_findings(card: Card, policy: Policy) -> Iterator[Finding]:
    """What a policy says of the terms along the whole line."""
    rules = policy.get("licence")
    if not rules:
        return
    is_label = rules.get("chain") == "label"
    links = card.licence.links[:1] if is_label else card.licence.links
    for level, word in ((FAIL, "deny"), (REVIEW, "review")):
        for clause in rules.get(word) or ():
            said = [link for link in links if _has_clause(link.link.licence, clause)]
            if said:
                yield Finding(
                    level, f"licence.{clause}", card.model_id, _said_of(card, said, clause), _texts(said)
                )
    unknown = [link for link in links if link.link.licence.licence_class == UNKNOWN_CLASS]
    if unknown:
        names = ", ".join(link.link.model_id for link in unknown)
        yield from not_known(policy, "licence.unknown", card.model_id, f"the terms of {names}")
    most = rules.get("max_class")
    if most:
        over = [
            x
            for x in links
            if (licence_rank(x.link.licence.licence_class) or 0) > LICENCE_CLASSES.index(most)
        ]
        if over:
            text = f"{over[0].link.model_id} is under {over[0].link.licence.name}; at most {most} is allowed"
            yield Finding(FAIL, "licence.max_class", card.model_id, text, _texts(over))
    out = [
        link
        for link in links
        if set(rules.get("used_in") or ()) & set(link.link.licence.territories_excluded)
    ]
    if out:
        text = f"{out[0].link.licence.name} leaves out {', '.join(out[0].link.licence.territories_excluded)}"
        yield Finding(FAIL, "licence.used_in", card.model_id, text, _texts(out))
    unread = [link for link in links if link.link.licence.confidence != "high"]
    if rules.get("require_text") and unread:
        text = (
            f"the text of {unread[0].link.licence.name} ({unread[0].link.model_id}) was not read here in full"
        )
        yield Finding(REVIEW, "licence.text", card.model_id, text, _texts(unread))


def _has_clause(licence: Any, clause: str) -> bool:
    return {
        "non-commercial": licence.licence_class == "non_commercial",
        "research-only": licence.licence_class == "non_commercial" and "research" in licence.name.casefold(),
        "none-declared": licence.licence_class == "none_declared",
        "mau-cap": bool(licence.mau_threshold),
        "revenue-cap": bool(licence.revenue_threshold_usd_per_year),
        "territory": bool(licence.territories_excluded),
        "naming-duty": bool(licence.naming_duty),
        "use-policy": licence.use_policy,
        "share-alike": licence.share_alike,
        "no-training": licence.no_training_other_models,
        "custom": "LicenseRef-" in licence.spdx_expression and licence.licence_class != UNKNOWN_CLASS,
    }[clause]


def _said_of(card: Card, said: list[Any], clause: str) -> str:
    own = card.licence.links[0]
    nearest = said[0]
    if nearest is own:
        return f"{nearest.link.licence.name}: {CLAUSES[clause]}"
    tag = own.tags[-1][1] if own.tags else "nothing"
    return (
        f"tagged {tag}, but {nearest.link.model_id} is under {nearest.link.licence.name}: {CLAUSES[clause]}"
    )


def _texts(links: list[Any]) -> str:
    return ", ".join(dict.fromkeys(link.link.licence.source for link in links if link.link.licence.source))


def evidence_findings(card: Card, policy: Policy) -> Iterator[Finding]:
    """Steps of ancestry with less evidence than the policy asks for."""
    least = policy.get("data", "min_evidence")
    if not least:
        return
    weak = [pair for pair in card.ancestry.pairs if GRADES.index(pair.grade) < GRADES.index(least)]
    if weak:
        names = ", ".join(
            dict.fromkeys(f"{pair.child_id} from {pair.parent_id} ({pair.grade})" for pair in weak[:3])
        )
        text = f"a step of its ancestry has less than {least.replace('_', ' ')} evidence: {names}"
        yield from not_known(policy, "data.evidence", card.model_id, text)
