"""China leads the United States in downloads for the first time."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import ECONOMIES, FINANCIAL_TIMES, KOREAN_DAILY
from weighbridge.claims.tried import Tried


@claim(
    id="C03",
    words="this is the first time China has led the United States",
    printed_in=(KOREAN_DAILY,),
    through=(FINANCIAL_TIMES,),
    origin=ECONOMIES,
    topic="Use",
    predicate="China is ahead in the year to August 2025 and in no year before.",
    source_says="“as of 2025, Chinese industry” leads (abstract)",
    source_evidence="primary",
    period=(
        "2024-08",
        "2025-08",
    ),
    said={
        "counted": "downloads",
        "when": "“the first time”",
    },
    measured={
        "counted": "downloads within one year of a model's creation",
        "when": "2020 to August 2025",
    },
    lacks=(
        "A series of downloads by country from the beginning (June 2020) to "
        "August 2025, under each definition."
    ),
    beside="china_share",
)
def china_leads_downloads_for_the_first_time(ask: Ask) -> list[Tried]:
    """China leads the United States in downloads for the first time.

    “First” needs a series over every earlier date, and no stored list reaches back before November 2024.
    The study's abstract says “as of 2025”; the ATOM Project dates the crossing of all-time downloads of
    language models to late July 2025.
    """
    return ask.missing()
