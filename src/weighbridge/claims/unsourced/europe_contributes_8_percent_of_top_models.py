"""Europe: 8 per cent of top models."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C37",
    words="the EU contributing just 8% of top models",
    printed_in=(GNOPPIX,),
    topic="Supply",
    predicate="Of top models 8 % come from the European Union.",
    findings={
        "no_source_found": "The text credits a report of a centre that was not found.",
    },
    lacks="What makes a top model, and which countries count.",
    period=(
        "2025-01",
        "2025-12",
    ),
)
def europe_contributes_8_percent_of_top_models(ask: Ask) -> list[Tried]:
    """Europe: 8 per cent of top models.

    No source was found, and “top models” has no threshold. The study it may echo has a Europe-facing
    bucket, which is not the Union.
    """
    return ask.missing()
