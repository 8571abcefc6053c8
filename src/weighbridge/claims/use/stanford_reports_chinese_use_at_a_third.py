"""A Stanford report has Chinese use at nearly 30 per cent."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import HAI_BRIEF, OPENROUTER, OUTPOST
from weighbridge.claims.tried import Tried


@claim(
    id="C12",
    words=(
        "A Stanford report reveals these open-weight models now dominate global"
        " adoption, with usage jumping from 1.2% to nearly 30%"
    ),
    printed_in=(OUTPOST,),
    through=(HAI_BRIEF,),
    origin=OPENROUTER,
    topic="Use",
    predicate="Their share of tokens lies from 27 % to 30 %, and Stanford measured it.",
    source_says=("1.2 % in late 2024; “nearly 30% of total usage among all models in some weeks”"),
    source_evidence="quoted",
    is_sources_own=True,
    repeats="C11",
    period=(
        "2025-08",
        "2025-08",
    ),
    indicator="token_share",
    group="country",
    as_worded={
        "window": ("month", "1w", "4w"),
        "denominator": ("all_traffic", "named_makers"),
        "openness": ("any", "open"),
    },
    said={
        "counted": "“usage”",
        "over": "“global adoption”",
        "when": "“now”",
        "whose": "“these open-weight models”",
    },
    measured={
        "counted": "tokens through OpenRouter, weekly",
        "over": "one router",
        "when": "November 2024 to November 2025",
        "whose": "the model's author",
    },
    findings={
        "misattributed": "The figures are OpenRouter's and a16z's, not Stanford's.",
        "definition_lost": "“Global adoption” is tokens through one router.",
    },
    lacks=(
        "Weekly tokens by model, with openness as of the week, from late 2024 on: by author nobody can "
        "tell open models from closed ones."
    ),
    beside="token_share",
)
def stanford_reports_chinese_use_at_a_third(ask: Ask) -> list[Tried]:
    """A Stanford report has Chinese use at nearly 30 per cent.

    OpenRouter and a16z measured this, not Stanford, whose brief cites them. The figures are shares of
    tokens through one router, the second a peak.
    """
    return ask.values({"CN": "nearly 30 %"})
