"""HumanEval: 92 against 89."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C33",
    words="coding tasks (HumanEval) at 92% versus 89%",
    printed_in=(GNOPPIX,),
    topic="Capability",
    predicate="The rates round to 92 and 89 %.",
    findings={
        "no_source_found": "The text credits a report of a centre that was not found.",
    },
    lacks="Which models were counted, on which version of the test.",
    period=(
        "2025-01",
        "2025-12",
    ),
)
def chinese_humaneval_leads(ask: Ask) -> list[Tried]:
    """HumanEval: 92 against 89.

    No source was found. Neither the models nor the version of the test are named.
    """
    return ask.missing()
