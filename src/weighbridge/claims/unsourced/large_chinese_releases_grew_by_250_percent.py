"""Chinese releases over 70 billion parameters grew by 250 per cent."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.large_models import grew
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
        "Releases of 2024 and 2025 by size, from a list that watched both years: stored ones were captured "
        "later, and of many models they know no size."
    ),
    caveats=("A repository counts as a release: variants of one model count apart.",),
    period=(
        "2025-01",
        "2025-12",
    ),
)
def large_chinese_releases_grew_by_250_percent(ask: Ask) -> list[Tried]:
    """Chinese releases over 70 billion parameters grew by 250 per cent.

    No source was found. “250 % increase” has two readings, 3.5 times and 2.5 times as many. What stored
    lists know of both years can be counted: own models by the creation of their repository, of known size.

    The words allow any list; tried are the curated one and all. Models of unknown size bound each growth.
    """
    return grew(ask, {"CN": 250, "US": 120}, over_billion=70, year=2025)
