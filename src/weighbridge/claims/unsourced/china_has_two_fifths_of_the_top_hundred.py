"""China has 40 of the top 100."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C34",
    words="China accounted for 40% of all top-100 open-weight models in 2025",
    printed_in=(GNOPPIX,),
    topic="Supply",
    predicate="Of the hundred first open models of 2025 40 are Chinese.",
    findings={
        "no_source_found": "The text credits a report of a centre that was not found.",
    },
    lacks="By what the hundred are ranked, and on which day.",
    period=(
        "2025-01",
        "2025-12",
    ),
)
def china_has_two_fifths_of_the_top_hundred(ask: Ask) -> list[Tried]:
    """China has 40 of the top 100.

    No source was found. First by what, downloads, votes or an index, is not said.
    """
    return ask.missing()
