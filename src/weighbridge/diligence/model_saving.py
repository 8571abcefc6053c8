"""What a change of model saves: at which volume a stated saving is true, and what else saves the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.definitions.price_offers import Offer, by_model
from weighbridge.entities.price_cells import model_key
from weighbridge.statistics.prices import Saving, blended_price, own_hosting, saving

MTOK = 1e6
NEAR_PRICE = 1.05
"""A model costs the same where its price is at most so much above."""
MOST_OTHERS = 8


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything a saving hangs on that no price list tells."""

    ratio: float = 3.0
    host: str = "cheapest"
    change_usd: float = 0.0
    tokens_factor: float = 1.0
    server_usd_month: float = 12_000.0
    server_marginal: float = 0.05
    server_mtok_month: float = 20_000.0

    def words(self) -> list[tuple[str, str]]:
        """Each with the flag that sets it."""
        server = (
            f"${self.server_usd_month:,.0f} a month, ${self.server_marginal:g} per million tokens, up to "
            f"{self.server_mtok_month:,.0f} million a month; assumed, not measured (--server-usd-month, "
            "--server-marginal, --server-mtok-month)"
        )
        return [
            ("tokens read per token written", f"{self.ratio:g} (--ratio, or told by the tokens given)"),
            ("whose price", f"{self.host.replace('_', ' ')} (--host)"),
            ("cost of changing, once a year", f"${self.change_usd:,.0f} (--change-usd)"),
            ("tokens of the new model per token of the old", f"{self.tokens_factor:g} (--tokens-factor)"),
            ("own server", server),
        ]


@dataclass(frozen=True, slots=True)
class Choice:
    """One model at one price."""

    offer: Offer
    price: float

    @property
    def model(self) -> str:
        """The model's key."""
        return self.offer.model

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "model": self.offer.model,
            "maker_country": self.offer.maker_country,
            "openness": self.offer.openness,
            "host": self.offer.host or self.offer.provider,
            "host_country": self.offer.country,
            "price_in": self.offer.price_in,
            "price_out": self.offer.price_out,
            "price": self.price,
            "rating": self.offer.rating,
            "rating_se": self.offer.se,
        }


@dataclass(frozen=True, slots=True)
class Other:
    """The same workload on another model that is rated no lower than the new one."""

    choice: Choice
    saved_usd: float | None


@dataclass(frozen=True, slots=True)
class ModelSaving:
    """The answer: both prices, the volume, what it saves, and what else would."""

    old: Choice
    new: Choice
    assumptions: Assumptions
    found: Saving
    annual_usd: float | None
    mtok_year: float | None
    rating_gap: float | None
    rating_gap_se: float | None
    same_price_us: Other | None
    others: tuple[Other, ...]
    at_old_quality: tuple[Other, ...]
    own_mtok_month: float | None
    priced_on: str
    rated_on: str
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def tokens(self) -> tuple[float, float] | None:
        """Tokens read and written a year, of the old model."""
        if self.mtok_year is None:
            return None
        read = self.assumptions.ratio / (self.assumptions.ratio + 1)
        return self.mtok_year * MTOK * read, self.mtok_year * MTOK * (1 - read)

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        tokens = self.tokens
        return {
            "from": self.old.as_dict(),
            "to": self.new.as_dict(),
            "assumptions": {
                name: getattr(self.assumptions, name) for name in Assumptions.__dataclass_fields__
            },
            "saved_usd_per_mtok": self.found.per_mtok,
            "never": self.found.never,
            "annual_usd": self.annual_usd,
            "mtok_a_year": self.mtok_year,
            "tokens_read_a_year": tokens[0] if tokens else None,
            "tokens_written_a_year": tokens[1] if tokens else None,
            "break_even_mtok_a_year": self.found.break_even_mtok,
            "rating_gap": self.rating_gap,
            "rating_gap_se": self.rating_gap_se,
            "american_open_at_that_price": _other(self.same_price_us) if self.same_price_us else None,
            "others": [_other(other) for other in self.others],
            "at_the_old_quality": [_other(other) for other in self.at_old_quality],
            "own_hosting_break_even_mtok_a_month": self.own_mtok_month,
            "priced_on": self.priced_on,
            "rated_on": self.rated_on,
            "notes": list(self.notes),
        }


def _other(other: Other) -> dict[str, Any]:
    return {**other.choice.as_dict(), "saved_usd": other.saved_usd}


def ratio_of(tokens_in: float | None, tokens_out: float | None, ratio: float) -> float:
    """Tokens read per token written: of the tokens given, else as asked. 0:0 is no workload."""
    if tokens_in is None and tokens_out is None:
        if not ratio >= 0 or math.isinf(ratio):
            raise UsageError(f"--ratio {ratio:g}: give the tokens read per token written, 0 or more.")
        return ratio
    read, written = tokens_in or 0.0, tokens_out or 0.0
    if read < 0 or written < 0 or read + written == 0:
        raise UsageError(
            f"--tokens-in {read:g} --tokens-out {written:g}: 0 to 0 is no workload. Give a year's tokens."
        )
    return read / written if written else math.inf


