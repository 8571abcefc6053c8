"""Chinese and American developers: 17.1 and 15.8 per cent of downloads."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import AI_DAMN, AIBASE, ECONOMIES, HAI_BRIEF
from weighbridge.claims.tried import Tried


@claim(
    id="C01",
    words=("Chinese developers accounted for 17.1% of downloads compared to America's 15.8%"),
    printed_in=(
        AI_DAMN,
        AIBASE,
    ),
    through=(HAI_BRIEF,),
    origin=ECONOMIES,
    topic="Use",
    predicate="China's share rounds to 17.1 % and the American to 15.8 %.",
    data="weekly snapshots of the Hub",
    source_says="China 17.1 %, United States 15.8 %, international or online 23.8 %",
    source_evidence="secondary",
    is_sources_own=True,
    period=(
        "2024-08",
        "2025-08",
    ),
    indicator="download_share",
    group="country",
    as_defined={
        "measure": "first_year",
    },
    as_worded={
        "list": ("widest",),
        "window": (
            "crawl",
            "month",
            "12m",
        ),
        "population": (
            "all",
            "llm_vlm",
        ),
        "copies": (
            "all",
            "first_party",
        ),
    },
    said={
        "counted": "downloads",
        "over": "not said; a reader takes it for language models",
        "when": "not said",
        "whose": "“developers”",
        "left_out": "not mentioned",
    },
    measured={
        "counted": "downloads within one year of a model's creation (by the dataset's card)",
        "over": "851,000 models of every kind",
        "when": "Aug 2024 to Aug 2025",
        "whose": "the uploading account, placed by hand",
        "left_out": "23.8 % went to international or online makers",
    },
    findings={
        "definition_lost": (
            "It counts downloads in a model's first year, over models of every "
            "kind; the sentence says only 'downloads'."
        ),
        "period_lost": "The year from August 2024 to August 2025 is not named.",
    },
    lacks=(
        "First-year downloads of every model from August 2024 to August 2025: "
        "the public file of the study no longer covers that window."
    ),
    caveats=(
        (
            "That the headline uses the first-year file is inferred from the "
            "dataset's card; the paper's text was not available."
        ),
        ("Half of all downloads belong to no clear country, by Hugging Face's own account."),
    ),
    history=(
        (
            "2025-11-27",
            "The study appears (arXiv 2512.03073).",
        ),
        (
            "2026-01",
            (
                "The dataset's card changes from “complete history (June 2020-August "
                "2025)” to a later window: the claim's year is no longer covered."
            ),
        ),
        (
            "2026-03",
            ("Hugging Face writes that about half of all downloads have no clear country."),
        ),
    ),
    beside="china_share",
)
def chinese_downloads_exceed_american(ask: Ask) -> list[Tried]:
    """Chinese and American developers: 17.1 and 15.8 per cent of downloads.

    The study does report 17.1 % and 15.8 %. It counts downloads within a model's first year, over all
    kinds of models, from August 2024 to August 2025; the sentence keeps none of that. The lead is 1.3
    points, and 23.8 % went to makers with no country: were 1.3 points of that American, the order would
    turn.

    The words allow any count of downloads: as captured, by calendar month or over twelve months, of all
    models or of language models, with or without copies. No stored list covers the year of the study, so
    every reading is of another period and can decide nothing.
    """
    return ask.values({"CN": "17.1 %", "US": "15.8 %"})
