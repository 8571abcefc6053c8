"""Chinese fine-tuned models are 63 per cent of new derivatives."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import ATOM, HAI_BRIEF, OUTPOST
from weighbridge.claims.tried import Tried


@claim(
    id="C07",
    words="Chinese fine-tuned models comprising 63% of all new derivative models",
    printed_in=(OUTPOST,),
    through=(HAI_BRIEF,),
    origin=ATOM,
    topic="Built upon",
    predicate="Of new derivatives, the Chinese part rounds to 63 %.",
    data="tags of base models on the Hub",
    source_says=(
        "63 % of new derivatives in September 2025, by the country of the base "
        "model, counting those with more than 5 downloads"
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
            "publisher",
            "parent",
            "root",
        ),
        "relation": (
            "all",
            "finetune",
        ),
        "minimum_downloads": (
            "none",
            "over_5",
        ),
    },
    said={
        "counted": "new derivative models",
        "over": "not said",
        "when": "September 2025",
        "whose": "“Chinese fine-tuned models”: the tuner's, as a reader takes it",
    },
    measured={
        "counted": "new fine-tuned or derivative models with more than 5 downloads",
        "over": "derivatives of tracked base models",
        "when": "September 2025",
        "whose": "the country of the base model",
        "left_out": "models whose base is not tracked",
    },
    findings={
        "definition_lost": "The country is that of the base model, not of who tuned it.",
    },
    lacks=(
        "The ATOM Project's list of bases, and every new model of September "
        "2025 with its base and its downloads: the stored crawls watch 65 "
        "accounts."
    ),
    beside="derivative_share",
)
def chinese_finetunes_are_most_derivatives(ask: Ask) -> list[Tried]:
    """Chinese fine-tuned models are 63 per cent of new derivatives.

    The study's 63 % are derivatives of Chinese base models, whoever made them. “Chinese fine-tuned
    models” reads as models that Chinese makers tuned, which is another share.

    The words allow the publisher's country as well as the parent's and the root's.
    """
    return ask.values({"CN": "63 %"})
