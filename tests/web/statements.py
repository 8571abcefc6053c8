"""One made-up statement with its verdict, and one published figure: for pages without a store."""

from __future__ import annotations

from weighbridge.catalogue.claim import Document, claim
from weighbridge.claims import judging
from weighbridge.claims.replications import Replicated, published
from weighbridge.claims.tried import Side, Tried

AS_OF = "2026-11-20"
PAPER = Document("paper", "A <b>paper</b>", "article")
STUDY = Document("study", "A study", "study", "2025-11-01", "https://example.org/")


@claim(
    id="C99",
    words="So much <i>is</i> Chinese",
    printed_in=(PAPER,),
    origin=STUDY,
    topic="Use",
    predicate="The share rounds to it.",
    said={"counted": "downloads"},
    measured={"counted": "downloads of a year"},
    beside="china_share",
    lacks="Counts of a year.",
    history=(("2025-11-01", "The study appears."),),
)
def so_much_is_chinese(ask):
    """A made-up statement.

    The study reports it. The sentence drops the year.

    The words allow two definitions.
    """
    return []


HELD = Tried("by publisher", "holds", "China 63.0 %", sides=(Side("CN", 0.63, 0.5, 0.7),), unit="share")
OWED = Tried("by parent", "unavailable", reason="no list of parents is stored.", is_source=True)
ONE = judging.judged(so_much_is_chinese, [HELD, OWED], AS_OF)


class Statements:
    """The part of a bridge that knows statements: one, and one published figure."""

    def claims(self):
        return [ONE]

    def claim_history(self, claim):
        return [{"as_of": AS_OF, "word": "Holds", "verdict": "supported"}]

    def replications(self):
        row = published()[0]
        return [Replicated(row, "differs", 0.5, "50.0 %", 0.1, "population", "weighbridge indicator x")]
