"""``models.lock``: the models of a repository with their revisions and the facts they were chosen by."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.diligence.card.card import Card, card_from
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.quality import Scores
from weighbridge.diligence.inventory.inventory import Inventory, Used
from weighbridge.diligence.inventory.walking import LOCK

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Change:
    """One fact of one model that is no longer what the lock holds."""

    model: str
    fact: str
    was: Any
    now: Any

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {"model": self.model, "fact": self.fact, "was": self.was, "now": self.now}


def facts_of(card: Card) -> dict[str, Any]:
    """The facts of a card a decision rests on, flat, so that a change can be named."""
    terms = card.licence.terms
    own = card.licence.links[0]
    facts: dict[str, Any] = {
        "publisher": card.ancestry.model.publisher.organisation_id,
        "publisher_country": card.ancestry.model.publisher.country,
        "roots": sorted(root.model_id for root in card.ancestry.roots),
        "root_organisations": sorted(
            maker.organisation_id or "unknown" for maker in card.ancestry.root_makers
        ),
        "root_countries": sorted(maker.country for maker in card.ancestry.root_makers),
        "answer": card.ancestry.model.answer,
        "components": sorted(p.parent_id for p in card.ancestry.apart if p.relation == "component"),
        "licence_tag": own.tags[-1][1] if own.tags else None,
        "licence_class": terms.licence_class,
        "licence_at_least": terms.at_least,
        "licence_conflicts": sorted(
            f"{item.child_id} over {item.parent_id}" for item in card.licence.conflicts
        ),
        "parameters": card.memory.parameters,
    }
    facts |= {f"clause.{clause.clause}": clause.text for clause in terms.clauses}
    for named in card.named:
        for item in named.designations:
            facts[f"designation.{item.organisation_id}.{item.instrument_id}"] = item.status
    facts |= {f"quality.{item.measure}": round(item.value, 4) for item in card.quality}
    facts |= _safety(card)
    prices = {seller.host_id or seller.name: round(seller.price, 4) for seller in card.sellers}
    return facts | {f"price.{host}": price for host, price in sorted(prices.items())}


def _safety(card: Card) -> dict[str, Any]:
    """Each test of the model by its run; where one run has several lines, each by what was counted in it."""
    lines = Counter(item.run for item in card.safety)
    found = {}
    for item in card.safety:
        apart = "" if lines[item.run] == 1 else f".{item.what}, {item.judge}, {item.note}".rstrip(", ")
        found[f"safety.{item.run}{apart}"] = [item.count, item.total, item.value]
    return found


def lock_of(holdings: Holdings, inventory: Inventory) -> dict[str, Any]:
    """The lock of an inventory, as it is written."""
    scores = Scores(holdings)
    return {
        "format": FORMAT,
        "written_by": f"weighbridge {version('weighbridge')}",
        "data_as_of": holdings.as_of,
        "designations_on": holdings.day.isoformat(),
        "models": {used.model_id: _entry(holdings, used, scores) for used in inventory.models},
    }


def _entry(holdings: Holdings, used: Used, scores: Scores) -> dict[str, Any]:
    found = holdings.ancestry(used.canonical) if used.is_known else None
    return {
        "purl": used.purl,
        "revisions": used.revisions,
        "hosts": used.hosts,
        "facts": facts_of(card_from(holdings, found, scores)) if found else None,
    }


def to_text(lock: Mapping[str, Any]) -> str:
    """The lock as a text that differs line by line."""
    return json.dumps(lock, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_lock(path: Path) -> dict[str, Any]:
    """A lock as it was written; an error that says what to do where it is not there or no lock of ours."""
    place = path / LOCK if path.is_dir() else path
    if not place.is_file():
        raise UsageError(f"No {LOCK} at {place}. Write one: `weighbridge lock {path}`.")
    try:
        held: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        number = held["format"]
        if not isinstance(held["models"], dict):
            raise TypeError("models is no table")
    except (ValueError, KeyError, TypeError) as error:
        raise ContractError(
            f"{place} is no lock ({error}). Write it again: `weighbridge lock {path}`."
        ) from error
    if not isinstance(number, int) or number > FORMAT:
        raise UsageError(
            f"{place} has format {number}, written by {held.get('written_by', 'another version')}; this "
            f"version reads up to {FORMAT}. Install the newer weighbridge, or write the lock again."
        )
    return held


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Everything that differs between two locks: models, revisions, hosts, facts."""
    found: list[Change] = []
    before, after = then["models"], now["models"]
    for model in sorted(before.keys() | after.keys(), key=str.casefold):
        if model not in after:
            found.append(Change(model, "in use", True, False))
        elif model not in before:
            found.append(Change(model, "in use", False, True))
        else:
            found += _differences(model, before[model], after[model])
    return found


def _differences(model: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for name in ("revisions", "hosts"):
        if was.get(name) != now[name]:
            yield Change(model, name, was.get(name), now[name])
    old, new = was.get("facts") or {}, now["facts"] or {}
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield Change(model, name, old.get(name), new.get(name))
