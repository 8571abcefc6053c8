"""The words a sentence may hold, and what each stands for.

A word that is not here makes a sentence not understood: nothing is read around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from weighbridge.entities.families import load_families
from weighbridge.entities.organisations import load_countries, load_organisations


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for: a kind of token and its value."""

    kind: str
    value: str = ""


_PEOPLE = {
    "CN": "chinese china's",
    "US": "american america america's u.s. u.s us usa",
    "FR": "french",
    "DE": "german",
    "GB": "british uk u.k.",
    "JP": "japanese",
    "KR": "korean",
    "IN": "indian",
    "CA": "canadian",
    "IL": "israeli",
    "AE": "emirati",
    "SG": "singaporean",
    "CH": "swiss",
    "IT": "italian",
    "ES": "spanish",
}
_MAKERS = {
    "alibaba": "alibaba",
    "meta": "meta",
    "google": "google",
    "openai": "openai",
    "microsoft": "microsoft",
    "nvidia": "nvidia",
    "anthropic": "anthropic",
    "moonshot": "moonshot|moonshot ai",
    "zhipu": "z.ai|zhipu|zhipu ai",
    "mistral": "mistral ai",
}
ARENA_LINES: dict[str, tuple[str, str]] = {
    "claude": ("anthropic", "claude*"),
    "gemini": ("google", "gemini*"),
}
"""Lines without published weights, which only the arena lists: their maker, and how their names begin."""
_LINES = ("qwen", "llama", "deepseek", "mistral", "gemma", "phi", "glm", "kimi", "gpt-oss", "falcon", "bert")

_FILLERS = """
a an the of in on to for at from and with as while versus vs against compared all global
globally world worldwide total overall share shares part model models developers developer makers
maker firms companies labs open open-weight open-source source sources weights hugging face hub huggingface
its their that this during counts foundations foundational foundation line family series through router place
position rank ranks ranked leaderboard board respectively up by total now month it ones went still came
peers counterparts rivals
"""
_REFUSED = """
not no never isn't wasn't aren't weren't doesn't didn't don't hasn't without except unless if
whether or nor may might could would will shall should likely probably expected forecast predicted
projected soon eventually hardly barely rarely neither denied false untrue wrong cannot can't won't
"""
_REFUSED_PHRASES = ("up from", "down from", "is up to", "are up to", "was up to", "were up to", "now up to")
"""Whether a level or a change is meant hangs on more than the words say."""

