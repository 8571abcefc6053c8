"""Baidu turns to open weights in June 2025."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import HUB, OUTPOST
from weighbridge.claims.facts import first_created
from weighbridge.claims.tried import Tried


@claim(
    id="C18",
    words="Baidu ... made a U-turn in June 2025 by releasing the weights",
    printed_in=(OUTPOST,),
    origin=HUB,
    topic="Makers",
    predicate="Baidu's first language models with open weights appear in June 2025.",
    source_says="no releases in 2024, more than 100 in 2025 (Hugging Face, spring 2026)",
    source_evidence="primary",
    period=(
        "2025-06",
        "2025-06",
    ),
    said={
        "counted": "“releasing the weights”",
        "when": "June 2025",
    },
    measured={
        "counted": "repositories created",
        "when": "by creation date",
    },
    lacks="Creation dates of every repository of Baidu's accounts.",
)
def baidu_releases_weights_in_june(ask: Ask) -> list[Tried]:
    """Baidu turns to open weights in June 2025.

    Hugging Face counts no release of Baidu's in 2024 and more than a hundred in 2025. The creation date
    of its first listed repository says when the turn came; a list may miss an earlier one.
    """
    return [first_created(ask, "baidu", "2025-06", "first repository on a captured list")]
