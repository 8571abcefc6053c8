"""The card of one model: four separate answers to "whose is it", and everything that hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from weighbridge.diligence.card.holdings import SERVED, Holdings
from weighbridge.diligence.card.hosting import Seller, sellers, ways
from weighbridge.diligence.card.memory import Memory, memory_of
from weighbridge.diligence.card.missing import Missing, missing_of
from weighbridge.diligence.card.openness import NOT_FLAGGED, Openness, openness_of
from weighbridge.diligence.card.quality import Measured, Scores
from weighbridge.diligence.card.safety import Tested, not_tested, tested
from weighbridge.diligence.licence_path import LicencePath, Tagged
from weighbridge.diligence.lineage_graph import Maker
from weighbridge.diligence.lineage_path import Ancestry
from weighbridge.entities.designations import Designation, rules_following
from weighbridge.entities.licences import UNKNOWN_CLASS, licence_rank
from weighbridge.entities.organisations import ultimate_parent

COUNSEL = "Facts for counsel, not legal advice."
ROLES = {
    "publisher": "publisher",
    "publisher_owner": "owner of the publisher",
    "root": "root",
    "root_owner": "owner of the root's maker",
    "parent": "a model on the way to the root",
    "component": "maker of a component",
}


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation with a part in a model, and the lists that name it."""

    role: str
    maker: Maker
    designations: tuple[Designation, ...]

    @property
    def holding(self) -> tuple[Designation, ...]:
        """Those in force on the day, contested ones among them."""
        return tuple(item for item in self.designations if item.holds)

    @property
    def shipped(self) -> tuple[Designation, ...]:
        """Those that ship with the program."""
        return tuple(item for item in self.designations if not item.told_in)

    @property
    def own(self) -> tuple[Designation, ...]:
        """The user's own entries."""
        return tuple(item for item in self.designations if item.told_in)


