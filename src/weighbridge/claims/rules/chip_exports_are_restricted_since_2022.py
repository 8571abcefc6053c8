"""Export restrictions hold since October 2022."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import AI_DAMN, AIBASE, BIS_RULE, KOREAN_DAILY
from weighbridge.claims.records import published_in
from weighbridge.claims.tried import Tried


@claim(
    id="C23",
    words="export restrictions since October 2022",
    printed_in=(
        AI_DAMN,
        AIBASE,
        KOREAN_DAILY,
    ),
    origin=BIS_RULE,
    topic="Rules",
    predicate="The first of the rules was published in October 2022.",
    source_says="published 7 October 2022",
    source_evidence="secondary",
    period=(
        "2022-10",
        "2022-10",
    ),
    said={
        "when": "October 2022",
    },
    measured={
        "when": "7 October 2022",
    },
    caveats=("Rests on the date of one document, not on a stored snapshot.",),
)
def chip_exports_are_restricted_since_2022(ask: Ask) -> list[Tried]:
    """Export restrictions hold since October 2022.

    The rule of the Bureau of Industry and Security on advanced computing and semiconductors was published
    on 7 October 2022.
    """
    return [published_in(ask, BIS_RULE, "2022-10")]
