"""Qwen overtakes Llama in downloads."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import AI_DAMN, AIBASE, ATOM, HAI_BRIEF, OUTPOST
from weighbridge.claims.tried import Tried


@claim(
    id="C04",
    words=(
        "Alibaba's Qwen model family became Hugging Face's most downloaded "
        "language models last September, surpassing Llama"
    ),
    printed_in=(
        AI_DAMN,
        AIBASE,
        OUTPOST,
    ),
    through=(HAI_BRIEF,),
    origin=ATOM,
    topic="Use",
    predicate="In September 2025 Qwen is ahead of Llama in downloads.",
    data="download counters of tracked models",
    source_says="Qwen ahead of Llama in all-time downloads by September 2025",
    source_evidence="secondary",
    period=(
        "2025-09",
        "2025-09",
    ),
    indicator="download_share",
    group="line",
    as_defined={
        "measure": "cumulative",
        "window": "since_2022_11",
        "population": "curated",
    },
    as_worded={
        "measure": (
            "flow",
            "cumulative",
        ),
        "window": (
            "crawl",
            "month",
            "since_2022_11",
        ),
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
        "counted": "“most downloaded”",
        "over": "language models",
        "when": "“last September”",
        "whose": "the Qwen family",
    },
    measured={
        "counted": "all-time downloads",
        "over": "tracked first-party language models",
        "when": "to September 2025",
        "whose": "the releasing organisation",
    },
    caveats=(
        (
            "Another text gives 40 million against 37 million for December 2025, a "
            "tenth of what ATOM counts (385 and 346 million in November)."
        ),
    ),
    lacks="All-time counters of the tracked models.",
)
def qwen_overtakes_llama_in_downloads(ask: Ask) -> list[Tried]:
    """Qwen overtakes Llama in downloads.

    ATOM's counter has Qwen past Llama in all-time downloads by September 2025. The sentence does not say
    whether all-time or current downloads are meant: in current ones Qwen was ahead already in summer.
    Other dates are in print, October and December 2025.

    The words allow 30-day, monthly and all-time downloads, of all language models or of every listed
    model, the family told by name or by account. Each family is one maker's, so there is no interval: the
    counts decide.
    """
    return ask.order("qwen", "llama")
