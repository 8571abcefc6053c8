"""Chinese releases over 70 billion parameters grew by 250 per cent."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C35",
    words=("250% year-over-year increase in Chinese releases exceeding 70 billion parameters, U.S. 120%"),
    printed_in=(GNOPPIX,),
    topic="Supply",
    predicate=("Releases over 70 B grew by 250 % in China and by 120 % in the United States."),
    findings={
        "no_source_found": "The text credits a report of a centre that was not found.",
    },
    lacks=(
        "Releases of 2024 and 2025 over 70 billion parameters from a list that "
        "covered both years; stored lists begin in November 2024."
    ),
    period=(
        "2025-01",
        "2025-12",
    ),
)
def large_chinese_releases_grew_by_250_percent(ask: Ask) -> list[Tried]:
    """Chinese releases over 70 billion parameters grew by 250 per cent.

    No source was found. “250 % increase” has two readings, 3.5 times and 2.5 times as many.
    """
    return ask.missing()
