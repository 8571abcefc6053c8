"""Chinese firms release weekly."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import ECONOMIES, FINANCIAL_TIMES, KOREAN_DAILY
from weighbridge.claims.tried import Tried


@claim(
    id="C25",
    words=(
        "Chinese corporations ... releasing derivative models weekly, rather than half-year or yearly cycles"
    ),
    printed_in=(KOREAN_DAILY,),
    through=(FINANCIAL_TIMES,),
    origin=ECONOMIES,
    topic="Supply",
    predicate="The usual gap between releases of a large Chinese maker is about a week.",
    source_says="a remark of the researchers; not in the abstract",
    source_evidence="secondary",
    period=(
        "2025-01",
        "2025-12",
    ),
    said={
        "counted": "“derivative models”",
        "when": "weekly",
        "whose": "“Chinese corporations”",
    },
    measured={
        "counted": "not known",
        "when": "not known",
    },
    lacks=(
        "An indicator of release cadence by organisation, first-party repositories only, copies collapsed."
    ),
)
def chinese_firms_release_derivatives_weekly(ask: Ask) -> list[Tried]:
    """Chinese firms release weekly.

    A remark of the researchers, quoted by a newspaper; not in the abstract. Cadence is a matter of what
    counts as a release: first-party repositories with copies left out, one for a family or one for each
    size.
    """
    return ask.missing()
