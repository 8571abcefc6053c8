"""Sentences held out: written in the manner of several newsrooms before any was given to the reader.

The grammar had been written with ``sentences.py`` in sight; these were not. Whoever wrote them knew the
grammar's words, had not run it on any of them, and wrote down first what a plain reader would take each to
say. None is anybody's statement. ``status`` is ``read`` where a verdict would be an answer to what was asked,
and ``no`` where it would not: then both asking and not understanding are right. Numbers are compared by the
values they allow, not by their letters.

This list is evidence and is not mended, but for one entry that says so: what the first run on it gave
stands in ``docs/reading.md``.
"""

from __future__ import annotations

from sentences import Sentence

NO = "no"


def can(text, kind, indicator, parts=(), subjects=(), number="", months=()):
    """A sentence a plain reader takes in one way."""
    return Sentence(text, "read", kind, indicator, parts, subjects, number, months)


def no(text):
    """A sentence no verdict of ours would answer."""
    return Sentence(text, NO)


AUG25, SEP25 = ("2025-08",), ("2025-09",)
FRESH = (
    # Shares said in the order and with the small words of a news page.
    can(
        "Chinese labs captured 17.1 percent of model downloads versus 15.8 percent for their American peers.",
        "values",
        "download_share",
        (("CN", "17.1 %"), ("US", "15.8 %")),
    ),
    can(
        "Of all downloads in August 2025, 17.1 percent were of Chinese models.",
        "values",
        "download_share",
        (("CN", "17.1 %"),),
        months=AUG25,
    ),
    can(
        "One in five downloads in August 2025 was of a Chinese model.",
        "values",
        "download_share",
        (("CN", "about 20 %"),),
        months=AUG25,
    ),
    can(
        "By September 2025 American models still made up 59.9% of downloads.",
        "values",
        "download_share",
        (("US", "59.9 %"),),
        months=SEP25,
    ),
    can(
        "Japanese models take less than 1 % of downloads.", "values", "download_share", (("JP", "under 1 %"),)
    ),
    can(
        "South Korea accounts for at least 2% of likes.",
        "values",
        "download_share",
        (("KR", "at least 2 %"),),
    ),
    can(
        "At most 5 percent of tokens in August 2026 were handled by French models.",
        "values",
        "token_share",
        (("FR", "at most 5 %"),),
        months=("2026-08",),
    ),
    can(
        "Just over 30 percent of tokens went to Chinese models in August 2025.",
        "values",
        "token_share",
        (("CN", "over 30 %"),),
        months=AUG25,
    ),
    can(
        "Tokens in May 2026: China 35 percent, United States 51 percent.",
        "values",
        "token_share",
        (("CN", "35 %"), ("US", "51 %")),
        months=("2026-05",),
    ),
    can(
        "US 58.9%, China 19.4% of downloads (August 2025)",
        "values",
        "download_share",
        (("US", "58.9 %"), ("CN", "19.4 %")),
        months=AUG25,
    ),
    can(
        "Downloads, August 2025: China 19.4 %; U.S. 58.9 %.",
        "values",
        "download_share",
        (("CN", "19.4 %"), ("US", "58.9 %")),
        months=AUG25,
    ),
    can(
        "China's 17.1% of downloads beat America's 15.8%.",
        "values",
        "download_share",
        (("CN", "17.1 %"), ("US", "15.8 %")),
    ),
    can(
        "Half of all tokens in August 2026 were served by Chinese models.",
        "values",
        "token_share",
        (("CN", "half"),),
        months=("2026-08",),
    ),
    can("A quarter of likes go to American models.", "values", "download_share", (("US", "a quarter"),)),
    can(
        "According to Stanford, China accounts for 17.1% of downloads.",
        "values",
        "download_share",
        (("CN", "17.1 %"),),
    ),
    can("Only 17.1% of downloads were Chinese.", "values", "download_share", (("CN", "17.1 %"),)),
    can(
        "Sixteen percent of downloads, roughly, were American.",
        "values",
        "download_share",
        (("US", "about 16 %"),),
    ),
    # Derivatives.
    can(
        "Researchers say Chinese models now make up 63% of new derivatives.",
        "values",
        "derivative_share",
        (("CN", "63 %"),),
    ),
    can(
        "Two thirds of new fine-tunes are built on Chinese models.",
        "values",
        "derivative_share",
        (("CN", "two-thirds"),),
    ),
    can(
        "Fine-tunes of Chinese models made up 63 percent of all fine-tunes in September 2025.",
        "values",
        "derivative_share",
        (("CN", "63 %"),),
        months=SEP25,
    ),
    can(
        "In September 2025, 63 out of every 100 new derivatives had a Chinese base.",
        "values",
        "derivative_share",
        (("CN", "63 %"),),
        months=SEP25,
    ),
    can(
        "Roughly 60 percent of derivatives released in September 2025 build on Chinese models.",
        "values",
        "derivative_share",
        (("CN", "about 60 %"),),
        months=SEP25,
    ),
    can(
        "Qwen-based derivatives outnumbered Llama-based ones in September 2025.",
        "order",
        "derivative_share",
        subjects=("qwen", "llama"),
        months=SEP25,
    ),
    # Orders.
    can(
        "Downloads of Chinese models topped those of American models in August 2025.",
        "order",
        "download_share",
        subjects=("CN", "US"),
        months=AUG25,
    ),
    can(
        "The United States trailed China in tokens in May 2026.",
        "order",
        "token_share",
        subjects=("CN", "US"),
        months=("2026-05",),
    ),
    can(
        "Qwen was downloaded more than Llama in September 2025.",
        "order",
        "download_share",
        subjects=("qwen", "llama"),
        months=SEP25,
    ),
    can(
        "In September 2025, more downloads went to Qwen than to Llama.",
        "order",
        "download_share",
        subjects=("qwen", "llama"),
        months=SEP25,
    ),
    can("Is China ahead of the US in downloads?", "order", "download_share", subjects=("CN", "US")),
    can(
        "Chinese labs released more models than American labs in July 2025.",
        "order",
        "release_count",
        subjects=("CN", "US"),
        months=("2025-07",),
    ),
    # Leads and ties.
    can(
        "China's lead over the United States in tokens was 16 points in August 2026.",
        "lead",
        "token_share",
        subjects=("CN", "US"),
        number="16 points",
        months=("2026-08",),
    ),
    can(
        "China led the US by 16 percentage points of tokens in August 2026.",
        "lead",
        "token_share",
        subjects=("CN", "US"),
        number="16 points",
        months=("2026-08",),
    ),
    can(
        "American makers were 3 points behind China in downloads in March 2026.",
        "lead",
        "download_share",
        subjects=("CN", "US"),
        number="3 points",
        months=("2026-03",),
    ),
    can(
        "Chinese and American makers were within 2 points of each other in downloads in January 2026.",
        "tie",
        "download_share",
        subjects=("CN", "US"),
        number="2 points",
        months=("2026-01",),
    ),
    can("Qwen and Claude are level on the Arena.", "tie", "arena", subjects=("qwen", "claude")),
    can(
        "DeepSeek and Llama were neck and neck on LMArena in March 2025.",
        "tie",
        "arena",
        subjects=("deepseek", "llama"),
        months=("2025-03",),
    ),
    # Crossings.
    can(
        "Alibaba's Qwen overtook Meta's Llama in downloads in September 2025.",
        "crossover",
        "download_share",
        subjects=("qwen", "llama"),
        months=SEP25,
    ),
    can(
        "Meta's Llama lost the lead to Qwen in downloads in September 2025.",
        "crossover",
        "download_share",
        subjects=("qwen", "llama"),
        months=SEP25,
    ),
    can(
        "Qwen dethroned Llama as the most downloaded family in September 2025.",
        "crossover",
        "download_share",
        subjects=("qwen", "llama"),
        months=SEP25,
    ),
    # Ratios.
    can(
        "DeepSeek drew twice as many downloads as Mistral in June 2025.",
        "ratio",
        "download_share",
        subjects=("deepseek", "mistral"),
        number="2 x",
        months=("2025-06",),
    ),
    can(
        "Chinese models drew three times as many tokens as American ones in June 2026.",
        "ratio",
        "token_share",
        subjects=("CN", "US"),
        number="3 x",
        months=("2026-06",),
    ),
    can(
        "Chinese models processed more than three times the weekly tokens of American models.",
        "ratio",
        "token_share",
        subjects=("CN", "US"),
        number="more than 3 x",
    ),
    # Ranks.
    can(
        "Qwen is the most downloaded family on Hugging Face.",
        "rank",
        "download_share",
        subjects=("qwen",),
        number="1",
    ),
    can("China ranks first in downloads.", "rank", "download_share", subjects=("CN",), number="1"),
    can(
        "France came third in downloads in August 2025.",
        "rank",
        "download_share",
        subjects=("FR",),
        number="3",
        months=AUG25,
    ),
    can(
        "The third-largest share of downloads in August 2025 was France's.",
        "rank",
        "download_share",
        subjects=("FR",),
        number="3",
        months=AUG25,
    ),
    # Growth.
    can(
        "Mistral's share of downloads fell from 3 percent in January 2025 to 1 percent in September 2025.",
        "growth",
        "download_share",
        (("mistral", "3 %"), ("mistral", "1 %")),
        months=("2025-01", "2025-09"),
    ),
    can(
        "Between November 2024 and August 2025, China's share of downloads rose from 19.5% to 23%.",
        "growth",
        "download_share",
        (("CN", "19.5 %"), ("CN", "23 %")),
        months=("2024-11", "2025-08"),
    ),
    can(
        "China's share of downloads climbed to 23% in August 2025, from 19.5% in November 2024.",
        "growth",
        "download_share",
        (("CN", "19.5 %"), ("CN", "23 %")),
        months=("2024-11", "2025-08"),
    ),
    can(
        "Chinese models went from 2 % of tokens in August 2025 to 45 % in August 2026.",
        "growth",
        "token_share",
        (("CN", "2 %"), ("CN", "45 %")),
        months=("2025-08", "2026-08"),
    ),
    # Months behind.
    can(
        "Chinese models are seven months behind American ones.",
        "lag",
        "lag",
        subjects=("CN", "US"),
        number="7",
    ),
    can("The US is 7.5 months ahead of China.", "lag", "lag", subjects=("CN", "US"), number="7.5"),
    can("China trails the United States by seven months.", "lag", "lag", subjects=("CN", "US"), number="7"),
    # Counts.
    can(
        "Google's models got 8.1 million downloads in September 2025.",
        "values",
        "download_count",
        (("google", "8.1 million"),),
        months=SEP25,
    ),
    can(
        "Qwen models were downloaded 325 million times in September 2025.",
        "values",
        "download_count",
        (("qwen", "325 million"),),
        months=SEP25,
    ),
    can("Meta has had 1.2 billion downloads.", "values", "download_count", (("meta", "1.2 billion"),)),
    can(
        "Nvidia published 98 models in August 2025.",
        "values",
        "release_count",
        (("nvidia", "98"),),
        months=AUG25,
    ),
    # What no verdict of ours would answer.
    no("Qwen passed Llama on Hugging Face in September 2025."),
    no("Fewer than one in ten downloads in August 2025 went to European models."),
    no("America's share of downloads, at 15.8 percent, is smaller than China's."),
    no("OpenRouter sent 45.3 percent of its tokens to Chinese makers in the week of 24 August 2026."),
    no("China does not lead the US in downloads."),
    no("China could reach 50% of downloads by 2027."),
    no("China accounts for 17.1% of supercomputers."),
    no("Chinese models accounted for 17.1% of downloads outside the United States."),
    no("Excluding Qwen, Chinese models accounted for 10% of downloads in September 2025."),
    no("Among models over 70 billion parameters, China had 40% of downloads."),
    no("China's downloads grew 250% in a year."),
    no("Chinese models are 12 times more vulnerable to attacks."),
    no("Downloads of Chinese models doubled."),
    no("Two countries, China and the US, together account for 80% of downloads in August 2025."),
    no("China and the United States account for 78% of downloads."),
    no("The combined share of Qwen and DeepSeek in downloads was 12% in September 2025."),
    no("Everyone but China had 80 % of downloads."),
    no("China had 17.1% of downloads in the first half of 2025."),
    no("In the third quarter of 2025 China had 20 % of downloads."),
    no("China had 17.1% of downloads last year."),
    # Changed on 26 November 2026, when ranges came to be read; until then no verdict answered it.
    can(
        "China's share of downloads is between 15 and 20 percent.",
        "values",
        "download_share",
        (("CN", "15 to 20 %"),),
    ),
    no("China's share of downloads is 17 to 19 percent."),
    no("China had 17.1% of downloads and 45% of tokens."),
    no("Qwen's downloads are 3 percent Chinese."),
    no("American users made 40% of downloads of Chinese models."),
    no("40% of Chinese downloads are Qwen."),
    no("Colourless green downloads sleep furiously."),
    no("17.1% 15.8% China downloads US"),
    no("China 17.1% downloads tokens"),
    no("China accounts for 17.1% of downloads, more than the US."),
    no("Which country leads in downloads?"),
    no("中国占下载量的17.1%"),
    no("La Chine représente 17,1 % des téléchargements."),
    no("China accounts for -5% of downloads."),
    no("China accounts for 17.1% of downloads in Germany."),
    no("Chinese models have 30% fewer downloads than American models."),
    no("China has 3.6 percentage points more downloads than it had in 2024."),
    no("China accounts for 17,1% of downloads."),
    no("Chinese models took 20% of downloads from American models in August 2025."),
    no("Chinese downloads were 20% American in August 2025."),
)

