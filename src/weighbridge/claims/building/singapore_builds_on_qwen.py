"""Singapore builds on Qwen."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import AI_DAMN, AIBASE, HUB
from weighbridge.claims.facts import stands_on
from weighbridge.claims.tried import Tried


@claim(
    id="C24",
    words="Singapore builds its national AI program using Qwen",
    printed_in=(
        AI_DAMN,
        AIBASE,
    ),
    origin=HUB,
    topic="Built upon",
    predicate="Models of AI Singapore are made from Qwen models.",
    source_says="Qwen-SEA-LION-v4 names Qwen as its base",
    source_evidence="secondary",
    said={
        "counted": "“national AI program”",
        "over": "all of it, as a reader takes it",
    },
    measured={
        "counted": "models whose base is a Qwen model",
        "over": "repositories of AI Singapore",
    },
    findings={
        "wording_change": "One generation of models has become the programme.",
    },
    lacks="Base models of AI Singapore's repositories.",
    caveats=("Other generations stand on Llama and Gemma.",),
)
def singapore_builds_on_qwen(ask: Ask) -> list[Tried]:
    """Singapore builds on Qwen.

    AI Singapore chose Qwen for a generation of its models, after Llama, Gemma and its own. Ancestry shows
    models made from Qwen, beside others that are not.
    """
    return [stands_on(ask, "aisingapore/", "qwen/", "ancestry of AI Singapore's models")]
