"""Sixty sentences made up for the reading: what each should be read as. None is anybody's statement.

``kind`` is empty where the sentence must not be read: it lacks something (``asks``) or says something outside
the grammar (``not understood``).
"""

from __future__ import annotations

from typing import NamedTuple

ASKS, OUT = "asks", "not understood"


class Sentence(NamedTuple):
    """A sentence and its right reading."""

    text: str
    status: str
    kind: str = ""
    indicator: str = ""
    parts: tuple = ()
    subjects: tuple = ()
    number: str = ""
    months: tuple = ()


def read(text, kind, indicator, parts=(), subjects=(), number="", months=()):
    """A sentence that must be read whole."""
    return Sentence(text, "read", kind, indicator, parts, subjects, number, months)


CU = (("CN", "17.1 %"), ("US", "15.8 %"))
SEP, AUG = ("2025-09",), ("2025-08",)
SENTENCES = (
    read("China accounts for 17.1% of downloads, the US 15.8%", "values", "download_share", CU),
    read(
        "Chinese developers accounted for 17.1% of downloads compared to America's 15.8%",
        "values",
        "download_share",
        CU,
    ),
    read("17.1% of downloads went to China and 15.8% to the United States", "values", "download_share", CU),
    read(
        "Chinese models accounted for 17% of global open model downloads, surpassing the 15.8% share of "
        "U.S. developers",
        "values",
        "download_share",
        (("CN", "17 %"), ("US", "15.8 %")),
    ),
    read(
        "China held seventeen point one percent of downloads in August 2025",
        "values",
        "download_share",
        (("CN", "17.1 percent"),),
        months=AUG,
    ),
    read(
        "In Sept 2025 the US had 59.9 % of downloads",
        "values",
        "download_share",
        (("US", "59.9 %"),),
        months=SEP,
    ),
    read(
        "The US had 12 % of downloads in 2025-09", "values", "download_share", (("US", "12 %"),), months=SEP
    ),
    read("China has nearly 30 percent of tokens", "values", "token_share", (("CN", "nearly 30 percent"),)),
    read(
        "American firms hold more than 60% of downloads",
        "values",
        "download_share",
        (("US", "more than 60 %"),),
    ),
    read(
        "63% of new fine-tuned models are based on Chinese foundational models",
        "values",
        "derivative_share",
        (("CN", "63 %"),),
    ),
    read(
        "Nearly two-thirds of newly fine-tuned models build upon Chinese foundations",
        "values",
        "derivative_share",
        (("CN", "nearly two-thirds"),),
    ),
    read(
        "In September 2025, Chinese models made up 63% of all new derivative models",
        "values",
        "derivative_share",
        (("CN", "63 %"),),
        months=SEP,
    ),
    read(
        "Sixty-three percent of derivatives are built on Chinese models",
        "values",
        "derivative_share",
        (("CN", "63 percent"),),
    ),
    read(
        "Qwen takes 10.1% of downloads in September 2025",
        "values",
        "download_share",
        (("qwen", "10.1 %"),),
        months=SEP,
    ),
    read(
        "OpenAI got about 5 percent of downloads",
        "values",
        "download_share",
        (("openai", "about 5 percent"),),
    ),
    read("France has 3 % of likes", "values", "download_share", (("FR", "3 %"),)),
    read("Half of tokens went to Chinese models", "values", "token_share", (("CN", "half"),)),
    read(
        "China was downloaded more than 1.2 billion times in May 2025",
        "values",
        "download_count",
        (("CN", "more than 1.2 billion"),),
        months=("2025-05",),
    ),
    read(
        "China is ahead of the United States in downloads", "order", "download_share", subjects=("CN", "US")
    ),
    read("China leads the US in tokens", "order", "token_share", subjects=("CN", "US")),
    read("The United States trails China in downloads", "order", "download_share", subjects=("CN", "US")),
    read(
        "Qwen has more downloads than Llama in September 2025",
        "order",
        "download_share",
        subjects=("qwen", "llama"),
        months=SEP,
    ),
    read(
        "Alibaba's Qwen surpassed Llama in downloads", "order", "download_share", subjects=("qwen", "llama")
    ),
    read(
        "Mistral is behind DeepSeek in downloads", "order", "download_share", subjects=("deepseek", "mistral")
    ),
    read("Google exceeds Meta in downloads", "order", "download_share", subjects=("google", "meta")),
    read(
        "China leads the US by 20 points in downloads",
        "lead",
        "download_share",
        subjects=("CN", "US"),
        number="20 points",
    ),
    read(
        "In downloads the US leads China by about forty percentage points in August 2025",
        "lead",
        "download_share",
        subjects=("US", "CN"),
        number="about 40 points",
        months=AUG,
    ),
    read(
        "China has twice as many downloads as the US",
        "ratio",
        "download_share",
        subjects=("CN", "US"),
        number="2 x",
    ),
    read(
        "The US has 2.5 times as many downloads as China",
        "ratio",
        "download_share",
        subjects=("US", "CN"),
        number="2.5 x",
    ),
    read("Qwen is the most downloaded line", "rank", "download_share", subjects=("qwen",), number="1"),
    read("The US is second in downloads", "rank", "download_share", subjects=("US",), number="2"),
    read(
        "Qwen overtook Llama in downloads in May 2025",
        "crossover",
        "download_share",
        subjects=("qwen", "llama"),
        months=("2025-05",),
    ),
    read(
        "China overtook the US in tokens in Jan 2026",
        "crossover",
        "token_share",
        subjects=("CN", "US"),
        months=("2026-01",),
    ),
    read(
        "China rose from 10% in January 2025 to 19% in September 2025 of downloads",
        "growth",
        "download_share",
        (("CN", "10 %"), ("CN", "19 %")),
        months=("2025-01", "2025-09"),
    ),
    read(
        "China is level with the US within 2 points of downloads",
        "tie",
        "download_share",
        subjects=("CN", "US"),
        number="2 points",
    ),
    read("Qwen is in a dead heat with Llama on the arena", "tie", "arena", subjects=("qwen", "llama")),
    read("China is seven months behind the US", "lag", "lag", subjects=("CN", "US"), number="7"),
    Sentence("China has 17.1%", ASKS),
    Sentence("17.1% of downloads", ASKS),
    Sentence("China has more downloads", ASKS),
    Sentence("China leads", ASKS),
    Sentence("China has 17 of downloads", ASKS),
    Sentence("China has 17% of downloads and tokens", ASKS),
    Sentence("China 17% US 15% 16% of downloads", ASKS),
    Sentence("Qwen overtook Llama in downloads", ASKS),
    Sentence("China rose from 10% to 19% of downloads", ASKS),
    Sentence("Qwen has more downloads than OpenAI", ASKS),
    Sentence("China has 17% of downloads in 2025", ASKS),
    Sentence("China is level with the US in downloads", ASKS),
    Sentence("Chinese and American models have 17% of downloads", ASKS),
    Sentence("China does not have 17% of downloads", OUT),
    Sentence("China may have 17% of downloads", OUT),
    Sentence("China will lead the US in downloads", OUT),
    Sentence("If China has 17% of downloads the US has 15%", OUT),
    Sentence("China had 17% of new downloads", OUT),
    Sentence("DeepSeek models are twelve times more vulnerable to attacks", OUT),
    Sentence("Colourless green ideas sleep furiously", OUT),
    Sentence("China has 17% of GPU exports", OUT),
    Sentence("", OUT),
    Sentence("China has 17% of downloads " * 385, OUT),
)
