"""What a model could be switched to: open models measured by the same measure, under constraints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.diligence.card.card import Card, card_from
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.quality import INDEX, Measured, Scores, rank, told_apart
from weighbridge.entities.licences import LICENCE_CLASSES, licence_rank
from weighbridge.entities.organisations import load_countries

_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(gb|g|tb)?\s*\Z", re.IGNORECASE)
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%)?\s*\Z")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an alternative must be. ``within`` is the part of the quality one is ready to give up."""

    not_root_countries: frozenset[str] = frozenset()
    not_publisher_countries: frozenset[str] = frozenset()
    not_organisations: frozenset[str] = frozenset()
    not_designated: bool = False
    not_on: frozenset[str] = frozenset()
    within: float | None = None
    max_cost: float | None = None
    fits_gb: float | None = None
    bits: int = 16
    licence: str | None = None
    measure: str | None = None
    needs_known_root: bool = field(default=True)

    def words(self) -> list[str]:
        """The constraints as a reader would say them."""
        said = []
        if self.not_root_countries:
            said.append(f"root not from {', '.join(sorted(self.not_root_countries))}")
        if self.not_publisher_countries:
            said.append(f"publisher not from {', '.join(sorted(self.not_publisher_countries))}")
        if self.not_organisations:
            said.append(f"nothing of {', '.join(sorted(self.not_organisations))}")
        if self.not_designated:
            said.append("no organisation on its way named by a list in force")
        if self.not_on:
            said.append(f"none on {', '.join(sorted(self.not_on))}")
        if self.within is not None:
            said.append(f"at most {self.within * 100:g} % worse")
        if self.max_cost is not None:
            said.append(f"at most {self.max_cost:g} USD/Mtok")
        if self.fits_gb is not None:
            said.append(f"fits {self.fits_gb:g} GB at {self.bits} bits")
        if self.licence:
            said.append(f"licence chain {self.licence.replace('_', ' ')} or freer")
        return said


