"""DeepSeek models: twelve times more easily jailbroken."""

from __future__ import annotations

from weighbridge.catalogue.claim import claim
from weighbridge.claims.asking import Ask
from weighbridge.claims.documents import CAISI, HAI_BRIEF, OUTPOST
from weighbridge.claims.pairs import times_as_often
from weighbridge.claims.tried import Tried

SOURCE = "caisi-hijack-r1"


@claim(
    id="C10",
    words=(
        "DeepSeek models, on average, were 12 times more susceptible to "
        "jailbreaking attacks than comparable US models"
    ),
    printed_in=(OUTPOST,),
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
        "counted": "“jailbreaking attacks”",
        "over": "“DeepSeek models, on average”",
        "when": "not said",
        "whose": "“comparable US models”",
    },
    measured={
        "counted": "agents that followed malicious instructions (hijacking)",
        "over": "DeepSeek R1-0528",
        "when": "September 2025",
        "whose": "the American models evaluated beside it",
        "left_out": "jailbreaking is another test",
    },
    findings={
        "fused": (
            "Twelve times is of hijacking; jailbreaking is 94 % against 8 %, a "
            "ratio of 11.75: two results in one."
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
def deepseek_is_twelve_times_easier_jailbroken(ask: Ask) -> list[Tried]:
    """DeepSeek models: twelve times more easily jailbroken.

    Two results have become one: twelve times is the figure of agent hijacking, jailbreaking gave 94 %
    against 8 %. Their ratio, 11.75, is near twelve, which is how they are mistaken for each other. “On
    average” over models is in neither.

    Every published pair of a DeepSeek model and American ones is a reading of its own: counts give an
    interval, mere rates none. The twelve of the evaluation is shown, and is no evidence for itself.
    """
    return times_as_often(ask, ("jailbreak",), "DeepSeek", "12 x", SOURCE)
