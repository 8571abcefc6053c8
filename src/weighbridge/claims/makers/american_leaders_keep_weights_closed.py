"""OpenAI, Google and Anthropic follow closed strategies."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import FINANCIAL_TIMES, KOREAN_DAILY
from weighbridge.claims.makers_open import best_closed, none_open
from weighbridge.claims.tried import Tried


@claim(
    id="C26",
    words="OpenAI, Google, and Anthropic ... closed strategies",
    printed_in=(KOREAN_DAILY,),
    through=(FINANCIAL_TIMES,),
    topic="Makers",
    predicate=(
        "None of the three publishes weights of language models; or the best model of each is closed."
    ),
    period=(
        "2025-11",
        "2025-11",
    ),
    period_is="any",
    said={
        "counted": "“closed strategies”",
        "over": "three firms",
    },
    measured={
        "counted": ("own language models with published weights; openness of the best-rated model"),
    },
    lacks="Boards of November 2025.",
)
def american_leaders_keep_weights_closed(ask: Ask) -> list[Tried]:
    """OpenAI, Google and Anthropic follow closed strategies.

    Of the three only Anthropic has published no weights: OpenAI has gpt-oss since August 2025, Google has
    Gemma. Of the best models of each the sentence is right.

    Two readings: no open language model at all, and a closed best model on the arena.
    """
    return [
        none_open(ask, ("openai", "google", "anthropic")),
        best_closed(ask, ("openai", "google", "anthropic")),
    ]
