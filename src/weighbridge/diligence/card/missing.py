"""What a reader would ask of a model and the store does not hold, and where it was looked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.diligence.lineage_graph import UNPLACED

if TYPE_CHECKING:
    from weighbridge.diligence.card.card import Card

PRICE_LISTS = "genai-prices, model-prices (MIT)"
BOARDS = "Epoch AI, LMArena, EvalPlus"
STATEMENTS = "tags, cards, public lists and judgements of ancestry"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not known: in a word, in a sentence, and what was looked through."""

    word: str
    text: str
    looked: str

    def as_dict(self) -> dict[str, str]:
        """As plain JSON values."""
        return {"unknown": self.text, "looked_in": self.looked}


def missing_of(card: Card) -> Iterable[Missing]:
    """All that is missing from a card, in the order of its lines."""
    found, until = card.ancestry, f", to {card.as_of}"
    if found.model.publisher.organisation_id is None:
        text = "Who publishes it: the account is no known organisation's."
        yield Missing("publisher", text, "judgements of accounts")
    if found.model.answer in ("unknown", "undisclosed", "disputed"):
        text = f"The root of its weights: {found.as_dict()['answer_means']}."
        yield Missing("root", text, STATEMENTS + until)
    elif found.known_part < 1:
        text = f"{(1 - found.known_part) * 100:.0f} % of its roots."
        yield Missing("part of its roots", text, STATEMENTS + until)
    if not any(pair.relation == "component" for pair in found.apart):
        text = "Components: none is recorded, which is no proof that there are none."
        yield Missing("components", text, STATEMENTS + until)
    for model in card.licence.terms.unknown:
        yield Missing("some terms", f"The terms of {model}.", "licence tags of the lists held" + until)
    yield from _unmeasured(card)
    if any(item.maker.country == UNPLACED for item in card.named):
        yield Missing("a seat", "The seat of an organisation named here.", "judgements of organisations")
    unconfirmed, held = card.stale
    if unconfirmed:
        text = f"Whether the lists still say so: {unconfirmed} of {held} entries not confirmed in 30 days."
        yield Missing(f"{unconfirmed} list entries unconfirmed", text, f"designations, {card.day}")


def _unmeasured(card: Card) -> Iterable[Missing]:
    until = f", to {card.as_of}"
    if card.sellers:
        text = "Whether a host keeps prompts: not recorded for any."
        yield Missing("prompts kept", text, "price lists and judgements of hosts" + until)
    else:
        yield Missing("price", "Price: no list held names this very model.", PRICE_LISTS + until)
    if not card.quality and card.is_served:
        text = "Quality: figures are held of models whose weights are published."
        yield Missing("quality", text, f"boards of {BOARDS}{until}")
    elif not card.quality:
        text = "Quality: not measured on any board held, under this very name."
        yield Missing("quality", text, f"boards of {BOARDS}{until}")
    if card.memory.parameters is None:
        text = "Its size: no count of parameters that can be believed."
        yield Missing("size", text, "lists that count parameters" + until)
