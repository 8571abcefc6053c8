"""What a paper is about: the models of a repository, or one model, each with its card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from weighbridge.diligence.card.card import Card, card_from, card_of
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.quality import Scores
from weighbridge.diligence.inventory.inventory import Used, inventory_of


@dataclass(frozen=True, slots=True)
class Subject:
    """A model a paper tells of; ``card`` is None where nobody knows it, ``used`` where no folder was read."""

    model_id: str
    card: Card | None
    used: Used | None

    @property
    def version(self) -> str:
        """The revision it is pinned to; empty where none is written."""
        return self.used.revisions[0] if self.used and self.used.revisions else ""


@dataclass(frozen=True, slots=True)
class Subjects:
    """The models of one paper, and the name and day it carries."""

    name: str
    models: tuple[Subject, ...]
    as_of: str
    day: str


def subjects_of(holdings: Holdings, text: str, progress: Callable[[str], None] | None = None) -> Subjects:
    """The models under a path, if the text is one; else the one model it names."""
    scores = Scores(holdings)
    path = Path(text)
    if not path.exists():
        card = card_of(holdings, text, scores)
        models = (Subject(card.model_id, card, None),)
        return Subjects(card.model_id, models, holdings.as_of, holdings.day.isoformat())
    found = inventory_of(holdings, path, progress)
    models = tuple(
        Subject(
            used.model_id,
            card_from(holdings, holdings.ancestry(used.canonical), scores) if used.is_known else None,
            used,
        )
        for used in found.models
    )
    return Subjects(path.resolve().name, models, holdings.as_of, holdings.day.isoformat())
