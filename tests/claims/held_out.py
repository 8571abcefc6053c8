"""A third list held out: paraphrases and traps, written down with their reading before any was tried.

Whoever wrote it had read the grammar and its lexicon, and had run neither on these. A trap is a sentence that
looks like one that can be read and says something else: a negation, an exception, a range, a change in per
cent, a sum, a part of a part, a comparison of two kinds. As in ``fresh_sentences.py`` none is anybody's
statement, ``no`` means that no verdict of ours would be an answer, and the list is evidence that is not
mended: what the first run on it gave stands in ``docs/reading.md``.
"""

from __future__ import annotations

from fresh_sentences import AUG25, SEP25, can, no

SHARE, COUNT, TOKENS, MADE_FROM = "download_share", "download_count", "token_share", "derivative_share"
BOTH = (("CN", "17.1 %"), ("US", "15.8 %"))
THIRD = (
    # Numbers, months, units and order said another way.
    can(
        "In Aug. 2025, Chinese models took 17.1 per cent of downloads and American ones 15.8 per cent.",
        "values",
        SHARE,
        BOTH,
        months=AUG25,
    ),
    can("Seventeen point one per cent of downloads went to China.", "values", SHARE, BOTH[:1]),
    can(
        "American models drew fifty-nine per cent of all downloads in August 2025.",
        "values",
        SHARE,
        (("US", "59 %"),),
        months=AUG25,
    ),
    can(
        "China's share of downloads was 19.4% in 08/2025.", "values", SHARE, (("CN", "19.4 %"),), months=AUG25
    ),
    can("France had 2% of downloads in September 2025.", "values", SHARE, (("FR", "2 %"),), months=SEP25),
    can(
        "South Korea accounts for less than 1 percent of downloads.", "values", SHARE, (("KR", "under 1 %"),)
    ),
    can(
        "German models made up about 12 % of likes in September 2025.",
        "values",
        SHARE,
        (("DE", "about 12 %"),),
        months=SEP25,
    ),
    can("China's downloads are 17.1% and America's are 15.8%.", "values", SHARE, BOTH),
    can("Chinese models: 17.1% of downloads. American models: 15.8%.", "values", SHARE, BOTH),
    can("“China accounts for 17.1% of downloads,” the report says.", "values", SHARE, BOTH[:1]),
    can("China accounts for 17,1 % of downloads.", "values", SHARE, BOTH[:1]),
    can("China has between 15 and 20 per cent of downloads.", "values", SHARE, (("CN", "15 to 20 %"),)),
    can(
        "China has 15-20% of downloads in August 2025.",
        "values",
        SHARE,
        (("CN", "15 to 20 %"),),
        months=AUG25,
    ),
    can("Up to 17 percent of downloads went to Chinese models.", "values", SHARE, (("CN", "up to 17 %"),)),
    can(
        "China's share of downloads exceeded 15 percent in August 2025.",
        "values",
        SHARE,
        (("CN", "over 15 %"),),
        months=AUG25,
    ),
    can(
        "Half of all downloads in August 2025 were of American models.",
        "values",
        SHARE,
        (("US", "half"),),
        months=AUG25,
    ),
    can("China has 117.1% of downloads.", "values", SHARE, (("CN", "117.1 %"),)),
    can(
        "China had 17% of downloads in February 2030.",
        "values",
        SHARE,
        (("CN", "17 %"),),
        months=("2030-02",),
    ),
    can("Alibaba has 10% of downloads, Meta 5%.", "values", SHARE, (("alibaba", "10 %"), ("meta", "5 %"))),
    can(
        "A third of tokens went to Chinese models in May 2026.",
        "values",
        TOKENS,
        (("CN", "a third"),),
        months=("2026-05",),
    ),
    can(
        "In May 2026, DeepSeek processed 20 % of tokens on OpenRouter.",
        "values",
        TOKENS,
        (("deepseek", "20 %"),),
        months=("2026-05",),
    ),
    can(
        "Sixty-three per cent of derivatives in September 2025 were built on Chinese models.",
        "values",
        MADE_FROM,
        (("CN", "63 %"),),
        months=SEP25,
    ),
    can(
        "Nearly two-thirds of new derivatives stand on Chinese models.",
        "values",
        MADE_FROM,
        (("CN", "nearly two-thirds"),),
    ),
    can(
        "Qwen was downloaded 74.7 million times in August 2025.",
        "values",
        COUNT,
        (("qwen", "74.7 million"),),
        months=AUG25,
    ),
    can(
        "China released 40 language models in October 2025.",
        "values",
        "release_count",
        (("CN", "40"),),
        months=("2025-10",),
    ),
    # Two sides, and who is ahead.
    can(
        "Qwen was downloaded more than Llama in September 2025.",
        "order",
        SHARE,
        subjects=("qwen", "llama"),
        months=SEP25,
    ),
    can(
        "More tokens went to Chinese models than to American ones in August 2025.",
        "order",
        TOKENS,
        subjects=("CN", "US"),
        months=AUG25,
    ),
    can(
        "Google's models got more downloads than Microsoft's in September 2025.",
        "order",
        SHARE,
        subjects=("google", "microsoft"),
        months=SEP25,
    ),
    can(
        "Was China ahead of the United States in downloads in August 2025?",
        "order",
        SHARE,
        subjects=("CN", "US"),
        months=AUG25,
    ),
    can("America's 15.8% trails China's 17.1% of downloads.", "values", SHARE, BOTH[::-1]),
    can(
        "Llama trailed Qwen by 5.7 points in downloads in September 2025.",
        "lead",
        SHARE,
        subjects=("qwen", "llama"),
        number="5.7 points",
        months=SEP25,
    ),
    can(
        "The United States led China in downloads by 39 percentage points in August 2025.",
        "lead",
        SHARE,
        subjects=("US", "CN"),
        number="39 points",
        months=AUG25,
    ),
    can(
        "Chinese and American models were within 2 points of each other in downloads in August 2025.",
        "tie",
        SHARE,
        subjects=("CN", "US"),
        number="2 points",
        months=AUG25,
    ),
    can(
        "Qwen had twice as many downloads as Llama in September 2025.",
        "ratio",
        SHARE,
        subjects=("qwen", "llama"),
        number="2 x",
        months=SEP25,
    ),
    can(
        "Qwen gets 2.3 times as many downloads as Llama.",
        "ratio",
        SHARE,
        subjects=("qwen", "llama"),
        number="2.3 x",
    ),
    can("China is the second-largest source of downloads.", "rank", SHARE, subjects=("CN",), number="2"),
    can(
        "The US ranked first by downloads in August 2025.",
        "rank",
        SHARE,
        subjects=("US",),
        number="1",
        months=AUG25,
    ),
    can(
        "Qwen overtook Llama in downloads in August 2025.",
        "crossover",
        SHARE,
        subjects=("qwen", "llama"),
        months=AUG25,
    ),
    can(
        "China's share of tokens rose from 14% in October 2025 to 45% in August 2026.",
        "growth",
        TOKENS,
        (("CN", "14 %"), ("CN", "45 %")),
        months=("2025-10", "2026-08"),
    ),
    can(
        "Mistral's share of downloads fell from 2 percent in January 2025 to 1 percent in August 2025.",
        "growth",
        SHARE,
        (("mistral", "2 %"), ("mistral", "1 %")),
        months=("2025-01", "2025-08"),
    ),
    can("China is seven months behind the United States.", "lag", "lag", subjects=("CN", "US"), number="7"),
    can("The United States is 9 months ahead of China.", "lag", "lag", subjects=("CN", "US"), number="9"),
    # Negations, exceptions, conditions.
    no("China does not account for 17.1% of downloads."),
    no("The US, not China, leads in downloads."),
    no("Neither China nor the United States has 20 % of downloads."),
    no("Except for Qwen, Chinese models have 5 % of downloads."),
    no("All countries but China have 80 % of downloads."),
    no("All but 17 % of downloads went to China."),
    no("China excluding Alibaba has 8 % of downloads."),
    no("Non-Chinese models have 83 % of downloads."),
    no("Only 17% of downloads were of models outside China."),
    no("If China has 17 % of downloads, the US has 15 %."),
    no("China failed to reach 17 % of downloads in August 2025."),
    no("China is far from 17 % of downloads."),
    # Other times than a month.
    no("China's share of downloads fell from 23 percent."),
    no("China used to have 17% of downloads."),
    no("China had 17% of downloads before August 2025."),
    no("China had 17% of downloads since August 2025."),
    no("China had 17 % of downloads in the 12 months to August 2025."),
    no("Qwen was the most downloaded model every month of 2025."),
    no("China had 17% of downloads in every month but August 2025."),
    # Changes, differences and parts that are no shares of the whole.
    no("China's share of downloads rose 5 percent from August 2025 to September 2025."),
    no("China's downloads grew by 17 per cent in August 2025."),
    no("China's share of downloads halved between January 2025 and August 2025."),
    no("China's share of downloads tripled to 17 percent."),
    no("China's lead in downloads is 1.3 percent."),
    no("The US share of downloads is 15.8% of China's."),
    no("China has 17.1% fewer downloads than the US."),
    no("China has 17.1 million downloads more than the United States."),
    no("17 percent of Chinese downloads went to Qwen."),
    no("China and the United States together have 33 % of downloads."),
    no("China had at most one of the ten most downloaded models."),
    # Two statements, or two that contradict each other.
    no("China leads the United States and trails France in downloads."),
    no("China has more downloads than the United States but fewer than Germany."),
    no("DeepSeek has 10% of tokens, twice Qwen's."),
    no("China's share of downloads, 17.1%, is behind America's 15.8%."),
    no("China leads the US in downloads by 15.8 to 17.1 percent."),
    # Something else than is counted here, or too little.
    no("Chinese users account for 17 percent of downloads."),
    no("China has 17 percent of the downloads of closed models."),
    no("Chinese models are 17% more downloaded."),
    no("Qwen 17.1%"),
    no("17.1 15.8 China downloads United States"),
    no("Les modèles chinois représentent 17,1 % des téléchargements."),
    no("downloads downloads downloads China"),
)
