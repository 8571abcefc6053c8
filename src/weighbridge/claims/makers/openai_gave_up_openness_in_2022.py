"""OpenAI gave up openness in 2022."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import OUTPOST
from weighbridge.claims.records import first_withheld
from weighbridge.claims.tried import Tried


@claim(
    id="C21",
    words="OpenAI ... withhold details ... abandoned in 2022",
    printed_in=(OUTPOST,),
    topic="Makers",
    predicate="OpenAI's first large model without published weights is of 2022.",
    said={
        "when": "2022",
    },
    measured={
        "when": "the first GPT model whose weights were not published",
    },
    period=(
        "2022-01",
        "2022-12",
    ),
    caveats=(("“Details” may also mean training data or methods, which were withheld at other dates."),),
)
def openai_gave_up_openness_in_2022(ask: Ask) -> list[Tried]:
    """OpenAI gave up openness in 2022.

    GPT-2 came out in stages in 2019, and the weights of GPT-3 were withheld in 2020. The year is late by
    at least two.
    """
    return [first_withheld(ask, "OpenAI", "GPT", 2022)]
