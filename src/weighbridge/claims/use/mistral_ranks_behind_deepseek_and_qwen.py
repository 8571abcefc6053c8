"""Mistral ranks behind DeepSeek and Qwen."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask, both
from weighbridge.claims.documents import OPENROUTER, OUTPOST
from weighbridge.claims.tried import Tried


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
    lacks="Tokens by author, Mistral's among them.",
    caveats=("Tokens and downloads are two kinds of use.",),
)
def mistral_ranks_behind_deepseek_and_qwen(ask: Ask) -> list[Tried]:
    """Mistral ranks behind DeepSeek and Qwen.

    The ranking is not named. OpenRouter's study has DeepSeek and Qwen far up in tokens; the value of
    Mistral was not re-read. “Far” has no threshold: tested is the order alone.

    The words allow tokens, which wait for their indicator, and downloads: of any kind of model or of
    language models, by name or by account, in any month of 2025.
    """
    behind = [ask.order("qwen", "mistral"), ask.order("deepseek", "mistral")]
    return [both(one, other) for one, other in zip(*behind, strict=True)]
