"""Sentences that come close to what can be read and say something else: no verdict would be an answer.

Written with the lexicon in sight, to look for its weak places; ``held_out.py`` was not.
"""

from __future__ import annotations

TRAPS = (
    # Whose models, or who downloads them?
    "Chinese developers download 17% of models.",
    "Chinese companies download 17 million models a month.",
    "17% of downloads in August 2025 were made in China.",
    "In China, downloads were 17 million in August 2025.",
    "Downloads in China were 17 million in August 2025.",
    "17 million downloads by Chinese companies in August 2025.",
    "China likes 17 million models.",
    "Downloads from us were 17 % in August 2025.",
    # A part of a part.
    "17% of Chinese models were downloaded in August 2025.",
    "17% of China's downloads were in August 2025.",
    "17 percent of the American models have downloads.",
    "Downloads per model of China were 17 million.",
    "China has 17% of downloads of base models.",
    "Chinese models and their peers have 17% of downloads.",
    # A change read as a level.
    "China's share of downloads came up from 17%.",
    "China's share of downloads went up to 17%.",
    "China is now up to 17% of downloads.",
    "China went up from 17% of downloads.",
    "China has 17% and the US 15.8% fewer downloads.",
    "China has 17.1% more downloads than the US with 15.8%.",
    # Words and numbers that disagree.
    "China's 15.8% of downloads leads America's 17.1%.",
    "China with 17.1% of downloads trails the US with 15.8%.",
    "Qwen's 10% of downloads is below Llama's 4%.",
    # Kinds of models.
    "Chinese open models are 7 months behind American models.",
    "China and the US are within 2-3 points of each other in downloads.",
    "China has about 15-20% of downloads.",
)
