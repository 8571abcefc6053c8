"""Which terms hold for weights built on weights: clause by clause along all paths to the roots.

A restriction of any link is a restriction of all: prohibitions and duties are joined, thresholds take the
smallest, excluded territories add up (what is allowed is the intersection), naming duties add up. The ordered
class is a summary of the outcome, the strictest of the links, and never what is reckoned with. A link whose
terms nobody knows makes the outcome a lower limit, ``at_least``. A child licence more permissive than its
parent's is a conflict to be named: it changes nobody's rights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from weighbridge.entities.licences import LICENCE_CLASSES, UNKNOWN_CLASS, Licence, licence_rank

CLAUSES = {
    "commercial_use": "commercial use",
    "users": "users a month above which another licence is needed",
    "revenue": "revenue a year (US dollars) above which another licence is needed",
    "territories": "places left out",
    "naming": "name to be shown or carried",
    "use_policy": "list of forbidden uses that travels along",
    "share_alike": "derivatives under the same terms",
    "no_training": "no training of other models",
}
CLASS_WORDS = {
    "permissive": "permissive",
    "attribution_or_naming": "to be credited or named",
    "use_policy": "bound to a list of forbidden uses",
    "threshold": "bound to a number of users or an amount of revenue",
    "territory": "barred in some places",
    "non_commercial": "for research or private use only",
    "none_declared": "without a licence: all rights reserved",
    "unknown": "of unknown terms",
}
NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Link:
    """One model of a chain and the licence it is published under."""

    model_id: str
    licence: Licence


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the outcome: what it says, and the models whose licences say so."""

    clause: str
    text: str
    models: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A child whose licence grants what its parent's does not."""

    child_id: str
    child_licence: str
    parent_id: str
    parent_licence: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The outcome for one model: its clauses, their class, and whether more may hold."""

    clauses: tuple[Clause, ...]
    licence_class: str
    at_least: bool
    unknown: tuple[str, ...]

    def clause(self, name: str) -> Clause:
        """One clause of the outcome."""
        return next(clause for clause in self.clauses if clause.clause == name)


def clauses_of(licence: Licence) -> dict[str, object]:
    """What one licence says, by clause; a clause that is not there is False, None or empty."""
    return {
        "commercial_use": licence.licence_class in ("non_commercial", "none_declared"),
        "users": licence.mau_threshold,
        "revenue": licence.revenue_threshold_usd_per_year,
        "territories": licence.territories_excluded,
        "naming": licence.naming_duty,
        "use_policy": licence.use_policy,
        "share_alike": licence.share_alike,
        "no_training": licence.no_training_other_models,
    }


def strictest_chain(links: Sequence[Link]) -> Terms:
    """The terms that hold for the first link's model, given all links on all its paths, each once.

    The same whatever the order, unchanged by repeating a link, and never looser for one link more.
    """
    known = [link for link in links if link.licence.licence_class != UNKNOWN_CLASS]
    unknown = tuple(sorted({link.model_id for link in links if link.licence.licence_class == UNKNOWN_CLASS}))
    found = tuple(_clause(name, known) for name in CLAUSES)
    ranks = [licence_rank(link.licence.licence_class) or 0 for link in known]
    summary = LICENCE_CLASSES[max(ranks)] if ranks else UNKNOWN_CLASS
    return Terms(found, summary, bool(unknown), unknown)


def _clause(name: str, links: Sequence[Link]) -> Clause:
    """One clause over all links: joined, or the smallest threshold."""
    saying = [link for link in links if clauses_of(link.licence)[name]]
    if name in ("users", "revenue") and saying:
        least = min(int(str(clauses_of(link.licence)[name])) for link in saying)
        saying = [link for link in saying if clauses_of(link.licence)[name] == least]
        text = f"{least:,}"
    elif name == "territories":
        text = ", ".join(sorted({code for link in saying for code in link.licence.territories_excluded}))
    elif name == "naming":
        text = "; ".join(sorted({link.licence.naming_duty for link in saying}))
    else:
        text = {"commercial_use": "not allowed"}.get(name, "yes") if saying else ""
    if not saying:
        text = "allowed" if name == "commercial_use" and links else NOT_SAID
    return Clause(
        name,
        text,
        tuple(sorted({link.model_id for link in saying})),
        tuple(sorted({link.licence.source for link in saying})),
    )


def conflict_of(child: Link, parent: Link) -> Conflict | None:
    """What the child's licence grants that its parent's does not; None where nothing, or one is unknown."""
    if UNKNOWN_CLASS in (child.licence.licence_class, parent.licence.licence_class):
        return None
    mine, theirs = clauses_of(child.licence), clauses_of(parent.licence)
    lost = tuple(name for name in CLAUSES if _looser(name, mine[name], theirs[name]))
    if not lost:
        return None
    return Conflict(
        child.model_id, child.licence.licence_id, parent.model_id, parent.licence.licence_id, lost
    )


def _looser(name: str, mine: object, theirs: object) -> bool:
    if not theirs:
        return False
    if name in ("users", "revenue"):
        return not mine or int(str(mine)) > int(str(theirs))
    if name == "territories":
        return not set(_codes(theirs)) <= set(_codes(mine))
    return not mine


def _codes(value: object) -> Iterable[str]:
    return value if isinstance(value, tuple) else ()
