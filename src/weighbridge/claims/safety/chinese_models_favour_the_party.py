"""The researchers found China's models biased."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import CAISI, FINANCIAL_TIMES, KOREAN_DAILY
from weighbridge.claims.tried import Tried


@claim(
    id="C27",
    words=(
        "the researchers found that China's open models show a bias favorable "
        "to the CCP and avoid Taiwan, Tiananmen"
    ),
    printed_in=(KOREAN_DAILY,),
    through=(FINANCIAL_TIMES,),
    origin=CAISI,
    topic="Safety",
    predicate="The study found it, of China's open models as such.",
    source_says="four times as many such narratives (CAISI, of DeepSeek models)",
    source_evidence="secondary",
    said={
        "counted": "“a bias”, avoided topics",
        "over": "“China's open models”",
    },
    measured={
        "counted": "narratives in answers",
        "over": "DeepSeek models",
        "whose": "single models",
    },
    findings={
        "misattributed": (
            "Not in the abstract of the study it is credited to; an evaluation of "
            "CAISI reports it of DeepSeek."
        ),
    },
    lacks=("Results per model, language and host, on items that other countries' models were asked as well."),
    caveats=("Never a property of a country: models differ.",),
)
def chinese_models_favour_the_party(ask: Ask) -> list[Tried]:
    """The researchers found China's models biased.

    The abstract of the study has nothing of the kind; the evaluation of CAISI does, as four times as many
    passages that follow the party's view. By model the answers differ widely: in an independent set of
    168 prompts one Chinese model answered nearly all openly and another failed most.
    """
    return ask.missing()
