"""42 per cent experiment with hybrid stacks."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C39",
    words="42% experimenting with hybrid stacks incorporating Qwen or Yi",
    printed_in=(GNOPPIX,),
    topic="Use",
    predicate="42 % of those asked experiment with them.",
    findings={
        "no_source_found": "The text credits a report of a centre that was not found.",
    },
    lacks="The survey: who was asked, how many, what and when.",
    period=(
        "2025-01",
        "2025-12",
    ),
)
def hybrid_stacks_are_common(ask: Ask) -> list[Tried]:
    """42 per cent experiment with hybrid stacks.

    No survey was found: no sample, no question, no date.
    """
    return ask.missing()
