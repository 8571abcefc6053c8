"""Meta buys a startup that uses Chinese models, by Stanford."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import AI_DAMN, AIBASE, HAI_BRIEF
from weighbridge.claims.records import came_before
from weighbridge.claims.tried import Tried


@claim(
    id="C22",
    words="Meta recently acquired a startup leveraging Chinese open-weight models",
    printed_in=(
        AI_DAMN,
        AIBASE,
    ),
    through=(HAI_BRIEF,),
    topic="Makers",
    predicate="The Stanford brief reports the purchase.",
    said={
        "counted": "a purchase, given as a finding of the brief",
        "when": "“recently”",
    },
    measured={
        "counted": "an announcement, later than the brief",
        "when": "29 and 30 December 2025",
    },
    findings={
        "misattributed": "The brief is two weeks older than the purchase.",
    },
    caveats=("Dates as printed; neither text is among the stored snapshots.",),
)
def stanford_reports_the_manus_purchase(ask: Ask) -> list[Tried]:
    """Meta buys a startup that uses Chinese models, by Stanford.

    The purchase of Manus was announced on 29 and 30 December 2025; the Stanford brief it is credited to
    appeared on 16 December. The Wall Street Journal says that Manus used Anthropic's and other models.
    """
    return [came_before(ask, HAI_BRIEF, "2025-12-29", "the brief against the purchase")]