def model_saving(
    offers: Iterable[Offer],
    old: str,
    new: str,
    assumptions: Assumptions,
    annual_usd: float | None = None,
    mtok_year: float | None = None,
) -> ModelSaving:
    """What changing from one model to another saves.

    Give either the dollars a year that are said to be saved, and the volume follows, or the million tokens
    a year, and the dollars follow.

    Raises ``UsageError`` for a model no seller is known for, with the nearest names.
    """
    choices = {model: _choice(own, assumptions) for model, own in by_model(offers).items()}
    known = {model: choice for model, choice in choices.items() if choice is not None}
    first, second = (_named(known, name, assumptions) for name in (old, new))
    price_new = second.price * assumptions.tokens_factor
    found = saving(first.price, price_new, assumptions.change_usd)
    if annual_usd is not None:
        mtok_year = found.volume(annual_usd, assumptions.change_usd)
    elif mtok_year is not None:
        annual_usd = found.at(mtok_year, assumptions.change_usd)
    gap, error = _gap(first, second)
    others = _others(known.values(), first, second, assumptions, mtok_year)
    return ModelSaving(
        first,
        second,
        assumptions,
        found,
        annual_usd,
        mtok_year,
        gap,
        error,
        _same_price(others, second),
        tuple(others[:MOST_OTHERS]),
        tuple(_others(known.values(), first, first, assumptions, mtok_year)[:3]),
        own_hosting(
            assumptions.server_usd_month,
            price_new,
            assumptions.server_marginal,
            assumptions.server_mtok_month,
        ),
        first.offer.priced_on,
        second.offer.rated_on or first.offer.rated_on,
        tuple(_notes(found, gap, error, assumptions)),
    )


def _choice(own: list[Offer], assumptions: Assumptions) -> Choice | None:
    """A model at the price of the seller chosen; None where nobody of that kind sells it."""
    if assumptions.host == "first_party":
        own = [offer for offer in own if offer.is_first_party]
    if assumptions.host == "median":
        own = [offer for offer in own if offer.channel != "router"]
    priced = sorted((_blend(offer, assumptions.ratio), offer.provider, offer) for offer in own)
    if not priced:
        return None
    price, _, offer = priced[len(priced) // 2 if assumptions.host == "median" else 0]
    return Choice(offer, price)


def _blend(offer: Offer, ratio: float) -> float:
    return float(blended_price(offer.price_in, offer.price_out, ratio))


def _named(known: Mapping[str, Choice], name: str, assumptions: Assumptions) -> Choice:
    found = known.get(model_key(name))
    if found is None:
        kind = "" if assumptions.host == "cheapest" else f" sold by {assumptions.host.replace('_', ' ')}"
        raise unknown_name(
            f"model with a price{kind}",
            name,
            known,
            "Try `weighbridge saving hosts MODEL`, or --host cheapest.",
        )
    return found


def _gap(old: Choice, new: Choice) -> tuple[float | None, float | None]:
    """How far the new model is rated above the old one, with the error of the difference."""
    a, b = old.offer, new.offer
    if a.rating is None or b.rating is None or a.se is None or b.se is None:
        return None, None
    return b.rating - a.rating, math.hypot(a.se, b.se)


def _others(
    choices: Iterable[Choice], old: Choice, floor: Choice, assumptions: Assumptions, mtok_year: float | None
) -> list[Other]:
    """Open models rated no lower than ``floor``, cheapest first."""
    least = floor.offer.rating
    fits = [
        choice
        for choice in choices
        if choice.offer.openness == "open"
        and choice.offer.rating is not None
        and least is not None
        and choice.offer.rating >= least
        and choice.model != old.model
    ]
    return [
        Other(choice, _saved(old, choice, assumptions, mtok_year))
        for choice in sorted(fits, key=lambda choice: (choice.price, choice.model))
    ]


def _saved(old: Choice, new: Choice, assumptions: Assumptions, mtok_year: float | None) -> float | None:
    if mtok_year is None:
        return None
    price = new.price * assumptions.tokens_factor
    return saving(old.price, price, assumptions.change_usd).at(mtok_year, assumptions.change_usd)


def _same_price(others: Iterable[Other], new: Choice) -> Other | None:
    """The American open model rated no lower that comes nearest to the new one's price, not above it."""
    fits = [
        o for o in others if o.choice.offer.maker_country == "US" and o.choice.price <= new.price * NEAR_PRICE
    ]
    return max(fits, key=lambda other: other.choice.price, default=None)


def _notes(found: Saving, gap: float | None, error: float | None, assumptions: Assumptions) -> list[str]:
    said = []
    if found.never:
        said.append("The new model is not cheaper under these assumptions: no volume saves anything.")
    if gap is None:
        said.append("One of the two has no rating on the board, so nothing is said of equal quality.")
    elif error is not None and gap + 1.645 * error < 0:
        said.append(
            f"The new model is rated {-gap:.0f} points lower (error {error:.1f}): quality is given up."
        )
    if assumptions.tokens_factor == 1:
        said.append(
            "Both are taken to need the same tokens for the same work, which nobody has measured here."
        )
    return said