WORDS: dict[str, dict[str, str]] = {
    "measure": {
        "downloads": "downloads",
        "download": "downloads",
        "downloaded": "downloads",
        "likes": "likes",
        "tokens": "tokens",
        "token": "tokens",
        "openrouter": "tokens",
        "derivatives": "derivatives",
        "derivative": "derivatives",
        "derivative models": "derivatives",
        "fine-tuned models": "finetunes",
        "fine-tunes": "finetunes",
        "finetunes": "finetunes",
        "finetuned models": "finetunes",
        "fine-tuned or derivative models": "derivatives",
        "releases": "releases",
        "published": "releases",
        "new models": "releases",
        "released": "releases",
        "arena": "arena",
        "lmarena": "arena",
        "chatbot arena": "arena",
    },
    "lag": {"months behind": "months", "months ahead of": "ahead", "months": "by"},
    "base": {
        "based on": "base",
        "built on": "base",
        "build on": "base",
        "build upon": "base",
        "built upon": "base",
        "builds upon": "base",
        "stand on": "base",
        "made from": "base",
    },
    "population": {
        "language models": "llm_vlm",
        "language model": "llm_vlm",
        "llms": "llm_vlm",
        "tracked models": "curated",
        "tracked language models": "curated",
    },
    "has": dict.fromkeys(
        (
            "accounts for",
            "accounted for",
            "account for",
            "accounting for",
            "has",
            "have",
            "had",
            "holds",
            "held",
            "hold",
            "makes up",
            "made up",
            "make up",
            "comprise",
            "comprised",
            "comprising",
            "take",
            "takes",
            "took",
            "drew",
            "draw",
            "draws",
            "attracted",
            "gained",
            "served",
            "handled",
            "processed",
            "gets",
            "got",
            "went to",
            "go to",
            "goes to",
            "came from",
            "come from",
            "stood at",
            "stands at",
            "represented",
            "represents",
            "captured",
            "won",
            "wins",
            "logged",
            "recorded",
            "received",
            "was",
            "were",
            "is",
            "are",
        ),
        "has",
    ),
    "ahead": dict.fromkeys(
        (
            "ahead of",
            "well ahead of",
            "far ahead of",
            "leads",
            "led",
            "lead",
            "leading",
            "surpasses",
            "surpassed",
            "surpassing",
            "exceeds",
            "exceeded",
            "exceed",
            "exceeding",
            "beat",
            "beats",
            "topped",
            "outnumber",
            "outnumbers",
            "outnumbered",
            "outstripped",
            "lead over",
            "edge over",
            "advantage over",
            "more than",
            "more",
            "larger than",
            "greater than",
            "higher than",
            "above",
            "tops",
            "outpaces",
            "outpaced",
        ),
        "ahead",
    ),
    "behind": dict.fromkeys(
        (
            "behind",
            "well behind",
            "far behind",
            "trails",
            "trailed",
            "trailing",
            "less than",
            "fewer than",
            "fewer",
            "smaller than",
            "lower than",
            "below",
            "lags",
        ),
        "behind",
    ),
    "overtake": {
        **dict.fromkeys(
            (
                "overtook",
                "overtakes",
                "overtake",
                "has overtaken",
                "passed",
                "crossed",
                "dethroned",
                "unseated",
            ),
            "by the first",
        ),
        **dict.fromkeys(
            (
                "lost the lead to",
                "was overtaken by",
                "were overtaken by",
                "was passed by",
                "was dethroned by",
            ),
            "by the second",
        ),
    },
    "tie": dict.fromkeys(
        (
            "level",
            "level with",
            "neck and neck",
            "neck and neck with",
            "tied with",
            "ties with",
            "in a dead heat with",
            "in a statistical dead heat with",
            "equal to",
            "matches",
            "on par with",
            "within",
        ),
        "tie",
    ),
    "rise": {
        **dict.fromkeys(("rose", "risen", "grew", "grown", "increased", "surged", "jumped", "climbed"), "up"),
        **dict.fromkeys(("fell", "fallen", "dropped", "declined"), "down"),
        **dict.fromkeys(("went up", "went up to", "went up from", "came up to", "came up from"), "up"),
        **dict.fromkeys(("went down to", "went down from", "came down to", "came down from"), "down"),
        **dict.fromkeys(("went from", "moved from"), "either"),
    },
    "times": {
        "twice as many": "2",
        "twice the": "2",
        "half as many": "0.5",
        "three times as many": "3",
        "four times as many": "4",
        "five times as many": "5",
        "ten times as many": "10",
        "as many": "",
    },
    "rank": {
        "most downloaded": "1",
        "most-downloaded": "1",
        "the largest": "1",
        "the most": "1",
        "the first": "1",
        "first": "1",
        "number one": "1",
        "the biggest": "1",
        "the second biggest": "2",
        "second-biggest": "2",
        "second": "2",
        "third": "3",
        "fourth": "4",
        "fifth": "5",
        "second-largest": "2",
        "second largest": "2",
        "third-largest": "3",
        "third largest": "3",
        "fourth-largest": "4",
        "fifth-largest": "5",
        "second most downloaded": "2",
        "third most downloaded": "3",
    },
    "than": {"than": ""},
    "between": {"between": ""},
    "window": {"weekly": "1w"},
    "filler": {**dict.fromkeys(_FILLERS.split(), ""), "of each other": "", "those of": "", "per month": ""},
    "refuse": dict.fromkeys((*_REFUSED.split(), *_REFUSED_PHRASES), ""),
}
NEW_IS_FINE = ("derivatives", "finetunes", "releases")


@cache
def entries() -> Mapping[str, Entry]:
    """Every phrase, in lower case."""
    found: dict[str, Entry] = {}
    for kind, words in WORDS.items():
        for phrase, value in words.items():
            found.setdefault(phrase, Entry(kind, value))
    for code, country in load_countries().items():
        found[country.name.casefold()] = Entry("country", code)
        found[f"{country.name.casefold()}'s"] = Entry("country", code)
    found["united states"] = found["the united states"] = Entry("country", "US")
    for code, words in _PEOPLE.items():
        for word in words.split():
            found[word] = Entry("country", code)
    held = {family.line for family in load_families().values()}
    for line in _LINES:
        if line in held:
            found[line] = Entry("line", line)
            found[f"{line}'s"] = Entry("line", line)
    for line in ARENA_LINES:
        found[line] = found[f"{line}'s"] = Entry("line", line)
    known = load_organisations()
    for organisation, phrases in _MAKERS.items():
        if organisation in known:
            for phrase in phrases.split("|"):
                found[phrase] = Entry("organisation", organisation)
                found[f"{phrase}'s"] = Entry("organisation", organisation)
    return found


@cache
def longest() -> int:
    """The words in the longest phrase."""
    return max(len(phrase.split()) for phrase in entries())


_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = {
    **{word: i for i, word in enumerate(_ONES.split())},
    **{word: 10 * i for i, word in enumerate(_TENS.split(), 2)},
}
MONTHS = {
    name: i
    for i, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
ISO_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])\Z")
YEAR = re.compile(r"20[1-9]\d\Z")
