"""American firms: 62 per cent of closed models."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C36",
    words="American firms released 62% of proprietary top-tier models",
    printed_in=(GNOPPIX,),
    topic="Supply",
    predicate="Of closed top-tier models 62 % are American.",
    findings={
        "no_source_found": "The text credits a report of a centre that was not found.",
    },
    lacks="What makes a model top-tier.",
    period=(
        "2025-01",
        "2025-12",
    ),
)
def american_firms_hold_62_percent_of_closed_models(ask: Ask) -> list[Tried]:
    """American firms: 62 per cent of closed models.

    No source was found, and “top-tier” has no threshold.
    """
    return ask.missing()
