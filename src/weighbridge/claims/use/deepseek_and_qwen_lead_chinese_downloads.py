"""DeepSeek and Qwen lead in downloads."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import ECONOMIES, FINANCIAL_TIMES, KOREAN_DAILY
from weighbridge.claims.lines import first_two_lines
from weighbridge.claims.tried import Tried


@claim(
    id="C28",
    words="DeepSeek and Alibaba's Qwen series led in downloads",
    printed_in=(KOREAN_DAILY,),
    through=(FINANCIAL_TIMES,),
    origin=ECONOMIES,
    topic="Use",
    predicate="No other Chinese line has more downloads than either of the two.",
    source_says="names DeepSeek and Qwen (abstract)",
    source_evidence="primary",
    period=(
        "2025-06",
        "2025-08",
    ),
    period_is="any",
    indicator="download_share",
    group="line",
    as_worded={
        "population": (
            "all",
            "llm_vlm",
        ),
        "membership": (
            "pattern",
            "account",
        ),
    },
    said={
        "counted": "downloads",
        "over": "not said; Chinese lines, as a reader takes it",
        "when": "not said",
    },
    measured={
        "counted": "downloads within one year of a model's creation",
        "when": "August 2024 to August 2025",
    },
    findings={
        "period_lost": "The year to August 2025 is not named.",
    },
)
def deepseek_and_qwen_lead_chinese_downloads(ask: Ask) -> list[Tried]:
    """DeepSeek and Qwen lead in downloads.

    The study's abstract names both. Read as: the two most downloaded Chinese lines of models.

    The words allow any 30-day count of 2025 up to August, of every model or of language models, the line
    told by name or by account. A line is one maker's, so there is no interval.
    """
    return first_two_lines(ask, ("qwen", "deepseek"), "CN")
