"""Qwen2.5-Max and Anthropic as open weights."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask, both
from weighbridge.claims.documents import GNOPPIX
from weighbridge.claims.makers_open import some_open, weights_open
from weighbridge.claims.tried import Tried


@claim(
    id="C40",
    words=(
        "models like Qwen2.5-Max ... (as open-weight); U.S. entities like "
        "OpenAI, Meta, and Anthropic dominated open weights"
    ),
    printed_in=(GNOPPIX,),
    topic="Makers",
    predicate="The weights of Qwen2.5-Max and of an Anthropic model are published.",
    period=(
        "2025-01",
        "2025-12",
    ),
    said={
        "counted": "open weights",
        "over": "Qwen2.5-Max; Anthropic",
    },
    measured={
        "counted": "openness as the boards print it; own models on any stored list",
    },
    caveats=(
        ("A list that holds no open model of a maker does not prove that there is none; none is known here."),
    ),
)
def qwen_max_has_open_weights(ask: Ask) -> list[Tried]:
    """Qwen2.5-Max and Anthropic as open weights.

    The weights of Qwen2.5-Max were never published, and Anthropic has published none of a language model.
    Qwen is Alibaba's, not an institution beside it.
    """
    closed = weights_open(ask, "qwen2.5-max")
    return [both(closed, some_open(ask, "anthropic"), "openness of Qwen2.5-Max and of Anthropic's models")]
