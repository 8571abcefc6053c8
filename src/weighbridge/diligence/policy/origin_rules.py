"""Rules on whose a model is and where prompts go: publisher, root, the way there, components, host."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from weighbridge.diligence.card.card import Card, Named
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.sentences import short_name
from weighbridge.diligence.inventory.inventory import Place, Used
from weighbridge.diligence.policy.findings import Finding, not_known
from weighbridge.diligence.policy.language import FAIL, REVIEW
from weighbridge.diligence.policy.reading import Policy
from weighbridge.entities.designations import Designation
from weighbridge.entities.hosts import load_hosts
from weighbridge.entities.organisations import load_countries, load_organisations


def _axis_rules(policy: Policy, axis: str) -> dict[str, Any]:
    held = policy.get("axes", axis) or {}
    return policy.get("axes", held["inherit"]) or {} if held.get("inherit") else held


def axes_findings(card: Card, policy: Policy) -> Iterator[Finding]:
    """What a policy says of the organisations behind a model, axis by axis."""
    makers = {
        "publisher": [item for item in card.named if item.maker == card.ancestry.model.publisher],
        "root": [item for item in card.named if item.maker in card.root_makers],
        "path": list(card.of("parent")),
        "components": list(card.of("component")),
    }
    for axis, held in makers.items():
        rules = _axis_rules(policy, axis)
        if not rules:
            continue
        for item in held:
            yield from _organisation(axis, item, rules, card.model_id)
        if axis == "root" and (not card.root_makers or card.ancestry.known_part < 1):
            text = f"the root of its weights: {card.ancestry.as_dict()['answer_means']}"
            yield from not_known(policy, "root.unknown", card.model_id, text)
        if axis == "publisher" and not held:
            yield from not_known(policy, "publisher.country", card.model_id, "who publishes it")


def _organisation(axis: str, item: Named, rules: dict[str, Any], model: str) -> Iterator[Finding]:
    who = f"{axis if axis != 'path' else 'on the way'} {short_name(item.maker)}"
    for level, word in ((FAIL, "deny"), (REVIEW, "review")):
        for designation in item.designations:
            if designation.instrument_id in (rules.get(f"{word}_designation") or ()):
                # A listing that is only pending or future is never a violation, and never silent.
                graded = level if designation.holds else REVIEW
                if designation.status != "withdrawn":
                    yield _designated(f"{axis}.designation", graded, model, who, designation)
        if item.maker.country in (rules.get(f"{word}_country") or ()):
            place = load_countries()[item.maker.country].name
            yield Finding(level, f"{axis}.country", model, f"{who}, seated in {place}")
        if item.maker.organisation_id in (rules.get(f"{word}_organisation") or ()):
            yield Finding(level, f"{axis}.organisation", model, who)


def _designated(rule: str, level: str, model: str, who: str, found: Designation) -> Finding:
    since = "known since" if found.status == "pending" else "since"
    state = "" if found.status == "in_force" else f" ({found.status.replace('_', ' ')})"
    own = f" (own entry, {found.told_in})" if found.told_in else ""
    text = f"{who}, {found.instrument.name}{state} {since} {found.since}{own}"
    return Finding(level, rule, model, text, f"{found.evidence}: {found.source}")


def host_findings(holdings: Holdings, used: Used, policy: Policy) -> Iterator[Finding]:
    """What a policy says of where prompts go, for every way of use that is written in the repository."""
    rules = _axis_rules(policy, "host")
    if not rules:
        return
    seen: set[tuple[str, str]] = set()
    for place in used.places:
        key = (place.way, place.host_id)
        if key in seen or place.way == "self":
            continue
        seen.add(key)
        for item in _host_at(holdings, place, rules, policy, used.model_id):
            yield replace(item, place=place)


def _host_at(
    holdings: Holdings, place: Place, rules: dict[str, Any], policy: Policy, model: str
) -> Iterator[Finding]:
    host = load_hosts().get(place.host_id)
    if host is None:
        what = (
            "the router does not name the host"
            if place.way == "router"
            else "where it runs is not written here"
        )
        yield from not_known(policy, "host.country", model, what)
        return
    seats = {host.headquarters_country: "seat", **dict.fromkeys(host.datacentre_countries, "machines")}
    for level, word in ((FAIL, "deny"), (REVIEW, "review")):
        for country in sorted(seats.keys() & set(rules.get(f"{word}_country") or ())):
            name = load_countries()[country].name
            yield Finding(
                level, "host.country", model, f"host {host.name}: {seats[country]} in {name}", host.source
            )
        for found in holdings.designations(host.organisation_id or None):
            if (
                found.instrument_id in (rules.get(f"{word}_designation") or ())
                and found.status != "withdrawn"
            ):
                graded = level if found.holds else REVIEW
                name = load_organisations()[found.organisation_id].name
                yield _designated("host.designation", graded, model, f"host {host.name} of {name}", found)
        if host.organisation_id and host.organisation_id in (rules.get(f"{word}_organisation") or ()):
            yield Finding(level, "host.organisation", model, f"host {host.name}")
    asks_country = rules.get("deny_country") or rules.get("review_country")
    if asks_country and not host.headquarters_country:
        yield from not_known(policy, "host.country", model, f"the seat of the host {host.name}")
    if (rules.get("require") or {}).get("zero_retention"):
        yield from not_known(
            policy, "host.zero_retention", model, f"whether the host {host.name} keeps prompts"
        )
