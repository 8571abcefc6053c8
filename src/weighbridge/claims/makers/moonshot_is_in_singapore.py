"""Moonshot AI is based in Singapore."""

from __future__ import annotations

import datetime

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import OUTPOST
from weighbridge.claims.facts import seat
from weighbridge.claims.tried import Tried


@claim(
    id="C16",
    words="Singapore-based Moonshot AI, creators of Kimi K2",
    printed_in=(OUTPOST,),
    topic="Makers",
    predicate="Moonshot AI has its seat in Singapore.",
    said={
        "whose": "“Singapore-based”",
    },
    measured={
        "whose": "the seat: where the people who make the models are led from",
    },
    period=(
        "2025-07",
        "2025-12",
    ),
    caveats=("One definition only: the seat. A company's register may say otherwise.",),
)
def moonshot_is_in_singapore(ask: Ask) -> list[Tried]:
    """Moonshot AI is based in Singapore.

    Moonshot AI is led from Beijing. A contracting company in Singapore is not the seat of the maker.
    """
    return [seat(ask, "moonshot", "SG", datetime.date(2025, 12, 1))]
