"""Qwen3 is Apache-2.0 and DeepSeek R1 MIT."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask, both
from weighbridge.claims.documents import HUB, OUTPOST
from weighbridge.claims.facts import licence
from weighbridge.claims.tried import Tried


@claim(
    id="C17",
    words="Qwen3 and DeepSeek R1 ... Apache 2.0 and MIT",
    printed_in=(OUTPOST,),
    origin=HUB,
    topic="Terms",
    predicate="Qwen3 is tagged Apache-2.0 and DeepSeek-R1 MIT.",
    source_says="Qwen3: Apache-2.0; R1: MIT",
    source_evidence="primary",
    period=(
        "2025-01",
        "2025-12",
    ),
    said={
        "counted": "licence",
        "over": "Qwen3 and DeepSeek R1",
    },
    measured={
        "counted": "licence tag of the model page",
        "over": "every captured repository of that name",
    },
    lacks="Captured licence tags of both families.",
)
def qwen_and_deepseek_licences_are_open(ask: Ask) -> list[Tried]:
    """Qwen3 is Apache-2.0 and DeepSeek R1 MIT.

    The licences are those of the model cards. A tag says less than the text it points to, and a model
    built on others has their terms to keep as well.
    """
    qwen = licence(ask, "Qwen/Qwen3-", "apache-2.0")
    return [both(qwen, licence(ask, "deepseek-ai/DeepSeek-R1", "mit"), "licence tags of the model pages")]
