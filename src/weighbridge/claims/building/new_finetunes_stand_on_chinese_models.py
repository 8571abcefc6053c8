"""63 per cent of new fine-tuned models stand on Chinese models."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import AIBASE, ATOM, HAI_BRIEF
from weighbridge.claims.tried import Tried


@claim(
    id="C05",
    words="63% of new fine-tuned models are based on Chinese foundational models",
    printed_in=(AIBASE,),
    through=(HAI_BRIEF,),
    origin=ATOM,
    topic="Built upon",
    predicate="Of new derivatives, the part built on Chinese models rounds to 63 %.",
    data="tags of base models on the Hub",
    source_says=(
        "63 % of new derivatives in September 2025, by the country of the base "
        "model, counting those with more than 5 downloads"
    ),
    source_evidence="quoted",
    is_sources_own=True,
    period=(
        "2025-09",
        "2025-09",
    ),
    indicator="derivative_share",
    group="country",
    as_defined={
        "attribution": "parent",
        "minimum_downloads": "over_5",
    },
    as_worded={
        "attribution": (
            "parent",
            "root",
        ),
        "relation": (
            "all",
            "finetune",
            "no_quantised",
        ),
        "minimum_downloads": (
            "none",
            "over_5",
        ),
    },
    said={
        "counted": "new fine-tuned models",
        "over": "not said",
        "when": "not said",
        "whose": "“Chinese foundational models”",
        "left_out": "models without a known base",
    },
    measured={
        "counted": "new fine-tuned or derivative models with more than 5 downloads",
        "over": "derivatives of tracked base models",
        "when": "September 2025",
        "whose": "the country of the base model",
        "left_out": "models whose base is not tracked",
    },
    findings={
        "period_lost": "September 2025 is not named.",
        "definition_lost": (
            "Only derivatives with more than 5 downloads of tracked bases count; "
            "the sentence says fine-tuned models."
        ),
    },
    lacks=(
        "The ATOM Project's list of bases, and every new model of September "
        "2025 with its base and its downloads: the stored crawls watch 65 "
        "accounts."
    ),
    beside="derivative_share",
)
def new_finetunes_stand_on_chinese_models(ask: Ask) -> list[Tried]:
    """63 per cent of new fine-tuned models stand on Chinese models.

    The study does report 63 %, for September 2025, and for derivatives of every kind with more than five
    downloads. The sentence drops the month and the threshold and says fine-tuned models.

    The words allow the country of the direct parent or of the root, fine-tuning alone, everything but
    copies, or any derivative, with or without the threshold.
    """
    return ask.values({"CN": "63 %"})
