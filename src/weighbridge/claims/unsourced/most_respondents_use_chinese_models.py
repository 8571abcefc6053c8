"""Over 65 per cent of respondents use Chinese models."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.tried import Tried


@claim(
    id="C38",
    words="Over 65% of global respondents reported using Chinese open-weight models",
    printed_in=(GNOPPIX,),
    topic="Use",
    predicate="More than 65 % of those asked use them.",
    findings={
        "no_source_found": "The text credits a report of a centre that was not found.",
    },
    lacks="The survey: who was asked, how many, what and when.",
    period=(
        "2025-01",
        "2025-12",
    ),
)
def most_respondents_use_chinese_models(ask: Ask) -> list[Tried]:
    """Over 65 per cent of respondents use Chinese models.

    No survey was found: no sample, no question, no date.
    """
    return ask.missing()
