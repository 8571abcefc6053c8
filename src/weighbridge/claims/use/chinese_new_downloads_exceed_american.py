"""Chinese models: 17 per cent of new downloads last year."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import ECONOMIES, FINANCIAL_TIMES, KOREAN_DAILY
from weighbridge.claims.tried import Tried


@claim(
    id="C02",
    words=(
        "last year Chinese models accounted for 17% of new global open model "
        "downloads, surpassing the 15.8% share of U.S. developers"
    ),
    printed_in=(KOREAN_DAILY,),
    through=(FINANCIAL_TIMES,),
    origin=ECONOMIES,
    topic="Use",
    predicate="China's share rounds to 17 % and the American to 15.8 %.",
    data="weekly snapshots of the Hub",
    source_says="China 17.1 %, United States 15.8 %, international or online 23.8 %",
    source_evidence="secondary",
    is_sources_own=True,
    repeats="C01",
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
        "counted": "“new downloads”",
        "over": "“open models”",
        "when": "“last year”",
        "whose": "“Chinese models”, “U.S. developers”",
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
        "definition_lost": "“New downloads” does not say that only a model's first year counts.",
        "period_lost": "“Last year” is the year to August 2025.",
    },
    lacks=(
        "First-year downloads of every model from August 2024 to August 2025: "
        "the public file of the study no longer covers that window."
    ),
    beside="china_share",
)
def chinese_new_downloads_exceed_american(ask: Ask) -> list[Tried]:
    """Chinese models: 17 per cent of new downloads last year.

    The study reports both figures. “New downloads” most likely stands for downloads in a model's first
    year, which the sentence does not say, nor that the year ran from August 2024 to August 2025 and half
    the downloads have no clear country.

    Read as a share of downloads under any count; “last year” resolves against 26 November 2025 as the
    calendar year 2024 or the trailing twelve months, and neither is covered by a stored list.
    """
    return ask.values({"CN": "17 %", "US": "15.8 %"})
