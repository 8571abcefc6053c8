"""Chinese open models: from 1.2 to nearly 30 per cent of use."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import OPENROUTER, OUTPOST
from weighbridge.claims.tried import Tried


@claim(
    id="C11",
    words=(
        "use of Chinese-developed open models has surged from just 1.2 percent "
        "in late 2024 to nearly 30 percent in August"
    ),
    printed_in=(OUTPOST,),
    origin=OPENROUTER,
    topic="Use",
    predicate="Their share of tokens in August 2025 lies from 27 % to 30 %.",
    data="tokens through OpenRouter",
    source_says=(
        "1.2 % in late 2024; “nearly 30% of total usage among all models in "
        "some weeks”; about 13 % on average over the year"
    ),
    source_evidence="quoted",
    is_sources_own=True,
    period=(
        "2025-08",
        "2025-08",
    ),
    indicator="token_share",
    group="country",
    as_defined={"window": "1w", "openness": "open"},
    as_worded={
        "window": ("month", "1w", "4w"),
        "denominator": ("all_traffic", "named_makers"),
        "openness": ("any", "open"),
    },
    said={
        "counted": "“use”",
        "over": "“Chinese-developed open models”",
        "when": "late 2024; August",
        "whose": "the developer",
    },
    measured={
        "counted": "tokens through OpenRouter, weekly",
        "over": "all models, open and closed, in the total",
        "when": "November 2024 to November 2025",
        "whose": "the model's author, whoever serves it",
        "left_out": "the router carries about half a per cent of the world's tokens",
    },
    findings={
        "definition_lost": "“Use” is tokens through one router.",
        "wording_change": "A peak of some weeks is quoted as a level.",
    },
    lacks=(
        "Weekly tokens by model, with openness as of the week, from late 2024 on: by author nobody can "
        "tell open models from closed ones."
    ),
    caveats=("One router is not the market, and it ranks the nine most used authors or models of a week.",),
    beside="token_share",
)
def chinese_models_reach_a_third_of_tokens(ask: Ask) -> list[Tried]:
    """Chinese open models: from 1.2 to nearly 30 per cent of use.

    The study reports both ends, as shares of the tokens that pass through one router. Nearly 30 % is a
    peak, reached “in some weeks”; over the year the average is about 13 %. The sentence turns one router
    into use, and a peak into a level.

    The words allow a week, four weeks or the month, out of all traffic or of the named makers. By author
    nobody can tell open models from closed ones, so all models of Chinese makers stand in as an upper limit.
    """
    return ask.values({"CN": "nearly 30 %"})
