"""Qwen matches Claude in performance."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.arena import level_with
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import HAI_BRIEF, LMARENA, OUTPOST
from weighbridge.claims.index import index_at_least
from weighbridge.claims.tried import Tried


@claim(
    id="C15",
    words=("Alibaba's Qwen family of language models now matches Anthropic's Claude performance"),
    printed_in=(OUTPOST,),
    through=(HAI_BRIEF,),
    origin=LMARENA,
    topic="Capability",
    predicate=("The best Qwen is level with the best Claude in votes, and no lower on the capability index."),
    data="people's votes",
    source_says="a statistical dead heat on LMArena, in preference",
    source_evidence="quoted",
    repeats="C14",
    period=(
        "2025-11",
        "2025-12",
    ),
    period_is="any",
    said={
        "counted": "“performance”",
        "over": "the families",
        "when": "“now”",
    },
    measured={
        "counted": "votes on answers",
        "over": "the best-rated model of each",
        "when": "late 2025",
    },
    findings={
        "definition_lost": "Votes are preferences, not performance.",
    },
    caveats=(("“Matches” has no threshold on the index; tested is whether Qwen is no lower."),),
)
def qwen_matches_claude_in_performance(ask: Ask) -> list[Tried]:
    """Qwen matches Claude in performance.

    A tie in people's preferences has become “performance”. Votes and benchmarks are two questions, and
    here they have different answers.

    The words allow the arena, raw or with style held constant, and the capability index over many
    benchmarks.
    """
    return [*level_with(ask, "qwen*", "claude*", "votes"), *index_at_least(ask, "Qwen", "Claude", "index")]
