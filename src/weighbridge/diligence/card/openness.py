"""Who calls a model's weights open and who closed: statements side by side, nobody right by rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from weighbridge.diligence.card.holdings import Holdings

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Openness:
    """What those who list a model say of its weights, on the newest list by the day."""

    open: tuple[str, ...]
    closed: tuple[str, ...]
    listed_on: str

    @property
    def is_conflict(self) -> bool:
        """Whether two of them, or two entries of one, contradict each other."""
        return bool(self.open and self.closed)

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values; null where no list has a flag."""
        return {
            "said_open_by": list(self.open),
            "said_closed_by": list(self.closed),
            "is_conflict": self.is_conflict if self.listed_on else None,
            "listed_on": self.listed_on or None,
            "source": "models.dev (MIT)" if self.listed_on else None,
        }


NOT_FLAGGED = Openness((), (), "")


def openness_of(holdings: Holdings, canonical: str) -> Openness:
    """The flags of this very model; none where its name could mean another."""
    key = holdings.key_of(canonical)
    rows = holdings.openness_flags(key) if key else []
    said = {
        word: tuple(sorted({row["said_by"] for row in rows if row["says"] == word}))
        for word in (OPEN, CLOSED)
    }
    return Openness(said[OPEN], said[CLOSED], rows[0]["listed_on"] if rows else "")
