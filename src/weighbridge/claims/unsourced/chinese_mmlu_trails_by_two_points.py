"""MMLU: 88.5 against 90.2."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C32",
    words=("On MMLU top Chinese models averaged 88.5%, just behind the U.S. lead of 90.2%"),
    printed_in=(GNOPPIX,),
    topic="Capability",
    predicate="The averages round to 88.5 and 90.2 %.",
    findings={
        "no_source_found": "The text credits a report of a centre that was not found.",
    },
    lacks="Which models were averaged, and by whose harness.",
    period=(
        "2025-01",
        "2025-12",
    ),
)
def chinese_mmlu_trails_by_two_points(ask: Ask) -> list[Tried]:
    """MMLU: 88.5 against 90.2.

    No source was found. Which models were averaged is not said, and harnesses differ by more than the
    gap.
    """
    return ask.missing()
