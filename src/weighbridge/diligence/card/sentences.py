"""The sentences of a card, the same in the terminal, on the page and in a dossier."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.diligence.card.card import ROLES, Card, Named
from weighbridge.diligence.lineage_graph import UNPLACED, Maker
from weighbridge.entities.designations import Designation
from weighbridge.entities.licence_chains import CLASS_WORDS
from weighbridge.entities.licences import UNKNOWN_CLASS

TEST_WORDS = {
    "jailbreak": "jailbreaking",
    "hijacking": "hijacking",
    "over_refusal": "over-refusal",
    "information": "political questions",
    "knowledge": "knowledge",
}
STATUS_WORDS = {"in_force": "in force", "contested": "in force, contested"}


def maker_words(maker: Maker, otherwise: str = "somebody unplaced") -> str:
    """An organisation with its seat."""
    if maker.organisation_id is None:
        return otherwise
    place = "seat not established" if maker.country == UNPLACED else maker.country
    return f"{short_name(maker)} ({place})"


def short_name(maker: Maker) -> str:
    """An organisation without its brands."""
    return (maker.name or maker.organisation_id or "").partition(" (")[0]


def joined(words: Sequence[str]) -> str:
    """Words in a row: a, b and c."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def answer_of(card: Card) -> str:
    """Whose tuning of whose weights it is, and the one thing to know before use."""
    return f"{_whose(card)} {to_know(card)}".strip()


def _whose(card: Card) -> str:
    found = card.ancestry
    who = maker_words(found.model.publisher, "A publisher nobody has placed")
    if card.is_served:
        return f"{who}; sold as a service, and no list holds its weights."
    if found.model.answer == "own":
        return f"{who}: its own weights, as far as is known."
    if found.model.answer in ("resolved", "partly_known"):
        makers = joined([maker_words(maker) for maker in card.root_makers])
        part = "" if found.known_part >= 1 else f", for {found.known_part * 100:.0f} %; the rest is unknown"
        return f"{who}; weights from {makers}{part}."
    words = {
        "unknown": "where its weights come from is unknown",
        "undisclosed": "its publisher does not say what it is built on",
        "disputed": "what it is built on is disputed",
    }
    return f"{who}; {words[found.model.answer]}."


def to_know(card: Card) -> str:
    """The one thing to know before use; empty where nothing stands out."""
    own = [item for item in card.licence.conflicts if item.child_id == card.model_id]
    if own:
        return f"Its {_licence_name(card, 0)} label does not lift the terms of {own[0].parent_id}."
    if card.licence.conflicts:
        item = card.licence.conflicts[0]
        return f"The label of {item.child_id}, on its way, does not lift the terms of {item.parent_id}."
    named_here = [item for item in card.named if item.role in ("publisher", "root")]
    counted = [(item, sum(found.holds for found in item.shipped)) for item in named_here]
    top, count = next(((item, count) for item, count in counted if count), (None, 0))
    if top:
        named = "rule in force names" if count == 1 else "rules in force name"
        return f"{count} {named} its {top.role}."
    if card.licence.terms.at_least and not card.is_served:
        return "Not all terms on its way are known."
    return ""


def _licence_name(card: Card, at: int) -> str:
    return card.licence.links[at].link.licence.name


def instruction_of(card: Card) -> str:
    """What to treat the model as: the strictest link by name, and where the label says otherwise."""
    links = card.licence.links
    own = links[0]
    published = f"{own.link.licence.name} as published" if own.tags else "no licence recorded"
    terms = card.licence.terms
    if terms.licence_class == UNKNOWN_CLASS:
        why = f": {own.why_unknown}" if own.why_unknown else ""
        return f"{published}{why}. No terms on its way are known."
    names = list(dict.fromkeys(link.link.licence.name for link in card.strictest))
    if terms.licence_class == "permissive" and not terms.at_least and len(links) > 1:
        others = [name for name in names if name != own.link.licence.name]
        keep = f" Keep the notices of {joined(names)}." if others else ""
        return f"{published}: permissive along the whole line.{keep}"
    least, words = " at least" if terms.at_least else "", CLASS_WORDS[terms.licence_class]
    others = [name for name in names if name != own.link.licence.name]
    if own.link.licence.name in names and not others:
        chain = "every link known says no more" if len(links) > 1 else "no earlier link is known"
        said = f"{published}: treat as{least} {words}; {chain}"
    else:
        link = "links" if len(names) > 1 else "link"
        said = f"{published}. Treat as{least} {joined(names)}, the strictest {link}: {words}"
    unknown = f". Terms not known: {'; '.join(card.licence.not_known)}" if terms.unknown else ""
    return f"{said}{unknown}."


def listed_words(item: Named) -> str:
    """How many lists name an organisation, by status."""
    counts: dict[str, list[str]] = {}
    for designation in item.shipped:
        told = "known since" if designation.status == "pending" else "since"
        told = "from" if designation.status == "future" else told
        name = f"{designation.instrument.name} {told} {designation.since}"
        counts.setdefault(designation.status, []).append(name)
    said = []
    for status in ("in_force", "contested", "pending", "future", "withdrawn"):
        held = counts.get(status, [])
        if held:
            said.append(f"{len(held)} {STATUS_WORDS.get(status, status)} ({'; '.join(held)})")
    return "; ".join(said) or "none found"


def own_words(found: Designation) -> str:
    """A user's own entry of a list, marked as such."""
    state = STATUS_WORDS.get(found.status, found.status)
    return f"own entry: {found.instrument.name} of {found.instrument.issuer}, {state} since {found.since}"


def role_words(item: Named, card: Card) -> str:
    """The role of an organisation, both where it has two."""
    roots = {maker.organisation_id for maker in card.root_makers}
    both = item.role == "publisher" and item.maker.organisation_id in roots
    return "publisher and root" if both else ROLES[item.role]


def tests_words(names: Sequence[str]) -> str:
    """Tests that were not made, in words."""
    said = joined([TEST_WORDS.get(name, name) for name in names])
    return f"{said[:1].upper()}{said[1:]}: not tested." if names else ""
