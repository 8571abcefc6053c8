"""Qwen in a dead heat with Claude."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.arena import level_with
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import HAI_BRIEF, LMARENA, OUTPOST
from weighbridge.claims.tried import Tried


@claim(
    id="C14",
    words=(
        "Alibaba's Qwen ... in a statistical dead heat with Anthropic's Claude "
        "... within spitting distance of OpenAI and Google"
    ),
    printed_in=(OUTPOST,),
    through=(HAI_BRIEF,),
    origin=LMARENA,
    topic="Capability",
    predicate=("The best Qwen and the best Claude are level within 13.9 points (an expected score of 52 %)."),
    data="people's votes",
    source_says="a statistical dead heat on LMArena",
    source_evidence="quoted",
    period=(
        "2025-11",
        "2025-12",
    ),
    period_is="any",
    said={
        "counted": "“dead heat”",
        "over": "Qwen and Claude",
        "when": "not said",
        "whose": "the makers",
    },
    measured={
        "counted": "rating by votes on LMArena",
        "over": "the best-rated model of each",
        "when": "late 2025",
        "left_out": "style of the answers",
    },
    caveats=(
        "Overlapping intervals are no test of a tie.",
        "A closed model quoted for an open family changes the statement.",
    ),
    lacks="Full style-controlled boards of November and December 2025.",
)
def qwen_is_level_with_claude(ask: Ask) -> list[Tried]:
    """Qwen in a dead heat with Claude.

    A dead heat needs a difference shown to be small, not one that is merely unproven. With votes as they
    are the best Qwen comes near the best Claude; with style held constant it does not. The nearest Qwen
    is a closed one: of open weights the sentence says nothing.

    The words allow raw and style-controlled boards, the best Qwen and the best open Qwen, on any board of
    the weeks around the brief. “Within spitting distance” has no threshold and is not tested.
    """
    found = level_with(ask, "qwen*", "claude*", "best Qwen", is_source="raw")
    return found + level_with(ask, "qwen*:open", "claude*", "best open Qwen")
