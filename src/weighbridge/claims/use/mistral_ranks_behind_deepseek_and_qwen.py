"""Mistral ranks behind DeepSeek and Qwen."""

from __future__ import annotations

from dataclasses import replace

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask, both
from weighbridge.claims.documents import OPENROUTER, OUTPOST
from weighbridge.claims.tried import Tried

MAKERS = ("alibaba", "deepseek")
"""Whose lines Qwen and DeepSeek are: the router tells authors apart, not lines."""
TOKENS = {"window": ("month",), "denominator": ("all_traffic", "named_makers")}


@claim(
    id="C20",
    words="Mistral ... ranks far behind DeepSeek and Qwen in usage rankings",
    printed_in=(OUTPOST,),
    origin=OPENROUTER,
    topic="Use",
    predicate="Both DeepSeek and Qwen are ahead of Mistral.",
    source_says=("DeepSeek 14.37, Qwen 5.59, Llama 3.96 trillion tokens; Mistral not re-read"),
    source_evidence="secondary",
    period=(
        "2025-06",
        "2025-09",
    ),
    period_is="any",
    indicator="download_share",
    group="line",
    as_worded={
        "population": (
            "all",
            "llm_vlm",
        ),
        "membership": (
            "pattern",
            "account",
        ),
    },
    said={
        "counted": "“usage rankings”",
        "over": "not said",
        "when": "2025",
        "whose": "Mistral, DeepSeek, Qwen",
    },
    measured={
        "counted": "tokens through OpenRouter",
        "over": "one router",
        "when": "November 2024 to November 2025",
        "whose": "the model's author",
    },
    lacks="Tokens by author before August 2025.",
    caveats=(
        "Tokens and downloads are two kinds of use; of the authors beyond the first nine none is told.",
    ),
)
def mistral_ranks_behind_deepseek_and_qwen(ask: Ask) -> list[Tried]:
    """Mistral ranks behind DeepSeek and Qwen.

    The ranking is not named. OpenRouter's study has DeepSeek and Qwen far up in tokens; the value of
    Mistral was not re-read. “Far” has no threshold: tested is the order alone.

    The words allow downloads, of any kind of model or of language models, by name or by account, and
    tokens, of the named makers or of all, in any month of the period that is held.
    """
    tokens = replace(ask.claim, indicator="token_share", group="organisation", as_worded=TOKENS)
    return [
        both(one, other)
        for question, lines in ((ask, ("qwen", "deepseek")), (Ask(tokens, ask.world, ask.day), MAKERS))
        for one, other in zip(*(question.order(line, "mistral") for line in lines), strict=True)
    ]
