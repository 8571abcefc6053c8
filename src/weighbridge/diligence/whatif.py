"""What a change of rules, terms, hosts or prices would touch in a repository, and what to switch to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.diligence.card.alternatives import Alternative, Wanted, alternatives_to
from weighbridge.diligence.card.card import Card, card_from
from weighbridge.diligence.card.holdings import Holdings, Supposed
from weighbridge.diligence.card.hosting import sellers
from weighbridge.diligence.card.quality import Scores
from weighbridge.diligence.card.sentences import short_name
from weighbridge.diligence.inventory.inventory import Inventory, Used
from weighbridge.entities.designations import Designation
from weighbridge.entities.hosts import load_hosts
from weighbridge.entities.identities import HUB, canonical_id
from weighbridge.entities.instruments import load_instruments
from weighbridge.entities.licences import load_licence_aliases
from weighbridge.entities.organisations import load_organisations

NEW = "supposed for this question"


@dataclass(frozen=True, slots=True)
class Change:
    """One supposed change, as it was typed."""

    kind: str
    subject: str
    value: str

    def words(self) -> str:
        """The change in words."""
        if self.kind == "designate":
            who, what = load_organisations()[self.subject].name, load_instruments()[self.value].name
            return f"{who.partition(' (')[0]} is named on: {what}"
        if self.kind == "licence":
            return f"{self.subject} comes under {self.value}"
        if self.kind == "host":
            return f"the host {load_hosts()[self.subject].name} no longer serves"
        host, _, model = self.subject.partition(":")
        return f"the prices of {load_hosts()[host].name}{' for ' + model if model else ''} times {self.value}"


@dataclass(frozen=True, slots=True)
class Touched:
    """One model a change touches: why, what of it keeps running, and the cheapest switch that fits."""

    used: Used
    why: tuple[str, ...]
    keeps: str
    switch: Alternative | None
    switch_note: str

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "model": self.used.model_id,
            "why": list(self.why),
            "places": [place.as_dict() for place in self.used.places],
            "keeps_running": self.keeps,
            "switch": self.switch.as_dict() if self.switch else None,
            "switch_note": self.switch_note,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the changes do to a repository."""

    changes: tuple[Change, ...]
    touched: tuple[Touched, ...]
    untouched: tuple[str, ...]
    not_known: tuple[str, ...]
    as_of: str
    day: str

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object of ``weighbridge whatif``."""
        return {
            "suppose": [change.words() for change in self.changes],
            "as_of": self.as_of,
            "day": self.day,
            "touched": [item.as_dict() for item in self.touched],
            "untouched": list(self.untouched),
            "not_known": list(self.not_known),
        }


def read_change(kind: str, text: str) -> Change:
    """A change as it is typed, checked: every name with its nearest where it is not known."""
    subject, sign, value = text.partition("=")
    if kind == "host":
        if subject not in load_hosts():
            raise unknown_name("host", subject, load_hosts(), "Try `weighbridge saving hosts MODEL`.")
        return Change(kind, subject, "")
    if not sign or not subject or not value:
        forms = {"designate": "ORGANISATION=INSTRUMENT", "licence": "MODEL=LICENCE", "price": "HOST=FACTOR"}
        raise UsageError(f"--{kind} '{text}': write it as {forms[kind]}.")
    if kind == "designate":
        for word, known, what in (
            (subject, load_organisations(), "organisation"),
            (value, load_instruments(), "list or rule"),
        ):
            if word not in known:
                raise unknown_name(what, word, known, "Try `weighbridge designations`.")
    elif kind == "licence":
        plain = value.casefold()
        if plain not in load_licence_aliases():
            raise unknown_name("licence", value, load_licence_aliases(), "Use a licence_id, as in llama3.3.")
        return Change(kind, subject, plain)
    else:
        host = subject.partition(":")[0]
        if host not in load_hosts():
            raise unknown_name("host", host, load_hosts(), "Try `weighbridge saving hosts MODEL`.")
        try:
            is_factor = float(value.lower().rstrip("x")) > 0
        except ValueError:
            is_factor = False
        if not is_factor:
            raise UsageError(f"--price '{text}': '{value}' is no factor. Write HOST=1.5, or HOST:MODEL=2.")
        return Change(kind, subject, value.lower().rstrip("x"))
    return Change(kind, subject, value)


def supposed(changes: Sequence[Change], day: datetime.date) -> Supposed:
    """The changes as what holdings take for granted."""
    named = [
        Designation(change.value, change.subject, day, "in_force", day, None, day, NEW, NEW, NEW, "high", "")
        for change in changes
        if change.kind == "designate"
    ]
    return Supposed(
        designations=tuple(named),
        licences={canonical_id(HUB, item.subject): item.value for item in changes if item.kind == "licence"},
        gone=frozenset(item.subject for item in changes if item.kind == "host"),
        factors={
            f"{item.subject.partition(':')[0]}:{item.subject.partition(':')[2]}": float(item.value)
            for item in changes
            if item.kind == "price"
        },
    )


def what_if(
    holdings: Holdings, inventory: Inventory, changes: Sequence[Change], within: float = 0.05
) -> Outcome:
    """What the changes touch: by root, publisher and way there, by terms, by host; never by brand."""
    after = holdings.supposing(supposed(changes, holdings.day))
    for change in changes:
        if change.kind == "licence":
            holdings.graph.find(change.subject)
    scores = Scores(holdings)
    touched: list[Touched] = []
    untouched: list[str] = []
    unknown: list[str] = []
    for used in inventory.models:
        card = card_from(holdings, holdings.ancestry(used.canonical), scores) if used.is_known else None
        why = tuple(_why(used, card, changes, after))
        if why:
            touched.append(_touched(used, card, why, changes, after, scores, within))
        elif card is None:
            unknown.append(used.model_id)
        else:
            untouched.append(used.model_id)
    return Outcome(
        tuple(changes),
        tuple(touched),
        tuple(untouched),
        tuple(unknown),
        holdings.as_of,
        holdings.day.isoformat(),
    )


def _why(used: Used, card: Card | None, changes: Sequence[Change], after: Holdings) -> Iterator[str]:
    for change in changes:
        if change.kind == "designate":
            yield from _named(used, card, change.subject)
        elif change.kind == "licence" and card is not None:
            yield from _terms(card, change, after)
        elif change.kind in ("host", "price"):
            host = change.subject.partition(":")[0]
            if host in used.hosts:
                yield f"host: called at {load_hosts()[host].name}"


def _named(used: Used, card: Card | None, organisation: str) -> Iterator[str]:
    if card is not None:
        found = card.ancestry
        if any(maker.organisation_id == organisation for maker in card.root_makers):
            roots = [r.model_id for r in found.roots if r.maker.organisation_id == organisation]
            yield f"root: {', '.join(roots)}"
        if found.model.publisher.organisation_id == organisation:
            yield "publisher"
        on_way = [
            step.model_id
            for step in found.path[1:]
            if step.publisher.organisation_id == organisation
            and step.model_id not in {root.model_id for root in found.roots}
        ]
        if on_way and not any(maker.organisation_id == organisation for maker in card.root_makers):
            yield f"on the way: {', '.join(on_way)}"
        parts = [pair for pair in found.apart if pair.relation == "component"]
        for pair in parts:
            step = found.steps.get(pair.parent_id)
            if step and step.publisher.organisation_id == organisation:
                yield f"component: {step.model_id}"
    for host_id in used.hosts:
        if load_hosts()[host_id].organisation_id == organisation:
            yield f"host: {load_hosts()[host_id].name} is its own"


def _terms(card: Card, change: Change, after: Holdings) -> Iterator[str]:
    model = canonical_id(HUB, change.subject)
    if model not in {step.canonical_id for step in card.ancestry.path}:
        return
    before, later = card.licence.terms, after.licence(card.ancestry).terms
    changed = [
        f"{old.clause.replace('_', ' ')} {old.text} -> {new.text}"
        for old, new in zip(before.clauses, later.clauses, strict=True)
        if old.text != new.text
    ]
    if changed or before.licence_class != later.licence_class:
        what = "; ".join(changed) or f"{before.licence_class} -> {later.licence_class}"
        yield f"terms, by way of {change.subject}: {what}"


def _touched(
    used: Used,
    card: Card | None,
    why: tuple[str, ...],
    changes: Sequence[Change],
    after: Holdings,
    scores: Scores,
    within: float,
) -> Touched:
    switch, note = (
        _switch(card, changes, after, scores, within) if card else (None, "its quality is not known")
    )
    keeps = "; ".join(filter(None, [_keeps(used, changes), _elsewhere(card, changes, after) if card else ""]))
    return Touched(used, why, keeps, switch, note)


def _elsewhere(card: Card, changes: Sequence[Change], after: Holdings) -> str:
    """The same weights at other sellers, where a host is gone or dearer."""
    hosts = {change.subject.partition(":")[0] for change in changes if change.kind in ("host", "price")}
    if not hosts:
        return ""
    others = [seller for seller in sellers(after, card.canonical_id) if seller.host_id not in hosts]
    if not others:
        return "no other seller of the same weights is held"
    return f"the same weights at {len(others)} other sellers, from {others[0].price:.2f} at {others[0].name}"


def _keeps(used: Used, changes: Sequence[Change]) -> str:
    """What of a model goes on running whatever the change says."""
    ended = {change.subject for change in changes if change.kind == "host"}
    named = {change.subject for change in changes if change.kind == "designate"}
    ended |= {host for host in used.hosts if load_hosts()[host].organisation_id in named}
    at_risk = sorted(host for host in used.hosts if host in ended)
    others = sorted(host for host in used.hosts if host not in ended)
    said = []
    if "self" in used.ways:
        said.append("weights held on own machines keep running")
    if others:
        said.append(f"endpoint at {', '.join(others)} is not itself named")
    if at_risk:
        said.append(f"endpoint at {', '.join(at_risk)} may end")
    if "router" in used.ways:
        said.append("which host the router uses is not named")
    if "not told" in used.ways:
        said.append("where it runs is not written here")
    return "; ".join(said)


def _switch(
    card: Card, changes: Sequence[Change], after: Holdings, scores: Scores, within: float
) -> tuple[Alternative | None, str]:
    """The cheapest model that the changes do not touch and that is at most so much worse."""
    organisations = frozenset(change.subject for change in changes if change.kind == "designate")
    lists = frozenset(change.value for change in changes if change.kind == "designate")
    terms = any(change.kind == "licence" for change in changes)
    held = scores.of(card.canonical_id)
    wanted = Wanted(
        not_organisations=organisations,
        not_on=lists,
        within=within if held else None,
        licence="permissive" if terms else None,
    )
    found = alternatives_to(after, card, wanted, scores)
    best = found.cheapest()
    if found.base is None:
        return best, "its own quality was not measured, so nothing can be called as good"
    if best is None:
        return None, f"none measured by {found.measure} is within {within:.0%} and has a price"
    return best, f"at most {within:.0%} worse by {found.measure}, where this one has {found.base.text()}"


def roots_counted(outcome: Outcome) -> Mapping[str, int]:
    """How many touched models by the first reason they are touched for."""
    counts: dict[str, int] = {}
    for item in outcome.touched:
        word = item.why[0].partition(":")[0].partition(",")[0]
        counts[word] = counts.get(word, 0) + 1
    return counts


def maker_name(item: Alternative) -> str:
    """Who publishes an alternative."""
    return short_name(item.card.ancestry.model.publisher)
