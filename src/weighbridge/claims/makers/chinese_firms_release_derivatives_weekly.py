"""Chinese firms release weekly."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.cadences import weekly
from weighbridge.claims.documents import ECONOMIES, FINANCIAL_TIMES, KOREAN_DAILY
from weighbridge.claims.tried import Tried

MAKERS = ("alibaba", "baidu", "bytedance", "deepseek", "huawei", "tencent")


@claim(
    id="C25",
    words=(
        "Chinese corporations ... releasing derivative models weekly, rather than half-year or yearly cycles"
    ),
    printed_in=(KOREAN_DAILY,),
    through=(FINANCIAL_TIMES,),
    origin=ECONOMIES,
    topic="Supply",
    predicate=(
        "A large Chinese maker's usual gap between releases is at most 7 days, at 4.3 or more releases in "
        "30 days."
    ),
    source_says="a remark of the researchers; not in the abstract",
    source_evidence="secondary",
    period=(
        "2025-01",
        "2025-12",
    ),
    said={
        "counted": "“derivative models”",
        "when": "weekly",
        "whose": "“Chinese corporations”",
    },
    measured={
        "counted": "not known",
        "when": "not known",
    },
    indicator="cadence",
    group="organisation",
    as_worded={"counted": ("events", "weights")},
    lacks=(
        "Releases of derivatives apart from those of new models, and of makers that stand on no stored list."
    ),
    caveats=(
        ("The date is the creation of the repository, on lists captured later: what was deleted is missing."),
    ),
)
def chinese_firms_release_derivatives_weekly(ask: Ask) -> list[Tried]:
    """Chinese firms release weekly.

    A remark of the researchers, quoted by a newspaper; not in the abstract. Cadence is a matter of what
    counts as a release: one version with all its sizes, or each repository of a maker's own models. Weekly
    needs both a short usual gap and a high rate, because one burst gives a short gap. Makers are those the
    articles name: the words say only "corporations".
    """
    return weekly(ask, MAKERS)
