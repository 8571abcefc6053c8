"""22 Chinese open models are better than gpt-oss."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.arena import at_least_above
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import HAI_BRIEF, LMARENA, OUTPOST
from weighbridge.claims.tried import Tried


@claim(
    id="C13",
    words=("the top 22 Chinese open models are all better than OpenAI's own open-weight model, GPT-oss"),
    printed_in=(OUTPOST,),
    through=(HAI_BRIEF,),
    origin=LMARENA,
    topic="Capability",
    predicate=("At least 22 Chinese open models stand above gpt-oss-120b on the text board."),
    data="people's votes",
    source_says="22 Chinese open models above gpt-oss",
    source_evidence="quoted",
    is_sources_own=True,
    period=(
        "2025-11",
        "2025-12",
    ),
    period_is="any",
    said={
        "counted": "“better”",
        "over": "Chinese open models",
        "when": "not said",
        "whose": "Chinese",
    },
    measured={
        "counted": "rating by votes on LMArena",
        "over": "models on the text board, variants apart",
        "when": "late 2025",
        "whose": "the model's maker",
    },
    findings={
        "definition_lost": ("Better by people's votes on one arena; the sentence does not say at what."),
    },
    caveats=(
        "Votes are preferences, not capability.",
        ("Raw boards of late 2025 print no intervals: errors are computed from votes."),
        "Boards with style held constant are known in part.",
    ),
)
def chinese_models_outrank_gpt_oss(ask: Ask) -> list[Tried]:
    """22 Chinese open models are better than gpt-oss.

    The brief counts 22 on LMArena's text board. The sentence does not say better at what: the count is of
    people's votes on answers, and a model listed with and without a reasoning mode counts twice.

    The words allow votes as they are or with style held constant, every listed model or distinct weights,
    and any board of the weeks before the brief. “The top 22 are better” asserts at least 22. Drawn counts
    decide: a model rated higher by chance is not yet better.
    """
    return at_least_above(ask, "gpt-oss-120b", "CN", "at least 22", source=("controlled", "variant"))