@dataclass(frozen=True, slots=True)
class Alternative:
    """One model that fits: its card, its figure, its cheapest price, and how it compares."""

    card: Card
    quality: Measured
    price: float | None
    is_apart: bool | None

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        card = self.card
        return {
            "model": card.model_id,
            "publisher": card.ancestry.model.publisher.as_dict(),
            "roots": [root.as_dict() for root in card.ancestry.roots],
            "licence_class": card.licence.terms.licence_class,
            "at_least": card.licence.terms.at_least,
            "measure": self.quality.measure,
            "value": self.quality.value,
            "low": self.quality.low,
            "high": self.quality.high,
            "difference_is_told": self.is_apart,
            "price_usd_per_mtok": self.price,
            "memory_gb": card.memory.needs(),
            "designations_in_force": sum(len(item.holding) for item in card.named),
        }


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The models that fit, the best first; ``passed_over`` counts those that do not, by reason."""

    model: Card
    base: Measured | None
    measure: str
    found: tuple[Alternative, ...]
    passed_over: dict[str, int]
    wanted: Wanted

    def cheapest(self) -> Alternative | None:
        """The one that costs least, among those with a price."""
        priced = [item for item in self.found if item.price is not None]
        return min(priced, key=lambda item: (item.price or 0.0, item.card.model_id), default=None)

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "model": self.model.model_id,
            "measure": self.measure,
            "base": self.base.as_dict() if self.base else None,
            "constraints": self.wanted.words(),
            "alternatives": [item.as_dict() for item in self.found],
            "passed_over": self.passed_over,
        }


def wanted_size(text: str | None) -> float | None:
    """Gigabytes of a text such as ``80GB``."""
    if text is None:
        return None
    found = _SIZE.match(text)
    if not found:
        raise UsageError(f"--fits '{text}' is no size. Write gigabytes, as in 80GB.")
    return float(found[1]) * (1000 if (found[2] or "").casefold() == "tb" else 1)


def wanted_part(text: str | None) -> float | None:
    """A part of a text such as ``5%`` or ``0.05``."""
    if text is None:
        return None
    found = _PART.match(text)
    value = float(found[1]) / (100 if found[2] else 1) if found else -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"--within '{text}' is no part. Write it as 5%, or as 0.05.")
    return value


def wanted_countries(flag: str, texts: Sequence[str]) -> frozenset[str]:
    """Country codes, checked."""
    found = {code.strip().upper() for text in texts for code in text.split(",") if code.strip()}
    for code in sorted(found):
        if code not in load_countries():
            raise unknown_name(f"country of {flag}", code, load_countries(), "Use ISO codes, as in CN,US.")
    return frozenset(found)


def alternatives_to(
    holdings: Holdings, card: Card, wanted: Wanted, scores: Scores | None = None, most: int = 40
) -> Alternatives:
    """Every open model measured as this one is that fits, the best first.

    The measure is the one asked for, else the first in order of trust that the model itself has; of a model
    nobody measured no alternative can be called as good, and they are listed by the index without that.
    """
    scores = scores or Scores(holdings)
    held = {item.measure: item for item in scores.of(card.canonical_id)}
    measure = wanted.measure or min(held, key=rank, default=INDEX)
    base = held.get(measure)
    known = scores.by_model(measure)
    if not known:
        raise UsageError(
            f"--measure {measure}: no figure of any open model is held. Try eci or gpqa_diamond."
        )
    known.pop(card.canonical_id, None)
    near = _near(holdings, known)
    passed: dict[str, int] = {}
    found: list[Alternative] = []
    for model, figure in sorted(known.items(), key=lambda item: (-item[1].value, item[0])):
        reason = _worse(figure, base, wanted)
        other = None
        if not reason:
            other = card_from(holdings, near(model), scores)
            reason = why_not(other, wanted)
        if reason or other is None:
            passed[reason] = passed.get(reason, 0) + 1
            continue
        price = min((seller.price for seller in other.sellers), default=None)
        found.append(Alternative(other, figure, price, told_apart(figure, base) if base else None))
        if len(found) >= most:
            break
    return Alternatives(card, base, measure, tuple(found), dict(sorted(passed.items())), wanted)


def _near(holdings: Holdings, models: Iterable[str]) -> Any:
    from weighbridge.diligence.lineage_path import ancestry_of

    part = holdings.graph.around(models)
    return lambda name: ancestry_of(part, name)


def _worse(figure: Measured, base: Measured | None, wanted: Wanted) -> str:
    if wanted.within is None or base is None:
        return ""
    return "worse than allowed" if figure.value < base.value * (1 - wanted.within) else ""


def why_not(card: Card, wanted: Wanted) -> str:
    """The first constraint a model breaks; empty where it fits. What is not known does not fit."""
    roots = card.root_makers
    on_way = {maker.organisation_id for maker in roots} | {card.ancestry.model.publisher.organisation_id}
    if wanted.not_root_countries and (not roots or card.ancestry.known_part < 1):
        return "root not known"
    if any(maker.country in wanted.not_root_countries for maker in roots):
        return "country of the root"
    if card.ancestry.model.publisher.country in wanted.not_publisher_countries:
        return "country of the publisher"
    if on_way & wanted.not_organisations:
        return "organisation"
    lists = {item.instrument_id for named in card.named for item in named.holding}
    if (wanted.not_designated and lists) or lists & wanted.not_on:
        return "named by a list in force"
    if (wanted.not_designated or wanted.not_on) and not roots:
        return "root not known"
    return _cost_and_size(card, wanted)


def _cost_and_size(card: Card, wanted: Wanted) -> str:
    if wanted.licence:
        terms = card.licence.terms
        held = licence_rank(terms.licence_class)
        if held is None or terms.at_least or held > LICENCE_CLASSES.index(wanted.licence):
            return "licence"
    if wanted.max_cost is not None:
        prices = [seller.price for seller in card.sellers]
        if not prices:
            return "no price known"
        if min(prices) > wanted.max_cost:
            return "price"
    if wanted.fits_gb is not None:
        needs = card.memory.needs(wanted.bits)
        if needs is None:
            return "size not known"
        if needs > wanted.fits_gb:
            return "size"
    return ""