SECOND = (
    # Written after the grammar had been mended on the list above, and run on it once.
    can(
        "China's developers were behind 23 percent of downloads in August 2025.",
        "values",
        "download_share",
        (("CN", "23 %"),),
        months=AUG25,
    ),
    can(
        "Roughly a third of tokens ran through Chinese models in May 2026.",
        "values",
        "token_share",
        (("CN", "about a third"),),
        months=("2026-05",),
    ),
    can(
        "American companies won 58.9% of downloads in August 2025; Chinese ones won 19.4%.",
        "values",
        "download_share",
        (("US", "58.9 %"), ("CN", "19.4 %")),
        months=AUG25,
    ),
    can(
        "In August 2025 about 4 in 10 derivatives were based on Chinese models.",
        "values",
        "derivative_share",
        (("CN", "about 40 %"),),
        months=AUG25,
    ),
    can(
        "Chinese open models now make up 45% of tokens, against 29% for American ones.",
        "values",
        "token_share",
        (("CN", "45 %"), ("US", "29 %")),
    ),
    can(
        "DeepSeek's downloads exceeded Mistral's in June 2025.",
        "order",
        "download_share",
        subjects=("deepseek", "mistral"),
        months=("2025-06",),
    ),
    can(
        "In August 2025 the United States was well ahead of China in downloads.",
        "order",
        "download_share",
        subjects=("US", "CN"),
        months=AUG25,
    ),
    can(
        "Downloads of Llama fell behind those of Qwen in September 2025.",
        "crossover",
        "download_share",
        subjects=("qwen", "llama"),
        months=SEP25,
    ),
    can(
        "Germany was the fourth-largest source of downloads in August 2025.",
        "rank",
        "download_share",
        subjects=("DE",),
        number="4",
        months=AUG25,
    ),
    can(
        "China's share of tokens jumped from 30% in August 2025 to 60% in August 2026.",
        "growth",
        "token_share",
        (("CN", "30 %"), ("CN", "60 %")),
        months=("2025-08", "2026-08"),
    ),
    can("China lags the United States by 7 months.", "lag", "lag", subjects=("CN", "US"), number="7"),
    can(
        "Alibaba logged 250 million downloads in September 2025.",
        "values",
        "download_count",
        (("alibaba", "250 million"),),
        months=SEP25,
    ),
    can(
        "Qwen had four times the downloads of Mistral in September 2025.",
        "ratio",
        "download_share",
        subjects=("qwen", "mistral"),
        number="4 x",
        months=SEP25,
    ),
    no("China and America were responsible for 19% and 59% of downloads, in that order."),
    no("Chinese models drew 20% of American downloads in August 2025."),
    no("The gap between China and the United States in downloads is 39 points."),
    no("US downloads of Chinese models made up 12% of the total."),
    no("China's 2 in 2025 downloads were 5 percent."),
    no("Between China and the US, 80 percent of downloads are accounted for."),
    no("China has fewer than 20% of downloads but more than 40% of tokens."),
    no("China ranks first, with 45% of tokens."),
    no("Three in four Chinese models have no downloads."),
    no("China's share of downloads rose from 23% in November 2024 to 19% in August 2025."),
    no("Three months ahead of the US launch, China had 20% of downloads."),
    no("Chinese derivatives of American models are 20% of downloads."),
    no("Qwen lost 5 points of downloads to Llama in September 2025."),
    no("The top ten Chinese models have 40% of downloads."),
    no("China has 20% of downloads per capita."),
    no("Less than half as many downloads went to China as to the US."),
    no("China is second only to the US in downloads."),
)
