"""DeepSeek models: twelve times more vulnerable to attacks."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import AI_DAMN, CAISI, HAI_BRIEF
from weighbridge.claims.pairs import times_as_often
from weighbridge.claims.tried import Tried

SOURCE = "caisi-hijack-r1"


@claim(
    id="C08",
    words=(
        "Deepseek models showed twelve times more vulnerability to attacks than comparable American versions"
    ),
    printed_in=(AI_DAMN,),
    through=(HAI_BRIEF,),
    origin=CAISI,
    topic="Safety",
    predicate="The ratio of success rates rounds to 12, in the test the words name.",
    source_says=(
        "agents on R1-0528 “12 times more likely than evaluated U.S. frontier "
        "models to follow malicious instructions”; jailbreaking 94 % against 8 "
        "%"
    ),
    source_evidence="secondary",
    is_sources_own=True,
    said={
        "counted": "“vulnerability to attacks”",
        "over": "“Deepseek models”",
        "when": "not said",
        "whose": "“comparable American versions”",
    },
    measured={
        "counted": "agents that followed malicious instructions (hijacking)",
        "over": "DeepSeek R1-0528",
        "when": "September 2025",
        "whose": "the American models evaluated beside it",
        "left_out": "jailbreaking is another test",
    },
    findings={
        "distorted": (
            "One model, DeepSeek R1-0528, in one test, agent hijacking; the sentence says models and attacks."
        ),
    },
    lacks=(
        "Attempts and successes per model and test: the digests give rates and "
        "ratios of a few models only, and hijacking and jailbreaking are two "
        "tests that are never pooled."
    ),
    caveats=("A result belongs to a model, a test and a host, never to a country.",),
    beside="attack_success",
)
def deepseek_is_twelve_times_more_vulnerable(ask: Ask) -> list[Tried]:
    """DeepSeek models: twelve times more vulnerable to attacks.

    The evaluation does report twelve times, for one model and one kind of attack: agents on R1-0528
    followed malicious instructions twelve times as often as the American models it was set beside. The
    sentence makes of it all DeepSeek models and all attacks. Jailbreaking is a separate result, 94 %
    against 8 %.

    Every published pair of a DeepSeek model and American ones is a reading of its own: counts give an
    interval, mere rates none. The twelve of the evaluation is shown, and is no evidence for itself.
    """
    return times_as_often(ask, ("hijacking", "jailbreak"), "DeepSeek", "12 x", SOURCE)
