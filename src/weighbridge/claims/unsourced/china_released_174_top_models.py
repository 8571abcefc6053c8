"""174 Chinese top models against 135 American ones."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C30",
    words=(
        "Chinese developers released 174 open-weight models that ranked among "
        "the top performers, compared to 135 from the United States"
    ),
    printed_in=(GNOPPIX,),
    topic="Supply",
    predicate=("174 Chinese and 135 American models are among the top performers of 2025."),
    findings={
        "no_source_found": "The text credits a report of a centre that was not found.",
    },
    lacks=("What makes a top performer; with a threshold, the tracked list and parameters would do."),
    period=(
        "2025-01",
        "2025-12",
    ),
)
def china_released_174_top_models(ask: Ask) -> list[Tried]:
    """174 Chinese top models against 135 American ones.

    No source was found, and “top performers” has no threshold, so there is nothing to count.
    """
    return ask.missing()