@dataclass(frozen=True, slots=True)
class Card:
    """Everything known of one model on one day; what is not known is there as not known."""

    as_of: str
    day: str
    ancestry: Ancestry
    licence: LicencePath
    named: tuple[Named, ...]
    sellers: tuple[Seller, ...]
    quality: tuple[Measured, ...]
    safety: tuple[Tested, ...]
    memory: Memory
    pipeline: str
    stale: tuple[int, int]
    openness: Openness = NOT_FLAGGED

    @property
    def model_id(self) -> str:
        """The model as its hub spells it."""
        return self.ancestry.model.model_id

    @property
    def canonical_id(self) -> str:
        """The id it is counted under."""
        return self.ancestry.model.canonical_id

    @property
    def is_served(self) -> bool:
        """Whether it is only sold: price lists name it, and nobody holds its weights."""
        return self.canonical_id.startswith(SERVED)

    @property
    def root_makers(self) -> tuple[Maker, ...]:
        """The makers of the roots that are known."""
        return tuple(maker for maker in self.ancestry.root_makers if maker.organisation_id)

    @property
    def strictest(self) -> tuple[Tagged, ...]:
        """The links whose licences have the strictest class, nearest first."""
        known = [link for link in self.licence.links if link.link.licence.licence_class != UNKNOWN_CLASS]
        top = max((licence_rank(link.link.licence.licence_class) or 0 for link in known), default=0)
        return tuple(link for link in known if (licence_rank(link.link.licence.licence_class) or 0) == top)

    def of(self, *roles: str) -> tuple[Named, ...]:
        """The organisations in some roles."""
        return tuple(item for item in self.named if item.role in roles)

    @property
    def not_tested(self) -> list[str]:
        """The tests asked after that this very model has not been put to."""
        return not_tested(list(self.safety))

    def missing(self) -> list[Missing]:
        """Everything a reader would ask and the store does not hold, each with where it was looked for."""
        return list(missing_of(self))

    def unknown(self) -> list[str]:
        """The same, one sentence each."""
        return [item.text for item in self.missing()]

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object of ``weighbridge card MODEL``."""
        from weighbridge.diligence.card.sentences import answer_of, instruction_of

        day = self.ancestry_day
        return {
            "model": self.model_id,
            "as_of": self.as_of,
            "day": self.day,
            "answer": answer_of(self),
            "publisher": self.ancestry.model.publisher.as_dict(),
            "roots": [root.as_dict() for root in self.ancestry.roots],
            "components": self.ancestry.as_dict()["components"],
            "host": "one of its sellers" if self.is_served else "your choice",
            "ancestry": self.ancestry.as_dict(),
            "licence": {"instruction": instruction_of(self), **self.licence.as_dict()},
            "designations": [
                {"role": item.role, **designation.as_dict(day)}
                for item in self.named
                for designation in item.designations
            ],
            "rules_that_follow": following(self),
            "named_by_no_list": [
                {"role": item.role, **item.maker.as_dict()} for item in self.named if not item.designations
            ],
            "designations_stale": {"unconfirmed": self.stale[0], "held": self.stale[1]},
            "use": ways(self.sellers, self.is_served),
            "sellers": [seller.as_dict() for seller in self.sellers],
            "quality": [item.as_dict() for item in self.quality],
            "safety": {
                "tested": [item.as_dict() for item in self.safety],
                "not_tested": self.not_tested,
                "note": "Of this very model only; nothing is inherited from a parent.",
            },
            "memory": self.memory.as_dict(),
            "openness": self.openness.as_dict(),
            "unknown": self.unknown(),
            "looked_in": [item.as_dict() for item in self.missing()],
            "note": COUNSEL,
        }

    @property
    def ancestry_day(self) -> Any:
        """The day the card is about, as a date."""
        import datetime

        return datetime.date.fromisoformat(self.day)


def card_of(holdings: Holdings, text: str, scores: Scores | None = None) -> Card:
    """The card of the model a text names."""
    return card_from(holdings, holdings.ancestry(text), scores)


def card_from(holdings: Holdings, found: Ancestry, scores: Scores | None = None) -> Card:
    """The card of a model whose ancestry is known."""
    canonical = found.model.canonical_id
    facts = holdings.facts(canonical, ["pipeline_tag", "observed_on", "source"])
    kinds = [row["pipeline_tag"] for row in facts if row["pipeline_tag"]]
    return Card(
        as_of=holdings.as_of,
        day=holdings.day.isoformat(),
        ancestry=found,
        licence=holdings.licence(found),
        named=tuple(_named(holdings, found)),
        sellers=tuple(sellers(holdings, canonical)),
        quality=tuple((scores or Scores(holdings)).of(canonical)),
        safety=tuple(tested(holdings, canonical)),
        memory=memory_of(found.model.model_id, holdings.size(canonical)),
        pipeline=kinds[-1] if kinds else "",
        stale=holdings.stale,
        openness=openness_of(holdings, canonical),
    )


def _named(holdings: Holdings, found: Ancestry) -> Iterable[Named]:
    """Every organisation with a part in the weights, the nearest role first, each once."""
    seen: set[str] = set()

    def told(role: str, maker: Maker) -> Iterable[Named]:
        if maker.organisation_id is None or maker.organisation_id in seen:
            return
        seen.add(maker.organisation_id)
        yield Named(role, maker, holdings.designations(maker.organisation_id))

    roots = [root.maker for root in found.roots]
    components = [
        step.publisher
        for pair in found.apart
        if pair.relation == "component" and (step := found.steps.get(pair.parent_id)) is not None
    ]
    own = found.model.publisher
    is_root = own.organisation_id in {maker.organisation_id for maker in roots}
    yield from told("publisher", own)
    for maker in roots:
        # One organisation in two roles is named once, as the publisher; the page says that it is both.
        yield from told("root", maker)
    for step in found.path:
        yield from told("parent", step.publisher)
    for maker in components:
        yield from told("component", maker)
    owners = [("publisher_owner", own)] + ([] if is_root else [("root_owner", maker) for maker in roots])
    for role, maker in owners:
        if maker.organisation_id:
            owner = ultimate_parent(maker.organisation_id, holdings.day)
            if owner != maker.organisation_id:
                yield from told(role, holdings.graph.maker(owner))


def following(card: Card) -> list[dict[str, Any]]:
    """Rules that take over the names of a list some organisation of the card stands on."""
    lists = {item.instrument_id for named in card.named for item in named.holding}
    return [
        {
            "follows_from": name,
            "instrument_id": rule.instrument_id,
            "instrument": rule.name,
            "status": status,
            "true_from": rule.true_from.isoformat() if rule.true_from else None,
            "binds": rule.binds,
            "source": rule.source,
            "note": rule.note or None,
        }
        for name in sorted(lists)
        for rule, status in rules_following(name, card.ancestry_day)
    ]
