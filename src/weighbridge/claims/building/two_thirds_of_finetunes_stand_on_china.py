"""Nearly two thirds of new fine-tuned models stand on Chinese ones."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import AI_DAMN, ATOM, HAI_BRIEF
from weighbridge.claims.tried import Tried


@claim(
    id="C06",
    words=("nearly two-thirds of newly fine-tuned models now build upon Chinese foundations"),
    printed_in=(AI_DAMN,),
    through=(HAI_BRIEF,),
    origin=ATOM,
    topic="Built upon",
    predicate="The part lies from 60 % to two thirds.",
    data="tags of base models on the Hub",
    source_says=(
        "63 % of new derivatives in September 2025, by the country of the base "
        "model, counting those with more than 5 downloads; 70 % by February "
        "2026"
    ),
    source_evidence="quoted",
    is_sources_own=True,
    repeats="C05",
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
        "when": "“now”",
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
        "period_lost": "“Now” stands for September 2025.",
        "definition_lost": "The threshold of 5 downloads and the tracked bases are not named.",
    },
    lacks=(
        "The ATOM Project's list of bases, and every new model of September "
        "2025 with its base and its downloads: the stored crawls watch 65 "
        "accounts."
    ),
    beside="derivative_share",
)
def two_thirds_of_finetunes_stand_on_china(ask: Ask) -> list[Tried]:
    """Nearly two thirds of new fine-tuned models stand on Chinese ones.

    The study reports 63 % for September 2025 and 70 % for February 2026; “now” is neither. “Nearly
    two-thirds” fits the first.

    Read as the same question as the statement it repeats; the band of “nearly two-thirds” goes from 60 %
    to 66.7 %.
    """
    return ask.values({"CN": "nearly two-thirds"})
