"""The texts that print the claims, and where their figures come from; a claim may also bring its own."""

from __future__ import annotations

from weighbridge.catalogue.claim import Document

AI_DAMN = Document("ai_damn", "ai-damn.com", "article", address="https://ai-damn.com/")
AIBASE = Document("aibase", "aibase.com, news 24493", "article", address="https://www.aibase.com/news/24493")
KOREAN_DAILY = Document(
    "korean_daily",
    "Korean daily on the Financial Times",
    "article",
    "2025-11-26",
    note="Reports what the Financial Times wrote that day.",
)
GNOPPIX = Document("gnoppix", "forum.gnoppix.org", "article", address="https://forum.gnoppix.org/")
OUTPOST = Document(
    "outpost",
    "theoutpost.ai",
    "article",
    address="https://theoutpost.ai/",
    note="Joins texts of ZDNet and AFP with a summary written by a machine.",
)

FINANCIAL_TIMES = Document("financial_times", "Financial Times", "report", "2025-11-26")
HAI_BRIEF = Document(
    "hai_brief",
    "Stanford HAI brief",
    "brief",
    "2025-12-16",
    note="Brings together results of others; known here by the passages others quote.",
)

ECONOMIES = Document(
    "economies",
    "Economies of Open Intelligence",
    "study",
    "2025-11-27",
    "https://arxiv.org/abs/2512.03073",
    "The abstract is a primary reading, figures of the text come by way of others.",
)
ATOM = Document(
    "atom",
    "ATOM Project",
    "study",
    "2026-04-08",
    "https://arxiv.org/abs/2604.07190",
    "Tracks first-party language models; counts derivatives by the country of the base model.",
)
OPENROUTER = Document(
    "openrouter_study",
    "State of AI, OpenRouter and a16z",
    "study",
    "2025-12-04",
    "https://arxiv.org/abs/2601.10088",
    "Tokens through one router.",
)
CAISI = Document(
    "caisi",
    "CAISI evaluation of DeepSeek models",
    "evaluation",
    "2025-09",
    "https://www.nist.gov/caisi",
    "A government's evaluation, known here by digests of the report.",
)
LMARENA = Document(
    "lmarena", "LMArena text board", "board", address="https://lmarena.ai/", note="People's votes on answers."
)
HUB = Document("hub", "Hugging Face model pages", "data", address="https://huggingface.co/models")
BIS_RULE = Document(
    "bis_rule",
    "BIS rule on advanced computing",
    "report",
    "2022-10-07",
    "https://www.bis.gov/",
    "Published by the Bureau of Industry and Security of the United States.",
)
