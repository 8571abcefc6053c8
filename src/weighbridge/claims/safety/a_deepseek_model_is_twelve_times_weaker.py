"""The DeepSeek model: twelve times more vulnerable."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import AIBASE, CAISI, HAI_BRIEF
from weighbridge.claims.pairs import times_as_often
from weighbridge.claims.tried import Tried

SOURCE = "caisi-hijack-r1"


@claim(
    id="C09",
    words=("the Deepseek model is twelve times more vulnerable to attacks than similar U.S. models"),
    printed_in=(AIBASE,),
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
    repeats="C08",
    said={
        "counted": "“vulnerable to attacks”",
        "over": "“the Deepseek model”",
        "when": "not said",
        "whose": "“similar U.S. models”",
    },
    measured={
        "counted": "agents that followed malicious instructions (hijacking)",
        "over": "DeepSeek R1-0528",
        "when": "September 2025",
        "whose": "the American models evaluated beside it",
        "left_out": "jailbreaking is another test",
    },
    findings={
        "distorted": "The twelve is of agent hijacking; the sentence says attacks.",
    },
    lacks=(
        "Attempts and successes per model and test: the digests give rates and "
        "ratios of a few models only, and hijacking and jailbreaking are two "
        "tests that are never pooled."
    ),
    caveats=("A result belongs to a model, a test and a host, never to a country.",),
    beside="attack_success",
)
def a_deepseek_model_is_twelve_times_weaker(ask: Ask) -> list[Tried]:
    """The DeepSeek model: twelve times more vulnerable.

    The evaluation reports twelve times for agent hijacking of R1-0528. The sentence keeps one model but
    widens the test to attacks of any kind.

    Every published pair of a DeepSeek model and American ones is a reading of its own: counts give an
    interval, mere rates none. The twelve of the evaluation is shown, and is no evidence for itself.
    """
    return times_as_often(ask, ("hijacking", "jailbreak"), "DeepSeek", "12 x", SOURCE)
